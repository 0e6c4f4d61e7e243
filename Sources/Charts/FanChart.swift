// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A forecast with the range of its paths, and what each part of a platform carries.
public struct FanChart: Sendable, Equatable {
    public let title: String
    /// What is forecast, without its unit: "load at the busy hour".
    public let quantity: String
    public let measure: Measure
    /// The months before the forecast, one value each.
    public let history: [Double?]
    /// The first month of the forecast.
    public let first: CalendarMonth
    /// What one path in ten stays below, one in two, and nine in ten, a value a month; no low or
    /// high where the forecast has no range.
    public let low: [Double?]
    public let middle: [Double?]
    public let high: [Double?]
    public let limits: [ChartLimit]

    /// - Parameter title: by default which limit is reached first, and when.
    public init(
        title: String? = nil, quantity: String, measure: Measure, history: [Double?] = [],
        first: CalendarMonth, low: [Double?] = [], middle: [Double?], high: [Double?] = [],
        limits: [ChartLimit]
    ) {
        let finite = { (values: [Double?]) in values.map { $0.flatMap { $0.isFinite ? $0 : nil } } }
        self.quantity = quantity
        self.measure = measure
        self.history = finite(history)
        self.first = first
        self.low = finite(low)
        self.middle = finite(middle)
        self.high = finite(high)
        self.limits = limits
        self.title =
            title
            ?? Self.finding(first, history.last ?? nil, finite(middle), finite(high), limits)
    }

    private static func finding(
        _ first: CalendarMonth, _ now: Double?, _ middle: [Double?], _ high: [Double?],
        _ limits: [ChartLimit]
    ) -> String {
        if let limit = limits.min(by: { $0.value < $1.value }), let now, now >= limit.value {
            return "The limit of \(limit.name) is reached already"
        }
        let found = limits.compactMap { limit in
            reached(limit, by: middle).map { (limit, month: $0, early: reached(limit, by: high)) }
        }
        if let (limit, month, early) = found.min(by: { $0.month < $1.month }) {
            let when = name(of: month, from: first)
            let words = "The limit of \(limit.name) is reached in \(when)"
            guard let early, early < month else { return words }
            return words + "; by one path in ten in \(name(of: early, from: first))"
        }
        let early = limits.compactMap { limit in reached(limit, by: high).map { (limit, $0) } }
        if let (limit, month) = early.min(by: { $0.1 < $1.1 }) {
            return "No limit is reached at the median; one path in ten reaches that of"
                + " \(limit.name) by \(name(of: month, from: first))"
        }
        let last = max(middle.count - 1, 0)
        return "No limit is reached until \(name(of: last, from: first))"
    }

    private static func reached(_ limit: ChartLimit, by course: [Double?]) -> Int? {
        course.firstIndex { $0.map { $0 >= limit.value } ?? false }
    }

    private static func name(of index: Int, from first: CalendarMonth) -> String {
        first.advanced(by: index).map(MonthText.full) ?? "month \(index + 1)"
    }

    // MARK: Drawing

    func drawn() -> Canvas {
        let scale = AxisScale(shown, measure)
        let top = scale.range.upperBound
        let beyond = limits.filter { $0.value > top }
        let subtitle = quantity + (scale.unit.isEmpty ? "" : ", \(scale.unit)")
        let legend = legend()
        let legendHeight = Canvas.legendHeight(legend.map(\.name))
        let notes = self.notes(beyond)
        let head = Canvas.headHeight(title, subtitle: subtitle) + legendHeight
        let foot = Canvas.monthRoom + Double(notes.count) * 20 + 10
        var canvas = Canvas(height: head + 310 + foot)
        let begin = canvas.writeHead(title, subtitle: subtitle)
        canvas.writeLegend(legend, top: begin)
        var panel = Canvas.Panel(
            frame: Canvas.Frame(
                left: Canvas.edge + Canvas.tickRoom(scale), top: head + 10,
                right: Canvas.width - labelRoom(below: top), bottom: head + 310),
            x: -0.5...max(Double(months.count) - 0.5, 0.5), y: scale.range)
        panel.yMarks = scale.ticks.map(\.value)
        panel.xMarks = Canvas.monthMarks(months, width: panel.frame.right - panel.frame.left)
        panel.layers = layers(in: panel, below: top)
        canvas.writeTicks(left: panel, scale)
        canvas.writeMonths(months, below: panel)
        writeLimits(on: &canvas, panel)
        for (index, note) in notes.enumerated() {
            canvas.write(
                note, x: Canvas.edge, y: head + 310 + Canvas.monthRoom + Double(index) * 20 + 8,
                colour: Palette.grey)
        }
        canvas.plot(panel)
        return canvas
    }

    /// Months of the history and the forecast.
    private var months: [CalendarMonth] {
        let count = max(middle.count, low.count, high.count)
        return (-history.count..<count).compactMap { first.advanced(by: $0) }
    }

    /// A limit far above the forecast is said in words: drawn, it would press it to the ground.
    private var shown: [Double] {
        let course = (history + low + middle + high).compactMap { $0 }
        let highest = course.max() ?? 0
        let near = limits.map(\.value).filter { $0 <= highest * 1.8 }
        let least = limits.map(\.value).filter { $0 > 0 }.min()
        let lone = near.isEmpty ? [least].compactMap { $0 }.filter { $0 <= highest * 6 } : []
        return course + near + lone
    }

    private func notes(_ beyond: [ChartLimit]) -> [String] {
        guard !beyond.isEmpty else { return [] }
        let sorted = beyond.sorted { ($0.value, $0.name) < ($1.value, $1.name) }
        let names = sorted.prefix(8).map { "\($0.name) \(measure.text($0.value))" }
        let more = sorted.count > 8 ? ["\(sorted.count - 8) more"] : []
        return TextExtent.wrapped(
            GnuplotText.printable("Above the scale: " + (names + more).joined(separator: ", ")),
            to: Canvas.width - 2 * Canvas.edge, size: Canvas.size, lines: 3)
    }

    private func legend() -> [(name: String, swatch: Canvas.Swatch)] {
        var entries: [(name: String, swatch: Canvas.Swatch)] = []
        if history.contains(where: { $0 != nil }) {
            entries.append(("history", .stroke(Palette.past, hasPoints: history.count <= 40)))
        }
        entries.append(("median of the paths", .stroke(Palette.stroke(0), hasPoints: false)))
        if !band.isEmpty { entries.append(("8 of 10 paths", .band(Palette.band))) }
        return entries
    }

    /// The last month that was observed.
    private var now: [[Double]?] {
        guard let last = history.last, let last else { return [] }
        return [[Double(history.count - 1), last]]
    }

    private func isPast(_ limit: ChartLimit) -> Bool {
        guard let last = history.last, let last else { return false }
        return last >= limit.value
    }

    private var band: [[Double]?] {
        let rows = zip(low.indices, zip(low, high)).map { index, ends -> [Double]? in
            guard let low = ends.0, let high = ends.1 else { return nil }
            return [Double(history.count + index), low, high]
        }
        return rows.contains { $0 != nil } ? now.map { $0.map { $0 + [$0[1]] } } + rows : []
    }

    private func layers(in panel: Canvas.Panel, below top: Double) -> [Canvas.Layer] {
        let past = history.enumerated().map { index, value in value.map { [Double(index), $0] } }
        // A forecast begins where the history ends.
        let course =
            now
            + middle.enumerated().map { index, value in
                value.map { [Double(history.count + index), $0] }
            }
        let lines = limits.filter { $0.value <= top }.map { limit in
            Canvas.Layer(
                rows: [[panel.x.lowerBound, limit.value], [panel.x.upperBound, limit.value]],
                columns: "1:2", style: "lines " + Palette.limit.style(width: 1.5))
        }
        let marks = limits.compactMap { limit -> [Double]? in
            guard limit.value <= top, !isPast(limit), let month = Self.reached(limit, by: middle)
            else { return nil }
            return [Double(history.count + month), limit.value]
        }
        let saturation = Canvas.Layer(
            rows: marks, columns: "1:2",
            style: "points pt 7 ps 1.3 lc rgb '\(Palette.vermilion)'")
        return Runs.bands(band, colour: Palette.band.colour, opacity: 1) + lines
            + Runs.lines(past, Palette.past, hasPoints: history.count <= 40)
            + Runs.lines(course, Palette.stroke(0), hasPoints: false) + [saturation]
    }

    // MARK: Limits

    private func labels(_ limit: ChartLimit) -> String {
        let month =
            isPast(limit)
            ? "now" : Self.reached(limit, by: middle).map { Self.name(of: $0, from: first) }
        return GnuplotText.printable(limit.name) + (month.map { ": \($0)" } ?? "")
    }

    private static let widestLabel = 210.0

    private func labelRoom(below top: Double) -> Double {
        let widths = limits.filter { $0.value <= top }.map {
            TextExtent.width(labels($0), size: Canvas.size)
        }
        return 30 + min(widths.max() ?? 0, Self.widestLabel)
    }

    /// Beside each line its name, and the month in which the median reaches it.
    private func writeLimits(on canvas: inout Canvas, _ panel: Canvas.Panel) {
        let drawn = limits.filter { $0.value <= panel.y.upperBound }
        let wanted = drawn.map { panel.place(y: $0.value) }
        let places = LabelSpread.places(
            wanted, gap: 17, within: panel.frame.top...panel.frame.bottom)
        for ((limit, line), place) in zip(zip(drawn, wanted), places) {
            let right = panel.frame.right
            canvas.line(
                from: (right, line), to: (right + 12, place),
                Palette.Stroke(colour: Palette.grey, dash: [], point: 0), width: 0.75)
            canvas.write(
                TextExtent.cut(labels(limit), to: Self.widestLabel, size: Canvas.size),
                x: right + 15, y: place)
        }
    }
}
