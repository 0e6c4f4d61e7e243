// SPDX-License-Identifier: GPL-3.0-or-later

/// How far an answer moves with each assumption, the one that moves it most on top.
public struct TornadoChart: Sendable, Equatable {
    /// An assumption at one end of its range, and the answer there.
    public struct End: Sendable, Equatable {
        /// The assumption's value, as text: "3%/month".
        public let setting: String
        public let answer: Double

        /// - Precondition: the answer is finite.
        public init(setting: String, answer: Double) {
            precondition(answer.isFinite, "an answer is a number")
            self.setting = setting
            self.answer = answer
        }
    }

    public struct Row: Sendable, Equatable {
        public let name: String
        /// The assumption at its low end and at its high end; nil where there is no answer.
        public let low: End?
        public let high: End?

        public init(name: String, low: End?, high: End?) {
            self.name = name
            self.low = low
            self.high = high
        }
    }

    public let title: String
    /// What the answer is, without its unit: "cost a month".
    public let quantity: String
    public let measure: Measure
    /// The answer under the assumptions as they are.
    public let base: Double
    public let rows: [Row]

    /// - Parameter title: by default the assumption that moves the answer most.
    /// - Precondition: the base is finite.
    public init(
        title: String? = nil, quantity: String, measure: Measure, base: Double, rows: [Row]
    ) {
        precondition(base.isFinite, "an answer is a number")
        self.quantity = quantity
        self.measure = measure
        self.base = base
        let order = rows.indices.sorted {
            (-Self.swing(rows[$0], base), $0) < (-Self.swing(rows[$1], base), $1)
        }
        self.rows = order.map { rows[$0] }
        self.title = title ?? Self.finding(quantity, measure, self.rows)
    }

    /// How far apart the two answers are, or one of them and the base.
    private static func swing(_ row: Row, _ base: Double) -> Double {
        let answers = [base, row.low?.answer, row.high?.answer].compactMap { $0 }
        return (answers.max() ?? base) - (answers.min() ?? base)
    }

    private static func finding(_ quantity: String, _ measure: Measure, _ rows: [Row]) -> String {
        guard let first = rows.first else {
            return Chart.sentence("\(quantity) rests on no assumption")
        }
        let answers = [first.low?.answer, first.high?.answer].compactMap { $0 }.sorted()
        guard let least = answers.first, let most = answers.last, answers.count == 2 else {
            return Chart.sentence("\(quantity) moves most with \(first.name)")
        }
        return Chart.sentence(
            "\(quantity) moves most with \(first.name): from \(measure.text(least)) to"
                + " \(measure.text(most))")
    }

    // MARK: Drawing

    private static let most = 15
    private static let rowHeight = 34.0

    func drawn() -> Canvas {
        let shown = Array(rows.prefix(Self.most))
        let scale = Self.scale(shown, base, measure)
        let subtitle =
            quantity + (scale.unit.isEmpty ? "" : ", \(scale.unit)")
            + "; as assumed: \(measure.text(base))"
        let legend: [(name: String, swatch: Canvas.Swatch)] = [
            ("assumption low", .fill(Palette.fill(1))), ("assumption high", .fill(Palette.fill(0))),
        ]
        let head =
            Canvas.headHeight(title, subtitle: subtitle)
            + Canvas.legendHeight(legend.map(\.name))
        let body = Double(max(shown.count, 1)) * Self.rowHeight
        let hidden = rows.count - shown.count
        var canvas = Canvas(height: head + 8 + body + (hidden > 0 ? 62 : 40))
        let begin = canvas.writeHead(title, subtitle: subtitle)
        canvas.writeLegend(legend, top: begin)
        let names = RowNames(shown.map(\.name), lines: 2)
        let sides = [true, false].map { Self.settingRoom(shown, base, isLeft: $0) }
        var panel = Canvas.Panel(
            frame: Canvas.Frame(
                left: Canvas.edge + names.room, top: head + 8, right: Canvas.width - 24,
                bottom: head + 8 + body),
            x: Self.widened(scale.range, by: sides, of: Canvas.width - 38 - names.room),
            y: 0...body)
        panel.xMarks = scale.ticks.map(\.value)
        panel.grid = .x
        panel.border = 1
        panel.layers = layers(shown, body: body)
        canvas.writeTicks(below: panel, scale)
        for (index, row) in shown.enumerated() {
            let y = panel.frame.top + (Double(index) + 0.5) * Self.rowHeight
            names.write(index, on: &canvas, x: panel.frame.left - 9, y: y)
            writeSettings(row, on: &canvas, panel, y: y)
        }
        if hidden > 0 {
            canvas.write(
                "\(hidden) more move it less", x: Canvas.edge, y: panel.frame.bottom + 42,
                colour: Palette.grey)
        }
        canvas.plot(panel)
        return canvas
    }

    /// Not from zero on: what counts is how far the ends are from the base.
    private static func scale(_ rows: [Row], _ base: Double, _ measure: Measure) -> AxisScale {
        let answers = rows.flatMap { [$0.low?.answer, $0.high?.answer] }.compactMap { $0 } + [base]
        return AxisScale(answers, measure, hasZero: false)
    }

    /// The settings stand beyond the ends of the bars, within the plot.
    private static func settingRoom(_ rows: [Row], _ base: Double, isLeft: Bool) -> Double {
        let widths = rows.flatMap { [$0.low, $0.high] }.compactMap { $0 }
            .filter { ($0.answer < base) == isLeft }
            .map { min(TextExtent.width($0.setting, size: 13), widestSetting) }
        return (widths.max() ?? 0) + 12
    }

    private static let widestSetting = 140.0

    /// With room for texts left and right of it.
    private static func widened(
        _ range: ClosedRange<Double>, by rooms: [Double], of width: Double
    ) -> ClosedRange<Double> {
        let unit =
            (range.upperBound - range.lowerBound) / max(width - rooms.reduce(0, +), 100)
        return range.lowerBound - rooms[0] * unit...range.upperBound + rooms[1] * unit
    }

    private func layers(_ rows: [Row], body: Double) -> [Canvas.Layer] {
        let boxes = { (end: (Row) -> End?) in
            rows.enumerated().compactMap { index, row -> [Double]? in
                guard let answer = end(row)?.answer else { return nil }
                let y = body - (Double(index) + 0.5) * Self.rowHeight
                return [
                    answer, y, min(answer, self.base), max(answer, self.base), y - 10, y + 10,
                ]
            }
        }
        return [
            Canvas.Layer(
                rows: boxes(\.high), columns: "1:2:3:4:5:6",
                style: BarStyle.boxes(Palette.fill(0))),
            Canvas.Layer(
                rows: boxes(\.low), columns: "1:2:3:4:5:6",
                style: BarStyle.boxes(Palette.fill(1))),
            Canvas.Layer(
                rows: [[base, 0], [base, body]], columns: "1:2",
                style: "lines lc rgb '\(Palette.black)' lw 1.5 dt solid"),
        ]
    }

    private func writeSettings(
        _ row: Row, on canvas: inout Canvas, _ panel: Canvas.Panel, y: Double
    ) {
        let ends = [row.low, row.high].compactMap { $0 }
        let isSameSide =
            ends.count == 2 && (ends[0].answer < base) == (ends[1].answer < base)
        for end in ends {
            // Of two ends on one side, only the farther has room beside it.
            if isSameSide, ends.contains(where: { farther($0, than: end) }) { continue }
            let isLeft = end.answer < base
            let text = TextExtent.cut(
                GnuplotText.printable(end.setting), to: Self.widestSetting, size: 13)
            canvas.write(
                text, x: panel.place(x: end.answer) + (isLeft ? -6 : 6), y: y,
                isLeft ? .right : .left, size: 13)
        }
    }

    private func farther(_ a: End, than b: End) -> Bool {
        (a.answer - base).magnitude > (b.answer - base).magnitude
    }
}
