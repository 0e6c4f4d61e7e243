// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Model

/// The parts of a small valid model, to be broken one at a time.
private struct Parts {
    var operations: [Operation] = []
    var components: [Component] = []
    var keyspaces = [
        Keyspace(name: "items", keys: 100, popularity: .uniform, size: .bytes(10))
    ]
    var objectives: [Objective] = []
    var faults: [Fault] = []
    var demand = Demand.open(OpenDemand(rate: .perSecond(10), law: .poisson, stages: []))
    var mix = [MixShare(operation: OperationID(0), share: .percent(100))]
    var run = RunPlan(
        warmUp: .seconds(1), duration: .seconds(10), replications: 2, seed: 1)

    init() throws {
        let time = try Distribution.exponential(mean: .milliseconds(5))
        components = [
            component("api", .pods(pods(replicas: 2))),
            component(
                "db",
                .database(
                    Database(
                        parallelism: 2, replicas: 0,
                        poolPerPod: PoolPerPod(pods: ComponentID(0), connections: 3),
                        bouncerConnections: 4, roundTrip: nil))),
            component(
                "redis",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .kilobytes(1), timeToLive: nil,
                        eviction: .leastRecentlyUsed, operationTime: time, roundTrip: nil))),
        ]
        operations = [
            Operation(name: "page", steps: [serve(0, time), query(1, time)])
        ]
    }

    func model() throws(ModelError) -> Model {
        try Model(
            name: "parts", sources: [TrafficSource(name: "users", demand: demand, mix: mix)],
            operations: operations, components: components, keyspaces: keyspaces,
            objectives: objectives, faults: faults, run: run,
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }
}

private func component(_ name: String, _ kind: ComponentKind) -> Component {
    Component(name: name, kind: kind, charge: nil)
}

private func pods(replicas: Int, cores: Int = 1) -> Pods {
    Pods(replicas: replicas, cores: cores, memory: nil, queueLimit: nil, balancing: .random)
}

private func serve(_ component: Int, _ time: Distribution) -> Step {
    .serve(ServeStep(component: ComponentID(component), time: time))
}

private func query(_ component: Int, _ time: Distribution) -> Step {
    .query(QueryStep(database: ComponentID(component), access: .read, time: time))
}

private func lookup(keys: Int, miss: [Step]) -> Step {
    .lookup(
        LookupStep(
            cache: ComponentID(2), keyspace: KeyspaceID(0), count: keys, miss: miss))
}

/// One way to break a model, where that is seen, and a word of what is said.
private struct Break: Sendable, CustomTestStringConvertible {
    let name: String
    let path: String
    let says: String
    let change: @Sendable (inout Parts) throws -> Void

    init(
        _ name: String, _ path: String, _ says: String,
        _ change: @escaping @Sendable (inout Parts) throws -> Void
    ) {
        self.name = name
        self.path = path
        self.says = says
        self.change = change
    }

    var testDescription: String { name }
}

private let breaks: [Break] = [
    Break("no operation", "operations", "no operation") { $0.operations = [] },
    Break("a name twice", "components", "used twice") {
        $0.components.append(component("api", .delivery(DeliveryNetwork())))
    },
    Break("no replica", "components.api.replicas", "from 1 to") {
        $0.components[0] = component("api", .pods(pods(replicas: 0)))
    },
    Break("too many cores", "components.api.cores", "from 1 to 1024") {
        $0.components[0] = component("api", .pods(pods(replicas: 1, cores: 1025)))
    },
    Break("a priority beyond the last", "operations.page.priority", "from 1 to 16") {
        $0.operations = [
            Operation(name: "page", steps: $0.operations[0].steps, priority: 17)
        ]
    },
    Break("more than all join", "components.gate.join", "from 0% to 100%") {
        let discipline = Discipline(order: .arrival, patience: nil, joining: [.percent(101)])
        $0.components.append(
            component(
                "gate", .station(Station(servers: 1, queueLimit: nil, discipline: discipline))))
    },
    Break("fewer share than there are servers", "components.gate.sharing limit", "from 2 to") {
        let discipline = Discipline(order: .sharing(limit: 1), patience: nil, joining: [])
        $0.components.append(
            component(
                "gate", .station(Station(servers: 2, queueLimit: nil, discipline: discipline))))
    },
    Break("a cache without memory", "components.spare.memory", "above zero") {
        let time = try Distribution.exponential(mean: .milliseconds(5))
        $0.components.append(
            component(
                "spare",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .zero, timeToLive: nil,
                        eviction: .leastRecentlyUsed, operationTime: time, roundTrip: nil))))
    },
    Break("a popularity beyond the steepest", "keyspaces.rare.popularity", "from 0.0 to 5.0") {
        $0.keyspaces.append(
            Keyspace(name: "rare", keys: 9, popularity: .zipf(exponent: 5.1), size: .bytes(1)))
    },
    Break("failures above all", "components.rpc.failures", "from 0% to 100%") {
        let latency = try Distribution.exponential(mean: .milliseconds(5))
        $0.components.append(
            component(
                "rpc", .service(ExternalService(latency: latency, failures: .percent(101)))))
    },
    Break("a step at the wrong kind", "operations.page.steps", "pods or station") {
        $0.operations = [
            Operation(name: "page", steps: [serve(1, try .exponential(mean: .milliseconds(5)))])
        ]
    },
    Break("a query before its pod", "operations.page.steps", "pool of a pod") {
        $0.operations = [
            Operation(name: "page", steps: [query(1, try .exponential(mean: .milliseconds(5)))])
        ]
    },
    Break("a lookup inside a miss", "operations.page.steps", "inside the steps of a miss") {
        $0.operations = [
            Operation(
                name: "page", steps: [lookup(keys: 1, miss: [lookup(keys: 1, miss: [])])])
        ]
    },
    Break("too many keys at once", "operations.page.steps", "from 1 to 64") {
        $0.operations = [Operation(name: "page", steps: [lookup(keys: 65, miss: [])])]
    },
    Break("shares of a choice above one", "operations.page.steps", "add up to") {
        $0.operations = [
            Operation(
                name: "page",
                steps: [
                    .choose([
                        Choice(share: .percent(60), steps: []),
                        Choice(share: .percent(50), steps: []),
                    ])
                ])
        ]
    },
    Break("too many steps", "operations.page.steps", "more than 20000 steps") {
        var steps = [serve(0, try .exponential(mean: .milliseconds(5)))]
        for _ in 0..<3 { steps = [.repeated(RepeatStep(mean: 100, steps: steps))] }
        $0.operations = [Operation(name: "page", steps: steps)]
    },
    Break("a mix below one", "traffic.users.mix", "add up to") {
        $0.mix = [MixShare(operation: OperationID(0), share: .percent(90))]
    },
    Break("an operation that is none", "traffic.users.mix", "no operation") {
        $0.mix = [MixShare(operation: OperationID(7), share: .percent(100))]
    },
    Break("no arrivals", "traffic.users.rate", "above zero") {
        $0.demand = .open(OpenDemand(rate: .perSecond(0), law: .poisson, stages: []))
    },
    Break("no users", "traffic.users.count", "no user") {
        let think = try Distribution.exponential(mean: .seconds(1))
        $0.demand = .closed(ClosedDemand(users: 0, think: think, stages: []))
    },
    Break("users who ask at once when pods are gone", "traffic.users.think", "takes any time") {
        $0.demand = .closed(ClosedDemand(users: 1, think: try .deterministic(.zero), stages: []))
        $0.faults = [
            Fault(
                name: "outage", effect: .crash(ComponentID(0), .share(.one)),
                timing: .once(at: .seconds(2), lasting: .zero))
        ]
    },
    Break("an objective for nobody", "slo", "no operation or component") {
        $0.objectives = [Objective(.errors(of: OperationID(3), limit: .percent(1)))]
    },
    Break("no duration", "run.duration", "above zero") { $0.run.duration = .zero },
    Break("no replications", "run.replications", "from 1 to") { $0.run.replications = 0 },
    Break("a limit of no requests", "run.limits.requests", "from 1 to") {
        $0.run.limits.requests = 0
    },
    Break("a limit of too many events", "run.limits.events", "from 1 to") {
        $0.run.limits.events = 2 * RunLimits.largest
    },
    Break("more requests than any run can follow", "run.duration", "shorten run.duration") {
        $0.demand = .open(OpenDemand(rate: .perSecond(9e8), law: .poisson, stages: []))
        $0.run.duration = .seconds(100)
    },
]

@Suite struct ModelInvariantTests {
    @Test func theUnbrokenModelIsValid() throws {
        #expect(try Parts().model().components.count == 3)
    }

    @Test(arguments: breaks)
    fileprivate func brokenModelsAreRefused(_ way: Break) throws {
        var parts = try Parts()
        try way.change(&parts)
        let broken = parts
        let error = #expect(throws: ModelError.self) { try broken.model() }
        #expect(error?.path == way.path)
        #expect(error.map { "\($0.fault)".contains(way.says) } == true, "\(error as Any)")
    }

    @Test func resourcesAreNamedByComponentAndRole() throws {
        let model = try Parts().model()
        let names = [ResourceRole.servers, .bouncer].map {
            model.name(of: ResourceID(component: ComponentID($0 == .servers ? 0 : 1), role: $0))
        }
        #expect(names == ["api", "db bouncer"])
    }
}
