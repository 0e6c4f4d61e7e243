// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A picture of plain data, in the style of the house; the numbers behind it stand in a table.
public enum Chart: Sendable, Equatable {
    case timeline(TimelineChart)
    case monthlyStack(MonthlyStackChart)
    case fan(FanChart)
    case breakeven(BreakevenChart)
    case bars(BarChart)
    case tornado(TornadoChart)

    /// What the picture shows, in one sentence: its title, and what stands in for it.
    public var title: String {
        switch self {
        case .timeline(let chart): chart.title
        case .monthlyStack(let chart): chart.title
        case .fan(let chart): chart.title
        case .breakeven(let chart): chart.title
        case .bars(let chart): chart.title
        case .tornado(let chart): chart.title
        }
    }

    /// The gnuplot commands that draw it; the name becomes that of the file and of what is in it.
    ///
    /// - Precondition: the name has lower-case letters, digits and hyphens only, and begins with a
    ///   letter.
    public func script(named name: String) -> GnuplotScript {
        let canvas =
            switch self {
            case .timeline(let chart): chart.drawn()
            case .monthlyStack(let chart): chart.drawn()
            case .fan(let chart): chart.drawn()
            case .breakeven(let chart): chart.drawn()
            case .bars(let chart): chart.drawn()
            case .tornado(let chart): chart.drawn()
            }
        return GnuplotScript(name: name, title: title, text: canvas.text)
    }

    /// The first letter large, where a word begins with it and not a symbol such as p95.
    static func sentence(_ text: String) -> String {
        guard text.dropFirst().first?.isLetter == true else { return text }
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
