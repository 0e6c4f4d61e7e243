// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What each layer costs in each month, one on the other, and the budget.
public struct MonthlyStackChart: Sendable, Equatable {
    public struct Layer: Sendable, Equatable {
        public let name: String
        /// One a month; nil where nothing is known. Credits are negative, and hang below zero.
        public let amounts: [Money?]

        public init(name: String, amounts: [Money?]) {
            self.name = name
            self.amounts = amounts
        }
    }

    public let title: String
    public let months: [CalendarMonth]
    public let layers: [Layer]
    public let budget: [Money?]

    /// - Parameter title: by default when the spend passes the budget, or how it grows.
    public init(
        title: String? = nil, months: [CalendarMonth], layers: [Layer], budget: [Money?] = []
    ) {
        self.months = months
        self.layers = Self.merged(layers, months: months.count)
        self.budget = budget
        self.title = title ?? Self.finding(months, Self.totals(layers, months.count), budget)
    }

    private static func finding(
        _ months: [CalendarMonth], _ totals: [Double], _ budget: [Money?]
    ) -> String {
        let over = zip(months.indices, budget).filter { month, budget in
            budget.map { totals[month] > $0.approximation } ?? false
        }
        if let first = over.first {
            let month = MonthText.full(months[first.0])
            if over.count == 1 { return "Spend is over the budget in \(month)" }
            return "Spend is over the budget in \(over.count) of \(months.count) months, first in"
                + " \(month)"
        }
        if budget.contains(where: { $0 != nil }), let last = months.last {
            return "Spend stays within the budget until \(MonthText.full(last))"
        }
        guard let first = totals.first, let last = totals.last, totals.count > 1 else {
            return "Spend by layer: \(Measure.dollars.text(totals.first ?? 0)) a month"
        }
        let (from, to) = (Measure.dollars.text(first), Measure.dollars.text(last))
        return "Spend goes from \(from) to \(to) a month"
    }

    private static func totals(_ layers: [Layer], _ months: Int) -> [Double] {
        (0..<months).map { month in
            layers.reduce(0) { $0 + amount($1, month) }
        }
    }

    private static func amount(_ layer: Layer, _ month: Int) -> Double {
        guard layer.amounts.indices.contains(month) else { return 0 }
        return layer.amounts[month]?.approximation ?? 0
    }

    /// As many layers as fills tell apart: the smallest of more become one, and say so.
    private static func merged(_ layers: [Layer], months: Int) -> [Layer] {
        let most = Palette.fills.count
        guard layers.count > most else { return layers }
        let sizes = layers.map { layer in
            (0..<months).reduce(0) { $0 + amount(layer, $1).magnitude }
        }
        let order = layers.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
        let kept = order.prefix(most - 1).sorted()
        let rest = order.dropFirst(most - 1).map { layers[$0] }
        let amounts = (0..<months).map { month -> Money? in
            let known = rest.compactMap { layer in
                layer.amounts.indices.contains(month) ? layer.amounts[month] : nil
            }
            return known.isEmpty ? nil : try? Money.sum(known)
        }
        return kept.map { layers[$0] } + [Layer(name: "\(rest.count) others", amounts: amounts)]
    }

    // MARK: Drawing

    func drawn() -> Canvas {
        // A lone month is no wall.
        let margin = Double(max(0, 4 - months.count)) / 2
        let scale = AxisScale(heights, .dollars)
        let subtitle = "Spend a month by layer, \(scale.unit)"
        let legend = legend()
        let legendHeight = Canvas.legendHeight(legend.map(\.name))
        let head = Canvas.headHeight(title, subtitle: subtitle)
        var canvas = Canvas(height: head + legendHeight + 300 + Canvas.monthRoom)
        let top = canvas.writeHead(title, subtitle: subtitle)
        canvas.writeLegend(legend, top: top)
        var panel = Canvas.Panel(
            frame: Canvas.Frame(
                left: Canvas.edge + Canvas.tickRoom(scale), top: top + legendHeight + 8,
                right: Canvas.width - 24, bottom: top + legendHeight + 300),
            x: -0.6 - margin...Double(max(months.count, 1)) - 0.4 + margin, y: scale.range)
        panel.yMarks = scale.ticks.map(\.value)
        panel.layers = bars() + budgetLine() + zeroLine(panel) + marks()
        canvas.writeTicks(left: panel, scale)
        canvas.writeMonths(months, below: panel)
        canvas.plot(panel)
        return canvas
    }

    /// The top layer of the stack first, as the eye meets it.
    private func legend() -> [(name: String, swatch: Canvas.Swatch)] {
        let entries = layers.enumerated().map {
            (name: $0.element.name, swatch: Canvas.Swatch.fill(Palette.fill($0.offset)))
        }
        let line = (name: "budget", swatch: Canvas.Swatch.stroke(Palette.limit, hasPoints: false))
        let net = (name: "in all", swatch: Canvas.Swatch.point(Self.net))
        return entries.reversed() + (hasCredits ? [net] : [])
            + (budget.contains { $0 != nil } ? [line] : [])
    }

    private static let net = Palette.Stroke(colour: Palette.black, dash: [], point: 13)

    private var hasCredits: Bool {
        layers.contains { $0.amounts.contains { $0.map { $0 < .zero } ?? false } }
    }

    /// What is left to pay where credits hang below zero: the top of the stack does not say.
    private func marks() -> [Canvas.Layer] {
        guard hasCredits else { return [] }
        let rows = Self.totals(layers, months.count).enumerated().map { [Double($0), $1] }
        return [
            Canvas.Layer(
                rows: rows, columns: "1:2",
                style: "points pt \(Self.net.point) ps 1.1 lc rgb '\(Self.net.colour)'")
        ]
    }

    /// The tops and bottoms of all stacks, and the budget.
    private var heights: [Double] {
        let sums = months.indices.flatMap { month -> [Double] in
            let amounts = layers.map { Self.amount($0, month) }
            return [
                amounts.filter { $0 > 0 }.reduce(0, +), amounts.filter { $0 < 0 }.reduce(0, +),
            ]
        }
        return sums + budget.compactMap { $0?.approximation }
    }

    private func bars() -> [Canvas.Layer] {
        var tops = [Double](repeating: 0, count: months.count)
        var bottoms = tops
        return layers.enumerated().map { index, layer in
            var rows: [[Double]] = []
            for month in months.indices {
                let x = Double(month)
                let amount = Self.amount(layer, month)
                if amount > 0 {
                    rows.append([
                        x, tops[month], x - 0.36, x + 0.36, tops[month], tops[month] + amount,
                    ])
                    tops[month] += amount
                } else if amount < 0 {
                    let end = bottoms[month] + amount
                    rows.append([x, end, x - 0.36, x + 0.36, end, bottoms[month]])
                    bottoms[month] = end
                }
            }
            return Canvas.Layer(
                rows: rows, columns: "1:2:3:4:5:6", style: BarStyle.boxes(Palette.fill(index)))
        }
    }

    /// As wide as its month, so that it jumps where the budget does.
    private func budgetLine() -> [Canvas.Layer] {
        let rows = months.indices.map { month -> [Double]? in
            guard budget.indices.contains(month), let amount = budget[month] else { return nil }
            return [Double(month), amount.approximation]
        }
        return Runs.of(rows).map { run in
            Canvas.Layer(
                rows: run.flatMap { [[$0[0] - 0.5, $0[1]], [$0[0] + 0.5, $0[1]]] },
                columns: "1:2", style: "lines " + Palette.limit.style(width: 2.5))
        }
    }

    private func zeroLine(_ panel: Canvas.Panel) -> [Canvas.Layer] {
        guard panel.y.lowerBound < 0 else { return [] }
        return [
            Canvas.Layer(
                rows: [[panel.x.lowerBound, 0], [panel.x.upperBound, 0]], columns: "1:2",
                style: "lines lc rgb '\(Palette.black)' lw 1 dt solid")
        ]
    }
}

/// How filled boxes look.
enum BarStyle {
    static func boxes(_ fill: Palette.Fill) -> String {
        "boxxyerror fc rgb '\(fill.colour)' fs \(fill.style) border lc rgb '\(Palette.black)'"
            + " lw 0.6"
    }
}
