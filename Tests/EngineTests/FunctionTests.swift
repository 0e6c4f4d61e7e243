// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Functions, their environments and what bounds them.
@Suite struct FunctionTests {
    /// Poisson invocations of one function with all of a processor.
    private func invoked(
        _ rate: Double, _ work: Distribution?, _ function: Function, steps: [Step] = []
    ) -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.components = [Fixture.component("fn", .function(function))]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .invoke(InvokeStep(function: ComponentID(0), work: work, steps: steps))
                ])
        ]
        return fixture
    }

    private func whole(
        coldStart: Distribution? = nil, idle: SimTime = .minutes(10), provisioned: Int = 0,
        concurrency: Int? = nil, account: ComponentID? = nil,
        scaling: EnvironmentScaling = .standard
    ) -> Function {
        Function(
            memory: Function.memoryOfOneProcessor, coldStart: coldStart, idle: idle,
            provisioned: provisioned, concurrency: concurrency, account: account,
            scaling: scaling)
    }

    /// Without cold starts a bound of c environments makes an M/G/c/c queue, which turns Erlang's
    /// B away whatever the law of the service.
    @Test(
        "A bound on concurrency: Erlang B",
        arguments: [(1, 0.5, 0), (2, 3.0, 1), (5, 4.0, 2), (20, 18.0, 0), (20, 25.0, 1)])
    func erlangB(concurrency: Int, load: Double, law: Int) throws {
        let mean = SimTime.milliseconds(500)
        let work =
            [
                try Distribution.exponential(mean: mean), try .deterministic(mean),
                try .lognormal(mean: mean, p95: .milliseconds(1_500)),
            ][law]
        let fixture = invoked(load / 0.5, work, whole(concurrency: concurrency))
        let answer = try fixture.run()
        let exact = ErlangB.blocking(load, concurrency)
        let function = try #require(answer.functions.first)
        #expect(holds(function.throttled, exact))
        #expect(holds(function.concurrency, load * (1 - exact)))
        #expect(function.beyondConcurrency.value == function.throttled.value)
        #expect(answer.overall.failed == 0)
    }

    /// One environment: after an invocation the next comes after an exponential time, and finds the
    /// environment gone where that is longer than it stays.
    @Test("Cold starts of a seldom function", arguments: [0.5, 2.0, 8.0])
    func coldStarts(idle: Double) throws {
        let work = try Fixture.exponential(0.2)
        let coldStart = try Distribution.deterministic(.milliseconds(300))
        var fixture = invoked(
            0.4, work,
            whole(
                coldStart: coldStart, idle: SimTime(roundingSeconds: idle), concurrency: 1))
        fixture.duration = .seconds(20_000)
        let answer = try fixture.run()
        let function = try #require(answer.functions.first)
        let exact = Elementary.exp(-0.4 * idle)
        let coldStarts = try #require(function.coldStarts)
        #expect(holds(coldStarts, exact))
        let duration = try #require(function.duration)
        #expect(holds(duration, 0.2 + 0.3 * exact))
    }

    @Test("Little's law holds of environments")
    func little() throws {
        let steps = [try Step.pause(80)]
        let fixture = invoked(
            120, try Fixture.exponential(0.05),
            whole(coldStart: try Fixture.exponential(0.4), idle: .seconds(1)), steps: steps)
        let answer = try fixture.run()
        let function = try #require(answer.functions.first)
        let duration = try #require(function.duration)
        let byVisits = function.load.value * (1 - function.throttled.value) * duration.value
        #expect(abs(function.concurrency.value / byVisits - 1) < 0.001)
    }

    @Test("As many provisioned environments as are ever used: none begins cold")
    func provisioned() throws {
        let cold = try Fixture.exponential(0.5)
        let work = try Fixture.exponential(0.1)
        let answer = try invoked(30, work, whole(coldStart: cold)).run()
        let peak = try #require(answer.functions.first).peak.value
        let warm = try invoked(
            30, work, whole(coldStart: cold, provisioned: Int(peak) + 10)
        ).run()
        let function = try #require(warm.functions.first)
        #expect(function.coldStarts?.value == 0)
        #expect(function.billed.value == 0)
        #expect(function.billedProvisioned.value > 0)
        #expect(holds(function.concurrency, 3))
    }

    /// Requests at 1, 2, 3… ms that stay for ever: each needs an environment, of which the bucket
    /// gives `burst` at once and one each 4 ms.
    @Test("Environments are added no faster than allowed", arguments: [1, 7, 100])
    func scaling(burst: Int) throws {
        var fixture = invoked(
            1, try .deterministic(.minutes(10)),
            whole(scaling: EnvironmentScaling(rate: .perSecond(250), burst: burst)))
        fixture.sources = [
            Fixture.source(
                .open(OpenDemand(rate: .perSecond(1_000), law: .deterministic, stages: [])))
        ]
        fixture.warmUp = .zero
        fixture.duration = .seconds(2)
        let run = try #require(try fixture.plainRuns().first)
        var (tokens, begun) = (4 * burst, 0)
        for request in 1...run.overall.arrived {
            if request > 1 { tokens = min(tokens + 1, 4 * burst) }
            if tokens >= 4 { (tokens, begun) = (tokens - 4, begun + 1) }
        }
        let counts = run.functions[0]
        #expect(counts.coldStarts == begun)
        #expect(counts.came - counts.throttled == begun)
        #expect(counts.beyondScaling == counts.throttled)
        #expect(counts.peak == begun)
    }

    /// Two functions share what the account does not set aside for a third.
    @Test("An account bounds all that have nothing set aside")
    func account() throws {
        let account = ComponentID(0)
        var fixture = Fixture()
        fixture.components = [
            Fixture.component("account", .account(FunctionAccount(concurrency: 9)))
        ]
        let settings: [(concurrency: Int?, load: Double)] = [(nil, 2), (nil, 3), (4, 6)]
        var steps: [Choice] = []
        for (index, setting) in settings.enumerated() {
            fixture.components.append(
                Fixture.component(
                    "fn \(index)",
                    .function(whole(concurrency: setting.concurrency, account: account))))
            let work = try Fixture.exponential(0.5)
            steps.append(
                Choice(
                    share: .fraction(setting.load / 11),
                    steps: [
                        .invoke(
                            InvokeStep(function: ComponentID(index + 1), work: work, steps: []))
                    ]))
        }
        fixture.sources = Fixture.poisson(22)
        fixture.operations = [Operation(name: "visit", steps: [.choose(steps)])]
        let answer = try fixture.run()
        let shared = ErlangB.blocking(5, 5)
        #expect(holds(answer.functions[0].beyondAccount, shared))
        #expect(holds(answer.functions[1].beyondAccount, shared))
        #expect(holds(answer.functions[2].throttled, ErlangB.blocking(6, 4)))
        #expect(answer.functions[2].beyondAccount.value == 0)
    }

    /// Work of 100 ms at one processor; billed by whole milliseconds.
    @Test(
        "Work is as slow as the share of a processor",
        arguments: [(128, 1_382.032), (256, 691.016), (512, 345.508), (1_769, 100.0), (3_538, 100)])
    func memory(mebibytes: Int64, milliseconds: Double) throws {
        var fixture = invoked(
            2, try .deterministic(.milliseconds(100)), Function(memory: .mebibytes(mebibytes)))
        fixture.duration = .seconds(200)
        let answer = try fixture.run()
        let mean = try #require(answer.overall.meanSojournTime)
        #expect(abs(mean.value * 1_000 - milliseconds) < 0.001)
        let function = try #require(answer.functions.first)
        let duration = try #require(function.duration)
        #expect(abs(duration.value - mean.value) < 1e-9)
    }

    /// Whatever ends within an invocation, by failure, time-out or rejection, gives back what it
    /// holds, and nothing is lost or held twice.
    @Test("Environments come back from whatever ends within them")
    func endings() throws {
        let service = ExternalService(
            latency: try Fixture.exponential(0.05), failures: .percent(30))
        let inner = Step.invoke(
            InvokeStep(
                function: ComponentID(1), work: try Fixture.exponential(0.02),
                steps: [.call(CallStep(service: ComponentID(2)))]))
        let policy = CallPolicy.of(timeout: .milliseconds(60), attempts: 2)
        var fixture = invoked(
            40, try Fixture.exponential(0.01), whole(concurrency: 6),
            steps: [.parallel([[inner], [inner, .guarded(policy, [inner])]])])
        fixture.components += [
            Fixture.component("inner", .function(whole(concurrency: 8))),
            Fixture.component("rpc", .service(service)),
        ]
        fixture.duration = .seconds(500)
        // The load stops, and all comes back.
        fixture.sources = Fixture.poisson(
            40,
            stages: [
                RateStage(duration: .seconds(300), target: .perSecond(40)),
                RateStage(duration: .milliseconds(1), target: .zero),
            ])
        let runs = try fixture.plainRuns()
        for run in runs {
            for function in run.functions {
                #expect(function.came > 1_000)
                #expect(function.throttled > 0)
                #expect(function.peak <= 8)
                #expect(abs(function.area / function.held - 1) < 0.01)
            }
        }
    }
}
