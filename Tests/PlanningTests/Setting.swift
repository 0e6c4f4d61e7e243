// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// One pods component and one cache, with measurements that a test sets.
struct Setting {
    var objectives: [Objective]
    /// Mean and p95, one value a replication.
    var latencies = [0.099, 0.100, 0.101, 0.100]
    var completed: Int64 = 1_000_000
    var seed: UInt64 = 7
    var isSaturated = false
    /// False where nobody was answered.
    var hasLatencies = true
    var operations = ["visit"]

    func assess() throws -> Assessment { try Assessment(model(), measurements) }

    private func model() throws -> Model {
        let time = try Distribution.deterministic(.milliseconds(1))
        return try Model(
            name: "setting",
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(OpenDemand(rate: .perSecond(1), law: .poisson, stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: operations.map { name in
                Operation(
                    name: name, steps: [.serve(ServeStep(component: ComponentID(0), time: time))])
            },
            components: [
                Component(
                    name: "api",
                    kind: .pods(
                        Pods(
                            replicas: 10, cores: 2, memory: nil, queueLimit: nil,
                            balancing: .roundRobin)),
                    charge: Charge(price: PriceKey("pod"), layer: .compute, volume: nil)),
                Component(
                    name: "redis",
                    kind: .cache(
                        Cache(
                            nodes: 3, memoryPerNode: .gibibytes(4), timeToLive: nil,
                            eviction: .leastRecentlyUsed, operationTime: time, roundTrip: nil)),
                    charge: nil),
            ], keyspaces: [], objectives: objectives,
            run: RunPlan(warmUp: .zero, duration: .seconds(1), replications: 4, seed: seed),
            economics: Model.Economics(
                prices: PriceBook(
                    name: "book", asOf: "2026-01-31", hoursPerMonth: 720,
                    entries: [
                        PriceEntry(
                            key: PriceKey("pod"), price: try UnitPrice(parsing: "0.075 USD/h"),
                            freePerMonth: nil, source: "a test", asOf: "2026-01-31")
                    ]), transactions: try Volume(parsing: "3000/day")),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    private var measurements: Measurements {
        let latency = Estimate<SimTime>.sampled(Sample(latencies))
        func operation(_ name: String) -> OperationMeasurement {
            OperationMeasurement(
                name: name, completed: completed, failed: 0,
                throughput: .sampled(Sample([100, 100, 100, 100])),
                errorShare: .sampled(Sample([0, 0, 0, 0])),
                meanSojournTime: hasLatencies ? latency : nil,
                percentiles: hasLatencies
                    ? [Percentile(quantile: .percent(95), sojournTime: latency)] : [],
                breakdown: [], tailBreakdown: [])
        }
        let api = ResourceID(component: ComponentID(0), role: .servers)
        return Measurements(
            engine: .simulation(replications: 4, seed: seed), window: .seconds(1),
            overall: operation("all"), operations: operations.map(operation),
            resources: [
                ResourceMeasurement(
                    id: api, name: "api", servers: 20,
                    utilization: .sampled(Sample([0.62, 0.621, 0.619, 0.62])),
                    queueLength: .exact(0), waitingTime: nil, serviceTime: nil,
                    throughput: .exact(100), rejected: .exact(0), demand: .exact(0.124),
                    saturationLoad: .exact(161), headroom: .exact(0.38),
                    lawUtilization: .exact(0.62), littleResidual: .exact(0))
            ],
            caches: [
                CacheMeasurement(
                    component: ComponentID(1), name: "redis",
                    hitRate: .sampled(Sample([0.91, 0.911, 0.909, 0.91])), lookups: .exact(10),
                    evictions: .exact(0), memoryUse: .exact(0.5))
            ], uses: [],
            saturation: isSaturated
                ? Saturation(
                    resource: api, name: "api", load: .perSecond(161), offered: .perSecond(200),
                    endedEarly: false) : nil, events: 0)
    }
}
