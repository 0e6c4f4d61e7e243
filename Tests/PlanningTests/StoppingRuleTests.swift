// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics
import Testing

/// An M/M/1 queue of rate 1/s and service 0.5 s: mean sojourn time 1 s, p95 ln(20) s = 2.996 s.
private func queue(limit: SimTime?, replications: Int = 4) throws -> Model {
    let measure = limit.map {
        Objective(.latency(of: nil, quantile: .percent(95), limit: $0))
    }
    let demand = OpenDemand(rate: .perSecond(1), law: .poisson, stages: [])
    return try Model(
        name: "queue",
        sources: [
            TrafficSource(
                name: "visitors", demand: .open(demand),
                mix: [MixShare(operation: OperationID(0), share: .percent(100))])
        ],
        operations: [
            Operation(
                name: "visit",
                steps: [
                    .serve(
                        ServeStep(
                            component: ComponentID(0),
                            time: try .exponential(mean: .milliseconds(500))))
                ])
        ],
        components: [
            Component(
                name: "desk", kind: .station(Station(servers: 1, queueLimit: nil)), charge: nil)
        ],
        keyspaces: [], objectives: measure.map { [$0] } ?? [],
        run: RunPlan(
            warmUp: .seconds(50), duration: .seconds(500), replications: replications, seed: 3),
        economics: .init(prices: nil, transactions: nil),
        remarks: .init(notes: [], assumptions: [], observations: []))
}

@Suite struct StoppingRuleTests {
    private func answer(
        _ model: Model, precision: Ratio? = nil, untilDecided: Bool = false, most: Int = 400,
        budget: SimTime? = nil, elapsed: SimTime = .zero, threads: Int = 2
    ) throws -> SequentialRun {
        let rule = StoppingRule(
            precision: precision, untilDecided: untilDecided, most: most, budget: budget)
        return try SequentialRun(
            model, rule: rule, threads: threads, elapsed: { elapsed }, progress: nil)
    }

    @Test("Without a rule the plan's replications are run")
    func fixed() throws {
        let run = try answer(queue(limit: nil))
        #expect(run.end == .planned && run.replications == 4)
    }

    @Test("A precision is reached, with more replications the finer it is")
    func precision() throws {
        var last = 0
        for percent in [20.0, 8, 4] {
            let run = try answer(queue(limit: nil), precision: .percent(percent))
            let overall = run.measurements.overall
            let width = overall.percentile(.percent(95))?.relativeHalfWidth(
                confidence: .percent(95))
            #expect(run.end == .precise)
            #expect(try #require(width) <= percent / 100)
            #expect(run.replications >= last)
            last = run.replications
        }
        #expect(last > 10)
    }

    @Test(
        "A verdict near the limit takes more replications than one far from it",
        arguments: [(2_000, 3_080)])
    func decided(far: Int64, near: Int64) throws {
        let easy = try answer(queue(limit: .milliseconds(far)), untilDecided: true)
        let hard = try answer(queue(limit: .milliseconds(near)), untilDecided: true)
        #expect(easy.end == .decided && hard.end == .decided)
        #expect(hard.replications > easy.replications)
        let p95 = try #require(hard.measurements.overall.percentile(.percent(95)))
        #expect(p95.value < 3.08)
    }

    @Test("What cannot be reached ends at the most replications, or at the budget")
    func bounds() throws {
        let most = try answer(queue(limit: nil), precision: .percent(0.001), most: 9)
        #expect(most.end == .exhausted && most.replications == 9)
        let spent = try answer(
            queue(limit: nil), precision: .percent(0.001), budget: .seconds(1),
            elapsed: .seconds(2))
        #expect(spent.end == .budgetSpent && spent.replications == 4)
    }

    @Test("An extended run equals one that was that long from the start, on any threads")
    func extended() throws {
        let run = try answer(queue(limit: nil), precision: .percent(8), threads: 1)
        let whole = try Simulation(queue(limit: nil, replications: run.replications)).run(
            threads: 2)
        #expect(String(reflecting: run.measurements) == String(reflecting: whole))
    }
}
