// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What the requests that came ask of each resource, counted and by the flow through their steps.
@Suite struct OfferedFlowTests {
    private static func serve(_ component: Int, _ seconds: Double) throws -> Step {
        .serve(
            ServeStep(component: ComponentID(component), time: try Fixture.exponential(seconds)))
    }

    private static func desks(_ servers: [Int], queueLimits: [Int?]) -> [Component] {
        zip(servers, queueLimits).enumerated().map { index, desk in
            Fixture.component(
                "desk\(index)", .station(Station(servers: desk.0, queueLimit: desk.1)))
        }
    }

    /// Arms by one word, rounds, branches side by side, failures and a desk that turns away.
    private static func fork(_ rate: Double) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.components =
            desks([4, 2, 3, 3], queueLimits: [nil, 1, nil, nil]) + [
                Fixture.component(
                    "outside",
                    .service(
                        ExternalService(
                            latency: try Fixture.exponential(0.1), failures: .percent(30))))
            ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    try serve(0, 0.2),
                    .choose([
                        Choice(share: .percent(20), steps: [try serve(1, 0.3)]),
                        Choice(share: .percent(50), steps: [try serve(2, 0.1)]),
                        Choice(share: .percent(10), steps: [try serve(3, 0.5)]),
                    ]),
                    .parallel([[try serve(2, 0.1)], [try serve(3, 0.05), try serve(3, 0.05)]]),
                    .call(CallStep(service: ComponentID(4))),
                    .repeated(RepeatStep(mean: 2.4, steps: [try serve(3, 0.02)])),
                ])
        ]
        return fixture
    }

    @Test(
        "Where every queue keeps up, flow and count agree",
        arguments: ["fork", "platform", "single"])
    func agreement(name: String) throws {
        var fixture = name == "fork" ? try Self.fork(6) : try Fixture.platform()
        if name == "single" {
            fixture.changeCaches(timeToLive: .milliseconds(100)) { $0.misses = .single }
        }
        fixture.replications = 20
        let program = Program(try fixture.model())
        let runs = (0..<fixture.replications).compactMap { number in
            Replication.run(
                program, number: number, slotLimit: 100_000, quantiles: [], progress: { _ in })
        }
        for index in program.resources.indices {
            let differences = Sample<SimTime>(
                runs.map { $0.resources[index].offeredDemand - $0.resources[index].demand })
            let counted = runs.reduce(0) { $0 + $1.resources[index].demand } / 20
            let half = try #require(differences.halfWidth(confidence: .percent(99.9)))
            // All queries of the platform read from its replicas.
            let isUsed = program.resources[index].name != "db primary"
            #expect(isUsed == (counted > 0), "\(program.resources[index].name)")
            #expect(half <= 0.2 * counted, "\(program.resources[index].name)")
            #expect(
                differences.mean.magnitude <= half + 0.01 * counted,
                "\(program.resources[index].name): \(differences.mean) of \(counted)")
        }
    }

    /// 10 requests a second: desk 0 carries 5, and desk 1 behind it 2.
    @Test("Behind a queue that grows, the load that is asked for counts")
    func starved() throws {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(10)
        fixture.components = Self.desks([1, 1, 8], queueLimits: [nil, nil, nil])
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [try Self.serve(0, 0.2), try Self.serve(1, 0.5), try Self.serve(2, 0.1)])
        ]
        fixture.duration = .seconds(500)
        let answer = try fixture.run()
        let saturation = try #require(answer.saturation)
        #expect(saturation.name == "desk1")
        #expect(abs(saturation.load.perSecond - 2) < 1e-9)
        #expect(answer.binding?.name == "desk1")
        for (resource, carried) in zip(answer.resources, [5.0, 2, 80]) {
            let load = try #require(resource.saturationLoad).value
            #expect(abs(load - carried) < 1e-9 * carried || resource.name == "desk0", "\(load)")
            #expect(abs(load - carried) < 0.02 * carried, "\(resource.name): \(load)")
        }
        #expect(abs(answer.resources[1].headroom.value - (1 - 10 / 2)) < 0.2)
        let closed = try ClosedForm(fixture.model()).measurements()
        #expect(closed.saturation?.name == "desk1")
    }

    @Test("What a full desk turns away asks nothing of those behind it")
    func turnedAway() throws {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(50)
        fixture.components = Self.desks([1, 1], queueLimits: [3, nil])
        fixture.operations = [
            Operation(name: "visit", steps: [try Self.serve(0, 0.2), try Self.serve(1, 0.1)])
        ]
        let answer = try fixture.run()
        let second = answer.resources[1]
        // Desk 0 lets 5 a second through: 0.1 s each on one server.
        #expect(abs(second.headroom.value - 0.5) < 0.05, "\(second.headroom.value)")
    }
}
