// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// The loads at which limits bind, by arithmetic.
@Suite struct LimitLoadTests {
    private static let confidence = Ratio.percent(99.99)

    /// A load, and whether a limit is reached there.
    private func check(
        _ fixture: Fixture, _ kind: LimitLoad.Kind, carries: Double, offered: Double,
        tolerance: Double = 0.01
    ) throws {
        let answer = try fixture.run()
        let limit = try #require(answer.limitLoads.first { $0.kind == kind })
        let load = try #require(limit.saturationLoad).value
        #expect(abs(load - carries) < tolerance * carries, "\(limit.name): \(load)")
        let headroom = 1 - offered / carries
        #expect(
            abs(limit.headroom.value - headroom) < 0.02 + tolerance * (1 - headroom),
            "\(limit.name): \(limit.headroom.value)")
        #expect(answer.binding?.name == limit.name)
    }

    private func rate(_ rate: Double, of fixture: Fixture) -> Fixture {
        var changed = fixture
        changed.sources = Fixture.poisson(rate)
        return changed
    }

    /// 100 a second and two calls a request are 50 requests a second, whatever comes and however
    /// often it is tried again.
    @Test("A rate limit", arguments: [20.0, 45, 60, 150], [1, 3])
    func rateLimit(offered: Double, attempts: Int) throws {
        var steps = [ProviderTests.call(), ProviderTests.call()]
        if attempts > 1 {
            let policy = CallPolicy(
                timeout: nil, retry: Retry(attempts: attempts, failures: [.limit]))
            steps = steps.enumerated().map { number, step in
                .guarded(
                    GuardedStep(name: "try \(number)", steps: [step], policy: policy, fallback: nil)
                )
            }
        }
        let service = try ProviderTests.service(limit: 100, burst: 50)
        let fixture = rate(offered, of: ProviderTests.fixture(service, [steps]))
        try check(fixture, .rateLimit, carries: 50, offered: offered)
    }

    /// What is turned away at a first limit is asked of the one behind all the same.
    @Test("A limit behind another")
    func behindAnother() throws {
        var fixture = rate(
            200,
            of: ProviderTests.fixture(
                try ProviderTests.service(limit: 300, burst: 50), [[ProviderTests.call(4)]]))
        fixture.operations = fixture.operations.map {
            Operation(
                name: $0.name, steps: $0.steps,
                limits: [RateLimit(subject: .all, rate: .perSecond(100), burst: 50)])
        }
        let answer = try fixture.run()
        #expect(answer.binding?.name == "rpc rate limit")
        for (limit, carries) in zip(answer.limitLoads, [100.0, 75]) {
            #expect(abs(try #require(limit.saturationLoad).value - carries) < 0.01 * carries)
        }
    }

    /// A bucket that is never full lets exactly its rate through.
    @Test("At 1.2 times that load a sixth is turned away", arguments: [50.0, 100])
    func beyond(limit: Double) throws {
        let service = try ProviderTests.service(limit: limit, burst: 100)
        let fixture = rate(
            1.2 * limit / 2, of: ProviderTests.fixture(service, [[ProviderTests.call(2)]]))
        let answer = try fixture.run()
        let load = try #require(answer.limitLoads.first)
        for (estimate, exact) in [(load.rejected, 1 / 6.0), (load.headroom, -0.2)] {
            let interval = try #require(estimate.interval(confidence: Self.confidence))
            #expect(interval.contains(exact), "\(interval)")
        }
    }

    /// Users of an open source, of whom the first asks with probability 1/n or 1/(1 + 1/2); an
    /// address of two of ten users. Of closed users there are more where the load is.
    @Test(
        "The caller who asks most",
        arguments: [
            (LimitSubject.user, 10, 10, Popularity.uniform, 20.0 as Double?),
            (.user, 2, 2, .zipf(exponent: 1), 3), (.address, 10, 5, .uniform, 10),
            (.address, 2, 2, .zipf(exponent: 1), 3), (.address, 10, 5, .zipf(exponent: 1), nil),
        ])
    func callers(
        subject: LimitSubject, users: Int, addresses: Int, popularity: Popularity, carries: Double?
    ) throws {
        var fixture = ProviderTests.fixture(
            try ProviderTests.service(), [[ProviderTests.call()]])
        let limit = RateLimit(subject: subject, rate: .perSecond(2), burst: 20)
        fixture.operations = fixture.operations.map {
            Operation(name: $0.name, steps: $0.steps, limits: [limit])
        }
        let source = fixture.sources[0]
        fixture.sources = [
            TrafficSource(
                name: source.name,
                demand: .open(OpenDemand(rate: .perSecond(4), law: .poisson, stages: [])),
                mix: source.mix,
                population: Population(
                    users: users, addresses: addresses, popularity: popularity))
        ]
        let loads = try fixture.run().limitLoads
        #expect(loads.count == (carries == nil ? 0 : 1))
        guard let carries else { return }
        #expect(loads.first?.utilization == nil)
        let load = try #require(loads.first?.saturationLoad).value
        #expect(abs(load - carries) < 1e-6 * carries, "\(load)")
    }

    /// Half a second each in ten environments, of the function's own or left in its account.
    @Test("Concurrency", arguments: [10.0, 30], [true, false])
    func concurrency(offered: Double, isReserved: Bool) throws {
        var fixture = rate(offered, of: Fixture())
        let half = try Distribution.deterministic(.milliseconds(500))
        let account = ComponentID(1)
        let function = Function(
            memory: Function.memoryOfOneProcessor, concurrency: isReserved ? 10 : nil,
            account: account)
        let other = Function(
            memory: Function.memoryOfOneProcessor, concurrency: 20, account: account)
        fixture.components = [
            Fixture.component("fn", .function(function)),
            Fixture.component("aws", .account(FunctionAccount(concurrency: 30))),
            Fixture.component("other", .function(other)),
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [.invoke(InvokeStep(function: ComponentID(0), work: half, steps: []))])
        ]
        if isReserved {
            fixture.components[1] = Fixture.component(
                "aws", .account(FunctionAccount(concurrency: 1_000)))
        }
        try check(
            fixture, isReserved ? .reservedConcurrency : .concurrency, carries: 20,
            offered: offered)
    }

    /// Items of 2 KiB: two write units, or half a read unit; and all of one key in one partition.
    @Test(
        "Capacities of a table",
        arguments: [
            (AccessStep.Action.put, 100, LimitLoad.Kind.writeCapacity, 50.0),
            (.get, 100, .readCapacity, 200), (.put, 40_000, .partition, 500),
        ], [0.5, 1.5])
    func table(
        asked: (AccessStep.Action, units: Int, kind: LimitLoad.Kind, carries: Double), load: Double
    ) throws {
        var fixture = rate(load * asked.carries, of: Fixture())
        fixture.keyspaces = [
            Keyspace(name: "items", keys: 1, popularity: .uniform, size: .kibibytes(2))
        ]
        fixture.components = [
            Fixture.component(
                "table",
                .table(
                    PartitionedTable(
                        partitions: 4,
                        capacity: .provisioned(read: asked.units, write: asked.units),
                        latency: try .deterministic(.milliseconds(4)))))
        ]
        let step = AccessStep(
            table: ComponentID(0), keyspace: KeyspaceID(0), action: asked.0)
        fixture.operations = [Operation(name: "visit", steps: [.access(step)])]
        fixture.duration = .seconds(400)
        try check(
            fixture, asked.kind, carries: asked.carries, offered: load * asked.carries,
            tolerance: 1e-9)
    }

    /// Half a unit of 10 for each read, of which a third goes on to a write of 2 units of 100; and
    /// of the 1,000 that a partition writes.
    @Test("Writes behind reads that are turned away")
    func behindReads() throws {
        var fixture = rate(60, of: Fixture())
        fixture.keyspaces = [
            Keyspace(name: "items", keys: 1, popularity: .uniform, size: .kibibytes(2))
        ]
        let table = ComponentID(0)
        fixture.components = [
            Fixture.component(
                "table",
                .table(
                    PartitionedTable(
                        partitions: 4, capacity: .provisioned(read: 10, write: 100),
                        latency: try .deterministic(.milliseconds(4)))))
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [.get, .put].map {
                    .access(AccessStep(table: table, keyspace: KeyspaceID(0), action: $0))
                })
        ]
        fixture.warmUp = .seconds(1_000)
        fixture.duration = .seconds(400)
        let loads = try fixture.run().limitLoads
        for (load, carries) in zip(loads, [20.0, 50, 500]) {
            let found = try #require(load.saturationLoad).value
            #expect(abs(found - carries) < 1e-6 * carries, "\(load.name): \(found)")
        }
        #expect(loads[0].rejected.value > 0.6)
    }

    /// Statements of a second in 20 connections, of pools that would have 100.
    @Test("Connections of a database", arguments: [10.0, 40])
    func connections(offered: Double) throws {
        var fixture = try ConnectionTests.fixture(
            rate: offered, pods: 2, DatabaseConnecting(most: 20, time: nil))
        fixture.duration = .seconds(1_000)
        try check(fixture, .connections, carries: 20, offered: offered, tolerance: 0.03)
        let fitting = try ConnectionTests.fixture(
            rate: 1, pods: 2, DatabaseConnecting(most: 100, time: nil))
        #expect(try fitting.run().limitLoads.isEmpty)
    }

    /// Of calls of which 30% fail, three attempts a request: 1 + 0.3 + 0.09 tokens.
    @Test("A rate limit of calls that are tried again when they fail", arguments: [0.95, 1.2])
    func failures(load: Double) throws {
        let service = ExternalService(
            latency: try .deterministic(.milliseconds(40)), failures: .percent(30),
            limit: RateLimit(subject: .all, rate: .perSecond(100), burst: 20))
        let guarded = GuardedStep(
            name: "try", steps: [ProviderTests.call()],
            policy: CallPolicy(timeout: nil, retry: Retry(attempts: 3, failures: [.failure])),
            fallback: nil)
        let carries = 100 / 1.39
        let fixture = rate(
            load * carries, of: ProviderTests.fixture(service, [[.guarded(guarded)]]))
        try check(fixture, .rateLimit, carries: carries, offered: load * carries)
    }

    /// At a tenth of its rate from the beginning, or for half of the time.
    @Test("A limit that is lowered for a while", arguments: [(0, 10.0), (300, 55)])
    func lowered(from start: Int64, carries: Double) throws {
        let service = try ProviderTests.service(limit: 100, burst: 5)
        var fixture = rate(20, of: ProviderTests.fixture(service, [[ProviderTests.call()]]))
        fixture.warmUp = .seconds(100)
        fixture.faults = [
            Fault(
                name: "throttled", effect: .throttle(ProviderTests.rpc, to: .perSecond(10)),
                timing: .once(at: .seconds(start), lasting: .seconds(1_000)))
        ]
        try check(fixture, .rateLimit, carries: carries, offered: 20)
    }

    /// A function that is in use for half a second, mostly in environments of its own, and one for
    /// 4.5 s in what 100 places leave: 4.5 r = 40, or 0.5 r - 3 + 4.5 r = 97.
    @Test(
        "Provisioned environments are used before what is shared",
        arguments: [(60, 40 / 4.5), (3, 20.0)], [0.7, 1.2])
    func provisioned(own: (places: Int, carries: Double), load: Double) throws {
        var fixture = rate(load * own.carries, of: Fixture())
        let account = ComponentID(2)
        fixture.components = [
            Fixture.component(
                "kept",
                .function(
                    Function(
                        memory: Function.memoryOfOneProcessor, provisioned: own.places,
                        account: account))),
            Fixture.component(
                "plain",
                .function(Function(memory: Function.memoryOfOneProcessor, account: account))),
            Fixture.component("aws", .account(FunctionAccount(concurrency: 100))),
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: try [(0, 500), (1, 4_500)].map { number, milliseconds in
                    .invoke(
                        InvokeStep(
                            function: ComponentID(number),
                            work: try .deterministic(.milliseconds(milliseconds)), steps: []))
                })
        ]
        fixture.duration = .seconds(2_000)
        try check(
            fixture, .concurrency, carries: own.carries, offered: load * own.carries,
            tolerance: 0.02)
    }

    /// An operation named as the service that it calls, with two limits of one rate.
    @Test("Limits of one name are told apart")
    func names() throws {
        var fixture = rate(
            20,
            of: ProviderTests.fixture(
                try ProviderTests.service(limit: 100, burst: 50), [[ProviderTests.call()]]))
        fixture.operations = fixture.operations.map {
            Operation(
                name: "rpc", steps: $0.steps,
                limits: [20, 30].map {
                    RateLimit(subject: .all, rate: .perSecond(50), burst: $0)
                })
        }
        let answer = try fixture.run()
        #expect(Set(answer.limitLoads.map(\.id)).count == 3)
        let names = answer.limitLoads.map(\.name)
        #expect(
            Set(names) == [
                "rpc rate limit", "rpc rate limit (50/s, burst 20)",
                "rpc rate limit (50/s, burst 30)",
            ])
        #expect(answer.ceilings.count { $0.place == answer.binding?.place } == 1)
    }

    @Test("Without limits what binds is a resource")
    func none() throws {
        let answer = try Fixture.platform().run()
        #expect(answer.limitLoads.isEmpty)
        let least = answer.resources.min { $0.headroom.value < $1.headroom.value }
        #expect(answer.binding?.place == least.map { .resource($0.id) })
        #expect(answer.ceilings.map(\.name) == answer.resources.map(\.name))
    }
}
