// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Titles, legends and the texts of axes.
extension Canvas {
    /// How high a title and what stands below it are.
    static func headHeight(_ title: String, subtitle: String) -> Double {
        let lines = titleLines(title).count
        return 14 + Double(lines) * 23 + (subtitle.isEmpty ? 0 : 22)
    }

    private static func titleLines(_ title: String) -> [String] {
        TextExtent.wrapped(
            GnuplotText.printable(title), to: width - 2 * edge, size: titleSize, isBold: true,
            lines: 3)
    }

    /// What the picture shows, and below it what its axis counts; returns where it ends.
    mutating func writeHead(_ title: String, subtitle: String) -> Double {
        var y = 14.0
        for line in Self.titleLines(title) {
            write(line, x: Self.edge, y: y + 11, size: Self.titleSize, isBold: true)
            y += 23
        }
        guard !subtitle.isEmpty else { return y }
        let text = TextExtent.cut(
            GnuplotText.printable(subtitle), to: Self.width - 2 * Self.edge, size: Self.size)
        write(text, x: Self.edge, y: y + 10, colour: Palette.grey)
        return y + 22
    }

    /// What stands for a series.
    enum Swatch {
        case stroke(Palette.Stroke, hasPoints: Bool)
        case point(Palette.Stroke)
        case fill(Palette.Fill)
        case band(Palette.Fill)
    }

    /// Where each entry of a legend stands, in rows as wide as the page.
    static func legendPlaces(_ names: [String]) -> [(x: Double, row: Int, text: String)] {
        var places: [(x: Double, row: Int, text: String)] = []
        var x = edge
        var row = 0
        for name in names {
            let text = TextExtent.middleCut(
                GnuplotText.printable(name), to: width - 2 * edge - swatchRoom, size: size)
            let room = swatchRoom + TextExtent.width(text, size: size) + 18
            if x > edge, x + room > width - edge + 18 {
                x = edge
                row += 1
            }
            places.append((x, row, text))
            x += room
        }
        return places
    }

    private static let swatchRoom = 42.0
    static let legendRow = 22.0

    static func legendHeight(_ names: [String]) -> Double {
        guard let last = legendPlaces(names).last else { return 0 }
        return Double(last.row + 1) * legendRow + 4
    }

    mutating func writeLegend(_ entries: [(name: String, swatch: Swatch)], top: Double) {
        let places = Self.legendPlaces(entries.map(\.name))
        for (entry, place) in zip(entries, places) {
            let y = top + Double(place.row) * Self.legendRow + 10
            switch entry.swatch {
            case .stroke(let stroke, let hasPoints):
                // gnuplot takes a dash for the last one where colour and width are the same.
                line(
                    from: (place.x, y), to: (place.x + 34, y), stroke,
                    width: stroke == Palette.limit ? 2 : 2.5)
                if hasPoints {
                    point(x: place.x + 17, y: y, type: stroke.point, colour: stroke.colour)
                }
            case .point(let stroke):
                point(x: place.x + 17, y: y, type: stroke.point, size: 1.1, colour: stroke.colour)
            case .fill(let fill), .band(let fill):
                box(left: place.x + 8, top: y - 7, width: 26, height: 14, fill)
            }
            write(place.text, x: place.x + Self.swatchRoom, y: y)
        }
    }

    // MARK: Axes

    /// The room that the labels of a vertical axis take.
    static func tickRoom(_ scale: AxisScale) -> Double {
        (scale.ticks.map { TextExtent.width($0.label, size: size) }.max() ?? 0) + 14
    }

    mutating func writeTicks(left panel: Panel, _ scale: AxisScale) {
        for tick in scale.ticks {
            write(tick.label, x: panel.frame.left - 9, y: panel.place(y: tick.value), .right)
        }
    }

    mutating func writeTicks(below panel: Panel, _ scale: AxisScale) {
        for tick in scale.ticks {
            write(tick.label, x: panel.place(x: tick.value), y: panel.frame.bottom + 17, .center)
        }
    }

    /// The names of months at their places, as many as fit, and the years below them.
    mutating func writeMonths(_ months: [CalendarMonth], below panel: Panel) {
        let room = (panel.frame.right - panel.frame.left) / Double(max(months.count, 1))
        let every = MonthText.interval(room: room)
        var yearEnd = -Double.infinity
        for (index, month) in months.enumerated() where MonthText.isShown(month, every, index) {
            let x = panel.place(x: Double(index))
            guard every < 12 else {
                write("\(month.year)", x: x, y: panel.frame.bottom + 17, .center)
                continue
            }
            write(MonthText.name(month), x: x, y: panel.frame.bottom + 17, .center)
            let isFirst = yearEnd < 0
            guard isFirst || month.month <= every else { continue }
            guard x - 18 > yearEnd else { continue }
            write("\(month.year)", x: x, y: panel.frame.bottom + 35, .center, colour: Palette.grey)
            yearEnd = x + 18
        }
    }

    /// Where the months of an axis have their ticks.
    static func monthMarks(_ months: [CalendarMonth], width: Double) -> [Double] {
        let every = MonthText.interval(room: width / Double(max(months.count, 1)))
        return months.indices.filter { MonthText.isShown(months[$0], every, $0) }.map(Double.init)
    }

    static let monthRoom = 48.0
}

/// Months as a narrow axis shows them.
enum MonthText {
    private static let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func name(_ month: CalendarMonth) -> String { names[month.month - 1] }

    /// Mar 2027
    static func full(_ month: CalendarMonth) -> String { "\(name(month)) \(month.year)" }

    /// Each month, each second, each quarter, each half year, or Januaries.
    static func interval(room: Double) -> Int {
        [1, 2, 3, 6].first { room * Double($0) >= 38 } ?? 12
    }

    static func isShown(_ month: CalendarMonth, _ every: Int, _ index: Int) -> Bool {
        (month.month - 1) % every == 0
    }
}
