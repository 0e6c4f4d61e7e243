// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics
import Testing

/// An M/M/1 queue of rate 1/s and service 0.5 s: mean sojourn time 1 s, p95 ln(20) s = 2.996 s.
private func queue(
    limit: SimTime?, errors: Ratio? = nil, replications: Int = 4, seed: UInt64 = 3
) throws -> Model {
    let levels = [
        limit.map { Objective(.latency(of: nil, quantile: .percent(95), limit: $0)) },
        errors.map { Objective(.errors(of: nil, limit: $0)) },
    ]
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
        keyspaces: [], objectives: levels.compactMap { $0 },
        run: RunPlan(
            warmUp: .seconds(50), duration: .seconds(500), replications: replications,
            seed: seed),
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

    @Test("A verdict near the limit takes more replications than one far from it, and is right")
    func decided() throws {
        var replications = [0, 0]
        var wrong = 0
        for seed in UInt64(1)...20 {
            for (index, limit) in [SimTime.seconds(2), .milliseconds(3_300)].enumerated() {
                let model = try queue(limit: limit, seed: seed)
                let run = try answer(model, untilDecided: true)
                #expect(run.end == .decided, "seed \(seed)")
                replications[index] += run.replications
                let p95 = try #require(run.measurements.overall.percentile(.percent(95)))
                if (p95.value <= limit.seconds) != (2.9957 <= limit.seconds) { wrong += 1 }
            }
        }
        #expect(replications[1] > 2 * replications[0])
        // Of 40 verdicts at a risk of 5% each, more than 7 wrong ones come up once in 500 times.
        #expect(wrong <= 7)
    }

    /// 2,000 requests without a failure leave 0.15% open; 0.1% takes 3,000 of them.
    @Test("No failure decides no sooner than the verdict itself")
    func noFailureIsNoProof() throws {
        let model = try queue(limit: nil, errors: .percent(0.1))
        let run = try answer(model, untilDecided: true)
        #expect(run.end == .decided && (run.measurements.overall.completed ?? 0) > 3_000)
        #expect(try Assessment(model, run.measurements).outcome == .met)
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
