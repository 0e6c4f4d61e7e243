// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A small platform in code, with a name that needs escaping.
enum ExampleModel {
    static let api = ComponentID(0)
    static let redis = ComponentID(1)
    static let db = ComponentID(2)
    static let rpc = ComponentID(3)
    static let ethereum = ComponentID(4)
    static let bouncer = ResourceID(component: db, role: .bouncer)

    static func make(
        objectives: [Objective]? = nil, isPriced: Bool = true, replications: Int = 4
    ) throws -> Model {
        try Model(
            name: "Shop | \"spring\" *sale*",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .closed(
                        ClosedDemand(
                            users: 1000, think: try .exponential(mean: .milliseconds(250)),
                            stages: [])),
                    mix: [
                        MixShare(operation: OperationID(0), share: .percent(70)),
                        MixShare(operation: OperationID(1), share: .percent(30)),
                    ])
            ], operations: try operations(), components: try components(isPriced),
            keyspaces: [
                Keyspace(name: "items", keys: 1000, popularity: .uniform, size: .kilobytes(1))
            ], objectives: try objectives ?? standardObjectives(),
            run: RunPlan(
                warmUp: .minutes(1), duration: .minutes(10), replications: replications, seed: 7),
            economics: Model.Economics(
                prices: isPriced ? try prices() : nil,
                transactions: try Volume(parsing: "3000/day")), remarks: try remarks())
    }

    static func standardObjectives() throws -> [Objective] {
        [
            Objective(.latency(of: nil, quantile: .percent(95), limit: .milliseconds(300))),
            Objective(.meanLatency(of: OperationID(1), limit: .milliseconds(200))),
            Objective(.errors(of: nil, limit: .percent(0.1))),
            Objective(.hitRate(of: redis, floor: .percent(85))),
            Objective(.utilization(of: bouncer, limit: .percent(80))),
            Objective(.costPerTransaction(limit: try Money(parsing: "0.50 USD"))),
        ]
    }

    private static func operations() throws -> [Operation] {
        let statement = QueryStep(
            database: db, access: .read, time: try .exponential(mean: .milliseconds(2)))
        let work = ServeStep(component: api, time: try .exponential(mean: .milliseconds(1)))
        return [
            Operation(
                name: "browse",
                steps: [
                    .serve(work),
                    .lookup(
                        LookupStep(
                            cache: redis, keyspace: KeyspaceID(0), count: 4,
                            miss: [.query(statement)])),
                ]),
            Operation(
                name: "buy",
                steps: [
                    .serve(work), .query(statement), .call(CallStep(service: rpc)),
                    .delay(
                        DelayStep(name: "network", time: try .deterministic(.milliseconds(10)))),
                ]),
        ]
    }

    private static func components(_ isPriced: Bool) throws -> [Component] {
        func charge(_ key: String?, _ layer: CostLayer, _ volume: String? = nil) throws -> Charge? {
            guard isPriced else { return nil }
            return Charge(
                price: key.map { PriceKey($0) }, layer: layer,
                volume: try volume.map { try Volume(parsing: $0) })
        }
        return [
            Component(
                name: "api",
                kind: .pods(
                    Pods(
                        replicas: 10, cores: 2, memory: .gibibytes(2), queueLimit: nil,
                        balancing: .roundRobin)), charge: try charge("compute/pod", .compute)),
            Component(
                name: "redis",
                kind: .cache(
                    Cache(
                        nodes: 3, memoryPerNode: .gibibytes(4), timeToLive: .minutes(5),
                        eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(20)), roundTrip: nil)),
                charge: try charge("cache/memory", .cache)),
            Component(
                name: "db",
                kind: .database(
                    Database(
                        parallelism: 8, replicas: 2,
                        poolPerPod: PoolPerPod(pods: api, connections: 20),
                        bouncerConnections: 20, roundTrip: nil)),
                charge: try charge("database/large", .database)),
            Component(
                name: "rpc",
                kind: .service(
                    ExternalService(
                        latency: try .exponential(mean: .milliseconds(100)),
                        failures: .percent(0.05))), charge: try charge("rpc/request", .rpc)),
            Component(
                name: "ethereum",
                kind: .chain(
                    ChainSettings(
                        gasPrice: .gwei(2), etherPrice: .usd(3000),
                        transactions: [
                            ChainTransaction(
                                name: "coupon payments", gas: Gas(2_500),
                                volume: try Volume(parsing: "5000/day"))
                        ])), charge: try charge(nil, .gas)),
        ]
    }

    private static func prices() throws -> PriceBook {
        func entry(_ key: String, _ price: String, _ free: String? = nil) throws -> PriceEntry {
            PriceEntry(
                key: PriceKey(key), price: try UnitPrice(parsing: price),
                freePerMonth: try free.map { try ExactDecimal(parsing: $0) },
                source: "an example", asOf: "2026-01-31")
        }
        return PriceBook(
            name: "example", asOf: "2026-01-31", hoursPerMonth: 720,
            entries: [
                try entry("compute/pod", "0.075 USD/h"),
                try entry("cache/memory", "0.023 USD/GB-h"),
                try entry("database/large", "0.504 USD/h"),
                try entry("rpc/request", "0.0000001 USD/request", "10000000"),
            ])
    }

    private static func remarks() throws -> Model.Remarks {
        Model.Remarks(
            notes: ["The page gives two figures for the pool; 124 of 200 is unstable behind 20."],
            assumptions: [
                Assumption(
                    path: "components.api.replicas", value: "10", basis: .given,
                    source: "Scalability patterns"),
                Assumption(
                    path: "traffic.users.think", value: "{mean: 250ms}", basis: .fitted,
                    source: "to the load of 3,200 requests a second"),
                Assumption(
                    path: "components.redis.operation", value: "20us", basis: .guessed,
                    source: "="),
                Assumption(path: "keyspaces.items.keys", value: "1000", basis: nil, source: ""),
            ],
            observations: [
                Observation(
                    name: "API p95 latency", metric: .latency(of: nil, quantile: .percent(95)),
                    value: 0.185, text: "185ms", use: .fitted, source: "the page"),
                Observation(
                    name: "API load", metric: .throughput, value: 3200, text: "3200/s",
                    use: .predicted, source: "the page"),
                Observation(
                    name: "cache operations", metric: .useRate(of: redis), value: 45_000,
                    text: "45000/s", use: .predicted, source: "the page"),
                Observation(
                    name: "cost", metric: .costPerHour, value: 9.67, text: "9.67 USD/h",
                    use: .predicted, source: "the page"),
            ])
    }
}
