// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Whether the exact value lies in the estimate's interval at 99.9%.
private func agrees<Unit>(_ estimate: Estimate<Unit>?, _ exact: Double) -> Bool {
    estimate?.interval(confidence: .percent(99.9))?.contains(exact) ?? false
}

@Suite struct SimulationTests {
    @Test(
        "M/M/c waits as long as Erlang C says",
        arguments: [
            // rate, service, servers, exact mean wait (Erlang C by hand)
            (0.5, 1.0, 1, 1.0), (0.8, 1.0, 1, 4.0), (2.0, 1.0, 3, 4.0 / 9.0),
            (3.2, 1.0, 4, 0.745541),
        ])
    func stationMeanWait(rate: Double, service: Double, servers: Int, wait: Double) throws {
        var fixture = try Fixture.station(rate: rate, service: service, servers: servers)
        fixture.duration = .seconds(40_000)
        fixture.replications = 10
        let answer = try fixture.run()
        #expect(agrees(answer.resources[0].waitingTime, wait), "seed \(fixture.seed)")
        #expect(agrees(answer.resources[0].utilization, rate * service / Double(servers)))
        #expect(agrees(answer.overall.meanSojournTime, wait + service))
    }

    @Test("A station without a queue turns away what Erlang B says")
    func lossProbability() throws {
        var fixture = try Fixture.station(rate: 5, service: 1, servers: 10, queueLimit: 0)
        fixture.duration = .seconds(20_000)
        let answer = try fixture.run()
        // Erlang B at 5 Erlang and 10 servers.
        #expect(agrees(answer.overall.errorShare, 0.0183845704))
        #expect(agrees(answer.resources[0].rejected, 0.0183845704))
        #expect(agrees(answer.resources[0].lawUtilization, 0.5 * (1 - 0.0183845704)))
    }

    @Test("Users who think and queue at one server: machine repair")
    func closedUsers() throws {
        var fixture = try Fixture.station(rate: 1, service: 1, servers: 1)
        fixture.sources = Fixture.users(3, think: try Fixture.exponential(2))
        fixture.duration = .seconds(20_000)
        let answer = try fixture.run()
        // M/M/1//3 with λ = 1/2, μ = 1: p0 = 1/(1 + 3/2 + 3/2 + 3/4) = 4/19; X = 1 - p0.
        #expect(agrees(answer.overall.throughput, 15.0 / 19.0))
        // Little over the cycle: W = N/X - Z.
        #expect(agrees(answer.overall.meanSojournTime, 3.0 * 19.0 / 15.0 - 2))
    }

    /// A cache that finds every key: its node is one FCFS server.
    private func node(rate: Double, service: Distribution) throws -> Fixture {
        var fixture = try Fixture.station(rate: rate, service: 1, servers: 1)
        fixture.keyspaces = [
            Keyspace(name: "items", keys: 1, popularity: .uniform, size: .bytes(1))
        ]
        fixture.components = [
            Fixture.component(
                "redis",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .kilobytes(1), timeToLive: nil,
                        eviction: .leastRecentlyUsed, operationTime: service, roundTrip: nil)))
        ]
        fixture.operations[0] = Operation(
            name: "visit",
            steps: [
                .lookup(
                    LookupStep(
                        cache: ComponentID(0), keyspace: KeyspaceID(0), count: 1, miss: []))
            ])
        return fixture
    }

    @Test(
        "A node of a cache waits as long as Pollaczek and Khinchine say",
        arguments: [(0.5, 0.0, 0.5), (0.8, 0.0, 2.0), (0.5, 1.0, 1.0), (0.8, 1.0, 4.0)])
    func nodeMeanWait(rate: Double, scv: Double, wait: Double) throws {
        let service: Distribution =
            scv == 0 ? try .deterministic(.seconds(1)) : try .exponential(mean: .seconds(1))
        var fixture = try node(rate: rate, service: service)
        fixture.duration = .seconds(40_000)
        fixture.replications = 10
        let answer = try fixture.run()
        #expect(agrees(answer.resources[0].waitingTime, wait), "seed \(fixture.seed)")
        #expect(agrees(answer.resources[0].queueLength, rate * wait))
        #expect(agrees(answer.resources[0].lawUtilization, rate))
        #expect(agrees(answer.overall.meanSojournTime, wait + 1))
    }

    @Test("An overloaded node serves no more than it can, however long its commands")
    func overloadedNode() throws {
        let second = try node(rate: 10, service: try .deterministic(.seconds(1))).run()
        #expect(abs(second.resources[0].throughput.value - 1) < 0.01)
        #expect(abs(second.resources[0].lawUtilization.value - 1) < 0.01)
        let year = try node(rate: 10, service: try .deterministic(.days(366))).run()
        #expect(year.resources[0].throughput.value == 0)
        #expect(abs(year.resources[0].utilization.value - 1) < 0.01)
        #expect(year.overall.completed == 0)
    }

    @Test("The same bytes on one thread and on two")
    func threadsDoNotMatter() throws {
        let fixture = try Fixture.platform()
        let one = try fixture.run(threads: 1)
        let two = try fixture.run(threads: 2)
        #expect(String(reflecting: one) == String(reflecting: two))
        var other = fixture
        other.seed += 1
        #expect(String(reflecting: try other.run()) != String(reflecting: one))
    }

    @Test("Breakdowns add up to the mean; the tail is slower than the 95th percentile")
    func breakdownsAddUp() throws {
        let answer = try Fixture.platform().run()
        for operation in answer.operations + [answer.overall] {
            let mean = try #require(operation.meanSojournTime?.value)
            let parts = operation.breakdown.reduce(0) { $0 + $1.time.value }
            #expect(abs(parts - mean) < 1e-12)
            let tail = operation.tailBreakdown.reduce(0) { $0 + $1.time.value }
            let p95 = try #require(operation.percentile(.percent(95))?.value)
            #expect(tail > p95 * 0.98)
        }
    }

    @Test("Little's law and the utilization law hold at every resource")
    func operationalLaws() throws {
        for fixture in [
            try Fixture.platform(), try Fixture.station(rate: 3, service: 1, servers: 4),
        ] {
            for resource in try fixture.run().resources {
                // What is left are visits cut by the ends of the window.
                #expect(abs(resource.littleResidual.value) < 0.01, "\(resource.name)")
                let law = resource.lawUtilization.value
                #expect(abs(resource.utilization.value - law) <= 0.03 * law, "\(resource.name)")
            }
        }
    }

    @Test("An added component moves nobody else's draws")
    func commonRandomNumbers() throws {
        let base = try Fixture.station(rate: 2, service: 0.3, servers: 1)
        var longer = base
        longer.components.append(
            Fixture.component("other", .station(Station(servers: 100, queueLimit: nil))))
        longer.operations[0] = Operation(
            name: "visit",
            steps: longer.operations[0].steps + [
                .serve(
                    ServeStep(component: ComponentID(1), time: try Fixture.exponential(0.1)))
            ])
        let first = try base.run().resources[0]
        let second = try longer.run().resources[0]
        #expect(first.waitingTime == second.waitingTime)
        #expect(first.utilization == second.utilization)
    }

    @Test("Common random numbers narrow the interval of a difference")
    func pairing() throws {
        var base = try Fixture.station(rate: 3.2, service: 1, servers: 4)
        base.duration = .seconds(5_000)
        var slower = base
        slower.operations = try Fixture.station(rate: 3.2, service: 1.05, servers: 4).operations
        let difference = PairedDifference(
            try sample(slower), minus: try sample(base), confidence: .percent(95))
        let paired = try #require(difference.halfWidth)
        let independent = try #require(difference.independentHalfWidth)
        #expect(difference.mean > 0)
        #expect(paired < independent / 1.5)
    }

    private func sample(_ fixture: Fixture) throws -> Sample<SimTime> {
        guard case .sampled(let sample)? = try fixture.run().overall.meanSojournTime else {
            throw Missing()
        }
        return sample
    }

    private struct Missing: Error {}

    @Test("An overloaded open platform ends and says what saturates, at which load")
    func overload() throws {
        var fixture = try Fixture.station(rate: 10, service: 1, servers: 4)
        fixture.duration = .seconds(500)
        let answer = try fixture.run()
        let saturation = try #require(answer.saturation)
        #expect(saturation.name == "desk")
        #expect(abs(saturation.load.perSecond - 4) < 0.1)
        #expect(try Fixture.station(rate: 3, service: 1, servers: 4).run().saturation == nil)
        // The law speaks of what is served, so it holds in overload as well.
        let desk = answer.resources[0]
        #expect(desk.headroom.value < -1)
        #expect(abs(desk.lawUtilization.value - desk.utilization.value) < 0.05)
        let small = Simulation(try fixture.model(), limits: .init(requestsInFlight: 300))
        #expect(try small.run(threads: 1).saturation?.endedEarly == true)
    }

    @Test(
        "Requests that only stay long are too many in flight, and nothing is said to saturate",
        arguments: [100, 300])
    func tooManyInFlight(limit: Int) throws {
        var fixture = try Fixture.station(rate: 10, service: 0.01, servers: 1)
        fixture.operations = [
            Operation(
                name: "stay",
                steps: fixture.operations[0].steps + [
                    .delay(DelayStep(name: "outside", time: try Fixture.exponential(1_000)))
                ])
        ]
        let small = Simulation(try fixture.model(), limits: .init(requestsInFlight: limit))
        #expect(throws: EngineError.tooManyInFlight(limit: limit)) { try small.run(threads: 1) }
        #expect("\(EngineError.tooManyInFlight(limit: limit))".contains("lower the rate"))
    }

    @Test("Requests in flight are bounded by their number and by their memory")
    func memoryBound() throws {
        var fixture = try Fixture.station(rate: 10, service: 1, servers: 4)
        fixture.duration = .seconds(500)
        let program = Program(try fixture.model())
        #expect(program.bytesPerRequest >= 96 && program.bytesPerRequest <= 128)
        let limits = Simulation.Limits(requestsInFlight: 4_000_000, memory: .kibibytes(32))
        #expect(limits.requests(program) == 32 * 1024 / program.bytesPerRequest)
        let answer = try Simulation(fixture.model(), limits: limits).run(threads: 1)
        #expect(answer.saturation?.endedEarly == true)
        fixture.sources = Fixture.users(1_000, think: try Fixture.exponential(1))
        let crowd = Simulation(try fixture.model(), limits: limits)
        #expect(throws: EngineError.self) { try crowd.run(threads: 1) }
    }

    @Test("In overload the connections that bind are named, not the pool that waits for them")
    func overloadBehindPools() throws {
        var fixture = try Fixture.platform()
        // 2.0 statements a request and more, of 4.2 ms each on 6 connections: 600 requests/s.
        fixture.sources = Fixture.poisson(2_000)
        fixture.components[0] = Fixture.component(
            "api",
            .pods(
                Pods(
                    replicas: 20, cores: 4, memory: nil, queueLimit: nil,
                    balancing: .roundRobin)))
        fixture.warmUp = .seconds(1)
        fixture.duration = .seconds(10)
        let answer = try fixture.run()
        #expect(try #require(answer.saturation).name == "db bouncer")
        let binding = try #require(answer.binding)
        #expect(binding.name == "db bouncer")
        // What it carries is what gets through, though requests still hold what they began.
        let carried = answer.resources.first { $0.name == "db bouncer" }?.throughput.value ?? 0
        let perRequest = 6 / 0.0042
        #expect(abs(carried - perRequest) < 0.05 * perRequest)
    }

    @Test("Balancing: the shortest queue waits less than round robin, which waits less than random")
    func balancing() throws {
        var waits: [Double] = []
        for balancing in [Balancing.shortestQueue, .roundRobin, .random] {
            var fixture = try Fixture.station(rate: 8, service: 1, servers: 1)
            fixture.components = [
                Fixture.component(
                    "desk",
                    .pods(
                        Pods(
                            replicas: 10, cores: 1, memory: nil, queueLimit: nil,
                            balancing: balancing)))
            ]
            waits.append(try #require(try fixture.run().resources[0].waitingTime?.value))
        }
        #expect(waits[0] < waits[1] && waits[1] < waits[2])
        // Random routing of a Poisson stream: ten M/M/1 at ρ = 0.8, mean wait 4.
        #expect(abs(waits[2] - 4) < 0.4)
    }
}
