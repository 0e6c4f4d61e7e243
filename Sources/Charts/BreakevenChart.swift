// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What two ways have cost in all after so many months, and when the one has paid for itself.
public struct BreakevenChart: Sendable, Equatable {
    public struct Curve: Sendable, Equatable {
        public let name: String
        /// In all after 0, 1, 2 months and so on; nil where nothing is known.
        public let cumulative: [Money?]

        public init(name: String, cumulative: [Money?]) {
            self.name = name
            self.cumulative = cumulative
        }
    }

    public let title: String
    public let staying: Curve
    public let moving: Curve

    /// - Parameter title: by default after how many months moving has paid for itself.
    public init(title: String? = nil, staying: Curve, moving: Curve) {
        self.staying = staying
        self.moving = moving
        self.title = title ?? Self.finding(staying, moving)
    }

    /// After so many whole months moving has, for the first time, cost no more than staying: 0
    /// where nothing is laid out and the first month costs no more; nil where it never does.
    public var payback: Int? { Self.payback(staying, moving) }

    private static func payback(_ staying: Curve, _ moving: Curve) -> Int? {
        let isNoMore = zip(staying.cumulative, moving.cumulative).map { stay, move -> Bool in
            guard let stay, let move else { return false }
            return move <= stay
        }
        guard let first = isNoMore.dropFirst().firstIndex(of: true) else { return nil }
        return first == 1 && isNoMore[0] ? 0 : first
    }

    /// Whether moving has cost more again in the end.
    private static func fallsBehind(_ staying: Curve, _ moving: Curve) -> Bool {
        guard let stay = staying.cumulative.last ?? nil, let move = moving.cumulative.last ?? nil
        else { return false }
        return move > stay
    }

    private static func finding(_ staying: Curve, _ moving: Curve) -> String {
        let last = max(staying.cumulative.count, moving.cumulative.count) - 1
        let later = fallsBehind(staying, moving) ? ", and has cost more again in the end" : ""
        let name = Chart.sentence(moving.name)
        switch payback(staying, moving) {
        case nil:
            return name + " does not pay for itself within \(max(last, 0)) months"
        case 0: return name + " costs less from the first month on" + later
        case 1: return name + " has paid for itself after 1 month" + later
        case .some(let month): return name + " has paid for itself after \(month) months" + later
        }
    }

    // MARK: Drawing

    private var curves: [Curve] { [staying, moving] }

    func drawn() -> Canvas {
        let amounts = curves.flatMap(\.cumulative).compactMap { $0?.approximation }
        let scale = AxisScale(amounts, .dollars)
        let last = max(curves.map(\.cumulative.count).max() ?? 0, 2) - 1
        let time = AxisScale([Double(last)], .number(of: "months"), intervals: 9)
        let subtitle = "Cost in all, \(scale.unit)"
        let legend = zip(curves, Self.strokes).map {
            (name: $0.name, swatch: Canvas.Swatch.stroke($1, hasPoints: last <= 40))
        }
        let legendHeight = Canvas.legendHeight(legend.map(\.name))
        let head = Canvas.headHeight(title, subtitle: subtitle) + legendHeight
        var canvas = Canvas(height: head + 300 + 54)
        let begin = canvas.writeHead(title, subtitle: subtitle)
        canvas.writeLegend(legend, top: begin)
        var panel = Canvas.Panel(
            frame: Canvas.Frame(
                left: Canvas.edge + Canvas.tickRoom(scale), top: head + 10,
                right: Canvas.width - 40, bottom: head + 300),
            x: 0...Double(last), y: scale.range)
        panel.yMarks = scale.ticks.map(\.value)
        panel.xMarks = time.ticks.map(\.value).filter { $0 <= Double(last) }
        panel.layers = layers(in: panel)
        canvas.writeTicks(left: panel, scale)
        for tick in time.ticks where tick.value <= Double(last) {
            canvas.write(
                tick.label, x: panel.place(x: tick.value), y: panel.frame.bottom + 17, .center)
        }
        canvas.write(
            "months", x: panel.frame.right, y: panel.frame.bottom + 37, .right,
            colour: Palette.grey)
        writePayback(on: &canvas, panel)
        canvas.plot(panel)
        return canvas
    }

    private static let strokes = [Palette.stroke(1), Palette.stroke(0)]

    private func layers(in panel: Canvas.Panel) -> [Canvas.Layer] {
        var layers: [Canvas.Layer] = []
        if panel.y.lowerBound < 0 {
            layers.append(
                Canvas.Layer(
                    rows: [[panel.x.lowerBound, 0], [panel.x.upperBound, 0]], columns: "1:2",
                    style: "lines lc rgb '\(Palette.black)' lw 1 dt solid"))
        }
        for (curve, stroke) in zip(curves, Self.strokes) {
            let rows = curve.cumulative.enumerated().map { month, amount in
                amount.map { [Double(month), $0.approximation] }
            }
            layers += Runs.lines(rows, stroke, hasPoints: rows.count <= 41)
        }
        return layers
    }

    private func writePayback(on canvas: inout Canvas, _ panel: Canvas.Panel) {
        guard let month = payback, month > 0, moving.cumulative.indices.contains(month),
            let amount = moving.cumulative[month]
        else { return }
        let x = panel.place(x: Double(month))
        let y = panel.place(y: amount.approximation)
        let mark = Palette.Stroke(colour: Palette.black, dash: [4, 3], point: 6)
        canvas.line(
            from: (x, panel.frame.top), to: (x, panel.frame.bottom), mark, width: 1.5)
        canvas.point(x: x, y: y, type: 6, size: 1.8, colour: Palette.black)
        let words = month == 1 ? "paid back after 1 month" : "paid back after \(month) months"
        let isLeft = x > (panel.frame.left + panel.frame.right) / 2
        let width = TextExtent.width(words, size: Canvas.size, isBold: true) + 16
        let range = isLeft ? x - width...x : x...x + width
        canvas.write(
            words, x: isLeft ? x - 8 : x + 8, y: free(range, in: panel),
            isLeft ? .right : .left, isBold: true)
    }

    /// Where between top and bottom a text over a range keeps farthest from the curves.
    private func free(_ range: ClosedRange<Double>, in panel: Canvas.Panel) -> Double {
        let taken = curves.flatMap { $0.cumulative.enumerated() }.compactMap { month, amount in
            amount.flatMap { amount -> Double? in
                let x = panel.place(x: Double(month))
                guard range.lowerBound - 20 <= x, x <= range.upperBound + 20 else { return nil }
                return panel.place(y: amount.approximation)
            }
        }
        let (top, bottom) = (panel.frame.top + 12, panel.frame.bottom - 14)
        let gap = { (y: Double) in taken.map { ($0 - y).magnitude }.min() ?? 0 }
        return [top, (top + bottom) / 2, bottom].max { gap($0) < gap($1) } ?? top
    }
}
