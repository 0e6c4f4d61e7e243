// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Forecasting

@Suite("Paths and how they are scored")
struct ForecastTests {
    private static func forecast(_ rows: [[Double]]) -> Forecast {
        Forecast(months: rows[0].count, paths: rows.count) { path, months in
            for (month, value) in rows[path].enumerated() {
                months[month] = Elementary.log(value)
            }
        }
    }

    /// A path that comes back has been there.
    @Test func firstPassage() {
        let forecast = Self.forecast([[1, 5, 1], [1, 2, 3], [4, 4, 4], [1, 1, 1]])
        let passage = forecast.firstPassage { _ in 3 }
        #expect(passage.counts == [1, 1, 1])
        #expect(passage.probability(within: 0) == .zero)
        #expect(passage.probability(within: 2) == .percent(50))
        #expect(passage.probability(within: 99) == .percent(75))
        #expect(passage.month(.percent(25)) == 1)
        #expect(passage.month(.percent(26)) == 2)
        #expect(passage.month(.percent(75)) == 3)
        #expect(passage.month(.percent(76)) == nil)
        #expect(forecast.firstPassage { _ in .infinity }.counts == [0, 0, 0])
        #expect(forecast.firstPassage { $0 == 2 ? 2 : .infinity }.counts == [0, 3, 0])
        #expect(forecast.firstPassage { _ in 0 }.counts == [4, 0, 0])
    }

    @Test func quantiles() {
        let forecast = Self.forecast([[8], [1], [2], [4]])
        let found = forecast.quantiles([.zero, .percent(50), .one], month: 1)
        for (value, expected) in zip(found, [1, 8.squareRoot(), 8]) {
            #expect(abs(value - expected) < 1e-12)
        }
    }

    /// 2 = 1.05^n at n = 14.2; 1.5 at n = 8.3.
    @Test(arguments: [(2.0, 15), (1.5, 9), (1.0, 1), (9.0, nil as Int?)])
    func steadyGrowth(times: Double, month: Int?) throws {
        let growth = try Growth(parsing: "5%/month")
        let forecast = Forecast.steady(from: 400, growth: growth, months: 36)
        #expect(forecast.firstPassage { _ in 400 * times }.month(.percent(50)) == month)
    }

    /// One path, 10 and 20, where 12 and 15 came after 8; a year's change was 4.
    @Test func scoreByHand() {
        let forecast = Self.forecast([[10, 20]])
        let score = ForecastScore(forecast, truth: [12, 15], last: 8, yearlyChange: 4)
        #expect(abs((score.scaledError ?? 0) - 3.5 / 4) < 1e-9)
        #expect(abs(score.symmetricError - (4.0 / 22 + 10.0 / 35) / 2) < 1e-9)
        #expect(score.inside80 == 0 && score.inside95 == 0)
        // Levels add up to 2.5, their complements as well: 12 is above, 15 below all quantiles.
        let logs = Elementary.log(12.0 / 10) * 2.5 + Elementary.log(20.0 / 15) * 2.5
        #expect(abs((score.logPinball ?? 0) - logs / 10) < 1e-9)
        // 10 was told for month 1 and came then; 12 was told for month 2 and came in 1: 1 - level;
        // 16 was told for month 2 and never came: level.
        #expect(abs(score.runwayPinball - (0 + 1.5 + 1.5) / 9) < 1e-9)
        #expect(score.falseAlarms == 1.0 / 3 && score.falseNevers == 0)
    }

    /// The figures of a perfect forecast.
    @Test func perfect() {
        let score = ForecastScore(
            Self.forecast([[10, 20]]), truth: [10, 20], last: 8, yearlyChange: nil)
        #expect(score.symmetricError < 1e-12 && score.runwayPinball == 0)
        #expect(score.scaledError == nil)
    }

    @Test(
        "Where forecasts begin",
        arguments: [
            (20, []), (21, [3]), (40, [22]), (54, [36]), (59, [41]), (60, [36, 42]),
            (66, [36, 42, 48]), (138, [36, 78, 120]),
        ])
    func origins(count: Int, expected: [Int]) {
        #expect(Backtest.origins(of: count) == expected)
    }

    /// On a random walk whose drift is known by no method, the last value is hard to beat; on a
    /// season it is not.
    @Test func backtestOfSeasons() throws {
        var draws = CounterStream(StreamKey(seed: 8))
        let series = (0..<6).map { number in
            Backtest.Series(
                name: "\(number)",
                values: (0..<72).map { month in
                    Elementary.exp((month % 12 < 3 ? 0.4 : 0) + 0.03 * draws.normal())
                })
        }
        let rows = Backtest(series, paths: 300, seed: 1).rows()
        #expect(rows.count == Backtest.Given.allCases.count * ForecastMethod.allCases.count)
        func loss(_ method: ForecastMethod) throws -> Double {
            let row = try #require(rows.first { $0.given == .all && $0.method == method })
            #expect(row.origins == 18)
            return try #require(row.score.logPinball)
        }
        #expect(try loss(.dampedTrend) < 0.5 * loss(.drift))
        #expect(try loss(.seasonalNaive) < 0.5 * loss(.drift))
        #expect(Backtest([], paths: 300, seed: 1).rows().isEmpty)
    }

    @Test(
        "What is no history",
        arguments: [
            ([1, 2], ForecastError.tooShort(months: 2)),
            ([0, 0, 0, 1, 2], .tooShort(months: 2)), ([0, 0, 0], .onlyZeros),
            ([1, 2, -3], .noAmount(index: 2, value: -3)),
            ([1, .infinity, 3], .noAmount(index: 1, value: .infinity)),
            ([1, 2, .leastNonzeroMagnitude], .noAmount(index: 2, value: .leastNonzeroMagnitude)),
            ([1, 1e101, 3], .noAmount(index: 1, value: 1e101)),
            ([Double](repeating: 1, count: 1_201), .tooLong(months: 1_201)),
        ])
    func badHistory(values: [Double], error: ForecastError) {
        #expect(throws: error) { _ = try History(values) }
    }
}
