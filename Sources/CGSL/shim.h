// SPDX-License-Identifier: GPL-3.0-or-later
// What Statistics uses of the GNU Scientific Library, and getters for its global pointers.
#ifndef PLIMSOLL_CGSL_SHIM_H
#define PLIMSOLL_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_roots.h>

/// Swift sees a global `const gsl_root_fsolver_type *` as mutable shared state; this reads it.
static inline const gsl_root_fsolver_type *plimsoll_gsl_brent(void) {
    return gsl_root_fsolver_brent;
}

#endif
