// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Retry storms that outlast their trigger.
@Suite struct RetryStormTests {
    /// A server of 100/s that stands still for 10 s one minute after the start, seen from 300 to
    /// 400 s: the outage is a visit of another source that takes 10 s.
    private func outage(load: Double, _ client: CallPolicy) throws -> Fixture {
        var fixture = try Fixture.station(rate: 100 * load, service: 0.01, servers: 1)
            .behind(client)
        let once = OpenDemand(
            rate: .perMinute(1), law: .deterministic,
            stages: [
                RateStage(duration: .seconds(61), target: .perMinute(1)),
                RateStage(duration: .zero, target: .zero),
            ])
        fixture.sources.append(
            TrafficSource(
                name: "outage", demand: .open(once),
                mix: [MixShare(operation: OperationID(1), share: .one)]))
        fixture.operations.append(
            Operation(
                name: "stand still",
                steps: [
                    .serve(
                        ServeStep(
                            component: ComponentID(0),
                            time: try .deterministic(.seconds(10))))
                ]))
        fixture.warmUp = .seconds(300)
        fixture.duration = .seconds(100)
        fixture.replications = 3
        return fixture
    }

    private func measured(_ fixture: Fixture) throws -> Measurements {
        try Simulation(fixture.model()).run(threads: 2)
    }

    private let patience = SimTime.seconds(1)

    /// Measured on real servers: at a utilization of 0.7 with three retries there is no recovery
    /// from an outage of 10 s; without retries, and at 0.2 with them, there is.
    @Test("At high load retries outlast an outage of ten seconds")
    func noRecovery() throws {
        let answer = try measured(outage(load: 0.7, .of(timeout: patience, attempts: 4)))
        #expect(answer.operations[0].errorShare.value > 0.9)
        let storm = try #require(answer.storm)
        #expect(storm.attemptsAfter > 3 && storm.attemptsBefore < 1.1)
        #expect(abs(storm.load.fraction - 0.7) < 0.05)
        #expect(storm.answeredAfter < .percent(10) && storm.answeredBefore > .percent(90))
        #expect(storm.resource == "desk" && storm.steps == "client")
    }

    @Test("Without retries, at low load, or with a budget or a breaker there is recovery")
    func recovery() throws {
        let budget = RetryBudget(share: .percent(10), reserve: 10)
        let breaker = Breaker(
            failures: .percent(50), window: 20, minimum: 10, open: .seconds(5), trials: 5)
        let retry = CallPolicy.of(timeout: patience, attempts: 4)
        let rows: [(Double, CallPolicy)] = [
            (0.7, .of(timeout: patience)), (0.2, retry),
            (0.7, .of(timeout: patience, attempts: 4, budget: budget)),
            (0.7, CallPolicy(timeout: patience, retry: retry.retry, breaker: breaker)),
        ]
        for (load, client) in rows {
            let answer = try measured(outage(load: load, client))
            #expect(answer.operations[0].errorShare.value < 0.05, "\(load), \(client)")
            #expect(answer.storm == nil)
        }
    }

    /// More is asked for than can be carried, with or without retries: no storm, but overload.
    @Test("Plain overload is no retry storm")
    func overload() throws {
        var fixture = try Fixture.station(
            rate: 20, service: 0.01, servers: 1
        ).behind(.of(timeout: patience, attempts: 4))
        fixture.sources = Fixture.poisson(
            20, stages: [RateStage(duration: .seconds(100), target: .perSecond(150))])
        fixture.warmUp = .seconds(150)
        fixture.duration = .seconds(100)
        let answer = try measured(fixture)
        #expect(answer.storm == nil)
        #expect(answer.saturation != nil)
    }
}
