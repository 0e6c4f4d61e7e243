// SPDX-License-Identifier: GPL-3.0-or-later

/// What tells series apart. Colours are those of Okabe and Ito (2008, "Color Universal Design"),
/// which stay apart for readers who confuse red and green; dashes, markers and hatches say the same
/// again, for print in grey.
enum Palette {
    static let black = "#000000"
    static let grey = "#595959"
    static let grid = "#DDDDDD"
    static let white = "#FFFFFF"
    static let blue = "#0072B2"
    static let vermilion = "#D55E00"
    static let green = "#009E73"
    static let orange = "#E69F00"
    static let sky = "#56B4E9"
    static let purple = "#CC79A7"
    static let yellow = "#F0E442"

    /// A stroke: colour, dash pattern in pixels (none is solid) and gnuplot's point type.
    struct Stroke: Equatable {
        let colour: String
        let dash: [Int]
        let point: Int

        /// `lc rgb '#0072B2' lw 2.5 dt (8,4)`
        func style(width: Double) -> String {
            "lc rgb '\(colour)' lw \(width) " + Palette.dash(dash)
        }
    }

    static let strokes = [
        Stroke(colour: blue, dash: [], point: 7),
        Stroke(colour: vermilion, dash: [9, 4], point: 5),
        Stroke(colour: green, dash: [3, 3], point: 9),
        Stroke(colour: purple, dash: [12, 3, 3, 3], point: 13),
        Stroke(colour: orange, dash: [6, 2], point: 11),
        Stroke(colour: black, dash: [2, 5], point: 6),
        Stroke(colour: sky, dash: [14, 5], point: 4),
        Stroke(colour: grey, dash: [8, 3, 2, 3, 2, 3], point: 8),
    ]

    /// A limit, a budget, a capacity.
    static let limit = Stroke(colour: black, dash: [7, 4], point: 0)

    /// What was observed.
    static let past = Stroke(colour: black, dash: [], point: 7)

    /// A filled area: colour, and gnuplot's fill style.
    struct Fill: Equatable {
        let colour: String
        let style: String
    }

    /// The area between two quantiles, or an interval.
    static let band = Fill(colour: "#BBDDF6", style: "solid 1.0")

    /// Neighbours differ in lightness and in hatch.
    static let fills = [
        Fill(colour: blue, style: "solid 1.0"),
        Fill(colour: orange, style: "pattern 2"),
        Fill(colour: green, style: "solid 1.0"),
        Fill(colour: purple, style: "pattern 4"),
        Fill(colour: sky, style: "solid 1.0"),
        Fill(colour: vermilion, style: "pattern 1"),
        Fill(colour: yellow, style: "solid 1.0"),
        Fill(colour: grey, style: "pattern 5"),
    ]

    static func stroke(_ index: Int) -> Stroke { strokes[index % strokes.count] }
    static func fill(_ index: Int) -> Fill { fills[index % fills.count] }

    static func dash(_ lengths: [Int]) -> String {
        lengths.isEmpty
            ? "dt solid" : "dt (" + lengths.map(String.init).joined(separator: ",") + ")"
    }
}
