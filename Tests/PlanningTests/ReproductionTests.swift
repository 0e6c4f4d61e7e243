// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Which published figures a law forbids, on stations whose answer is known.
@Suite struct ReproductionTests {
    /// 10 users, 0.1 s of one server each, thinking 0.5 s: 10 / 10 - 0.5 = 0.5 s at least.
    @Test func usersWaitAtLeastAsLongAsTheLawSays() throws {
        let (model, answer) = try Self.run(
            .closed(
                ClosedDemand(
                    users: 10, think: try .exponential(mean: .milliseconds(500)), stages: [])),
            servers: 1)
        let bound = try #require(LoadBound(model, answer))
        let response = try #require(bound.leastResponse)
        #expect(abs(response - 0.5) < 0.02)
        #expect(!bound.isOverloaded)
        #expect(bound.forbids(.latency(of: nil, quantile: .percent(95)), 0.4))
        #expect(!bound.forbids(.latency(of: nil, quantile: .percent(95)), 0.6))
        #expect(!bound.forbids(.errors, 0))
    }

    /// What an open load asks beyond all servers, nothing can carry.
    @Test func overloadForbidsAnyLatency() throws {
        let (model, answer) = try Self.run(
            .open(OpenDemand(rate: .perSecond(20), law: .poisson, stages: [])), servers: 1)
        let bound = try #require(LoadBound(model, answer))
        #expect(bound.isOverloaded)
        #expect(bound.forbids(.latency(of: nil, quantile: .percent(95)), 1))
    }

    /// Nothing is forbidden where there is room.
    @Test func roomForbidsNothing() throws {
        let (model, answer) = try Self.run(
            .open(OpenDemand(rate: .perSecond(5), law: .poisson, stages: [])), servers: 1)
        #expect(LoadBound(model, answer) == nil)
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

    private static func run(
        _ demand: Demand, servers: Int
    ) throws -> (Model, Measurements) {
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
                        .serve(
                            ServeStep(
                                component: ComponentID(0),
                                time: try .exponential(mean: .milliseconds(100))))
                    ])
            ],
            components: [
                Component(
                    name: "desk", kind: .station(Station(servers: servers, queueLimit: nil)),
                    charge: nil)
            ], keyspaces: [], objectives: [],
            run: RunPlan(
                warmUp: .seconds(10), duration: .seconds(300), replications: 2, seed: 5),
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
        return (model, try Simulation(model).run(threads: 2))
    }
}
