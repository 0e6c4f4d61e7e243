// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

/// Small models for the tests of the simulation.
struct Fixture {
    var sources: [TrafficSource] = []
    var operations: [Operation] = []
    var components: [Component] = []
    var keyspaces: [Keyspace] = []
    var objectives: [Objective] = []
    var faults: [Fault] = []
    var alerts: [Alert] = []
    var degradation: Degradation?
    var timeline: SimTime?
    var warmUp = SimTime.seconds(100)
    var duration = SimTime.seconds(2_000)
    var replications = 5
    var seed: UInt64 = 11

    func model() throws -> Model {
        var run = RunPlan(
            warmUp: warmUp, duration: duration, replications: replications, seed: seed)
        run.timelineWindow = timeline
        return try Model(
            name: "fixture", sources: sources, operations: operations, components: components,
            keyspaces: keyspaces, objectives: objectives, faults: faults, alerts: alerts,
            degradation: degradation, run: run,
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    /// Every run is held against the laws of operational analysis besides what its test asks.
    func run(threads: Int = 2) throws -> Measurements {
        let answer = try Simulation(model()).run(threads: threads)
        let broken = answer.brokenLaws.map(\.description)
        #expect(broken.isEmpty)
        return answer
    }
}

extension Fixture {
    static func exponential(_ seconds: Double) throws -> Distribution {
        try .exponential(mean: SimTime(roundingSeconds: seconds))
    }

    static func poisson(_ rate: Double, stages: [RateStage] = []) -> [TrafficSource] {
        let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: stages)
        return [source(.open(demand))]
    }

    static func users(
        _ count: Int, think: Distribution, stages: [UserStage] = []
    ) -> [TrafficSource] {
        [source(.closed(ClosedDemand(users: count, think: think, stages: stages)))]
    }

    static func source(_ demand: Demand) -> TrafficSource {
        TrafficSource(
            name: "visitors", demand: demand,
            mix: [MixShare(operation: OperationID(0), share: .percent(100))])
    }

    static func component(_ name: String, _ kind: ComponentKind) -> Component {
        Component(name: name, kind: kind, charge: nil)
    }

    /// M/M/c, or M/M/c/K with a queue limit.
    static func station(
        rate: Double, service: Double, servers: Int, queueLimit: Int? = nil,
        law: Distribution? = nil, discipline: Discipline = .plain
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = poisson(rate)
        fixture.components = [
            component(
                "desk",
                .station(
                    Station(servers: servers, queueLimit: queueLimit, discipline: discipline)))
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .serve(
                        ServeStep(
                            component: ComponentID(0), time: try law ?? exponential(service)))
                ])
        ]
        return fixture
    }

    /// Pods, then a cache or a database behind a bouncer: every kind of wait there is.
    static func platform() throws -> Fixture {
        var fixture = Fixture()
        fixture.warmUp = .seconds(20)
        fixture.duration = .seconds(100)
        fixture.sources = poisson(200)
        fixture.keyspaces = [
            Keyspace(
                name: "items", keys: 5_000, popularity: .zipf(exponent: 0.9), size: .bytes(100))
        ]
        fixture.components = [
            component(
                "api",
                .pods(
                    Pods(
                        replicas: 3, cores: 2, memory: nil, queueLimit: nil,
                        balancing: .shortestQueue))),
            component(
                "redis",
                .cache(
                    Cache(
                        nodes: 2, memoryPerNode: .kilobytes(100), timeToLive: .seconds(30),
                        eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(50)),
                        roundTrip: try .deterministic(.microseconds(300))))),
            component(
                "db",
                .database(
                    Database(
                        parallelism: 4, replicas: 2,
                        poolPerPod: PoolPerPod(pods: ComponentID(0), connections: 4),
                        bouncerConnections: 6,
                        roundTrip: try .deterministic(.microseconds(200))))),
            component(
                "rpc",
                .service(
                    ExternalService(latency: try exponential(0.05), failures: .percent(2)))),
        ]
        let query = Step.query(
            QueryStep(database: ComponentID(2), access: .read, time: try exponential(0.004)))
        fixture.operations = [
            Operation(
                name: "page",
                steps: [
                    .serve(ServeStep(component: ComponentID(0), time: try exponential(0.012))),
                    .lookup(
                        LookupStep(
                            cache: ComponentID(1), keyspace: KeyspaceID(0), count: 4,
                            miss: [query])),
                    .choose([
                        Choice(
                            share: .percent(20),
                            steps: [.call(CallStep(service: ComponentID(3)))])
                    ]),
                    .repeated(RepeatStep(mean: 1.3, steps: [query])),
                ])
        ]
        return fixture
    }
}

extension Fixture {
    /// The caches behave otherwise.
    mutating func changeCaches(
        memory: Bytes? = nil, timeToLive: SimTime? = nil,
        _ change: (inout CacheBehavior) -> Void
    ) {
        components = components.map { component in
            guard case .cache(let cache) = component.kind else { return component }
            var behavior = cache.behavior
            change(&behavior)
            return Self.component(
                component.name,
                .cache(
                    Cache(
                        nodes: cache.nodes, memoryPerNode: memory ?? cache.memoryPerNode,
                        timeToLive: timeToLive ?? cache.timeToLive, eviction: cache.eviction,
                        operationTime: cache.operationTime, roundTrip: cache.roundTrip,
                        behavior: behavior)))
        }
    }
}
