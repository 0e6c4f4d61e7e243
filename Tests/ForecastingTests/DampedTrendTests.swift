// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Forecasting

@Suite("Damped trend")
struct DampedTrendTests {
    private static let yearly: [Double] = [
        978, 1133, 1226, 1290, 1260, 1132, 1114, 1116, 1058, 995, 1041, 1119, 1240, 1383, 1480,
        1544, 1621, 1497, 1347, 1315, 1263, 1229, 1256, 1496, 1665, 1765, 1919, 2047, 1981, 1937,
    ]
    /// With zeros at the start and within, a lone spike and a shift of the level.
    private static let rough: [Double] = [
        0, 0, 5301, 5171, 4702, 5937, 5144, 5657, 4809, 4875, 6114, 6426, 5951, 5618, 5549, 6339,
        5401, 5686, 6194, 6393, 0, 6268, 5622, 5573, 6343, 6395, 6952, 7030, 6707, 6463, 6185,
        7105, 8669, 6219, 7284, 7247, 7301, 8408, 7185, 6465, 23079, 7416, 8946, 7119, 9423, 6796,
        7246, 9182, 8071, 7412, 15019, 13997, 14326, 13729, 13363, 14540, 17568, 15579, 17381,
        17017,
    ]

    struct Answer: Sendable, CustomTestStringConvertible {
        let name: String
        let history: [Double]
        /// Strength of the season, mean α, β, φ, level, slope, variance.
        let expected: [Double]

        var testDescription: String { name }
    }

    /// Answers of an independent implementation with NumPy of the same method.
    static let answers = [
        Answer(
            name: "six months", history: [400, 450, 411, 477, 489, 451],
            expected: [
                0, 0.4548881654433107, 0.01675523082992567, 0.8835144536720896,
                6.126284496265878, 0.006432940716249877, 0.011538536457568506,
            ]),
        Answer(
            name: "thirty months with a season", history: yearly,
            expected: [
                0.9596091554565412, 0.7726996927037564, 0.03720002216677863, 0.9179563384547005,
                7.477521396357265, 0.009621509850404483, 0.00242277606802667,
            ]),
        Answer(
            name: "five rough years", history: rough,
            expected: [
                0.21467399172908364, 0.5738539302583274, 0.023795269437899266,
                0.8879625601509662, 9.735774980864155, 0.011282716405742632,
                0.021255928477562067,
            ]),
    ]

    @Test(arguments: answers)
    func reference(answer: Answer) throws {
        let trend = DampedTrend(try History(answer.history), growth: .fading)
        let mean = trend.expectation
        let got = [
            trend.season.strength, mean.alpha, mean.beta, mean.phi, mean.level, mean.slope,
            mean.variance,
        ]
        for (value, expected) in zip(got, answer.expected) {
            #expect(abs(value - expected) < 1e-9)
        }
    }

    @Test func findings() throws {
        let trend = DampedTrend(try History(Self.rough), growth: .fading)
        #expect(trend.spikes == [20, 40])
        #expect(trend.shifts == [50])
        let yearly = DampedTrend(try History(Self.yearly), growth: .fading)
        #expect(yearly.spikes.isEmpty && yearly.shifts.isEmpty)
    }

    /// A season of ±20% on steady growth, over three years: it is found whole.
    @Test func exactSeason() {
        let wave = (0..<12).map { 0.2 * [1.0, 0.5, -0.5, -1, -0.5, 0.5][$0 % 6] }
        let z = (0..<36).map { 5 + 0.01 * Double($0) + wave[$0 % 12] }
        let season = SeasonalIndex(z)
        #expect(season.strength > 0.999 && season.variance < 1e-9)
        for (found, given) in zip(season.values, wave) { #expect(abs(found - given) < 1e-3) }
        let rest = season.removed(from: z)
        for step in differences(rest) { #expect(abs(step - 0.01) < 2e-3) }
    }

    @Test("No season is claimed of less than two years")
    func shortSeason() {
        let z = (0..<23).map { $0 % 12 < 6 ? 1.0 : 0 }
        #expect(SeasonalIndex(z).strength == 0)
        #expect(SeasonalIndex(z).removed(from: z) == z)
    }

    /// A level that doubles for good in the second year is no season.
    @Test func shiftIsNoSeason() {
        var draws = CounterStream(StreamKey(seed: 4))
        let z = (0..<24).map { ($0 < 15 ? 0 : 0.7) + 0.02 * draws.normal() }
        let season = SeasonalIndex(z)
        #expect(season.shifts == [15])
        #expect(season.values.allSatisfy { abs($0) < 0.05 })
    }

    @Test("The unit of a history does not matter", arguments: GrowthPrior.allCases)
    func scale(growth: GrowthPrior) throws {
        let stream = StreamKey(seed: 2)
        func medians(_ scale: Double) throws -> [Double] {
            let history = try History(Self.yearly.map { $0 * scale })
            let forecast = DampedTrend(history, growth: growth)
                .forecast(months: 12, paths: 500, stream: stream)
            return (1...12).map { forecast.quantiles([.percent(50)], month: $0)[0] }
        }
        for (one, thousand) in zip(try medians(1), try medians(1_000)) {
            #expect(abs(thousand / one - 1_000) < 1e-6)
        }
    }

    /// The same history without noise: the forecast stays, and its interval is narrow.
    @Test func constant() throws {
        let history = try History([Double](repeating: 70, count: 36))
        let forecast = DampedTrend(history, growth: .fading)
            .forecast(months: 12, paths: 2_000, stream: StreamKey(seed: 1))
        let quantiles = forecast.quantiles([.percent(10), .percent(50), .percent(90)], month: 12)
        #expect(abs(quantiles[1] - 70) < 1.5)
        #expect(quantiles[0] > 55 && quantiles[2] < 90)
    }

    /// Growth of 3 to 15% a month, noise of 5 and 15%, 6 and 24 months known, the future by the
    /// same law: the month in which a level of 1.25 to 4 times the last is reached lies inside P10
    /// to P90 about as often as those say.
    @Test("Runways of growing loads are inside their intervals")
    func coverage() throws {
        var inside = 0
        let ahead = 36
        let cases = [6, 24].flatMap { known in [0.05, 0.15].map { (known, $0) } }
        for (known, noise) in cases {
            for number in 0..<250 {
                var draws = CounterStream(
                    StreamKey(seed: 11).child(UInt64(known)).child(UInt64(noise * 100))
                        .child(UInt64(number)))
                let growth = Elementary.log(1.03 + 0.12 * draws.nextUnit())
                let course = (0..<known + ahead).map {
                    Elementary.exp(5 + growth * Double($0) + noise * draws.normal())
                }
                let level = course[known - 1] * (1.25 + 2.75 * draws.nextUnit())
                let came = course[known...].firstIndex { $0 >= level }.map { $0 - known + 1 }
                let passage = DampedTrend(try History(Array(course[..<known])), growth: .lasting)
                    .forecast(months: ahead, paths: 400, stream: StreamKey(seed: UInt64(number)))
                    .firstPassage { _ in level }
                let never = ahead + 1
                let interval =
                    (passage.month(.percent(10)) ?? never)...(passage.month(.percent(90)) ?? never)
                if interval.contains(came ?? never) { inside += 1 }
            }
        }
        #expect((750...900).contains(inside), "\(inside) of 1,000")
    }
}
