// SPDX-License-Identifier: GPL-3.0-or-later
// The hold model on a binary heap: of so many pending events the first is taken and one is
// scheduled an exponential time later, over and over. Prints the clock at the end.
//
//     hold PENDING OPERATIONS
#include <stdio.h>
#include <stdlib.h>

#include "calendar.h"
#include "random.h"

int main(int count, char **arguments) {
    long size = count > 1 ? atol(arguments[1]) : 0;
    long operations = count > 2 ? atol(arguments[2]) : 0;
    if (size <= 0 || size > CALENDAR_CAPACITY || operations <= 0)
        return fprintf(stderr, "usage: hold PENDING OPERATIONS\n"), 2;
    start_random(1);
    for (long i = 0; i < size; i++) schedule(exponential(), 0, (int)i);
    double now = 0;
    for (long i = 0; i < operations; i++) {
        Event event = next_event();
        now = event.time;
        schedule(now + exponential(), 0, event.request);
    }
    printf("%.6f\n", now);
    return 0;
}
