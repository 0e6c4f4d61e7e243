// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Charts

/// What titles say, derived from the data.
@Suite struct FindingTests {
    private static let start = CalendarMonth(year: 2026, month: 11)

    @Test(
        arguments: [
            (
                [100, 110, 130], [120, 140, 150], nil,
                "The limit of db is reached in Jan 2027; by one"
                    + " path in ten in Dec 2026"
            ),
            (
                [100, 110, 120], [120, 126, 150], nil,
                "No limit is reached at the median; one path in"
                    + " ten reaches that of db by Dec 2026"
            ),
            ([100, 110, 120], [110, 115, 120], nil, "No limit is reached until Jan 2027"),
            ([130, 140, 150], [140, 150, 160], 128, "The limit of db is reached already"),
            ([130, 140, 150], [], nil, "The limit of db is reached in Nov 2026"),
        ] as [([Double?], [Double?], Double?, String)])
    func runway(_ middle: [Double?], _ high: [Double?], _ now: Double?, _ title: String) {
        let chart = FanChart(
            quantity: "load", measure: .rate, history: now.map { [$0] } ?? [], first: Self.start,
            low: [], middle: middle, high: high, limits: [ChartLimit(name: "db", value: 125)])
        #expect(chart.title == title)
    }

    @Test(
        arguments: [
            ([0, 10, 20, 30], [15, 20, 25, 30], 3), ([0, 10, 20], [0, 5, 10], 0),
            ([0, 10, 20], [30, 40, 50], nil), ([0, 10, 20, 30], [5, 9, 21, 22], 1), ([], [], nil),
            ([0, 10, 20], [0, 12, 30], nil), ([0, -10], [5, -5], nil),
        ] as [([Int64], [Int64], Int?)])
    func payback(_ staying: [Int64], _ moving: [Int64], _ month: Int?) {
        let chart = BreakevenChart(
            staying: .init(name: "a", cumulative: staying.map { .usd($0) }),
            moving: .init(name: "b", cumulative: moving.map { .usd($0) }))
        #expect(chart.payback == month)
    }

    @Test(
        arguments: [
            ([100, 200], [150, 150], "Spend is over the budget in Dec 2026"),
            (
                [160, 200], [150, 150],
                "Spend is over the budget in 2 of 2 months, first in Nov 2026"
            ),
            ([100, 200], [250, 250], "Spend stays within the budget until Dec 2026"),
            ([100, 200], [], "Spend goes from 100 USD to 200 USD a month"),
            ([100], [], "Spend by layer: 100 USD a month"),
        ] as [([Int64], [Int64], String)])
    func spend(_ amounts: [Int64], _ budget: [Int64], _ title: String) {
        let chart = MonthlyStackChart(
            months: amounts.indices.compactMap { Self.start.advanced(by: $0) },
            layers: [.init(name: "a", amounts: amounts.map { .usd($0) })],
            budget: budget.map { .usd($0) })
        #expect(chart.title == title)
    }

    @Test func manyLayersKeepTheirSum() throws {
        let chart = MonthlyStackChart(
            months: [Self.start],
            layers: (1...12).map { .init(name: "\($0)", amounts: [.usd(Int64($0))]) })
        #expect(chart.layers.count == Palette.fills.count)
        #expect(chart.layers.last?.name == "5 others")
        let sum = try Money.sum(chart.layers.flatMap(\.amounts).compactMap { $0 })
        #expect(sum == .usd(78))
    }

    @Test func tornadoSortsBySwing() {
        let chart = TornadoChart(
            quantity: "cost a month", measure: .dollars, base: 100,
            rows: [
                .init(name: "small", low: .init(setting: "", answer: 99), high: nil),
                .init(
                    name: "large", low: .init(setting: "", answer: 150),
                    high: .init(setting: "", answer: 90)),
            ])
        #expect(chart.rows.map(\.name) == ["large", "small"])
        #expect(chart.title == "Cost a month moves most with large: from 90 USD to 150 USD")
    }
}
