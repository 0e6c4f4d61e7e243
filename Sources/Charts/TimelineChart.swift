// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Lines over simulated time, in panels one below the other: p95, and the replicas that made it.
public struct TimelineChart: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        public let at: SimTime
        /// In the base unit of the panel's measure; nil where there is no such figure.
        public let value: Double?
        public let interval: ClosedRange<Double>?

        public init(at: SimTime, value: Double?, interval: ClosedRange<Double>? = nil) {
            self.at = at
            self.value = value.flatMap { $0.isFinite ? $0 : nil }
            self.interval = interval.flatMap {
                $0.lowerBound.isFinite && $0.upperBound.isFinite ? $0 : nil
            }
        }
    }

    public struct Series: Sendable, Equatable {
        public let name: String
        public let points: [Point]
        /// Whether a value holds until the next point, as a number of replicas does.
        public let isStepped: Bool

        public init(name: String, points: [Point], isStepped: Bool = false) {
            self.name = name
            self.points = points
            self.isStepped = isStepped
        }
    }

    public struct Panel: Sendable, Equatable {
        /// What is counted, without its unit: "p95 latency".
        public let quantity: String
        public let measure: Measure
        public let series: [Series]
        public let limit: ChartLimit?

        public init(
            quantity: String, measure: Measure, series: [Series], limit: ChartLimit? = nil
        ) {
            self.quantity = quantity
            self.measure = measure
            self.series = series
            self.limit = limit
        }
    }

    public let title: String
    public let panels: [Panel]

    /// - Parameter title: by default how often the first limit is exceeded.
    public init(title: String? = nil, panels: [Panel]) {
        self.title = title ?? Self.finding(panels)
        self.panels = panels
    }

    private static func finding(_ panels: [Panel]) -> String {
        guard let panel = panels.first(where: { $0.limit != nil }), let limit = panel.limit else {
            return panels.map(\.quantity).joined(separator: " and ") + " over time"
        }
        let values = panel.series.flatMap(\.points).compactMap(\.value)
        let above = values.filter { $0 > limit.value }.count
        let bound = panel.measure.text(limit.value)
        guard above > 0 else { return "\(panel.quantity) stays within \(bound)" }
        return "\(panel.quantity) exceeds \(bound) in \(above) of \(values.count) windows"
    }

    // MARK: Drawing

    private static let panelHeight = 190.0
    private static let panelHead = 24.0

    func drawn() -> Canvas {
        let head = Canvas.headHeight(title, subtitle: "")
        let legends = panels.map { Canvas.legendHeight(legend($0).map(\.name)) }
        let heights = legends.map { Self.panelHead + $0 + Self.panelHeight + 38 }
        var canvas = Canvas(height: head + heights.reduce(0, +) + 14)
        var top = canvas.writeHead(title, subtitle: "")
        let times = panels.flatMap(\.series).flatMap(\.points).map(\.at.seconds)
        let time = AxisScale(times, .duration, intervals: 8)
        let latest = times.max() ?? 0
        let end = latest > 0 ? latest : time.range.upperBound
        let scales = panels.map(scale)
        let left = Canvas.edge + (scales.map(Canvas.tickRoom).max() ?? 0)
        for (index, panel) in panels.enumerated() {
            let isLast = index + 1 == panels.count
            let unit = scales[index].unit
            canvas.write(
                TextExtent.cut(
                    GnuplotText.printable(panel.quantity) + (unit.isEmpty ? "" : ", \(unit)"),
                    to: Canvas.width - 2 * Canvas.edge, size: Canvas.size),
                x: Canvas.edge, y: top + 10, colour: Palette.grey)
            canvas.writeLegend(legend(panel), top: top + Self.panelHead)
            let begin = top + Self.panelHead + legends[index] + 8
            var plot = Canvas.Panel(
                frame: Canvas.Frame(
                    left: left, top: begin, right: Canvas.width - 30,
                    bottom: begin + Self.panelHeight - 8),
                x: 0...end, y: scales[index].range)
            plot.yMarks = scales[index].ticks.map(\.value)
            plot.xMarks = time.ticks.map(\.value).filter { $0 <= end }
            plot.layers = layers(panel, in: plot)
            canvas.writeTicks(left: plot, scales[index])
            for tick in time.ticks where tick.value <= end {
                canvas.write(
                    tick.label, x: plot.place(x: tick.value), y: plot.frame.bottom + 17, .center)
            }
            if isLast {
                canvas.write(
                    "simulated time, \(time.unit)", x: plot.frame.right,
                    y: plot.frame.bottom + 36, .right, colour: Palette.grey)
            }
            canvas.plot(plot)
            top += heights[index]
        }
        return canvas
    }

    private func scale(_ panel: Panel) -> AxisScale {
        let points = panel.series.flatMap(\.points)
        let highest = points.compactMap(\.value).max() ?? 0
        let ends = points.compactMap(\.interval?.upperBound).filter { $0 <= highest * 2 }
        // A limit far above would press the lines to the ground.
        let limit = panel.limit.map(\.value).flatMap {
            $0 <= highest * 4 || highest == 0 ? $0 : nil
        }
        let values = points.compactMap(\.value) + ends + [limit].compactMap { $0 }
        return AxisScale(values, panel.measure, intervals: 4)
    }

    private func legend(_ panel: Panel) -> [(name: String, swatch: Canvas.Swatch)] {
        var entries: [(name: String, swatch: Canvas.Swatch)] = panel.series.enumerated().map {
            (
                $0.element.name,
                .stroke(Palette.stroke($0.offset), hasPoints: hasPoints($0.element))
            )
        }
        if panel.series.count == 1, panel.series[0].points.contains(where: { $0.interval != nil }) {
            entries.append(("95% interval", .band(Palette.band)))
        }
        if let limit = panel.limit {
            let isAbove = scale(panel).range.upperBound < limit.value
            let remark = isAbove ? " (above the scale)" : ""
            entries.append(
                (
                    "\(limit.name): \(panel.measure.text(limit.value))\(remark)",
                    .stroke(Palette.limit, hasPoints: false)
                ))
        }
        return entries
    }

    private func hasPoints(_ series: Series) -> Bool { series.points.count <= 40 }

    private func layers(_ panel: Panel, in plot: Canvas.Panel) -> [Canvas.Layer] {
        var bands: [Canvas.Layer] = []
        var lines: [Canvas.Layer] = []
        let top = plot.y.upperBound
        for (index, series) in panel.series.enumerated() {
            let stroke = Palette.stroke(index)
            if panel.series.count == 1 {
                bands += Runs.bands(
                    series.points.map { point in
                        point.interval.map {
                            [point.at.seconds, max($0.lowerBound, 0), min($0.upperBound, top)]
                        }
                    }, colour: Palette.sky, opacity: 0.4)
            }
            lines += Runs.lines(
                series.points.map { point in point.value.map { [point.at.seconds, $0] } }, stroke,
                hasPoints: hasPoints(series), isStepped: series.isStepped)
        }
        if let limit = panel.limit, limit.value <= top {
            lines += [
                Canvas.Layer(
                    rows: [[plot.x.lowerBound, limit.value], [plot.x.upperBound, limit.value]],
                    columns: "1:2", style: "lines " + Palette.limit.style(width: 1.5))
            ]
        }
        return bands + lines
    }
}

/// A line that values are held against, in the base unit of their measure.
public struct ChartLimit: Sendable, Equatable {
    public let name: String
    public let value: Double

    /// - Precondition: the value is finite.
    public init(name: String, value: Double) {
        precondition(value.isFinite, "a limit is a number")
        self.name = name
        self.value = value
    }
}
