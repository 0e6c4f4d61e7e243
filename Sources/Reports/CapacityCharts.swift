// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Planning
import Quantities

/// What is drawn of capacity: how much is left of each component.
enum CapacityCharts {
    static func of(_ answer: CapacityAnswer) -> [NamedChart] {
        let platform = BarChart.Row(
            name: "the platform",
            bars: bars(
                answer.platform.met?.fraction, answer.failure?.answer.met?.fraction, answer))
        let components = answer.components.sorted { a, b in
            (a.met ?? .infinity, a.component.index) < (b.met ?? .infinity, b.component.index)
        }.prefix(RunCharts.mostBars).map {
            BarChart.Row(name: $0.name, bars: bars($0.met, $0.withoutOne, answer))
        }
        let chart = BarChart(
            title: title(answer), quantity: "headroom: the share of what is carried that is left",
            measure: .share,
            groups: ["now", "busy hour", "busy hour, one less"], rows: [platform] + components)
        return [NamedChart("headroom", .bars(chart))]
    }

    private static func bars(
        _ met: Double?, _ withoutOne: Double?, _ answer: CapacityAnswer
    ) -> [BarChart.Bar] {
        [
            BarChart.Bar(answer.headroom(of: met, at: 1)),
            BarChart.Bar(answer.headroom(of: met, at: answer.busy.factor)),
            BarChart.Bar(answer.headroom(of: withoutOne, at: answer.busy.factor)),
        ]
    }

    private static func title(_ answer: CapacityAnswer) -> String {
        guard
            let left = answer.headroom(
                of: answer.platform.met?.fraction, at: answer.busy.factor)
        else { return "How much of the platform is left is not known" }
        let share = Figures.text(left.magnitude, .ratio).main
        return left >= 0
            ? "\(share) of what the platform carries is left in the busy hour"
            : "The busy hour is more than the platform carries, by \(share)"
    }
}
