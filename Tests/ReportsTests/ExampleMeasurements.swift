// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Measurements made by hand: a mean, and four replications that lie around it by known shares.
struct ExampleMeasurements {
    /// Latencies and utilizations times this.
    var load = 1.0
    var replications = 4
    var seed: UInt64 = 7
    var isSaturated = false
    var hasNoAnswer = false
    /// Spread of the replications.
    var spread = 0.01

    private func estimate<Unit>(_ mean: Double, _: Unit.Type = Unit.self) -> Estimate<Unit> {
        let offsets = [-1.0, 0.5, 1.0, -0.5]
        return .sampled(
            Sample((0..<replications).map { mean * (1 + spread * offsets[$0 % 4]) }))
    }

    var make: Measurements {
        Measurements(
            engine: .simulation(replications: replications, seed: seed), window: .minutes(10),
            overall: operation("all", 3420, 0.085), operations: operations,
            resources: resources,
            caches: [
                CacheMeasurement(
                    component: ExampleModel.redis, name: "redis", hitRate: estimate(0.91),
                    lookups: estimate(9_576), evictions: .exact(0), memoryUse: estimate(0.0612))
            ],
            uses: [
                use(ExampleModel.redis, .keys, 9_576), use(ExampleModel.db, .statements, 1_888),
                use(ExampleModel.rpc, .calls, 1_026),
            ],
            saturation: isSaturated
                ? Saturation(
                    resource: ExampleModel.bouncer, name: "db bouncer", load: .perSecond(5_480),
                    offered: .perSecond(7_000), endedEarly: true) : nil, events: 1_000_000,
            activity: [
                activity(ExampleModel.api, .service, 2_394, 1_026),
                activity(ExampleModel.rpc, .calls, 0, 1_026),
            ])
    }

    private func activity(
        _ component: ComponentID, _ driver: ActivityMeasurement.Driver, _ browse: Double,
        _ buy: Double
    ) -> ActivityMeasurement {
        ActivityMeasurement(
            component: component, driver: driver, byOperation: [.exact(browse), .exact(buy)])
    }

    private var operations: [OperationMeasurement] {
        [operation("browse", 2394, 0.0125), operation("buy", 1026, 0.154)]
    }

    private func use(_ component: ComponentID, _ unit: UseUnit, _ rate: Double) -> UseMeasurement {
        UseMeasurement(component: component, unit: unit, perSecond: estimate(rate))
    }

    private func operation(_ name: String, _ rate: Double, _ mean: Double) -> OperationMeasurement {
        let latency = mean * load
        let factors = [(50.0, 0.7), (90, 1.7), (95, 2.18), (99, 3.4)]
        return OperationMeasurement(
            name: name, completed: hasNoAnswer ? 0 : Int64(rate * 2400), failed: 200,
            throughput: estimate(rate), errorShare: estimate(0.00002 * rate / 3420),
            meanSojournTime: hasNoAnswer ? nil : estimate(latency),
            percentiles: hasNoAnswer
                ? []
                : factors.map {
                    Percentile(
                        quantile: .percent($0.0), sojournTime: estimate(latency * $0.1))
                }, breakdown: breakdown(latency), tailBreakdown: breakdown(latency * 3))
    }

    private func breakdown(_ total: Double) -> [TimeShare] {
        let parts: [(String, TimeShare.Activity, Double)] = [
            ("api", .waiting, 0.001), ("api", .service, 0.019), ("db bouncer", .waiting, 0.1),
            ("db replicas", .service, 0.05), ("rpc", .service, 0.8), ("network", .service, 0.03),
        ]
        return parts.map { TimeShare(place: $0.0, activity: $0.1, time: estimate(total * $0.2)) }
    }

    private var resources: [ResourceMeasurement] {
        [
            resource(ResourceID(component: ExampleModel.api, role: .servers), "api", 20, 0.171),
            resource(ResourceID(component: ExampleModel.redis, role: .servers), "redis", 3, 0.31),
            resource(ExampleModel.bouncer, "db bouncer", 20, 0.62),
            resource(
                ResourceID(component: ExampleModel.db, role: .replicas), "db replicas", 16, 0.58),
        ]
    }

    private func resource(
        _ id: ResourceID, _ name: String, _ servers: Int, _ utilization: Double
    ) -> ResourceMeasurement {
        let busy = utilization * load
        let demand = busy * Double(servers) / 3420
        return ResourceMeasurement(
            id: id, name: name, servers: servers, utilization: estimate(busy),
            queueLength: estimate(busy * busy), waitingTime: estimate(busy * 0.001),
            serviceTime: estimate(demand), throughput: estimate(3420), rejected: .exact(0),
            demand: estimate(demand), saturationLoad: estimate(3420 / busy),
            headroom: estimate(1 - busy), lawUtilization: estimate(busy),
            littleResidual: estimate(-0.00004))
    }
}
