// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

/// |got - expected| <= tolerance |expected|.
func isClose(_ got: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(got - expected) <= tolerance * abs(expected)
}

@Suite struct AnalyticKnownAnswerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let label: String
        let expected: Double
        let tolerance: Double
        let source: String
        let got: @Sendable () throws -> Double

        init(
            _ label: String, _ expected: Double, _ tolerance: Double = 1e-12, _ source: String,
            _ got: @escaping @Sendable () throws -> Double
        ) {
            self.label = label
            self.expected = expected
            self.tolerance = tolerance
            self.source = source
            self.got = got
        }

        var testDescription: String { label }
    }

    static let byHand = "the formula by hand, in fractions"
    static let decimals = "the formula in 50-digit decimals"

    static func mmc(_ arrivals: Double, _ service: Double, _ servers: Int) throws -> MMc {
        try MMc(
            arrivalRate: .perSecond(arrivals), serviceRate: .perSecond(service), servers: servers)
    }

    static let single: [Row] = [
        Row("M/M/1 W", 0.04, 1e-14, byHand) {
            try MM1(arrivalRate: .perSecond(75), serviceRate: .perSecond(100)).sojournTime.seconds
        },
        Row("M/M/1 Wq", 5.0 / 24, 1e-14, byHand) {
            try MM1(arrivalRate: .perSecond(5), serviceRate: .perSecond(8)).waitingTime.seconds
        },
        Row("M/M/1 p95", 149.78661367769954, 1e-11, decimals) {
            try MM1(arrivalRate: .perSecond(3.98), serviceRate: .perSecond(4))
                .sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/M/3 C", 4.0 / 9, 1e-14, byHand) { try mmc(2, 1, 3).waitProbability.fraction },
        Row("M/M/3 L", 26.0 / 9, 1e-14, byHand) { try mmc(2, 1, 3).numberInSystem },
        Row("M/M/2 p95", 3.0594477889341141, 1e-12, decimals) {
            try mmc(9, 5, 2).sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/M/4 p99", 0.94131667078495518, 1e-12, decimals) {
            try mmc(9, 5, 4).sojournTime(atQuantile: .percent(99)).seconds
        },
        Row("M/M/3 p95, where both rates are equal", 4.0206881604115087, 1e-12, decimals) {
            try mmc(2, 1, 3).sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/M/3 p95, where they are nearly", 4.0207115485838379, 1e-12, decimals) {
            try mmc(2.00001, 1, 3).sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/M/3 p99.9", 8.4688267692523671, 1e-12, decimals) {
            try mmc(2, 1, 3).sojournTime(atQuantile: .percent(99.9)).seconds
        },
        Row("M/M/4 p95 at 99%", 452.13175461994975, 1e-11, decimals) {
            try mmc(0.66, 0.16666666666666666, 4).sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/M/10000 p95 at 99.9%", 3.0890750355608498, 1e-11, decimals) {
            try mmc(9990, 1, 10_000).sojournTime(atQuantile: .percent(95)).seconds
        },
        Row("M/G/1 Wq, deterministic", 2, 1e-14, byHand) {
            try MG1(arrivalRate: .perSecond(0.8), serviceTime: .seconds(1), serviceScv: 0)
                .waitingTime.seconds
        },
        Row("M/G/1 Lq, scv 4", 8, 1e-14, byHand) {
            try MG1(arrivalRate: .perSecond(0.8), serviceTime: .seconds(1), serviceScv: 4)
                .queueLength
        },
    ]

    static let loss: [Row] = [
        Row("Erlang B(10, 10)", 0.214582343107347, 1e-13, "tables of Erlang B") {
            try ErlangB(offeredLoad: 10, servers: 10).blockingProbability.fraction
        },
        Row("Erlang B(9990, 10000)", 0.0073171868872689385, 1e-12, decimals) {
            try ErlangB(offeredLoad: 9990, servers: 10_000).blockingProbability.fraction
        },
        Row("Erlang B(0.001, 3)", 1.6650008330556943e-10, 1e-13, decimals) {
            try ErlangB(offeredLoad: 0.001, servers: 3).blockingProbability.fraction
        },
        Row("Erlang C(8, 10)", 0.409180150796444, 1e-13, "tables of Erlang C") {
            try ErlangC(offeredLoad: 8, servers: 10).waitProbability.fraction
        },
        Row("Erlang C(9990, 10000)", 0.88054171137398972, 1e-12, decimals) {
            try ErlangC(offeredLoad: 9990, servers: 10_000).waitProbability.fraction
        },
        Row("M/M/1/10 at load 1: all states alike", 1.0 / 11, 1e-14, byHand) {
            try MMcK(
                arrivalRate: .perSecond(1), serviceRate: .perSecond(1), servers: 1, capacity: 10
            ).blockingProbability.fraction
        },
        Row("M/M/2/5 Wq", 0.230857580398162, 1e-13, "octave queueing, qsmmmk.m") {
            try MMcK(
                arrivalRate: .perSecond(3), serviceRate: .perSecond(2), servers: 2, capacity: 5
            ).waitingTime.seconds
        },
        Row("M/M/1/100000 under threefold overload", 2.0 / 3, 1e-12, "1 - 1/ρ as K grows") {
            try MMcK(
                arrivalRate: .perSecond(3), serviceRate: .perSecond(1), servers: 1,
                capacity: 100_000
            ).blockingProbability.fraction
        },
        Row("Engset, time", 0.0232111792129398, 1e-13, "binomial sums in 50-digit decimals") {
            try Engset(sources: 20, servers: 5, offeredLoadPerIdleSource: 0.1)
                .timeCongestion.fraction
        },
        Row("Engset, calls", 0.019115945078647, 1e-13, "time congestion with 19 sources") {
            try Engset(sources: 20, servers: 5, offeredLoadPerIdleSource: 0.1)
                .callCongestion.fraction
        },
        Row("M/M/inf p(3)", 0.220209835476867, 1e-13, "Poisson(10/3)") {
            let delay = try MMInfinity(arrivalRate: .perSecond(4), serviceRate: .perSecond(1.2))
            return try #require(delay.occupancyProbabilities(first: 4).last).fraction
        },
    ]

    static let rules: [Row] = [
        Row("square root, R = 10", 16, 0, byHand) {
            Double(
                try SquareRootStaffing(
                    arrivalRate: .perSecond(10_000), serviceTime: .seconds(0.001),
                    serviceGrade: 1.761
                ).servers)
        },
        Row("square root: 0.1 * 30 is 3 servers and not 4", 3, 0, byHand) {
            Double(
                try SquareRootStaffing(
                    arrivalRate: .perSecond(30), serviceTime: .seconds(0.1), serviceGrade: 0
                ).servers)
        },
        Row("Halfin-Whitt 0.1", 0.88028708333081156, 1e-13, decimals) {
            try HalfinWhitt(serviceGrade: 0.1).waitProbability.fraction
        },
        Row("Halfin-Whitt 2.375", 0.0099968777941378194, 1e-13, decimals) {
            try HalfinWhitt(serviceGrade: 2.375).waitProbability.fraction
        },
        Row("Halfin-Whitt 30", 4.9121537829284917e-198, 1e-12, decimals) {
            try HalfinWhitt(serviceGrade: 30).waitProbability.fraction
        },
        Row("headroom of 16 servers", 0.20215426426755771, 1e-13, decimals) {
            try ErlangCHeadroom(servers: 16, waitProbability: .percent(30)).headroom.fraction
        },
        Row("headroom of one server: ρ = C", 0.7, 1e-14, byHand) {
            try ErlangCHeadroom(servers: 1, waitProbability: .percent(30)).headroom.fraction
        },
        Row("machine repair X", 0.332453152876946, 1e-13, "binomial sums") {
            try MachineRepair(
                population: 100, thinkTime: .seconds(300), serviceTime: .seconds(0.63), servers: 1
            ).throughput.perSecond
        },
        Row("throughput bound", 1 / 9.2, 1e-14, byHand) {
            try bounds.throughputUpperBound.perSecond
        },
        Row("sojourn bound", 64, 1e-14, byHand) { try bounds.sojournTimeLowerBound.seconds },
        Row("knee", 137.2 / 9.2, 1e-14, byHand) { try bounds.knee },
    ]

    static var bounds: AsymptoticBounds {
        get throws {
            try AsymptoticBounds(
                population: 20, thinkTime: .seconds(120), demands: [.seconds(9.2), .seconds(8)])
        }
    }

    @Test(arguments: single + loss + rules)
    func knownAnswer(row: Row) throws {
        let got = try row.got()
        #expect(isClose(got, row.expected, row.tolerance), "\(got) for \(row.expected)")
    }

    /// Four stations with feedback; balance by hand: λ = (20, 10, 10, 4).
    @Test func jacksonNetworkWithFeedback() throws {
        let network = try JacksonNetwork(
            stations: [0.04, 0.03, 0.06, 0.05].map {
                JacksonNetwork.Station(serviceTime: .seconds($0), servers: 1)
            },
            externalArrivalRates: [0, 0, 0, 4].map { Rate.perSecond($0) },
            routing: [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0.6, 0, 0, 0], [1, 0, 0, 0]])
        let arrivals = network.stations.map(\.arrivalRate.perSecond)
        #expect(zip(arrivals, [20, 10, 10, 4]).allSatisfy { isClose($0, $1) })
        #expect(zip(network.visits, [5, 2.5, 2.5, 1]).allSatisfy { isClose($0, $1) })
        let inSystem = network.stations.map(\.numberInSystem)
        #expect(zip(inSystem, [4, 3.0 / 7, 1.5, 0.25]).allSatisfy { isClose($0, $1) })
        #expect(isClose(network.sojournTime.seconds, (4 + 3.0 / 7 + 1.5 + 0.25) / 4))
    }
}
