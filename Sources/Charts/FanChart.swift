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
    public let limits: [Limit]

    /// What a part of the platform carries, and when it is reached. A path that has been there
    /// counts from then on, so that half of them may have been before their median is.
    public struct Limit: Sendable, Equatable {
        public let name: String
        public let value: Double
        /// The month of the forecast, from 0, by which one path in ten has reached it.
        public let tenth: Int?
        /// The same of half of them.
        public let half: Int?

        /// - Precondition: the value is finite.
        public init(name: String, value: Double, tenth: Int?, half: Int?) {
            precondition(value.isFinite, "a limit is a number")
            self.name = name
            self.value = value
            self.tenth = tenth
            self.half = half
        }
    }

    /// - Parameter title: by default which limit is reached first, and when.
    public init(
        title: String? = nil, quantity: String, measure: Measure, history: [Double?] = [],
        first: CalendarMonth, low: [Double?] = [], middle: [Double?], high: [Double?] = [],
        limits: [Limit]
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
            title ?? Self.finding(first, months: middle.count, history.last ?? nil, limits)
    }

    private static func finding(
        _ first: CalendarMonth, months: Int, _ now: Double?, _ limits: [Limit]
    ) -> String {
        if let limit = limits.min(by: { $0.value < $1.value }), let now, now >= limit.value {
            return "The limit of \(limit.name) is reached already"
        }
        if let (limit, half) = earliest(limits, \.half) {
            let when = name(of: half, from: first)
            guard let tenth = limit.tenth, tenth < half else {
                return "The limit of \(limit.name) is reached in \(when)"
            }
            return "Half of the paths reach the limit of \(limit.name) by \(when), one in ten by"
                + " \(name(of: tenth, from: first))"
        }
        if let (limit, tenth) = earliest(limits, \.tenth) {
            return "Fewer than half of the paths reach a limit; one in ten that of \(limit.name) by"
                + " \(name(of: tenth, from: first))"
        }
        return "No limit is reached until \(name(of: max(months - 1, 0), from: first))"
    }

    /// The limit that is reached first, the lowest of several.
    private static func earliest(
        _ limits: [Limit], _ month: (Limit) -> Int?
    ) -> (Limit, month: Int)? {
        limits.compactMap { limit in month(limit).map { (limit, month: $0) } }
            .min { ($0.month, $0.0.value) < ($1.month, $1.0.value) }
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

    private func notes(_ beyond: [Limit]) -> [String] {
        let isMarked = limits.contains { $0.half != nil && !isPast($0) } && !band.isEmpty
        let mark =
            isMarked
            ? ["Mark and month at a limit: by then half of the paths have reached it."] : []
        guard !beyond.isEmpty else { return mark }
        let sorted = beyond.sorted { ($0.value, $0.name) < ($1.value, $1.name) }
        let names = sorted.prefix(8).map { "\($0.name) \(measure.text($0.value))" }
        let more = sorted.count > 8 ? ["\(sorted.count - 8) more"] : []
        return mark
            + TextExtent.wrapped(
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

    private func isPast(_ limit: Limit) -> Bool {
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
            guard limit.value <= top, !isPast(limit), let month = limit.half else { return nil }
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

    private func labels(_ limit: Limit) -> String {
        let month =
            isPast(limit) ? "now" : limit.half.map { Self.name(of: $0, from: first) }
        return GnuplotText.printable(limit.name) + (month.map { ": \($0)" } ?? "")
    }

    private static let widestLabel = 210.0

    private func labelRoom(below top: Double) -> Double {
        let widths = limits.filter { $0.value <= top }.map {
            TextExtent.width(labels($0), size: Canvas.size)
        }
        return 30 + min(widths.max() ?? 0, Self.widestLabel)
    }

    /// Beside each line its name, and the month by which half of the paths have reached it.
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
                TextExtent.middleCut(labels(limit), to: Self.widestLabel, size: Canvas.size),
                x: right + 15, y: place)
        }
    }
}
