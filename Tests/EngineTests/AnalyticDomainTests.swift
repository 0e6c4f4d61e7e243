// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

/// What a closed form refuses, and the corners that it must survive.
@Suite struct AnalyticDomainTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: AnalyticError
        let attempt: @Sendable () throws -> Void

        init(
            _ label: String, _ expected: AnalyticError,
            _ attempt: @escaping @Sendable () throws -> Void
        ) {
            testDescription = label
            self.expected = expected
            self.attempt = attempt
        }
    }

    static let rateRange = "above 0, from 1e-60 to 1e60"

    static let refusals: [Refusal] = [
        Refusal("M/M/1 at load 1", .unstable(utilization: 1, station: nil)) {
            _ = try MM1(arrivalRate: .perSecond(3), serviceRate: .perSecond(3))
        },
        Refusal(
            "M/M/1 without service",
            .outOfDomain(parameter: "serviceRate", value: 0, allowed: rateRange)
        ) { _ = try MM1(arrivalRate: .perSecond(3), serviceRate: .zero) },
        Refusal("M/M/2 overloaded", .unstable(utilization: 1.5, station: nil)) {
            _ = try MMc(arrivalRate: .perSecond(3), serviceRate: .perSecond(1), servers: 2)
        },
        Refusal(
            "M/M/c without servers",
            .outOfDomain(parameter: "servers", value: 0, allowed: "from 1 to 10000000")
        ) { _ = try MMc(arrivalRate: .perSecond(3), serviceRate: .perSecond(1), servers: 0) },
        Refusal(
            "a rate near the largest number",
            .outOfDomain(parameter: "serviceRate", value: 1e300, allowed: rateRange)
        ) { _ = try MM1(arrivalRate: .perSecond(3), serviceRate: .perSecond(1e300)) },
        Refusal(
            "less room than servers",
            .outOfDomain(parameter: "capacity", value: 3, allowed: "from 4 to 10000000")
        ) {
            _ = try MMcK(
                arrivalRate: .perSecond(3), serviceRate: .perSecond(1), servers: 4, capacity: 3)
        },
        Refusal("Erlang C at load 1", .unstable(utilization: 1, station: nil)) {
            _ = try ErlangC(offeredLoad: 5, servers: 5)
        },
        Refusal(
            "a negative load",
            .outOfDomain(parameter: "offeredLoad", value: -1, allowed: rateRange)
        ) { _ = try ErlangB(offeredLoad: -1, servers: 5) },
        Refusal(
            "a certain wait",
            .outOfDomain(parameter: "waitProbability", value: 1, allowed: "above 0 and below 1")
        ) { _ = try ErlangCHeadroom(servers: 4, waitProbability: .one) },
        Refusal(
            "a bound without demand",
            .outOfDomain(
                parameter: "demands", value: 0, allowed: "above 0 for at least one station")
        ) { _ = try AsymptoticBounds(population: 4, thinkTime: .zero, demands: []) },
        Refusal("station 1 overloaded", .unstable(utilization: 2, station: 1)) {
            _ = try JacksonNetwork(stations: two, arrivalRate: .perSecond(0.5), visits: [1, 4])
        },
        Refusal("a loop without exit", .neverLeaves(station: 0)) {
            _ = try JacksonNetwork(
                stations: two, externalArrivalRates: [.perSecond(0.1), .zero],
                routing: [[0, 1], [1, 0]])
        },
        Refusal(
            "a row above 1",
            .outOfDomain(parameter: "a row of routing", value: 1.25, allowed: "at most 1 in sum")
        ) {
            _ = try JacksonNetwork(
                stations: two, externalArrivalRates: [.perSecond(0.1), .zero],
                routing: [[0.5, 0.75], [0, 0]])
        },
        Refusal(
            "a ragged matrix", .unequalLengths(parameter: "routing", count: 1, needed: 2)
        ) {
            _ = try JacksonNetwork(
                stations: two, externalArrivalRates: [.perSecond(0.1), .zero],
                routing: [[0.5, 0.25], [0]])
        },
    ]

    static let two = [
        JacksonNetwork.Station(serviceTime: .seconds(1), servers: 1),
        JacksonNetwork.Station(serviceTime: .seconds(1), servers: 1),
    ]

    @Test(arguments: refusals)
    func refuses(refusal: Refusal) {
        let error = #expect(throws: AnalyticError.self) { try refusal.attempt() }
        #expect(error == refusal.expected)
        #expect(error?.description.isEmpty == false)
    }

    /// Extreme but lawful parameters end in finite answers.
    @Test(arguments: [1e-60, 1e-9, 1, 1e9, 1e60], [1e-60, 1e-9, 1, 1e9, 1e60])
    func extremesStayFinite(first: Double, second: Double) throws {
        let room = try MMcK(
            arrivalRate: .perSecond(first), serviceRate: .perSecond(second), servers: 3,
            capacity: 1_000)
        #expect(room.sojournTime.seconds.isFinite && room.throughput.perSecond > 0)
        let closed = try MachineRepair(
            population: 1_000, thinkTime: .seconds(first), serviceTime: .seconds(second),
            servers: 3)
        #expect(closed.sojournTime.seconds >= second * (1 - 1e-12))
        let loss = try ErlangB(offeredLoad: first, servers: 1_000)
        #expect((0...1).contains(loss.blockingProbability.fraction))
        if first < second {
            let open = try MMc(
                arrivalRate: .perSecond(first), serviceRate: .perSecond(second), servers: 1_000)
            #expect(open.sojournTime(atQuantile: .percent(95)).seconds > 0)
        }
    }

    /// Nobody arrives: no waiting, and the service takes its time.
    @Test func anIdleStation() throws {
        let idle = try MMc(arrivalRate: .zero, serviceRate: .perSecond(4), servers: 3)
        #expect(idle.waitingTime == .zero && idle.sojournTime == .seconds(0.25))
        #expect(idle.numberInSystem == 0 && idle.stretch == 1)
    }
}
