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
                [(125, 1, 2)], nil,
                "Half of the paths reach the limit of part 0 by Jan 2027, one in ten by Dec 2026"
            ),
            (
                [(90, nil, nil), (125, 2, nil), (120, 1, nil)], nil,
                "Fewer than half of the paths reach a limit; one in ten that of part 2 by Dec 2026"
            ),
            (
                [(200, 0, 2), (150, 1, 1), (140, 1, 1)], nil,
                "The limit of part 2 is reached in Dec 2026"
            ),
            ([(125, nil, nil)], nil, "No limit is reached until Jan 2027"),
            ([], nil, "No limit is reached until Jan 2027"),
            ([(125, 0, 0)], 128, "The limit of part 0 is reached already"),
            ([(125, nil, 0)], nil, "The limit of part 0 is reached in Nov 2026"),
        ] as [([(Double, Int?, Int?)], Double?, String)])
    func runway(_ limits: [(Double, Int?, Int?)], _ now: Double?, _ title: String) {
        let chart = FanChart(
            quantity: "load", measure: .rate, history: now.map { [$0] } ?? [], first: Self.start,
            low: [], middle: [100, 110, 120], high: [],
            limits: limits.enumerated().map { index, limit in
                FanChart.Limit(
                    name: "part \(index)", value: limit.0, tenth: limit.1, half: limit.2)
            })
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
