// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef PLIMSOLL_PREFETCH_H
#define PLIMSOLL_PREFETCH_H

/// Asks the memory for the cache line at an address that will be read soon. A hint: it changes no
/// value and never faults. Swift has no word for it.
static inline void plimsoll_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
