// SPDX-License-Identifier: GPL-3.0-or-later

/// A page in pixels from its top left corner, and the gnuplot commands that draw on it. Everything
/// but the data is placed by us, because only we know the names that have to fit.
struct Canvas {
    /// As wide as the text of an A4 page when it is printed at 96 pixels an inch.
    static let width = 720.0
    static let size = 14.0
    static let titleSize = 17.0
    static let edge = 14.0

    let height: Double
    private var commands: [String] = []
    /// What the next plot draws besides its data.
    private var pending: [String] = []
    private var blocks = 0

    init(height: Double) {
        self.height = height.rounded(.up)
    }

    enum Alignment: String { case left, center, right }

    // MARK: Marks

    /// Text whose baseline is a third of its size below y: the line runs through its middle.
    mutating func write(
        _ text: String, x: Double, y: Double, _ alignment: Alignment = .left,
        size: Double = Canvas.size, colour: String = Palette.black, isBold: Bool = false
    ) {
        guard !text.isEmpty else { return }
        let font = isBold ? "sans-serif:Bold,\(size)" : "sans-serif,\(size)"
        pending.append(
            "set label \(GnuplotText.quoted(text)) at screen \(at(x, y)) \(alignment.rawValue)"
                + " front font '\(font)' textcolor rgb '\(colour)'")
    }

    mutating func line(
        from: (x: Double, y: Double), to: (x: Double, y: Double), _ stroke: Palette.Stroke,
        width: Double = 2, isFront: Bool = false
    ) {
        pending.append(
            "set arrow from screen \(at(from.x, from.y)) to screen \(at(to.x, to.y)) nohead"
                + (isFront ? " front " : " back ") + stroke.style(width: width))
    }

    /// A filled rectangle with a thin black border.
    mutating func box(
        left: Double, top: Double, width: Double, height: Double, _ fill: Palette.Fill
    ) {
        pending.append(
            "set object rectangle from screen \(at(left, top + height)) to screen"
                + " \(at(left + width, top)) front fc rgb '\(fill.colour)' fs \(fill.style)"
                + " border lc rgb '\(Palette.black)' lw 0.6")
    }

    mutating func point(x: Double, y: Double, type: Int, size: Double = 0.9, colour: String) {
        pending.append(
            "set label '' at screen \(at(x, y)) front point pt \(type) ps \(size)"
                + " lc rgb '\(colour)'")
    }

    // MARK: Plots

    /// Draws the marks since the last plot, and data in a frame.
    mutating func plot(_ panel: Panel) {
        commands += ["unset label", "unset arrow", "unset object"] + pending
        pending = []
        let frame = panel.frame
        commands += [
            "set lmargin at screen \(fraction(frame.left / Self.width))",
            "set rmargin at screen \(fraction(frame.right / Self.width))",
            "set tmargin at screen \(fraction(1 - frame.top / height))",
            "set bmargin at screen \(fraction(1 - frame.bottom / height))",
            "set xrange [\(panel.x.lowerBound):\(panel.x.upperBound)]",
            "set yrange [\(panel.y.lowerBound):\(panel.y.upperBound)]",
            "set border \(panel.border) lc rgb '\(Palette.black)' lw 1",
            panel.xMarks.isEmpty ? "unset xtics" : tics("x", panel.xMarks),
            panel.yMarks.isEmpty ? "unset ytics" : tics("y", panel.yMarks),
            "unset grid",
        ]
        if panel.grid != .none {
            commands.append(
                "set grid \(panel.grid == .x ? "noytics xtics" : "noxtics ytics") back lt 1 lw 1"
                    + " lc rgb '\(Palette.grid)'")
        }
        var curves: [String] = []
        for layer in panel.layers where !layer.rows.isEmpty {
            blocks += 1
            commands.append("$d\(blocks) << EOD")
            commands += layer.rows.map { $0.map { "\($0)" }.joined(separator: " ") }
            commands.append("EOD")
            curves.append("$d\(blocks) using \(layer.columns) with \(layer.style) notitle")
        }
        // An empty plot still draws its frame and what was written around it.
        let lowest = panel.y.lowerBound
        commands.append(
            "plot "
                + (curves.isEmpty ? ["\(lowest) with lines lw 0 notitle"] : curves)
                .joined(separator: ", "))
    }

    /// What a panel holds: where it is, its ranges, and its data.
    struct Panel {
        var frame: Frame
        var x: ClosedRange<Double>
        var y: ClosedRange<Double>
        /// Where ticks are; their texts are written beside.
        var xMarks: [Double] = []
        var yMarks: [Double] = []
        var grid = Grid.y
        /// Sides that are drawn, as gnuplot adds them: 1 below, 2 left.
        var border = 3
        var layers: [Layer] = []

        enum Grid { case none, x, y }

        func place(x value: Double) -> Double {
            frame.left
                + (value - x.lowerBound) / (x.upperBound - x.lowerBound)
                * (frame.right - frame.left)
        }

        func place(y value: Double) -> Double {
            frame.bottom
                - (value - y.lowerBound) / (y.upperBound - y.lowerBound)
                * (frame.bottom - frame.top)
        }
    }

    struct Frame: Equatable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
    }

    /// Rows of numbers and how gnuplot draws them.
    struct Layer {
        let rows: [[Double]]
        let columns: String
        let style: String
    }

    /// The whole script.
    var text: String {
        let head = [
            "set terminal svg size \(Int(Self.width)),\(Int(height)) noenhanced dashed"
                + " background '\(Palette.white)' font 'sans-serif,\(Self.size)'",
            "set encoding utf8", "set datafile missing NaN", "unset key",
            "set tics nomirror out scale 0.5",
            "set multiplot",
        ]
        return (head + commands + ["unset multiplot", "unset output"]).joined(separator: "\n")
            + "\n"
    }

    private func tics(_ axis: String, _ marks: [Double]) -> String {
        "set \(axis)tics (" + marks.map { "'' \($0)" }.joined(separator: ", ") + ")"
    }

    private func at(_ x: Double, _ y: Double) -> String {
        "\(fraction(x / Self.width)),\(fraction(1 - y / height))"
    }

    /// Five decimals: a hundredth of a pixel.
    private func fraction(_ value: Double) -> String {
        let scaled = Int((value * 100_000).rounded())
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        return (scaled < 0 ? "-" : "") + padded.dropLast(5) + "." + padded.suffix(5)
    }
}
