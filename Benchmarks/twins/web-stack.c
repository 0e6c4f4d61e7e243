// SPDX-License-Identifier: GPL-3.0-or-later
// A web stack: Poisson arrivals of 1000 a second join the shortest queue of 10 pods with 2 servers,
// exponential of 14 ms; then, with probability 0.8, an exponential delay of 1 ms (a cache hit),
// else one of 40 connections and an exponential service of 20 ms at a database of 20 servers.
// Three events a request. Simulated: mean 19.23 ms, 95th percentile 55.85 ms.
//
//     web-stack REQUESTS [SEED]
#include <stdio.h>
#include <stdlib.h>

#include "calendar.h"
#include "histogram.h"
#include "random.h"

enum { ARRIVAL, POD_DONE, CACHE_DONE, DATABASE_DONE };
enum { PODS = 10, POD_SERVERS = 2, CONNECTIONS = 40, DATABASE_SERVERS = 20 };
enum { ROOM = 1 << 18, LINE_ROOM = 1 << 14 };
static const double mean_gap = 1e-3, pod_mean = 14e-3, cache_mean = 1e-3, database_mean = 20e-3;

static double arrived[ROOM];
static int32_t pod_of[ROOM], spare[ROOM];
static int spares = 0, numbers = 0;

typedef struct {
    uint32_t head, tail;
    int32_t requests[LINE_ROOM];
} Line;
static Line pod_line[PODS], connection_line, database_line;
static int in_pod[16];  // waiting and served

static inline void join(Line *line, int request) {
    line->requests[line->tail++ & (LINE_ROOM - 1)] = request;
}
static inline int leave(Line *line) { return line->requests[line->head++ & (LINE_ROOM - 1)]; }
static inline int is_empty(const Line *line) { return line->head == line->tail; }

// The pod with the fewest requests; the first of equals.
static inline int shortest(void) {
    int pod = 0, fewest = in_pod[0];
    for (int k = 1; k < PODS; k++) {
        int fewer = in_pod[k] < fewest;
        fewest = fewer ? in_pod[k] : fewest;
        pod = fewer ? k : pod;
    }
    return pod;
}

static int free_connections = CONNECTIONS, database_busy = 0;

static inline void query(double now, int request) {
    if (database_busy < DATABASE_SERVERS) {
        database_busy++;
        schedule(now + exponential() * database_mean, DATABASE_DONE, request);
    } else {
        join(&database_line, request);
    }
}

static inline void leave_pod(double now, int request) {
    int pod = pod_of[request];
    if (uniform() < 0.8) {
        schedule(now + exponential() * cache_mean, CACHE_DONE, request);
    } else if (free_connections > 0) {
        free_connections--;
        query(now, request);
    } else {
        join(&connection_line, request);
    }
    if (--in_pod[pod] >= POD_SERVERS)
        schedule(now + exponential() * pod_mean, POD_DONE, leave(&pod_line[pod]));
}

static inline void leave_database(double now) {
    if (!is_empty(&database_line))
        schedule(now + exponential() * database_mean, DATABASE_DONE, leave(&database_line));
    else
        database_busy--;
    // The connection goes to the next in line.
    if (!is_empty(&connection_line))
        query(now, leave(&connection_line));
    else
        free_connections++;
}

int main(int count, char **arguments) {
    long requests = count > 1 ? atol(arguments[1]) : 0;
    if (requests <= 0) return fprintf(stderr, "usage: web-stack REQUESTS [SEED]\n"), 2;
    start_random(count > 2 ? (uint64_t)atol(arguments[2]) : 1);

    long arrivals = 1, completed = 0, events = 0;
    double sojourn_sum = 0;
    schedule(exponential() * mean_gap, ARRIVAL, 0);
    while (completed < requests) {
        Event event = next_event();
        double now = event.time;
        int request = event.request;
        events++;
        switch (event.kind) {
        case ARRIVAL: {
            if (arrivals < requests) {
                arrivals++;
                schedule(now + exponential() * mean_gap, ARRIVAL, 0);
            }
            request = spares ? spare[--spares] : numbers++;
            arrived[request] = now;
            int pod = shortest();
            pod_of[request] = pod;
            if (in_pod[pod]++ < POD_SERVERS)
                schedule(now + exponential() * pod_mean, POD_DONE, request);
            else
                join(&pod_line[pod], request);
            break;
        }
        case POD_DONE:
            leave_pod(now, request);
            break;
        case DATABASE_DONE:
            leave_database(now);
            __attribute__((fallthrough));  // the answer leaves as from the cache
        case CACHE_DONE: {
            double sojourn = now - arrived[request];
            sojourn_sum += sojourn;
            record(sojourn);
            spare[spares++] = request;
            completed++;
        }
        }
    }
    printf("completed %ld events %ld mean %.6f p95 %.6f\n", completed, events,
           sojourn_sum / requests, quantile(0.95));
    return 0;
}
