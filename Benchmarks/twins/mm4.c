// SPDX-License-Identifier: GPL-3.0-or-later
// M/M/4: Poisson arrivals of 3.2 a second, four exponential servers of rate 1, first come, first
// served. Two events a customer. Exact: mean wait 0.74554 s, 95th percentile of the sojourn
// 4.7380 s.
//
//     mm4 CUSTOMERS [SEED]
#include <stdio.h>
#include <stdlib.h>

#include "calendar.h"
#include "histogram.h"
#include "random.h"

enum { ARRIVAL, DEPARTURE };
enum { SERVERS = 4, ROOM = 1 << 20 };
static const double mean_gap = 1 / 3.2;

// Waiting customers, a ring; when each arrived; and the numbers free for newcomers.
static int32_t line[ROOM];
static uint32_t line_head = 0, line_tail = 0;
static double arrived[ROOM];
static int32_t spare[ROOM];
static int spares = 0, numbers = 0;

int main(int count, char **arguments) {
    long customers = count > 1 ? atol(arguments[1]) : 0;
    if (customers <= 0) return fprintf(stderr, "usage: mm4 CUSTOMERS [SEED]\n"), 2;
    start_random(count > 2 ? (uint64_t)atol(arguments[2]) : 1);

    long arrivals = 1, completed = 0;
    int busy = 0;
    double waiting_sum = 0, sojourn_sum = 0;
    schedule(exponential() * mean_gap, ARRIVAL, 0);
    while (completed < customers) {
        Event event = next_event();
        double now = event.time;
        if (event.kind == ARRIVAL) {
            if (arrivals < customers) {
                arrivals++;
                schedule(now + exponential() * mean_gap, ARRIVAL, 0);
            }
            int customer = spares ? spare[--spares] : numbers++;
            arrived[customer] = now;
            if (busy < SERVERS) {
                busy++;
                schedule(now + exponential(), DEPARTURE, customer);
            } else {
                line[line_tail++ & (ROOM - 1)] = customer;
            }
        } else {
            double sojourn = now - arrived[event.request];
            sojourn_sum += sojourn;
            record(sojourn);
            spare[spares++] = event.request;
            completed++;
            if (line_head != line_tail) {
                int customer = line[line_head++ & (ROOM - 1)];
                waiting_sum += now - arrived[customer];
                schedule(now + exponential(), DEPARTURE, customer);
            } else {
                busy--;
            }
        }
    }
    printf("completed %ld events %ld waiting %.6f mean %.6f p95 %.6f\n", completed, 2 * completed,
           waiting_sum / customers, sojourn_sum / customers, quantile(0.95));
    return 0;
}
