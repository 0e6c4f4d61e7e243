// SPDX-License-Identifier: GPL-3.0-or-later
// A histogram of sojourn times in seconds: 256 buckets an octave, at most 0.4% wide.
#ifndef TWINS_HISTOGRAM_H
#define TWINS_HISTOGRAM_H

#include <stdint.h>
#include <string.h>

// The bucket is the double's exponent with the first 8 bits of its mantissa, from 2^-30 s on.
#define DROPPED_BITS 44
#define FIRST_BUCKET (((uint64_t)(1023 - 30)) << (52 - DROPPED_BITS))
#define BUCKETS (60 << (52 - DROPPED_BITS))
static uint64_t counts[BUCKETS];

static inline void record(double seconds) {
    uint64_t bits;
    memcpy(&bits, &seconds, 8);
    int64_t bucket = (int64_t)(bits >> DROPPED_BITS) - (int64_t)FIRST_BUCKET;
    if (__builtin_expect(bucket < 0, 0)) bucket = 0;
    counts[bucket]++;
}

static double lower_edge(uint64_t bucket) {
    uint64_t bits = (bucket + FIRST_BUCKET) << DROPPED_BITS;
    double seconds;
    memcpy(&seconds, &bits, 8);
    return seconds;
}

// The middle of the bucket that holds the quantile.
static double quantile(double share) {
    uint64_t total = 0, below = 0;
    for (uint64_t i = 0; i < BUCKETS; i++) total += counts[i];
    for (uint64_t i = 0; i < BUCKETS; i++) {
        below += counts[i];
        if (below >= share * total) return (lower_edge(i) + lower_edge(i + 1)) / 2;
    }
    return 0;
}

#endif
