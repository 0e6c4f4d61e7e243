// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Time-outs, retries and fallbacks.
@Suite struct GuardTests {
    private let tenMilliseconds = SimTime.milliseconds(10)

    private func failing(_ failures: Ratio, _ step: (Step) -> Step) throws -> Fixture {
        var fixture = Fixture.calls(
            rate: 50, latency: try .deterministic(tenMilliseconds), failures: failures,
            [step(Fixture.call)])
        fixture.warmUp = .seconds(10)
        fixture.duration = .seconds(1_000)
        return fixture
    }

    /// Of n attempts that fail with probability p, each by itself: p^n are lost, and
    /// (1 - p^n)/(1 - p) are tried.
    @Test("Retries of independent failures", arguments: [(0.3, 1), (0.3, 2), (0.3, 4), (0.6, 3)])
    func independentFailures(p: Double, attempts: Int) throws {
        let answer = try failing(.fraction(p)) { .guarded(.of(attempts: attempts), [$0]) }.run()
        var lost = 1.0
        for _ in 0..<attempts { lost *= p }
        #expect(holds(answer.overall.errorShare, lost))
        #expect(holds(answer.guards[0].attempts, (1 - lost) / (1 - p)))
        #expect(holds(answer.overall.outcomes?.attempts, (1 - lost) / (1 - p)))
        #expect(answer.overall.outcomes?.rejected == 0)
    }

    /// P(S > t) = e^(-t/m) each; an answer in attempt k waits (k - 1) t and then E[S | S < t].
    @Test("Time-outs of an exponential latency", arguments: [1, 3])
    func timeouts(attempts: Int) throws {
        let (mean, timeout) = (0.1, 0.15)
        let policy = CallPolicy.of(timeout: .milliseconds(150), attempts: attempts)
        var fixture = Fixture.calls(
            rate: 50, latency: try Fixture.exponential(mean), failures: .zero,
            [.guarded(policy, [Fixture.call])])
        fixture.duration = .seconds(1_000)
        let answer = try fixture.run()
        let late = Elementary.exp(-timeout / mean)
        var (lost, sum) = (1.0, 0.0)
        let inTime = mean - timeout * late / (1 - late)
        for attempt in 0..<attempts {
            sum += lost * (1 - late) * (Double(attempt) * timeout + inTime)
            lost *= late
        }
        #expect(holds(answer.overall.errorShare, lost))
        #expect(holds(answer.overall.meanSojournTime, sum / (1 - lost)))
        #expect(holds(answer.guards[0].timedOut, late))
        let waiting = answer.overall.breakdown.first { $0.place == "lost attempts" }
        #expect(holds(waiting?.time, sum / (1 - lost) - inTime))
    }

    /// M/M/1: P(W > t) = e^(-(μ - λ) t), and servers do not know that nobody waits.
    @Test("A time-out at a queue changes nothing for its server")
    func orphans() throws {
        var plain = try Fixture.station(rate: 0.7, service: 1, servers: 1)
        plain.duration = .seconds(20_000)
        let late = plain.behind(.of(timeout: .seconds(4)))
        let answer = try late.run()
        let exact = Elementary.exp(-0.3 * 4)
        #expect(holds(answer.overall.errorShare, exact))
        let (with, without) = (answer.resources[0], try plain.run().resources[0])
        #expect(String(reflecting: with) == String(reflecting: without))
    }

    /// 4 x 10 ms, pauses of 100, 200 and 250 ms, 1 ms: of full jitter half of each pause, of equal
    /// jitter three quarters.
    @Test(
        "Backoff grows up to its cap, and the fallback answers",
        arguments: [(Backoff.Jitter.none, 0.591), (.full, 0.316), (.equal, 0.4535)])
    func backoff(jitter: Backoff.Jitter, exact: Double) throws {
        let backoff = Backoff(
            base: .milliseconds(100), factor: 2, cap: .milliseconds(250), jitter: jitter)
        let policy = CallPolicy.of(attempts: 4, backoff: backoff)
        let fallback = try Step.pause(1)
        let answer = try failing(.percent(100)) {
            .guarded(policy, [$0], fallback: [fallback])
        }.run()
        let mean = try #require(answer.overall.meanSojournTime)
        #expect(jitter == .none ? abs(mean.value - exact) < 1e-9 : holds(mean, exact))
        #expect(answer.overall.errorShare.value == 0)
        #expect(answer.guards[0].fellBack.value == 1)
        let pauses = answer.overall.breakdown.first { $0.place == "backoff" }
        #expect(holds(pauses?.time, exact - 0.041) || jitter == .none)
    }

    @Test("An empty fallback is an answer that takes no time")
    func emptyFallback() throws {
        let answer = try failing(.percent(100)) { .guarded(.none, [$0], fallback: []) }.run()
        #expect(abs((answer.overall.meanSojournTime?.value ?? 0) - 0.01) < 1e-12)
        #expect(answer.overall.failed == 0)
    }

    /// From the start: n first attempts lead to at most reserve + share n retries, and where all
    /// fail to all of them that whole tokens allow.
    @Test("A retry budget to the last retry", arguments: [(20, 10), (0, 3), (50, 1), (100, 5)])
    func budget(percent: Int, reserve: Int) throws {
        let budget = RetryBudget(share: .percent(Double(percent)), reserve: reserve)
        var fixture = try failing(.percent(100)) {
            .guarded(.of(attempts: 100, budget: budget), [$0])
        }
        let arrivals = OpenDemand(rate: .perSecond(1), law: .deterministic, stages: [])
        fixture.sources = [Fixture.source(.open(arrivals))]
        fixture.warmUp = .zero
        let replication = try #require(try fixture.plainRuns().first)
        let counts = replication.guards[0]
        // The bucket is full when the first request comes, which brings nothing then.
        let exact = reserve + (counts.entered - 1) * percent / 100
        #expect(counts.retries == exact)
        #expect(counts.denied == counts.entered)
    }

    @Test("Rounds of a repetition are one row, and share a budget")
    func rounds() throws {
        let budget = RetryBudget(share: .zero, reserve: 7)
        let policy = CallPolicy.of(attempts: 3, budget: budget)
        var fixture = try failing(.percent(100)) {
            .repeated(RepeatStep(mean: 5, steps: [.guarded(policy, [$0], fallback: [])]))
        }
        fixture.warmUp = .zero
        let replication = try #require(try fixture.plainRuns().first)
        #expect(replication.guards.count == 5)
        #expect(replication.overall.retries == 7)
        #expect(try fixture.run().guards.count == 1)
    }

    @Test("What is not listed is not tried again")
    func kinds() throws {
        let steps = try failing(.percent(50)) {
            .guarded(.of(attempts: 5, on: [.timeout, .rejection]), [$0])
        }
        #expect(try steps.run().guards[0].attempts.value == 1)
        var full = try Fixture.station(rate: 5, service: 1, servers: 2, queueLimit: 0)
        full.duration = .seconds(500)
        let patient = try full.behind(.of(attempts: 5, on: [.failure, .timeout])).run()
        #expect(patient.guards[0].attempts.value == 1)
        #expect(patient.overall.failed == 0)
        #expect(patient.overall.outcomes?.rejectedShare.value == patient.overall.errorShare.value)
        #expect(try full.behind(.of(attempts: 5)).run().guards[0].attempts.value > 2)
    }

    @Test("Steps that are answered in time are as without a guard, also in branches and misses")
    func reduction() throws {
        var plain = try Fixture.platform()
        plain.components[3] = Fixture.component(
            "rpc",
            .service(ExternalService(latency: try Fixture.exponential(0.05), failures: .zero)))
        let steps = plain.operations[0].steps
        let policy = CallPolicy.of(timeout: .seconds(1_000), attempts: 3)
        let ways: [[Step]] = [
            [.guarded(policy, steps)],
            [.guarded(policy, [.guarded(policy, [steps[0]])])] + steps.dropFirst(),
            [.guarded(policy, [.parallel([steps])])],
            [.parallel([[.guarded(policy, steps, fallback: [])]])],
        ]
        let expected = try plain.run()
        for way in ways {
            var guarded = plain
            guarded.operations[0] = Operation(name: "page", steps: way)
            let answer = try guarded.run()
            let (a, b) = (answer.overall, expected.overall)
            #expect(String(reflecting: a.percentiles) == String(reflecting: b.percentiles))
            #expect(a.completed == b.completed)
            #expect(a.errorShare.value == 0)
            #expect(
                String(reflecting: answer.resources) == String(reflecting: expected.resources))
        }
    }

    @Test("More attempts and longer time-outs lose no more requests")
    func monotone() throws {
        func errors(_ attempts: Int, _ timeout: Int64) throws -> Double {
            var fixture = Fixture.calls(
                rate: 50, latency: try Fixture.exponential(0.1), failures: .percent(10),
                [.guarded(.of(timeout: .milliseconds(timeout), attempts: attempts), [Fixture.call])]
            )
            fixture.duration = .seconds(200)
            return try fixture.run().overall.errorShare.value
        }
        for attempts in 1...3 {
            #expect(try errors(attempts, 100) > errors(attempts + 1, 100))
            #expect(try errors(attempts, 100) > errors(attempts, 200))
        }
    }

    /// N = X (W + Z), where those whose client gave up think again as well.
    @Test("Users whose client gives up think again")
    func users() throws {
        var fixture = try Fixture.station(rate: 1, service: 0.1, servers: 1)
        fixture.sources = Fixture.users(40, think: try Fixture.exponential(1))
        fixture = fixture.behind(.of(timeout: .seconds(2)))
        let runs = try fixture.plainRuns()
        for run in runs {
            let ended = run.overall.completed + run.overall.failed
            #expect(abs(Double(ended) / run.window - 40 / (1 + 2)) < 1.5)
            #expect(
                run.overall.arrived + run.overall.inFlightBefore
                    == ended + run.overall.inFlightAfter)
        }
    }

    @Test("A query finds the pod that an answered attempt was given")
    func podOfAnAttempt() throws {
        var fixture = try Fixture.platform()
        let steps = fixture.operations[0].steps
        let policy = CallPolicy.of(timeout: .milliseconds(20), attempts: 3)
        fixture.operations[0] = Operation(
            name: "page",
            steps: [.guarded(policy, [steps[0]]), steps[3], .guarded(policy, steps)])
        fixture.sources = Fixture.poisson(60)
        let one = try fixture.run(threads: 1)
        #expect(one.guards.allSatisfy { $0.timedOut.value > 0 })
        #expect(String(reflecting: one) == String(reflecting: try fixture.run(threads: 2)))
    }

    @Test("Attempts count among the requests in flight")
    func bounds() throws {
        var long = try Fixture.station(rate: 10, service: 1, servers: 1)
        long.duration = .seconds(500)
        let small = Simulation(
            try long.behind(.of(timeout: .seconds(1), attempts: 3)).model(),
            limits: .init(requestsInFlight: 300))
        #expect(try small.run(threads: 1).saturation?.endedEarly == true)
    }
}
