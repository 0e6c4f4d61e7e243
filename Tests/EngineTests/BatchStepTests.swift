// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Requests that wait for each other.
@Suite struct BatchStepTests {
    private func gathered(
        rate: Double, size: Int, milliseconds: Int64, steps: [Step] = []
    ) -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .batch(
                        BatchStep(
                            name: "messages", size: size, within: .milliseconds(milliseconds),
                            steps: steps))
                ])
        ]
        return fixture
    }

    /// After the first of n members others come as a Poisson stream of λ, and the batch goes with
    /// the nth or after the window w. With N Poisson of mean λw, the mean size is
    /// 1 + Σ P(N >= k), k = 1…n-1. At a time t of the window 1 + N(t) wait while N(t) <= n-2, and
    /// ∫ P(N(t) = k) dt = P(N >= k+1)/λ over the window, so all members of a batch together wait
    /// Σ k P(N >= k)/λ, k = 1…n-1. Batches begin anew with each first member.
    @Test(
        "Poisson members: mean size and mean wait",
        arguments: [
            (200.0, 10, Int64(20)), (200, 10, 200), (1_000, 50, 50), (20, 25, 50), (100, 2, 10),
        ])
    func poisson(rate: Double, size: Int, milliseconds: Int64) throws {
        let mean = rate * Double(milliseconds) / 1_000
        var term = Elementary.exp(-mean)
        var below = 0.0
        var (members, waits) = (1.0, 0.0)
        for k in 1..<size {
            below += term
            term *= mean / Double(k)
            let atLeast = max(1 - below, 0)
            members += atLeast
            waits += Double(k) * atLeast / rate
        }
        var fixture = gathered(rate: rate, size: size, milliseconds: milliseconds)
        fixture.duration = .seconds(500)
        let answer = try fixture.run()
        let batch = try #require(answer.batchSteps.first)
        let found = try #require(batch.size)
        #expect(holds(found, members) || abs(found.value / members - 1) < 1e-6)
        #expect(holds(batch.delay, waits / members))
        let latency = try #require(answer.overall.meanSojournTime)
        #expect(abs(latency.value / (batch.delay?.value ?? 0) - 1) < 0.01)
    }

    /// Each batch needs one visit, and all its members wait for it.
    @Test("One does the steps for all")
    func carried() throws {
        var fixture = gathered(
            rate: 400, size: 20, milliseconds: 1_000, steps: [try Step.pause(30)])
        fixture.components = [
            Fixture.component("desk", .station(Station(servers: 1, queueLimit: nil)))
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .batch(
                        BatchStep(
                            name: "messages", size: 20, within: .seconds(1),
                            steps: [
                                .serve(
                                    ServeStep(
                                        component: ComponentID(0),
                                        time: try .deterministic(.milliseconds(30))))
                            ]))
                ])
        ]
        fixture.duration = .seconds(300)
        let answer = try fixture.run()
        // 20 batches a second of 30 ms.
        #expect(holds(answer.resources[0].utilization, 0.6))
        #expect(holds(answer.overall.throughput, 400))
        // Erlang's 20 stages between batches: the mean wait of a member is 19 / (2 λ).
        let delay = try #require(answer.batchSteps.first?.delay)
        #expect(holds(delay, 19.0 / 800))
        let parts = answer.overall.breakdown.reduce(0) { $0 + $1.time.value }
        let mean = try #require(answer.overall.meanSojournTime)
        #expect(abs(parts / mean.value - 1) < 1e-9)
    }

    @Test("What fails fails for all, and time-outs leave the others alone")
    func failures() throws {
        let service = ExternalService(
            latency: try Fixture.exponential(0.02), failures: .percent(25))
        var fixture = gathered(rate: 200, size: 4, milliseconds: 15)
        fixture.components = [Fixture.component("rpc", .service(service))]
        let batch = Step.batch(
            BatchStep(
                name: "messages", size: 4, within: .milliseconds(15),
                steps: [.call(CallStep(service: ComponentID(0)))]))
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [.guarded(CallPolicy.of(timeout: .milliseconds(30), attempts: 2), [batch])])
        ]
        fixture.duration = .seconds(200)
        for run in try fixture.plainRuns() {
            let all = run.overall
            #expect(all.failed > 0)
            #expect(
                all.arrived + all.inFlightBefore
                    == all.completed + all.failed + all.rejected + all.inFlightAfter)
        }
    }
}
