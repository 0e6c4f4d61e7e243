// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// Small platforms to explain.
struct ExplainFixture {
    var rate = 3.2
    var components: [Component]
    var steps: [Step]
    var objectives: [Objective]
    var duration = SimTime.seconds(4_000)
    var replications = 10

    func model() throws -> Model {
        let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])
        return try Model(
            name: "platform",
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ], operations: [Operation(name: "visit", steps: steps)], components: components,
            keyspaces: [], objectives: objectives,
            run: RunPlan(
                warmUp: .seconds(200), duration: duration, replications: replications, seed: 5),
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }

    func explain(
        budget: SimTime = .seconds(60), threads: Int = 2
    ) throws -> Explanation {
        let model = try model()
        var explainer = Explainer(
            try Assessment(model, try Simulation(model).run(threads: threads)), operation: nil,
            budget: WorkBudget(about: budget), threads: threads)
        return explainer.explain()
    }

    static func p95(_ seconds: Double) -> Objective {
        Objective(
            .latency(
                of: nil, quantile: .percent(95), limit: SimTime(roundingSeconds: seconds)))
    }

    static func exponential(_ seconds: Double) throws -> Distribution {
        try .exponential(mean: SimTime(roundingSeconds: seconds))
    }

    /// M/M/c with a mean service time of 1 s, and a delay after it.
    static func desk(
        rate: Double, servers: Int, limit: Double?, delay: Double = 0
    ) throws -> ExplainFixture {
        var steps: [Step] = [
            .serve(ServeStep(component: ComponentID(0), time: try exponential(1)))
        ]
        if delay > 0 {
            steps.append(
                .delay(
                    DelayStep(
                        name: "vendor",
                        time: try .deterministic(SimTime(roundingSeconds: delay)))))
        }
        return ExplainFixture(
            rate: rate,
            components: [
                Component(
                    name: "desk",
                    kind: .station(Station(servers: servers, queueLimit: nil)), charge: nil)
            ], steps: steps, objectives: limit.map { [p95($0)] } ?? [])
    }

    /// Calls of a service that allows so many a second, and how many errors there may be.
    static func provider(rate: Double, limit: Double) throws -> ExplainFixture {
        ExplainFixture(
            rate: rate,
            components: [
                Component(
                    name: "rpc",
                    kind: .service(
                        ExternalService(
                            latency: try exponential(0.05), failures: .zero,
                            limit: RateLimit(subject: .all, rate: .perSecond(limit), burst: 20))),
                    charge: nil)
            ], steps: [.call(CallStep(service: ComponentID(0)))],
            objectives: [Objective(.errors(of: nil, limit: .percent(1)))],
            duration: .seconds(500))
    }

    /// A function with places set aside in its account, another with such, and how many errors
    /// there may be. `first` is the number of the function's component.
    static func function(
        load: Double, reserved: Int, account: Int, other: Int, first: Int = 0
    ) throws -> ExplainFixture {
        let home = ComponentID(first + 2)
        let functions = [reserved, other].map { places in
            ComponentKind.function(
                Function(
                    memory: Function.memoryOfOneProcessor, concurrency: places > 0 ? places : nil,
                    account: home))
        }
        return ExplainFixture(
            rate: load,
            components: [
                Component(name: "fn", kind: functions[0], charge: nil),
                Component(name: "other", kind: functions[1], charge: nil),
                Component(
                    name: "aws", kind: .account(FunctionAccount(concurrency: account)), charge: nil
                ),
            ],
            steps: [
                .invoke(
                    InvokeStep(
                        function: ComponentID(first), work: try exponential(1), steps: []))
            ],
            objectives: [Objective(.errors(of: nil, limit: .percent(1)))],
            duration: .seconds(2_000))
    }

    /// A database behind a PgBouncer with few connections: holding takes 90 ms, most of it on the
    /// network, and 20 statements a second keep two connections 90% busy.
    static func bouncer(limit: Double) throws -> ExplainFixture {
        ExplainFixture(
            rate: 20,
            components: [
                Component(
                    name: "api",
                    kind: .pods(
                        Pods(
                            replicas: 4, cores: 2, memory: nil, queueLimit: nil,
                            balancing: .roundRobin)), charge: nil),
                Component(
                    name: "db",
                    kind: .database(
                        Database(
                            parallelism: 8, replicas: 0,
                            poolPerPod: PoolPerPod(pods: ComponentID(0), connections: 50),
                            bouncerConnections: 2,
                            roundTrip: try .deterministic(.milliseconds(70)))), charge: nil),
            ],
            steps: [
                .serve(ServeStep(component: ComponentID(0), time: try exponential(0.005))),
                .query(
                    QueryStep(
                        database: ComponentID(1), access: .read, time: try exponential(0.02))),
            ], objectives: [p95(limit)], duration: .seconds(1_000))
    }
}

extension Explanation {
    /// What was found for a lever; nil where nothing was.
    func found(_ lever: Lever) -> Int? {
        changes.first { $0.lever == lever }.flatMap {
            if case .found(let setting, _, _, _) = $0.finding { setting } else { nil }
        }
    }
}
