// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Forecasting

@Suite struct LinearTrendTests {
    @Test func valuesAndTimes() throws {
        let trend = try LinearTrend(times: [2, 0, 1], values: [2, 1, 3])
        #expect(trend.slope == 0.5)
        #expect(trend.value(at: 4) == 3.5)
        #expect(trend.time(of: 3.5) == 4)
        let flat = try LinearTrend(times: [0, 1], values: [2, 2])
        #expect(flat.time(of: 3) == nil && flat.time(of: 2) == nil)
    }

    @Test func refusals() {
        #expect(throws: LinearTrend.Refusal.tooFew(0)) { try LinearTrend(times: [], values: []) }
        #expect(throws: LinearTrend.Refusal.lengths(times: 1, values: 2)) {
            try LinearTrend(times: [1], values: [1, 2])
        }
        #expect(throws: LinearTrend.Refusal.oneTime) {
            try LinearTrend(times: [5, 5], values: [1, 2])
        }
        #expect(throws: LinearTrend.Refusal.notFinite) {
            try LinearTrend(times: [0, 1e200], values: [1, 2])
        }
        #expect(SeasonalNaive([1, 2], season: 3) == nil && SeasonalNaive([1], season: 0) == nil)
        #expect(SeasonalNaive([9, 1, 2], season: 2)?.forecast(5) == [1, 2, 1, 2, 1])
        #expect(PointErrors(forecast: [1], actual: [0]).meanAbsolutePercentage == nil)
    }
}
