// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers: xoshiro256++ and an exponential by the ziggurat.
#ifndef TWINS_RANDOM_H
#define TWINS_RANDOM_H

#include <math.h>
#include <stdint.h>

static uint64_t state[4];

static inline uint64_t rotate_left(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

// xoshiro256++ (Blackman and Vigna, 2019).
static inline uint64_t next_word(void) {
    uint64_t word = rotate_left(state[0] + state[3], 23) + state[0];
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate_left(state[3], 45);
    return word;
}

// Fills the state by SplitMix64, as its authors advise.
static void seed_state(uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        seed += 0x9E3779B97F4A7C15ull;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        state[i] = z ^ (z >> 31);
    }
}

// Uniform on the open interval (0, 1).
static inline double uniform(void) { return ((double)(next_word() >> 11) + 0.5) * 0x1p-53; }

// The ziggurat of Marsaglia and Tsang (2000) for the exponential of mean 1: 256 layers, of which
// `right_edge` bounds the lowest; 8 bits of a word choose the layer, 53 the place in it.
static const double right_edge = 7.69711747013104972;
static uint64_t inside[256];  // below this, the place lies under the curve for certain
static double width[256];
static double height[256];

static void build_ziggurat(void) {
    const double places = 0x1p53, area = 3.9496598225815571993e-3;
    double edge = right_edge, outer = right_edge, base = area / exp(-edge);
    inside[0] = (uint64_t)(edge / base * places);
    inside[1] = 0;
    width[0] = base / places;
    width[255] = edge / places;
    height[0] = 1;
    height[255] = exp(-edge);
    for (int i = 254; i >= 1; i--) {
        edge = -log(area / edge + exp(-edge));
        inside[i + 1] = (uint64_t)(edge / outer * places);
        outer = edge;
        height[i] = exp(-edge);
        width[i] = edge / places;
    }
}

// The tail, and the sliver of a layer above the curve: about one draw in ninety.
static __attribute__((noinline)) double exponential_slow(uint64_t place, int layer) {
    for (;;) {
        if (layer == 0) return right_edge - log(uniform());
        double x = place * width[layer];
        double y = height[layer] + uniform() * (height[layer - 1] - height[layer]);
        if (y < exp(-x)) return x;
        uint64_t word = next_word();
        layer = word & 255;
        place = word >> 11;
        if (place < inside[layer]) return place * width[layer];
    }
}

// Exponential of mean 1.
static inline double exponential(void) {
    uint64_t word = next_word();
    int layer = word & 255;
    uint64_t place = word >> 11;
    if (__builtin_expect(place < inside[layer], 1)) return place * width[layer];
    return exponential_slow(place, layer);
}

static void start_random(uint64_t seed) {
    seed_state(seed);
    build_ziggurat();
}

#endif
