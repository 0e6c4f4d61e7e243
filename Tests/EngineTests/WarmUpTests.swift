// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@Suite struct WarmUpTests {
    private func finding(_ fixture: Fixture, threads: Int = 2) throws -> WarmUpFinding {
        let model = try fixture.model()
        var plan = model.run
        plan.warmUp = .detected
        return try #require(
            Simulation(try model.with(run: plan)).detectedWarmUp(threads: threads))
    }

    @Test("M/M/1 at ρ = 0.9 from empty: some relaxation times, on any number of threads")
    func slowStart() throws {
        var fixture = try Fixture.station(rate: 0.9, service: 1, servers: 1)
        fixture.duration = .seconds(80_000)
        var times: [Double] = []
        for seed in UInt64(1)...10 {
            fixture.seed = seed
            let found = try finding(fixture)
            #expect(found.isSettled, "seed \(seed)")
            times.append(found.time.seconds)
        }
        // The relaxation time is 1 / (1 - √0.9)² = 380 s. Where noise cuts less or more, the start
        // is still lost in it, or only data are.
        times.sort()
        #expect((150...8_000).contains(times[5]), "\(times)")
        #expect(try finding(fixture, threads: 1) == finding(fixture, threads: 2))
    }

    /// Of the 10 s slices the first has one arrival less, and five of them are cut together.
    @Test("Equal arrivals and services: nothing is cut but the first moments")
    func noTransient() throws {
        var fixture = try Fixture.station(rate: 1, service: 0.5, servers: 1)
        fixture.sources = [
            Fixture.source(.open(OpenDemand(rate: .perSecond(1), law: .deterministic, stages: [])))
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .serve(
                        ServeStep(
                            component: ComponentID(0),
                            time: try .deterministic(.milliseconds(500))))
                ])
        ]
        fixture.duration = .seconds(160_000)
        #expect(try finding(fixture) == WarmUpFinding(time: .seconds(50), isSettled: true))
    }

    @Test("A queue that grows without end never settles")
    func saturated() throws {
        var fixture = try Fixture.station(rate: 2, service: 1, servers: 1)
        fixture.duration = .seconds(2_000)
        #expect(
            try finding(fixture) == WarmUpFinding(time: .seconds(250), isSettled: false))
    }

    @Test("A run takes the time that was found, and its replications draw as ever")
    func used() throws {
        var fixture = try Fixture.station(rate: 0.8, service: 1, servers: 1)
        let model = try fixture.model()
        var plan = model.run
        plan.warmUp = .detected
        let answer = try Simulation(try model.with(run: plan)).run(threads: 2)
        let found = try #require(answer.warmUp)
        fixture.warmUp = found.time
        let given = try fixture.run()
        #expect(answer.overall.meanSojournTime == given.overall.meanSojournTime)
        #expect(given.warmUp == nil)
    }
}
