// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Which published figures a law forbids, on stations whose answer is known.
@Suite struct ReproductionTests {
    private static let p95 = Observation.Metric.latency(of: nil, quantile: .percent(95))

    /// 10 users, 0.1 s of one server each, thinking 0.5 s: 10 / 10 - 0.5 = 0.5 s at least, in the
    /// mean; a percentile below it is not against the law.
    @Test func usersWaitAtLeastAsLongAsTheLawSays() throws {
        let bound = try Self.bound(
            .closed(
                ClosedDemand(
                    users: 10, think: try .exponential(mean: .milliseconds(500)), stages: [])))
        let response = try #require(bound.leastResponse)
        #expect(abs(response.seconds - 0.5) < 0.03)
        #expect(!bound.isOverloaded)
        for (published, standing) in [(0.4, .implausible), (0.6, .allowed)]
            as [(Double, LoadBound.Standing)]
        {
            #expect(bound.standing(Self.p95, published) == standing)
        }
        #expect(bound.standing(.errors, 0) == .allowed)
        #expect(bound.standing(.throughput, 11) == .forbidden)
        #expect(bound.standing(.throughput, 9) == .allowed)
        let server = ResourceID(component: ComponentID(0), role: .servers)
        #expect(bound.standing(.utilization(of: server), 0.95) == .allowed)
    }

    /// Twice what a server carries: after t seconds t/2 must be waited, in the 95th percentile of
    /// 10 s to 310 s more than 140 s; half of them half of it.
    @Test func overloadMakesWait() throws {
        let bound = try Self.bound(Self.open(20))
        #expect(bound.isOverloaded)
        let p50 = Observation.Metric.latency(of: nil, quantile: .percent(50))
        for (metric, published, standing) in [
            (Self.p95, 1, .forbidden), (Self.p95, 110, .forbidden), (Self.p95, 150, .allowed),
            (p50, 60, .forbidden), (p50, 85, .allowed), (.throughput, 9, .allowed),
            (.throughput, 12, .forbidden),
        ] as [(Observation.Metric, Double, LoadBound.Standing)] {
            #expect(bound.standing(metric, published) == standing, "\(metric) \(published)")
        }
    }

    /// From 5/s to 20/s for 30 s after 150 s: nothing is forbidden before, and 10 s of work left
    /// over after 15 s of it.
    @Test func onlyTheMomentCounts() throws {
        let stages = [
            RateStage(duration: .seconds(150), target: .perSecond(5)),
            RateStage(duration: .zero, target: .perSecond(20)),
            RateStage(duration: .seconds(30), target: .perSecond(20)),
            RateStage(duration: .zero, target: .perSecond(5)),
        ]
        let bound = try Self.bound(Self.open(5, stages), timeline: .seconds(5))
        func p95(at time: Int64) -> Observation.Metric {
            .timed(.latency(.p95), .at(.seconds(time)))
        }
        #expect(bound.isOverloaded)
        #expect(bound.standing(p95(at: 100), 0.001) == .allowed)
        #expect(bound.standing(p95(at: 178), 1) == .forbidden)
        #expect(bound.standing(p95(at: 178), 20) == .allowed)
        #expect(bound.standing(p95(at: 300), 0.001) == .allowed)
        #expect(bound.standing(.timed(.latency(.p95), .peak), 1) == .forbidden)
        // Most of the run is before and after it.
        #expect(bound.standing(.latency(of: nil, quantile: .percent(50)), 0.001) == .allowed)
        #expect(bound.standing(Self.p95, 1) == .forbidden)
    }

    /// Who comes back to the queue lets others pass, so that only the mean is known.
    @Test func whoComesTwice() throws {
        let bound = try Self.bound(Self.open(20), visits: 2)
        #expect(bound.leastPeakWait == nil && bound.leastResponse != nil)
        #expect(bound.standing(Self.p95, 10) == .implausible)
        #expect(bound.standing(.latency(of: nil, quantile: .percent(50)), 10) == .allowed)
    }

    /// Who may be turned away, or goes elsewhere, need not wait.
    @Test func whoMayLeaveNeedNotWait() throws {
        let full = try Self.bound(Self.open(20), queueLimit: 5)
        #expect(full.standing(Self.p95, 0.001) == .allowed)
        // 4% pass the queue, and bring twice what it carries.
        let seldom = try Self.bound(Self.open(500), share: 0.04)
        #expect(seldom.isOverloaded)
        #expect(seldom.standing(Self.p95, 0.001) == .allowed)
        let p99 = Observation.Metric.latency(of: nil, quantile: .percent(99))
        #expect(seldom.standing(p99, 1) == .forbidden)
    }

    /// Nothing is forbidden where there is room, but more than there is room for.
    @Test func roomForbidsNothing() throws {
        let bound = try Self.bound(Self.open(5))
        #expect(!bound.isOverloaded && bound.leastPeakWait == nil && bound.leastResponse == nil)
        #expect(bound.standing(Self.p95, 0.001) == .allowed)
        #expect(bound.standing(.throughput, 12) == .forbidden)
    }

    @Test(
        "Within 15% is reproduced",
        arguments: [
            (100, 100, .reproduced), (100, 114, .reproduced), (100, 116, .differs),
            (0, 0, .reproduced), (0, 0.1, .differs), (100, nil, .absent),
        ] as [(Double, Double?, Reproduction)])
    func tolerance(published: Double, modelled: Double?, verdict: Reproduction) {
        let observation = Observation(
            name: "rate", metric: .throughput, value: published, text: "", use: .predicted,
            source: "")
        #expect(Reproduction(observation, modelled: modelled, law: nil) == verdict)
    }

    private static func open(_ rate: Double, _ stages: [RateStage] = []) -> Demand {
        .open(OpenDemand(rate: .perSecond(rate), law: .poisson, stages: stages))
    }

    /// Of a desk with one server and 0.1 s of service, which a share of the visits passes.
    private static func bound(
        _ demand: Demand, queueLimit: Int? = nil, share: Double = 1, visits: Int = 1,
        timeline: SimTime? = nil
    ) throws -> LoadBound {
        let serve = Step.serve(
            ServeStep(
                component: ComponentID(0), time: try .exponential(mean: .milliseconds(100))))
        var plan = RunPlan(
            warmUp: .seconds(10), duration: .seconds(300), replications: 4, seed: 5)
        plan.timelineWindow = timeline
        let model = try Model(
            name: "desk",
            sources: [
                TrafficSource(
                    name: "people", demand: demand,
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit",
                    steps: [
                        .choose([
                            Choice(
                                share: .fraction(share),
                                steps: Array(repeating: serve, count: visits))
                        ])
                    ])
            ],
            components: [
                Component(
                    name: "desk", kind: .station(Station(servers: 1, queueLimit: queueLimit)),
                    charge: nil)
            ], keyspaces: [], objectives: [], run: plan,
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
        return try #require(LoadBound(model, try Simulation(model).run(threads: 2)))
    }
}
