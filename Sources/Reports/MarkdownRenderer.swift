// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Markdown (GitHub's tables), with aligned pipes, so that it reads well unrendered too.
struct MarkdownRenderer {
    /// Names of files of charts, which are shown above the tables.
    var pictures: [String] = []

    func render(_ report: Report, only table: Table?) -> String {
        if let table { return self.table(table).joined(separator: "\n") + "\n" }
        var lines = ["# \(Self.escaped(report.identity.scenario ?? report.identity.command))", ""]
        lines += ["**\(Self.escaped(report.headline))**"]
        for chart in report.charts where pictures.contains(chart.name) {
            lines += ["", "![\(Self.escaped(chart.chart.title))](\(chart.name).svg)"]
        }
        for table in report.tables {
            switch table.audience {
            case .everyone, .summary:
                lines += ["", "## \(Self.escaped(table.title))", ""] + self.table(table)
            case .folded: lines += folded(table.title, self.table(table))
            case .onRequest: break
            }
        }
        if !report.notes.isEmpty {
            let notes = report.notes.map { "- \(Self.escaped($0))" }
            let isShort = report.tables.contains { $0.audience == .folded }
            lines += isShort ? folded("Notes", notes) : ["", "## Notes", ""] + notes
        }
        lines += ["", "---", "", "*\(Self.escaped(report.identity.footer))*"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What a reader opens: plain HTML, which hosts of pull requests render.
    private func folded(_ title: String, _ lines: [String]) -> [String] {
        ["", "<details>", "<summary>\(Self.escaped(title))</summary>", ""] + lines + [
            "", "</details>",
        ]
    }

    private func table(_ table: Table) -> [String] {
        let grid = TextGrid(table)
        var head: [String] = []
        var rule: [String] = []
        var bodies: [[String]] = []
        for strip in grid.strips {
            let body = strip.isNumeric ? strip.lines : strip.lines.map(Self.escaped)
            let title = Self.escaped(strip.title)
            let width = max(3, ([title] + body).map(TextWidth.of).max() ?? 0)
            let pad = { (text: String) in
                strip.isNumeric
                    ? TextWidth.padded(left: text, to: width) : TextWidth.padded(text, to: width)
            }
            head.append(pad(title))
            rule.append(String(repeating: "-", count: width - 1) + (strip.isNumeric ? ":" : "-"))
            bodies.append(body.map(pad))
        }
        let rows = (0..<grid.rowCount).map { row in bodies.map { $0[row] } }
        return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    /// What Markdown would take for markup, and line breaks.
    static func escaped(_ text: String) -> String {
        TextWidth.printable(text).replacingScalars { scalar in
            switch scalar {
            case "\\", "|", "*", "`", "[", "]": "\\\(scalar)"
            case "<": "&lt;"
            case ">": "&gt;"
            default: nil
            }
        }
    }
}
