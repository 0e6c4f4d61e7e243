// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Planning
import Quantities

/// What is drawn of a move to another chain: what both ways cost in all, and what that hangs on.
enum BreakevenCharts {
    static func of(
        _ study: BreakevenStudy, _ risk: BreakevenRiskTables, _ words: BreakevenWords
    ) throws -> [NamedChart] {
        let costs = try study.breakeven.cumulativeCosts()
        let course = BreakevenChart(
            staying: BreakevenChart.Curve(
                name: "staying on \(words.left)", cumulative: costs.staying),
            moving: BreakevenChart.Curve(
                name: "moving to \(words.right)", cumulative: costs.moving))
        let worth = TornadoChart(
            quantity: "net present value", measure: .dollars,
            base: study.breakeven.worth.approximation,
            rows: study.swings.map { swing in
                TornadoChart.Row(
                    name: risk.name(swing.input),
                    low: .init(setting: swing.low, answer: swing.worthOfLow.approximation),
                    high: .init(setting: swing.high, answer: swing.worthOfHigh.approximation))
            })
        return [
            NamedChart("breakeven", .breakeven(course)), NamedChart("sensitivity", .tornado(worth)),
        ]
    }
}
