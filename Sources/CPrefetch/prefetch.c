// SPDX-License-Identifier: GPL-3.0-or-later
// The header is all there is; a target of C needs a source file.
#include "prefetch.h"
