// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Engine

@Suite struct RunLimitTests {
    /// The first replication of a model.
    private func replication(_ fixture: Fixture, _ limits: RunLimits) throws -> Replication {
        let model = try fixture.model(limits)
        let result = Replication.run(
            Program(model), number: 0, slotLimit: 100_000, quantiles: [.percent(95)]
        ) { _ in }
        return try #require(result)
    }

    /// A request comes each second, and takes half of one.
    private static func clockwork() throws -> Fixture {
        var fixture = try Fixture.station(
            rate: 1, service: 0.5, servers: 1, law: .deterministic(.milliseconds(500)))
        fixture.sources = [
            Fixture.source(
                .open(OpenDemand(rate: .perSecond(1), law: .deterministic, stages: [])))
        ]
        fixture.warmUp = .zero
        return fixture
    }

    @Test(
        "By hand: request k comes at k seconds and is answered half a second later",
        arguments: [
            (RunLimits(requests: 5), 5, 5.5), (RunLimits(events: 10), 5, 5.5),
            (RunLimits(events: 11), 5, 6), (RunLimits(requests: 1, events: 11), 1, 1.5),
            (RunLimits(requests: 7, events: 3), 1, 2), (RunLimits(requests: 2_000), 1_999, 2_000),
        ])
    func clockwork(limits: RunLimits, completed: Int, window: Double) throws {
        let result = try replication(Self.clockwork(), limits)
        #expect(result.overall.completed == completed)
        #expect(abs(result.window - window) < 1e-6 * window)
    }

    private static let models = ["station", "users", "platform", "losses"]

    private static func fixture(_ name: String) throws -> Fixture {
        var fixture: Fixture
        switch name {
        case "station": fixture = try .station(rate: 3.2, service: 1, servers: 4)
        case "users":
            fixture = try .station(rate: 1, service: 1, servers: 2)
            fixture.sources = Fixture.users(6, think: try Fixture.exponential(2))
        case "losses": fixture = try .station(rate: 5, service: 1, servers: 3, queueLimit: 2)
        default: fixture = try .platform()
        }
        fixture.replications = 3
        return fixture
    }

    @Test("So many requests ended, no more and no less", arguments: models)
    func exact(name: String) throws {
        for requests in [1, 17, 900] {
            let result = try replication(
                Self.fixture(name), RunLimits(requests: requests))
            #expect(result.overall.ended == requests)
        }
    }

    /// All but the platform, whose caches keep time in steps that depend on the duration.
    @Test(
        "What a limit ends is the beginning of the run without it",
        arguments: models.filter { $0 != "platform" })
    func beginning(name: String) throws {
        var fixture = try Self.fixture(name)
        let limited = try replication(fixture, RunLimits(events: 1_234))
        fixture.duration = SimTime.nanoseconds(Int64((limited.window * 1e9).rounded()) + 1)
        let plain = try replication(fixture, .none)
        #expect(limited.overall.completed == plain.overall.completed)
        #expect(limited.overall.failed == plain.overall.failed)
        #expect(limited.overall.quantiles == plain.overall.quantiles)
        #expect(limited.events == plain.events)
    }

    @Test("A limit that is not reached changes nothing", arguments: models)
    func unreached(name: String) throws {
        let fixture = try Self.fixture(name)
        let plain = try Simulation(fixture.model()).run(threads: 2)
        let limits = RunLimits(requests: RunLimits.largest, events: RunLimits.largest)
        let limited = try Simulation(fixture.model(limits)).run(threads: 2)
        #expect(limited.limit == nil)
        #expect(String(reflecting: plain) == String(reflecting: limited))
    }

    @Test("On any number of threads a limit ends it at the same event", arguments: models)
    func threads(name: String) throws {
        let model = try Self.fixture(name).model(RunLimits(requests: 700, events: 50_000))
        let alone = try Simulation(model).run(threads: 1)
        #expect(alone.limit?.replications == 3)
        #expect(alone.limit?.endedByRequests == 3)
        for threads in [2, 3] {
            let others = try Simulation(model).run(threads: threads)
            #expect(String(reflecting: others) == String(reflecting: alone))
        }
    }

    @Test("Rates are over the time that each replication took")
    func rates() throws {
        var fixture = try Self.fixture("station")
        fixture.replications = 20
        let answer = try Simulation(fixture.model(RunLimits(requests: 5_000))).run(threads: 2)
        let throughput = answer.overall.throughput.interval(confidence: .percent(99.9))
        let busy = answer.resources.first?.utilization.interval(confidence: .percent(99.9))
        #expect(throughput.map { $0.contains(3.2) } == true)
        #expect(busy.map { $0.contains(0.8) } == true)
        // 5000 requests at 3.2 a second.
        let seconds = try #require(answer.limit).mean.seconds
        #expect(abs(seconds / 1_562.5 - 1) < 0.05)
        #expect(answer.brokenLaws.isEmpty)
    }

    @Test("A stopped run with limits gives nothing of what is partial")
    func stopped() throws {
        let stop = StopSignal()
        stop.raise()
        let model = try Self.fixture("station").model(RunLimits(requests: 5))
        #expect(throws: EngineError.stopped) {
            var run = try Simulation(model).begin()
            _ = try run.extend(to: 3, threads: 2, stop: stop)
        }
    }
}

extension Fixture {
    fileprivate func model(_ limits: RunLimits) throws -> Model {
        let model = try model()
        var plan = model.run
        plan.limits = limits
        return try model.with(run: plan)
    }
}
