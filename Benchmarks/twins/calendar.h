// SPDX-License-Identifier: GPL-3.0-or-later
// The event calendar: a binary heap on time.
#ifndef TWINS_CALENDAR_H
#define TWINS_CALENDAR_H

#include <stdint.h>

typedef struct {
    double time;
    int32_t kind;
    int32_t request;
} Event;

enum { CALENDAR_CAPACITY = 1 << 20 };
static Event heap[CALENDAR_CAPACITY + 8] __attribute__((aligned(64)));
static int pending = 0;

// The root was handed out and not replaced yet. Most events schedule another one, which then
// takes the root's place in a single descent instead of a removal and an insertion.
static int root_is_free = 0;

static inline void sift_down(int place, Event event) {
    for (;;) {
        int child = 2 * place + 1;
        if (child >= pending) break;
        if (child + 1 < pending) child += heap[child + 1].time < heap[child].time;
        if (heap[child].time >= event.time) break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = event;
}

static inline void sift_up(int place, Event event) {
    while (place > 0) {
        int parent = (place - 1) / 2;
        if (heap[parent].time <= event.time) break;
        heap[place] = heap[parent];
        place = parent;
    }
    heap[place] = event;
}

static inline void schedule(double time, int kind, int request) {
    Event event = {time, kind, request};
    if (root_is_free) {
        root_is_free = 0;
        sift_down(0, event);
    } else {
        sift_up(pending++, event);
    }
}

static inline Event next_event(void) {
    if (root_is_free) {
        root_is_free = 0;
        Event last = heap[--pending];
        if (pending) sift_down(0, last);
    }
    root_is_free = 1;
    return heap[0];
}

#endif
