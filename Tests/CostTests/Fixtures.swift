// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// The tags of a model, beside those of tests.
typealias Mark = Tag

/// A platform of one component a kind, of which a test charges what it looks at.
struct Platform {
    var pods: Charge?
    var cache: Charge?
    var database: Charge?
    var rpc: Charge?
    var cdn: Charge?
    var secondRPC: Charge?
    var chain: Charge?
    var canary: PodCanary?
    var nodes: NodePool?
    var databaseExtras: [ExtraCharge] = []
    var rpcExtras: [ExtraCharge] = []
    var cdnExtras: [ExtraCharge] = []
    /// Nodes of the cache after the run.
    var lastNodes: Int?
    var gasPrice = WeiPerGas.gwei(2)
    var transactionsOnChain: [ChainTransaction] = []
    var prices: [PriceEntry] = []
    var hasBook = true
    var hours: Int64 = 720
    var transactions: Volume?
    var agreements = Agreements.none
    /// Uses a second, one value a replication.
    var calls: [Double] = []
    var bytes: [Double] = []
    var gas: [Double] = []
    var throughput: [Double] = [100, 100]

    static func charge(
        _ key: String?, _ layer: CostLayer, volume: String? = nil
    ) throws -> Charge {
        Charge(
            price: key.map { PriceKey($0) }, layer: layer,
            volume: try volume.map { try Volume(parsing: $0) })
    }

    static func entry(_ key: String, _ price: String, free: String? = nil) throws -> PriceEntry {
        PriceEntry(
            key: PriceKey(key), price: try UnitPrice(parsing: price),
            freePerMonth: try free.map { try ExactDecimal(parsing: $0) }, source: "a test",
            asOf: "2026-01-31")
    }

    func components() throws -> [Component] {
        let second = try Distribution.deterministic(.milliseconds(1))
        let service = ExternalService(latency: second, failures: .zero)
        var behavior = CacheBehavior()
        behavior.resharding = lastNodes.map {
            CacheResharding(
                start: .zero, nodes: $0, time: .zero, move: second, keepsKeys: true)
        }
        return [
            Component(
                name: "api",
                kind: .pods(
                    Pods(
                        replicas: 10, cores: 2, memory: nil, queueLimit: nil,
                        balancing: .roundRobin, nodes: nodes, canary: canary)), charge: pods),
            Component(
                name: "redis",
                kind: .cache(
                    Cache(
                        nodes: 3, memoryPerNode: .gibibytes(4), timeToLive: nil,
                        eviction: .leastRecentlyUsed, operationTime: second, roundTrip: nil,
                        behavior: behavior)),
                charge: cache),
            Component(
                name: "db",
                kind: .database(
                    Database(
                        parallelism: 8, replicas: 2, poolPerPod: nil, bouncerConnections: nil,
                        roundTrip: nil)), charge: database, extras: databaseExtras),
            Component(name: "rpc", kind: .service(service), charge: rpc, extras: rpcExtras),
            Component(
                name: "cdn", kind: .delivery(DeliveryNetwork()), charge: cdn, extras: cdnExtras),
            Component(name: "spare rpc", kind: .service(service), charge: secondRPC),
            Component(
                name: "ethereum",
                kind: .chain(
                    ChainSettings(
                        gasPrice: gasPrice, etherPrice: .usd(3000),
                        transactions: transactionsOnChain)), charge: chain),
        ]
    }

    func model() throws -> Model {
        try Model(
            name: "platform",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(OpenDemand(rate: .perSecond(1), law: .poisson, stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit",
                    steps: [
                        .serve(
                            ServeStep(
                                component: ComponentID(0),
                                time: try .deterministic(.milliseconds(1))))
                    ])
            ], components: try components(), keyspaces: [], objectives: [],
            run: RunPlan(warmUp: .zero, duration: .seconds(1), replications: 2, seed: 1),
            economics: Model.Economics(
                prices: hasBook
                    ? PriceBook(
                        name: "book", asOf: "2026-01-31", hoursPerMonth: hours, entries: prices)
                    : nil, transactions: transactions, agreements: agreements),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    var measurements: Measurements {
        let uses: [(Int, UseUnit, [Double])] = [
            (3, .calls, calls), (4, .bytes, bytes), (5, .calls, calls), (6, .gas, gas),
        ]
        return Measurements(
            engine: .simulation(replications: 2, seed: 1), window: .seconds(1),
            overall: OperationMeasurement(
                name: "visit", completed: 100, failed: 0,
                throughput: .sampled(Sample(throughput)), errorShare: .exact(0),
                meanSojournTime: nil, percentiles: [], breakdown: [], tailBreakdown: []),
            operations: [], resources: [], caches: [],
            uses: uses.filter { !$0.2.isEmpty }.map { index, unit, values in
                UseMeasurement(
                    component: ComponentID(index), unit: unit,
                    perSecond: .sampled(Sample(values)))
            }, saturation: nil, events: 0)
    }
}

extension PriceEntry {
    /// The price `rpc` of a request, in USD by tier; limits and free units a month.
    static func tiered(
        _ tiers: [(String?, String)], _ rule: TierSchedule.Rule = .graduated,
        free: String? = nil, fee: String? = nil, minimum: String? = nil
    ) throws -> PriceEntry {
        let schedule = try TierSchedule(
            rule: rule,
            tiers: tiers.map { limit, price in
                TierSchedule.Tier(
                    limit: try limit.map { try ExactDecimal(parsing: $0) },
                    price: try Money(parsing: price + " USD"))
            })
        return PriceEntry(
            key: PriceKey("rpc"), unit: .request, schedule: schedule,
            freePerMonth: try free.map { try ExactDecimal(parsing: $0) },
            fee: try fee.map { try Money(parsing: $0 + " USD") },
            minimum: try minimum.map { try Money(parsing: $0 + " USD") },
            product: PriceEntry.Product(), source: "a test", asOf: "2026-01-31")
    }
}
