// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Engine
import Model
import Planning
import Quantities
import Statistics

/// What is drawn of a run: its course over time, and how busy each resource is.
enum RunCharts {
    static func of(_ assessment: Assessment) -> [NamedChart] {
        [timeline(assessment), utilization(assessment.measurements)].compactMap { $0 }
    }

    // MARK: Over time

    /// p95, the load that makes it, and the pods that carry it; nothing without a timeline.
    private static func timeline(_ assessment: Assessment) -> NamedChart? {
        let points = assessment.measurements.control.timeline
        if points.isEmpty { return nil }
        let p95 = TimelineChart.Panel(
            quantity: "p95 latency of all requests", measure: .duration,
            series: [
                TimelineChart.Series(
                    name: "p95", points: points.map { point($0, $0.p95) })
            ], limit: limit(assessment.model))
        let load = TimelineChart.Panel(
            quantity: "load and what was answered", measure: .rate,
            series: [
                TimelineChart.Series(
                    name: "requests", points: points.map { point($0, $0.arrivals) }),
                TimelineChart.Series(
                    name: "answered", points: points.map { point($0, $0.completions) }),
            ])
        let pods = fleets(assessment.measurements.control)
        return NamedChart(
            "timeline", .timeline(TimelineChart(panels: [p95, load] + [pods].compactMap { $0 })))
    }

    private static func fleets(_ control: ControlMeasurements) -> TimelineChart.Panel? {
        if control.fleets.isEmpty { return nil }
        // More lines than strokes tell nothing apart: those that change most.
        let swings = control.fleets.indices.map { index in
            let ready = control.timeline.map { $0.ready[index].value }
            return (ready.max() ?? 0) - (ready.min() ?? 0)
        }
        let order = control.fleets.indices.sorted { (-swings[$0], $0) < (-swings[$1], $1) }
        return TimelineChart.Panel(
            quantity: "replicas that take requests", measure: .number(of: "pods"),
            series: order.prefix(6).sorted().map { index in
                TimelineChart.Series(
                    name: control.fleets[index].name,
                    points: control.timeline.map { window in
                        TimelineChart.Point(at: window.start, value: window.ready[index].value)
                    }, isStepped: true)
            })
    }

    /// The tightest objective for the p95 of all requests.
    private static func limit(_ model: Model) -> ChartLimit? {
        let limits = model.objectives.compactMap { objective -> Double? in
            guard case .latency(of: nil, quantile: .percent(95), let limit) = objective.measure
            else { return nil }
            return limit.seconds
        }
        return limits.min().map { ChartLimit(name: "service level", value: $0) }
    }

    /// A window stands at its middle.
    private static func point<Unit>(
        _ window: TimelinePoint, _ estimate: Estimate<Unit>?
    ) -> TimelineChart.Point {
        let middle = window.start.nanoseconds / 2 + window.end.nanoseconds / 2
        return TimelineChart.Point(
            at: .nanoseconds(middle), value: estimate?.value,
            interval: estimate?.interval(confidence: .percent(95)))
    }

    // MARK: Resources

    /// The busiest first; more than a page holds are left to the table.
    private static func utilization(_ measurements: Measurements) -> NamedChart? {
        let rows = measurements.resources.enumerated().sorted { a, b in
            (-a.element.utilization.value, a.offset) < (-b.element.utilization.value, b.offset)
        }.prefix(mostBars).map { _, resource in
            BarChart.Row(
                name: resource.name,
                bars: [
                    BarChart.Bar(
                        resource.utilization.value,
                        interval: resource.utilization.interval(confidence: .percent(95)))
                ])
        }
        guard let first = rows.first, let value = first.bars.first?.value else { return nil }
        let busy = Figures.text(value, .ratio).main
        return NamedChart(
            "utilization",
            .bars(
                BarChart(
                    title: "The busiest resource is \(first.name), at \(busy)",
                    quantity: "share of the time in use", measure: .share, rows: Array(rows),
                    limit: ChartLimit(name: "all of it", value: 1))))
    }

    static let mostBars = 24
}
