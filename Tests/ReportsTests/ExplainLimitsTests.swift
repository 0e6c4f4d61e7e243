// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning
@testable import Reports

@Suite struct ExplainLimitsTests {
    /// Half of what comes is turned away by a limit of the operation, which no lever raises.
    @Test("A limit that is no lever is named as what turns away")
    func blocked() throws {
        let demand = OpenDemand(rate: .perSecond(20), law: .poisson, stages: [])
        let work = ServeStep(
            component: ComponentID(0), time: try .exponential(mean: .milliseconds(10)))
        let model = try Model(
            name: "platform",
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit", steps: [.serve(work)],
                    limits: [RateLimit(subject: .all, rate: .perSecond(10), burst: 5)])
            ],
            components: [
                Component(
                    name: "desk", kind: .station(Station(servers: 4, queueLimit: nil)), charge: nil)
            ], keyspaces: [], objectives: [Objective(.errors(of: nil, limit: .percent(1)))],
            run: RunPlan(
                warmUp: .seconds(10), duration: .seconds(200), replications: 4, seed: 5),
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
        var explainer = Explainer(
            try Assessment(model, try Simulation(model).run(threads: 2)), operation: nil,
            budget: WorkBudget(about: .seconds(1)), threads: 2)
        let text = ExplainHeadline(explainer.explain()).text
        #expect(text.contains("Visit rate limit turns away "), "\(text)")
        #expect(text.contains(" of what comes to it: raise it in the scenario."), "\(text)")
        #expect(!text.contains("hardly anybody waits") && !text.contains("even if"), "\(text)")
        let binding = try #require(explainer.explain().base.measurements.binding)
        #expect(
            ExplainLimits(base: try Assessment(model, try Simulation(model).run(threads: 2)))
                .relief(binding) == "a higher visit rate limit")
    }
}
