// SPDX-License-Identifier: GPL-3.0-or-later

/// Values without those that are missing, cut into runs: a gap in the data is a gap in the line.
enum Runs {
    static func of<Row>(_ rows: [Row?]) -> [[Row]] {
        var runs: [[Row]] = []
        var run: [Row] = []
        for row in rows {
            if let row {
                run.append(row)
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        return run.isEmpty ? runs : runs + [run]
    }

    /// A line and its markers, a run at a time; a run of one point is its marker.
    static func lines(
        _ rows: [[Double]?], _ stroke: Palette.Stroke, hasPoints: Bool, isStepped: Bool = false
    ) -> [Canvas.Layer] {
        var layers: [Canvas.Layer] = []
        for run in of(rows) {
            if run.count > 1 {
                layers.append(
                    Canvas.Layer(
                        rows: run, columns: "1:2",
                        style: (isStepped ? "steps " : "lines ")
                            + stroke.style(width: run.count > 400 ? 1 : 2.5)))
            }
            guard hasPoints || run.count == 1 else { continue }
            layers.append(
                Canvas.Layer(
                    rows: run, columns: "1:2",
                    style: "points pt \(stroke.point) ps 0.7 lw 1.5 lc rgb '\(stroke.colour)'"))
        }
        return layers
    }

    /// The area between low and high: rows of x, low, high.
    static func bands(_ rows: [[Double]?], colour: String, opacity: Double) -> [Canvas.Layer] {
        of(rows).filter { $0.count > 1 }.map {
            Canvas.Layer(
                rows: $0, columns: "1:2:3",
                style: "filledcurves fc rgb '\(colour)' fs transparent solid \(opacity) noborder")
        }
    }
}
