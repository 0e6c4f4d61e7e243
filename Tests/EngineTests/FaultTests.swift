// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What goes wrong does so when it is said to, to those whom it concerns, and ends.
@Suite struct FaultTests {
    /// A share of the calls fails while the fault lasts, and none before and after.
    @Test func aShareOfCallsFailsWhileItLasts() throws {
        let answer = try Self.run(
            .fail(Self.rpc, share: .percent(40)), at: 100, lasting: 100, rate: 200)
        for point in answer.control.timeline {
            let share = point.failures.value / (point.failures.value + point.completions.value)
            let isFaulty = point.start >= .seconds(100) && point.end <= .seconds(200)
            // 8,000 requests a window: 6 standard deviations.
            #expect(abs(share - (isFaulty ? 0.4 : 0)) < (isFaulty ? 0.033 : 1e-3))
        }
        #expect(
            answer.control.events.map(\.time) == [.seconds(100), .seconds(200)])
    }

    /// Twice the service time at the same rate is twice the utilization, while it lasts.
    @Test func slowWorkTakesLonger() throws {
        let answer = try Self.run(
            .slow(Self.api, factor: 2), at: 100, lasting: 100, rate: 100)
        for point in answer.control.timeline {
            let isFaulty = point.start >= .seconds(105) && point.end <= .seconds(200)
            let expected = isFaulty ? 0.25 : 0.125
            if point.end <= .seconds(100) || isFaulty {
                #expect(abs(point.utilization[0].value - expected) < 0.02)
            }
        }
    }

    /// Half of the pods die with what they have: some requests fail at that moment, and the others
    /// carry twice the load until the new ones have started.
    @Test func aCrashTakesPodsUntilTheyHaveStarted() throws {
        let answer = try Self.run(
            .crash(Self.api, .share(.percent(50))), at: 100, lasting: 0, rate: 100)
        let fleet = try #require(answer.control.fleets.first)
        #expect(fleet.fewest.value == 2)
        #expect(fleet.most.value == 4)
        // 2 of 4 pods for 20 s of 300 s.
        #expect(abs(fleet.ready.value - (4 - 2 * 20 / 300.0)) < 1e-9)
        #expect(fleet.present.value == 4)
        #expect((answer.overall.failed ?? 0) > 0)
        #expect((answer.overall.failed ?? 0) < 40)
        let down = answer.control.timeline.filter {
            $0.start >= .seconds(100) && $0.end <= .seconds(120)
        }
        #expect(!down.isEmpty)
        for point in down { #expect(abs(point.utilization[0].value - 0.25) < 0.03) }
    }

    /// A rollout replaces one pod after the other, loses no request, and takes as long as all
    /// starts together.
    @Test func aRolloutLosesNothing() throws {
        let answer = try Self.run(.deploy(Self.api), at: 100, lasting: 0, rate: 100)
        #expect(answer.overall.failed == 0)
        let fleet = try #require(answer.control.fleets.first)
        #expect(fleet.fewest.value == 3)
        #expect(abs(fleet.ready.value - (4 - 4 * 20 / 300.0)) < 1e-9)
        let last = try #require(answer.control.events.last)
        #expect(last.time == .seconds(180))
    }

    /// A rollout goes on where the pod that it waits for is taken away, and no pod but that one
    /// lets it go on.
    @Test(arguments: [
        (1...3, [130, 150, 170]), (5...5, [120, 130, 140, 160, 180]),
    ])
    func aRolloutOutlivesScaling(bounds: ClosedRange<Int>, starts: [Int64]) throws {
        var fixture = try Self.fixture(rate: 100)
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.autoscaler = PodAutoscaler(
            bounds: 1...10, metrics: [.external(.arrivals, target: 25_000, of: .average)],
            schedule: [ScheduledBounds(start: .seconds(110), bounds: bounds)])
        fixture.components[0] = Fixture.component("api", .pods(pods))
        fixture.faults = [
            Fault(
                name: "fault", effect: .deploy(Self.api),
                timing: .once(at: .seconds(100), lasting: .zero))
        ]
        fixture.replications = 1
        let events = try fixture.run().control.events
        let started = events.filter { $0.cause == .startup }.map(\.time)
        #expect(started == starts.map { .seconds($0) })
    }

    /// While no pod is there, whoever comes is turned away, whatever the discipline.
    @Test(arguments: [Discipline.plain, .shared, .byPriority])
    func withoutPodsRequestsAreTurnedAway(discipline: Discipline) throws {
        var fixture = try Self.fixture(rate: 100)
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.discipline = discipline
        fixture.components[0] = Fixture.component("api", .pods(pods))
        fixture.faults = [
            Fault(
                name: "fault", effect: .crash(Self.api, .share(.one)),
                timing: .once(at: .seconds(100), lasting: .zero))
        ]
        let answer = try fixture.run()
        // 20 s of 300 s.
        #expect(abs(answer.overall.errorShare.value - 20 / 300.0) < 0.01)
    }

    /// Who dies with its pod tries nothing again, and what it called is not to blame.
    @Test func theDeadTryNothingAgain() throws {
        var fixture = try Self.fixture(rate: 20)
        let slow = try Distribution.deterministic(.seconds(10))
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.startup = nil
        fixture.components[0] = Fixture.component("api", .pods(pods))
        fixture.components[3] = Fixture.component(
            "rpc", .service(ExternalService(latency: slow, failures: .zero)))
        let policy = CallPolicy(
            timeout: nil,
            retry: Retry(
                attempts: nil,
                backoff: Backoff(
                    base: .seconds(1), factor: 2, cap: .seconds(10), jitter: .full), budget: nil,
                failures: Retry.usual),
            breaker: Breaker(
                failures: .percent(50), window: 20, minimum: 10, open: .seconds(60), trials: 5))
        fixture.operations = fixture.operations.map { operation in
            Operation(
                name: operation.name,
                steps: [operation.steps[0], .guarded(policy, [.call(CallStep(service: Self.rpc))])])
        }
        fixture.faults = [
            Fault(
                name: "fault", effect: .crash(Self.api, .share(.one)),
                timing: .once(at: .seconds(100), lasting: .zero))
        ]
        fixture.replications = 1
        let answer = try fixture.run()
        // 20 a second are away for 10 s each.
        #expect((answer.overall.failed ?? 0) > 150)
        let outcomes = try #require(answer.overall.outcomes)
        #expect(outcomes.rejected == 0)
        #expect(outcomes.attempts.value == 1)
    }

    /// Who waits for a connection to the primary that dies fails too, not only who it serves.
    @Test func aFailoverTakesThoseWhoWaitForAConnection() throws {
        var fixture = try Self.fixture(rate: 200)
        fixture.components[2] = Fixture.component(
            "db",
            .database(
                Database(
                    parallelism: 4, replicas: 2, poolPerPod: nil, bouncerConnections: 1,
                    roundTrip: nil)))
        let write = Step.query(
            QueryStep(
                database: Self.db, access: .write, time: try .deterministic(.milliseconds(10))))
        fixture.operations = [Operation(name: "put", steps: [write])]
        fixture.sources = Fixture.poisson(200)
        fixture.faults = [
            Fault(
                name: "fault", effect: .failover(Self.db),
                timing: .once(at: .seconds(100), lasting: .seconds(10)))
        ]
        fixture.replications = 1
        fixture.duration = .seconds(250)
        let answer = try fixture.run()
        // 100 of 200 a second were left over for 100 s, and all that come for 10 s fail.
        let failed = Double(answer.overall.failed ?? 0)
        #expect(abs(failed - 12_000) < 600, "\(failed)")
    }

    /// Without a primary every write fails and every read goes on.
    @Test func aFailoverStopsWrites() throws {
        let answer = try Self.run(.failover(Self.db), at: 100, lasting: 50, rate: 100)
        let writes = answer.operations[1]
        let reads = answer.operations[0]
        #expect(reads.failed == 0)
        // 50 s of 300 s.
        #expect(abs(writes.errorShare.value - 50 / 300.0) < 0.03)
    }

    /// One of two replicas is lost with its statements; the other carries the load of both.
    @Test func aLostReplicaLeavesItsLoadToTheOther() throws {
        let answer = try Self.run(
            .loseReplicas(Self.db, count: 1), at: 100, lasting: 100, rate: 100)
        #expect((answer.operations[0].failed ?? 0) < 20)
        let all = try Self.run(
            .loseReplicas(Self.db, count: 2), at: 100, lasting: 100, rate: 100)
        #expect(abs(all.operations[0].errorShare.value - 100 / 300.0) < 0.03)
        #expect(all.operations[1].failed == 0)
    }

    /// A cache that forgets all misses all, and fills again.
    @Test func aFlushedCacheFillsAgain() throws {
        let answer = try Self.run(.flush(Self.redis), at: 150, lasting: 0, rate: 100)
        let points = answer.control.timeline
        let before = try #require(points.last { $0.end <= .seconds(150) }?.hitRates[0])
        let after = try #require(points.first { $0.start >= .seconds(150) }?.hitRates[0])
        let last = try #require(points.last?.hitRates[0])
        #expect(after.value < before.value - 0.05)
        #expect(last.value > after.value + 0.05)
    }

    /// Faults that come again and again take the share of time that renewal theory says.
    @Test func repeatedFaultsTakeTheirShareOfTime() throws {
        var fixture = try Self.fixture(rate: 20)
        fixture.duration = .seconds(40_000)
        fixture.faults = [
            Fault(
                name: "outage", effect: .fail(Self.rpc, share: .one),
                timing: .repeated(
                    between: try .exponential(mean: .seconds(60)),
                    lasting: try .exponential(mean: .seconds(20))))
        ]
        let answer = try fixture.run()
        let interval = try #require(
            answer.operations[0].errorShare.interval(confidence: .percent(99.9)))
        #expect(interval.contains(0.25))
    }

    // MARK: Fixture

    private static let api = ComponentID(0)
    private static let redis = ComponentID(1)
    private static let db = ComponentID(2)
    private static let rpc = ComponentID(3)

    private static func run(
        _ effect: Fault.Effect, at start: Int64, lasting: Int64, rate: Double
    ) throws -> Measurements {
        var fixture = try fixture(rate: rate)
        fixture.faults = [
            Fault(
                name: "fault", effect: effect,
                timing: .once(at: .seconds(start), lasting: .seconds(lasting)))
        ]
        return try fixture.run()
    }

    /// Four pods of one core at 12.5% each at 100 a second, a cache, a database, a service.
    private static func fixture(rate: Double) throws -> Fixture {
        var fixture = Fixture()
        fixture.warmUp = .zero
        fixture.duration = .seconds(300)
        fixture.replications = 4
        fixture.timeline = .seconds(10)
        fixture.keyspaces = [
            Keyspace(name: "items", keys: 2_000, popularity: .uniform, size: .bytes(100))
        ]
        fixture.components = [
            Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: 4, cores: 1, memory: nil, queueLimit: nil,
                        balancing: .roundRobin, startup: try .deterministic(.seconds(20))))),
            Fixture.component(
                "redis",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .megabytes(1), timeToLive: nil,
                        eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(20)), roundTrip: nil))),
            Fixture.component(
                "db",
                .database(
                    Database(
                        parallelism: 4, replicas: 2, poolPerPod: nil, bouncerConnections: nil,
                        roundTrip: nil))),
            Fixture.component(
                "rpc",
                .service(
                    ExternalService(latency: try Fixture.exponential(0.02), failures: .zero))),
        ]
        let read = Step.query(
            QueryStep(database: db, access: .read, time: try Fixture.exponential(0.005)))
        let write = Step.query(
            QueryStep(database: db, access: .write, time: try Fixture.exponential(0.005)))
        let serve = Step.serve(ServeStep(component: api, time: try Fixture.exponential(0.005)))
        let lookup = Step.lookup(
            LookupStep(cache: redis, keyspace: KeyspaceID(0), count: 1, miss: [read]))
        let call = Step.call(CallStep(service: rpc))
        fixture.operations = [
            Operation(name: "get", steps: [serve, lookup, read, call]),
            Operation(name: "put", steps: [serve, write, call]),
        ]
        fixture.sources = [
            TrafficSource(
                name: "visitors",
                demand: .open(OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])),
                mix: [
                    MixShare(operation: OperationID(0), share: .percent(60)),
                    MixShare(operation: OperationID(1), share: .percent(40)),
                ])
        ]
        return fixture
    }
}

extension Discipline {
    fileprivate static let shared = Discipline(
        order: .sharing(limit: nil), patience: nil, joining: [])
    fileprivate static let byPriority = Discipline(order: .priority, patience: nil, joining: [])
}
