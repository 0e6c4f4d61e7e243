// SPDX-License-Identifier: GPL-3.0-or-later

/// Horizontal bars with their values: savings, headroom; several a row where there are groups.
public struct BarChart: Sendable, Equatable {
    public struct Bar: Sendable, Equatable {
        /// In the base unit of the measure; nil where there is no such figure.
        public let value: Double?
        public let interval: ClosedRange<Double>?

        public init(_ value: Double?, interval: ClosedRange<Double>? = nil) {
            self.value = value.flatMap { $0.isFinite ? $0 : nil }
            // What is exact has no whiskers.
            self.interval = interval.flatMap {
                $0.lowerBound.isFinite && $0.upperBound.isFinite && $0.lowerBound < $0.upperBound
                    ? $0 : nil
            }
        }
    }

    public struct Row: Sendable, Equatable {
        public let name: String
        /// One a group.
        public let bars: [Bar]

        public init(name: String, bars: [Bar]) {
            self.name = name
            self.bars = bars
        }
    }

    public let title: String
    /// What is counted, without its unit: "headroom".
    public let quantity: String
    public let measure: Measure
    /// What the bars of a row are; one name or none where a row has one bar.
    public let groups: [String]
    public let rows: [Row]
    public let limit: ChartLimit?

    /// - Parameter title: by default the smallest bar against the limit, or the largest bar.
    public init(
        title: String? = nil, quantity: String, measure: Measure, groups: [String] = [],
        rows: [Row], limit: ChartLimit? = nil
    ) {
        self.quantity = quantity
        self.measure = measure
        self.groups = groups
        self.rows = rows
        self.limit = limit
        self.title = title ?? Self.finding(quantity, measure, groups, rows, limit)
    }

    private static func finding(
        _ quantity: String, _ measure: Measure, _ groups: [String], _ rows: [Row],
        _ limit: ChartLimit?
    ) -> String {
        let figures = rows.flatMap { row in
            row.bars.enumerated().compactMap { group, bar in
                bar.value.map { (row.name, group, value: $0) }
            }
        }
        let worst =
            limit == nil
            ? figures.max { $0.value < $1.value } : figures.min { $0.value < $1.value }
        guard let (name, group, value) = worst else {
            return Chart.sentence("\(quantity): no figures")
        }
        let of = groups.count > 1 && groups.indices.contains(group) ? " (\(groups[group]))" : ""
        let extreme = limit == nil ? "Largest" : "Least"
        return "\(extreme) \(quantity): \(name)\(of), \(measure.text(value))"
    }

    // MARK: Drawing

    private static let thickness = 15.0
    private static let gap = 12.0

    func drawn() -> Canvas {
        let scale = AxisScale(shown, measure)
        let subtitle = quantity + (scale.unit.isEmpty ? "" : ", \(scale.unit)")
        let legend = legend()
        let legendHeight = Canvas.legendHeight(legend.map(\.name))
        let rowHeight = Double(perRow) * Self.thickness + Self.gap
        let head = Canvas.headHeight(title, subtitle: subtitle) + legendHeight
        let body = Double(max(rows.count, 1)) * rowHeight
        var canvas = Canvas(height: head + 8 + body + 40)
        let begin = canvas.writeHead(title, subtitle: subtitle)
        canvas.writeLegend(legend, top: begin)
        let names = RowNames(rows.map(\.name), lines: perRow > 1 ? 2 : 1)
        var panel = Canvas.Panel(
            frame: Canvas.Frame(
                left: Canvas.edge + names.room, top: head + 8,
                right: Canvas.width - valueRoom, bottom: head + 8 + body),
            x: scale.range, y: 0...body)
        panel.xMarks = scale.ticks.map(\.value)
        panel.grid = .x
        panel.border = scale.range.lowerBound < 0 ? 1 : 3
        panel.layers = layers(body: body, rowHeight: rowHeight, in: panel)
        canvas.writeTicks(below: panel, scale)
        for index in rows.indices {
            let middle = panel.frame.top + (Double(index) + 0.5) * rowHeight
            names.write(index, on: &canvas, x: panel.frame.left - 9, y: middle)
            for group in 0..<perRow {
                writeValue(on: &canvas, panel, index, group, rowHeight)
            }
        }
        canvas.plot(panel)
        return canvas
    }

    private var perRow: Int { max(groups.count, rows.map(\.bars.count).max() ?? 1, 1) }

    private var shown: [Double] {
        let bars = rows.flatMap(\.bars)
        let values = bars.compactMap(\.value)
        let highest = values.map(\.magnitude).max() ?? 0
        let ends = bars.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
            .filter { $0.magnitude <= highest * 1.5 }
        return values + ends + [limit?.value].compactMap { $0 }
    }

    /// Values stand beyond the ends of their bars.
    private var valueRoom: Double {
        let widths = rows.flatMap(\.bars).map { TextExtent.width(label($0), size: 13) }
        return (widths.max() ?? 0) + 30
    }

    private func label(_ bar: Bar) -> String { bar.value.map(measure.text) ?? "no figure" }

    private func legend() -> [(name: String, swatch: Canvas.Swatch)] {
        var entries: [(name: String, swatch: Canvas.Swatch)] = []
        if groups.count > 1 {
            entries = groups.enumerated().map { ($0.element, .fill(Palette.fill($0.offset))) }
        }
        if let limit {
            entries.append(
                (
                    "\(limit.name): \(measure.text(limit.value))",
                    .stroke(Palette.limit, hasPoints: false)
                ))
        }
        return entries
    }

    /// The middle of a bar, from the bottom of the plot up.
    private func height(_ row: Int, _ group: Int, body: Double, rowHeight: Double) -> Double {
        body - Double(row) * rowHeight - Self.gap / 2 - (Double(group) + 0.5) * Self.thickness
    }

    private func layers(
        body: Double, rowHeight: Double, in panel: Canvas.Panel
    ) -> [Canvas.Layer] {
        var layers: [Canvas.Layer] = []
        var whiskers: [[Double]] = []
        let half = Self.thickness / 2 - 1
        for group in 0..<perRow {
            var boxes: [[Double]] = []
            for (index, row) in rows.enumerated() where row.bars.indices.contains(group) {
                guard let value = row.bars[group].value else { continue }
                let y = height(index, group, body: body, rowHeight: rowHeight)
                boxes.append([value, y, min(value, 0), max(value, 0), y - half, y + half])
                guard let interval = row.bars[group].interval else { continue }
                whiskers.append([
                    value, y, max(interval.lowerBound, panel.x.lowerBound),
                    min(interval.upperBound, panel.x.upperBound),
                ])
            }
            layers.append(
                Canvas.Layer(
                    rows: boxes, columns: "1:2:3:4:5:6",
                    style: BarStyle.boxes(Palette.fill(group))))
        }
        layers.append(
            Canvas.Layer(
                rows: whiskers, columns: "1:2:3:4",
                style: "xerrorbars pt 0 ps 0 lw 1.5 lc rgb '\(Palette.black)'"))
        if panel.x.lowerBound < 0 {
            layers.append(
                Canvas.Layer(
                    rows: [[0, 0], [0, body]], columns: "1:2",
                    style: "lines lc rgb '\(Palette.black)' lw 1 dt solid"))
        }
        if let limit {
            layers.append(
                Canvas.Layer(
                    rows: [[limit.value, 0], [limit.value, body]], columns: "1:2",
                    style: "lines " + Palette.limit.style(width: 2)))
        }
        return layers
    }

    private func writeValue(
        on canvas: inout Canvas, _ panel: Canvas.Panel, _ row: Int, _ group: Int,
        _ rowHeight: Double
    ) {
        guard rows[row].bars.indices.contains(group) else { return }
        let bar = rows[row].bars[group]
        let body = panel.frame.bottom - panel.frame.top
        let y = panel.frame.bottom - height(row, group, body: body, rowHeight: rowHeight)
        let end = [bar.value ?? 0, bar.interval?.upperBound ?? 0, 0].max() ?? 0
        var x = min(panel.place(x: end), panel.frame.right) + 6
        if let limit {
            // A text that the line would cross stands right of it.
            let line = panel.place(x: limit.value)
            let width = TextExtent.width(label(bar), size: 13)
            if (x - 4...x + width).contains(line) { x = line + 6 }
        }
        canvas.write(
            label(bar), x: x, y: y, size: 13,
            colour: bar.value == nil ? Palette.grey : Palette.black)
    }
}

/// The names of rows, left of a plot: one line or two, cut in the middle where they are longer.
struct RowNames {
    private let lines: [[String]]
    let room: Double

    private static let widest = 200.0

    /// - Parameter most: so many lines are as high as a row.
    init(_ names: [String], lines most: Int) {
        lines = names.map {
            TextExtent.name(
                GnuplotText.printable($0), to: Self.widest, size: Canvas.size, lines: most)
        }
        room =
            (lines.flatMap(\.self).map { TextExtent.width($0, size: Canvas.size) }.max() ?? 0) + 12
    }

    func write(_ row: Int, on canvas: inout Canvas, x: Double, y: Double) {
        let first = y - Double(lines[row].count - 1) * Canvas.size / 2
        for (index, line) in lines[row].enumerated() {
            canvas.write(line, x: x, y: first + Double(index) * (Canvas.size + 1), .right)
        }
    }
}
