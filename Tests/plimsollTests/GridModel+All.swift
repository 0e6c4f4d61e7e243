// SPDX-License-Identifier: GPL-3.0-or-later

extension GridModel {
    /// Stations, pods, pools, caches; open, closed and mixed; exponential, lognormal, constant.
    static let all: [GridModel] = stations + pods + databases + users + caches

    private static let stations = [
        GridModel(
            "M/M/1", "{s: {rate: 70/s}}",
            [
                "{on: a, time: {mean: 10ms}}"
            ],
            "{a: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 1000),
        GridModel(
            "M/G/1", "{s: {rate: 70/s}}",
            [
                "{on: a, time: {mean: 10ms, scv: 2}}"
            ],
            "{a: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 1000),
        GridModel(
            "M/G/4", "{s: {rate: 300/s}}",
            [
                "{on: a, time: {mean: 10ms, scv: 2}}"
            ],
            "{a: {kind: station, servers: 4}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "tandem behind M/D/1", "{s: {rate: 70/s}}",
            [
                "{on: a, time: 10ms}",
                "{on: b, time: {mean: 10ms}}",
            ],
            "{a: {kind: station, servers: 1}, b: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "Jackson network", "{s: {rate: 70/s}}",
            [
                "{on: a, time: {mean: 10ms}}",
                "{choose: [{share: 50%, steps: [{on: b, time: {mean: 16ms}}]}]}",
                "{on: c, time: {mean: 20ms}}",
            ],
            "{a: {kind: station, servers: 1}, b: {kind: station, servers: 1}, c: {kind: "
                + "station, servers: 2}}",
            warmUp: 20,
            duration: 800),
        GridModel(
            "D/M/1", "{s: {rate: 70/s, arrivals: deterministic}}",
            [
                "{on: a, time: {mean: 10ms}}"
            ],
            "{a: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "M/M/1/6 in tandem", "{s: {rate: 100/s}}",
            [
                "{on: a, time: {mean: 10ms}}",
                "{on: b, time: {mean: 5ms}}",
            ],
            "{a: {kind: station, servers: 1, queue limit: 5}, b: {kind: station, "
                + "servers: 1}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "calls that fail", "{s: {rate: 100/s}}",
            [
                "{call: r}",
                "{on: a, time: {mean: 8ms}}",
                "{repeat: 1.5, steps: [{call: r}]}",
            ],
            "{r: {kind: service, latency: {mean: 100ms, p95: 250ms}, failures: 2%}, a: "
                + "{kind: station, servers: 1}}",
            warmUp: 20,
            duration: 300),
    ]

    private static let pods = [
        GridModel(
            "in turn, lognormal", "{s: {rate: 600/s}}",
            [
                "{on: a, cpu: {mean: 12ms, p95: 30ms}}"
            ],
            "{a: {kind: pods, replicas: 5, cores: 2, balancing: round-robin}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "in turn, with returns", "{s: {rate: 300/s}}",
            [
                "{on: a, cpu: {mean: 10ms}}",
                "{delay: {mean: 5ms}, name: n}",
                "{on: a, cpu: {mean: 10ms}}",
            ],
            "{a: {kind: pods, replicas: 4, cores: 2, balancing: round-robin}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "shortest queue, lognormal", "{s: {rate: 650/s}}",
            [
                "{on: a, cpu: {mean: 12ms, p95: 30ms}}"
            ],
            "{a: {kind: pods, replicas: 5, cores: 2, balancing: shortest-queue}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "random pods", "{s: {rate: 300/s}}",
            [
                "{on: a, cpu: {mean: 10ms}}"
            ],
            "{a: {kind: pods, replicas: 5, cores: 1, balancing: random}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "web stack", "{s: {rate: 1000/s}}",
            [
                "{on: api, cpu: {mean: 14ms}}",
                "{choose: [{share: 80%, steps: [{delay: {mean: 1ms}, name: cache}]}, {share: "
                    + "20%, steps: [{query: db, time: {mean: 20ms}}]}]}",
            ],
            "{api: {kind: pods, replicas: 10, cores: 2, balancing: shortest-queue}, db: "
                + "{kind: postgres, parallelism: 20, bouncer: {connections: 40}}}",
            warmUp: 10,
            duration: 60),
    ]

    private static let databases = [
        GridModel(
            "tight pool", "{s: {rate: 300/s}}",
            [
                "{on: api, cpu: {mean: 4ms}}",
                "{query: db, time: {mean: 20ms}}",
            ],
            "{api: {kind: pods, replicas: 2, cores: 2, balancing: random}, db: {kind: "
                + "postgres, parallelism: 8, bouncer: {connections: 12}, round trip: 5ms}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "pool in each pod", "{s: {rate: 300/s}}",
            [
                "{on: api, cpu: {mean: 4ms}}",
                "{query: db, time: {mean: 10ms}}",
                "{query: db, access: write, time: {mean: 5ms}}",
            ],
            "{api: {kind: pods, replicas: 3, cores: 1}, db: {kind: postgres, "
                + "parallelism: 4, replicas: 1, pool: {per pod: 4, of: api}}}",
            warmUp: 20,
            duration: 300),
    ]

    private static let users = [
        GridModel(
            "20 users", "{u: {count: 20, think: {mean: 200ms}}}",
            [
                "{on: a, time: {mean: 10ms}}"
            ],
            "{a: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "60 users, lognormal", "{u: {count: 60, think: {mean: 500ms}}}",
            [
                "{on: a, time: {mean: 10ms, p95: 25ms}}",
                "{on: b, time: {mean: 20ms, scv: 3}}",
            ],
            "{a: {kind: station, servers: 2}, b: {kind: station, servers: 4}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "100 users, saturated", "{u: {count: 100, think: {mean: 500ms}}}",
            [
                "{on: a, time: {mean: 10ms, p95: 25ms}}"
            ],
            "{a: {kind: station, servers: 1}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "two kinds of users",
            "{u: {count: 20, think: {mean: 300ms}}, v: {count: 10, think: {mean: 100ms}}}",
            [
                "{on: a, time: {mean: 10ms}}",
                "{on: b, time: {mean: 8ms, scv: 2}}",
            ],
            "{a: {kind: station, servers: 2}, b: {kind: station, servers: 2}}",
            warmUp: 20,
            duration: 300),
        GridModel(
            "users and visitors", "{u: {count: 20, think: {mean: 300ms}}, v: {rate: 60/s}}",
            [
                "{on: a, time: {mean: 10ms}}",
                "{on: b, time: {mean: 8ms, scv: 2}}",
            ],
            "{a: {kind: station, servers: 2}, b: {kind: station, servers: 2}}",
            warmUp: 20,
            duration: 300),
    ]

    private static let caches = [
        GridModel(
            "time to live", "{s: {rate: 500/s}}",
            [
                "{on: api, cpu: {mean: 2ms}}",
                "{read: r, keyspace: k, keys: 4, miss: [{query: db, time: {mean: 3ms}}]}",
            ],
            "{api: {kind: pods, replicas: 2, cores: 1}, r: {kind: cache, nodes: 2, "
                + "memory: 1GiB, ttl: 60s, operation: 50us, round trip: 0.3ms}, db: {kind: "
                + "postgres, parallelism: 8}}",
            keyspaces: "{k: {keys: 50000, popularity: {zipf: 0.9}, size: 500B}}",
            warmUp: 120,
            duration: 300),
        GridModel(
            "LRU", "{s: {rate: 500/s}}",
            [
                "{on: api, cpu: {mean: 2ms}}",
                "{read: r, keyspace: k, keys: 2, miss: [{query: db, time: {mean: 3ms}}]}",
            ],
            "{api: {kind: pods, replicas: 2, cores: 1}, r: {kind: cache, nodes: 2, "
                + "memory: 1MiB, operation: 50us}, db: {kind: postgres, parallelism: 8}}",
            keyspaces: "{k: {keys: 50000, popularity: {zipf: 0.9}, size: 500B}}",
            warmUp: 60,
            duration: 200),
        GridModel(
            "LRU and time to live", "{s: {rate: 500/s}}",
            [
                "{read: r, keyspace: k, keys: 2, miss: [{query: db, time: {mean: 3ms}}]}"
            ],
            "{r: {kind: cache, nodes: 2, memory: 2MiB, ttl: 10s, operation: 50us}, db: "
                + "{kind: postgres, parallelism: 8}}",
            keyspaces: "{k: {keys: 50000, popularity: {zipf: 0.9}, size: 500B}}",
            warmUp: 60,
            duration: 200),
        GridModel(
            "cold cache", "{s: {rate: 200/s}}",
            [
                "{read: r, keyspace: k, miss: [{query: db, time: {mean: 3ms}}]}"
            ],
            "{r: {kind: cache, nodes: 1, memory: 1GiB, operation: 50us}, db: {kind: "
                + "postgres, parallelism: 8}}",
            keyspaces: "{k: {keys: 50000, popularity: {zipf: 0.9}, size: 500B}}",
            warmUp: 10,
            duration: 100),
    ]
}
