// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Quantities

/// Charts of every kind, with data small and nasty.
enum Samples {
    struct Sample: Sendable, CustomStringConvertible {
        let name: String
        let chart: Chart

        var description: String { name }
    }

    static let start = CalendarMonth(year: 2026, month: 11)

    /// What a name from outside may try.
    static let hostile =
        "it's `touch pwned` \"q\" \n!touch pwned\nsystem('touch pwned')\r\\ @m %d %s <b>&amp;]]>"
        + " {/Bold} # $d1 \u{2028} \u{202E}ü 漢字 \u{0}EOD\nEOD"

    static let all: [Sample] = [
        Sample(name: "timeline", chart: timeline(name: "order", windows: 60)),
        Sample(name: "timeline-one", chart: timeline(name: "order", windows: 1)),
        Sample(name: "timeline-none", chart: timeline(name: "order", windows: 0)),
        Sample(name: "timeline-hostile", chart: timeline(name: hostile, windows: 3)),
        Sample(name: "stack", chart: stack(months: 12, layers: 3, name: "layer")),
        Sample(name: "stack-one", chart: stack(months: 1, layers: 1, name: "layer")),
        Sample(name: "stack-many", chart: stack(months: 36, layers: 12, name: "a long name")),
        Sample(name: "stack-none", chart: stack(months: 0, layers: 0, name: "")),
        Sample(name: "stack-hostile", chart: stack(months: 2, layers: 2, name: hostile)),
        Sample(name: "fan", chart: fan(history: 12, months: 24, limit: 300, name: "db")),
        Sample(name: "fan-one", chart: fan(history: 0, months: 1, limit: 1e12, name: "db")),
        Sample(name: "fan-none", chart: fan(history: 0, months: 0, limit: 0, name: "db")),
        Sample(name: "fan-hostile", chart: fan(history: 2, months: 3, limit: 110, name: hostile)),
        Sample(name: "breakeven", chart: breakeven(months: 24, name: "moving")),
        Sample(name: "breakeven-none", chart: breakeven(months: -1, name: "moving")),
        Sample(name: "breakeven-hostile", chart: breakeven(months: 3, name: hostile)),
        Sample(name: "bars", chart: bars([3.2, 1.4, nil, 0, -0.8], name: "part")),
        Sample(name: "bars-huge", chart: bars([1e300, .infinity, .nan, 5e-324], name: "part")),
        Sample(name: "bars-none", chart: bars([], name: "part")),
        Sample(name: "bars-hostile", chart: bars([1], name: hostile)),
        Sample(name: "tornado", chart: tornado(rows: 20, name: "assumption")),
        Sample(name: "tornado-none", chart: tornado(rows: 0, name: "")),
        Sample(name: "tornado-hostile", chart: tornado(rows: 1, name: hostile)),
    ]

    private static func timeline(name: String, windows: Int) -> Chart {
        let points = (0..<windows).map { window in
            let value = window == 7 ? nil : 0.05 + 0.01 * Double(window % 5)
            return TimelineChart.Point(
                at: .minutes(Int64(window)), value: value,
                interval: value.map { $0 * 0.8...$0 * 1.2 })
        }
        return .timeline(
            TimelineChart(panels: [
                TimelineChart.Panel(
                    quantity: "p95 of \(name)", measure: .duration,
                    series: [TimelineChart.Series(name: name, points: points)],
                    limit: ChartLimit(name: name, value: 0.08)),
                TimelineChart.Panel(
                    quantity: "replicas", measure: .number(of: "pods"),
                    series: [TimelineChart.Series(name: name, points: points, isStepped: true)]),
            ]))
    }

    private static func stack(months: Int, layers: Int, name: String) -> Chart {
        .monthlyStack(
            MonthlyStackChart(
                months: (0..<months).compactMap { start.advanced(by: $0) },
                layers: (0..<layers).map { layer in
                    MonthlyStackChart.Layer(
                        name: "\(name) \(layer)",
                        amounts: (0..<months).map { amount(layer, $0) })
                }, budget: (0..<months).map { $0 == 0 ? nil : .usd(500) }))
    }

    private static func amount(_ layer: Int, _ month: Int) -> Money? {
        month == 1 ? nil : .usd(Int64((layer - 1) * (100 + month)))
    }

    private static func fan(history: Int, months: Int, limit: Double, name: String) -> Chart {
        let load = { (month: Int) in 100 + 8 * Double(month) }
        let course = { (factor: Double, range: Range<Int>) -> [Double?] in
            range.map { load($0) * factor }
        }
        let ahead = history..<history + months
        let reached = { (factor: Double) in
            ahead.firstIndex { load($0) * factor >= limit }.map { $0 - ahead.lowerBound }
        }
        return .fan(
            FanChart(
                quantity: "load of \(name)", measure: .rate, history: course(1, 0..<history),
                first: start, low: course(0.9, ahead), middle: course(1, ahead),
                high: course(1.2, ahead),
                limits: [
                    .init(name: name, value: limit, tenth: reached(1.2), half: reached(1)),
                    .init(name: "far", value: 1e9, tenth: nil, half: nil),
                ]))
    }

    private static func breakeven(months: Int, name: String) -> Chart {
        let curve = { (once: Int64, monthly: Int64) in
            (0..<months + 1).map { month -> Money? in .usd(once + monthly * Int64(month)) }
        }
        return .breakeven(
            BreakevenChart(
                staying: .init(name: "staying", cumulative: curve(0, 4_200)),
                moving: .init(name: name, cumulative: curve(30_000, 900))))
    }

    private static func bars(_ values: [Double?], name: String) -> Chart {
        .bars(
            BarChart(
                quantity: "headroom of \(name)", measure: .times, groups: ["now", name],
                rows: values.map { value in
                    BarChart.Row(
                        name: name,
                        bars: [
                            BarChart.Bar(value, interval: value.flatMap { $0 > 0 ? 0...$0 : nil })
                        ])
                }, limit: ChartLimit(name: name, value: 1)))
    }

    private static func tornado(rows: Int, name: String) -> Chart {
        .tornado(
            TornadoChart(
                quantity: "cost a month", measure: .dollars, base: 12_000,
                rows: (0..<rows).map { row in
                    TornadoChart.Row(
                        name: "\(name) \(row)",
                        low: row == 3 ? nil : .init(setting: name, answer: 12_000),
                        high: .init(setting: name, answer: 12_000 + 100 * Double(row)))
                }))
    }
}
