// SPDX-License-Identifier: GPL-3.0-or-later

extension Cell {
    /// What people read; in a column that shares a scale, without unit.
    func text(_ shared: Figures.Scale? = nil) -> Figures.Text {
        switch self {
        case .text(let text): Figures.Text(main: text)
        case .word(let word, _): Figures.Text(main: word)
        case .count(let count): Figures.Text(main: Figures.count(count))
        case .value(let value, let dimension): Figures.text(value, dimension, shared: shared)
        case .estimate(let value, let interval, let dimension):
            Figures.text(
                value, halfWidth: Self.halfWidth(interval, around: value), dimension,
                shared: shared)
        case .factor(let value, let interval, let dimension):
            if Self.isEven(interval, around: value) {
                Figures.text(
                    value, halfWidth: Self.halfWidth(interval, around: value), dimension,
                    shared: shared)
            } else {
                Figures.text(
                    value, band: interval, nearer: Self.nearerEnd(interval, around: value),
                    dimension, shared: shared)
            }
        case .computed(let value, let band, let method, let dimension):
            Figures.text(value, band: method == nil ? nil : band, dimension, shared: shared)
        case .change(let value, let interval, let dimension):
            Figures.change(
                value, halfWidth: Self.halfWidth(interval, around: value), dimension)
        case .money(_, let shown, let decimals):
            Figures.Text(main: Figures.money(shown, decimals: decimals))
        case .quantity(let quantity): Figures.Text(main: Figures.quantity(quantity))
        case .integer(let number): Figures.Text(main: "\(number)")
        case .absent: Figures.Text(main: "–")
        }
    }

    /// The farther end of an interval, which need not lie evenly around its value: what `±` says is
    /// never narrower than the interval.
    private static func halfWidth(_ interval: ClosedRange<Double>?, around value: Double) -> Double?
    {
        interval.map { max($0.upperBound - value, value - $0.lowerBound) }
    }

    /// The nearer end, unless it is the value: an end that is near zero keeps its digits.
    private static func nearerEnd(_ interval: ClosedRange<Double>?, around value: Double) -> Double?
    {
        interval.flatMap { interval in
            let nearer = min(interval.upperBound - value, value - interval.lowerBound)
            return nearer > 0 ? nearer : nil
        }
    }

    /// Whether ± says no more than that by a tenth on either side.
    private static func isEven(_ interval: ClosedRange<Double>?, around value: Double) -> Bool {
        guard let interval else { return true }
        let (below, above) = (value - interval.lowerBound, interval.upperBound - value)
        return max(below, above) <= 1.1 * min(below, above)
    }

    /// The number by which a column chooses its scale.
    fileprivate var magnitude: Double? {
        switch self {
        case .value(let value, _), .estimate(let value, _, _), .computed(let value, _, _, _),
            .factor(let value, _, _), .change(let value, _, _):
            value
        case .text, .word, .count, .money, .quantity, .integer, .absent: nil
        }
    }
}

/// A table as text, cell by cell: what the formats for people share.
struct TextGrid {
    /// The column's title first, then its cells.
    struct Strip {
        let column: Column
        let title: String
        let cells: [Figures.Text]
        let tones: [Cell.Tone]

        var isNumeric: Bool { column.kind == .number }
        var mainWidth: Int { cells.map { TextWidth.of($0.main) }.max() ?? 0 }
        var marginWidth: Int { cells.map { TextWidth.of($0.margin) }.max() ?? 0 }

        /// Values aligned on their right, margins on their left, as wide as the widest.
        var lines: [String] {
            guard isNumeric else { return cells.map(\.joined) }
            let main = mainWidth
            let margin = marginWidth
            return cells.map { cell in
                let value = TextWidth.padded(left: cell.main, to: main)
                return margin == 0 ? value : value + " " + TextWidth.padded(cell.margin, to: margin)
            }
        }
    }

    let strips: [Strip]
    let rowCount: Int

    init(_ table: Table) {
        rowCount = table.rows.count
        // Columns of one dimension share its unit, so that one can compare along a row.
        var values: [Cell.Dimension: [Double]] = [:]
        for index in table.visible {
            guard let dimension = table.columns[index].dimension else { continue }
            values[dimension, default: []] += table.rows.compactMap { $0[index].magnitude }
        }
        strips = table.visible.map { index in
            let column = table.columns[index]
            let cells = table.rows.map { $0[index] }
            let scale = column.dimension.map {
                Figures.Scale(forColumns: values[$0] ?? [], $0)
            }
            return Strip(
                column: column, title: column.title + (scale?.suffix ?? ""),
                cells: cells.map { cell in
                    let isShared =
                        !table.hasMixedUnits || scale?.tells(cell.magnitude) ?? true
                    let text = cell.text(isShared ? scale : nil)
                    return Figures.Text(
                        main: TextWidth.printable(text.main), margin: text.margin)
                },
                tones: cells.map { if case .word(_, let tone) = $0 { tone } else { .plain } })
        }
    }
}
