// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A report as one page of HTML that needs nothing else: its pictures and its style stand in it,
/// and it runs no script.
public struct HTMLDocument {
    /// A picture as SVG, and what it is called.
    public struct Picture: Sendable, Equatable {
        public let name: String
        /// A whole document, trusted: it goes into the page as it is.
        public let svg: String

        public init(name: String, svg: String) {
            self.name = name
            self.svg = svg
        }
    }

    private let report: Report
    private let pictures: [Picture]

    /// - Parameter pictures: in the order in which they are shown, above the tables.
    public init(_ report: Report, pictures: [Picture] = []) {
        self.report = report
        self.pictures = pictures
    }

    public var text: String {
        let title = report.identity.scenario ?? report.identity.command
        var lines = Self.head(title: title)
        lines += ["<h1>\(Self.escaped(title))</h1>", headline]
        lines += pictures.flatMap(figure)
        for table in report.tables {
            switch table.audience {
            case .everyone:
                lines += ["<h2>\(Self.escaped(table.title))</h2>"] + self.table(table)
            case .folded, .summary:
                lines += ["<details>", "<summary>\(Self.escaped(table.title))</summary>"]
                lines += self.table(table) + ["</details>"]
            case .onRequest: break
            }
        }
        if !report.notes.isEmpty {
            lines += ["<h2>Notes</h2>", "<ul>"]
            lines += report.notes.map { "<li>\(Self.escaped($0))</li>" } + ["</ul>"]
        }
        lines += ["<footer>\(Self.escaped(report.identity.footer))</footer>", "</body>", "</html>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: String {
        let verdict = report.verdict.map { verdict in
            "<span class=\"verdict \(Self.style(verdict))\">\(verdict.rawValue)</span> "
        }
        return "<p class=\"headline\">\(verdict ?? "")\(Self.escaped(report.headline))</p>"
    }

    /// Without the declaration of an XML document, which may not stand inside of another.
    private func figure(_ picture: Picture) -> [String] {
        var svg = Substring(picture.svg)
        if svg.hasPrefix("<?xml"), let end = svg.firstRange(of: "?>") {
            svg = svg[end.upperBound...]
        }
        return [
            "<figure id=\"chart-\(Self.escaped(picture.name))\">", String(svg.trimmedLines),
            "</figure>",
        ]
    }

    // MARK: Tables

    private func table(_ table: Table) -> [String] {
        let grid = TextGrid(table)
        var lines = ["<div class=\"table\"><table id=\"table-\(Self.escaped(table.id))\">"]
        lines.append("<thead><tr>")
        for strip in grid.strips {
            lines.append(
                "<th scope=\"col\"\(strip.isNumeric ? " class=\"number\"" : "")>"
                    + "\(Self.escaped(strip.title))</th>")
        }
        lines.append("</tr></thead>")
        lines.append("<tbody>")
        for row in 0..<grid.rowCount {
            let cells = grid.strips.map { strip -> String in
                var classes = strip.isNumeric ? ["number"] : []
                if let style = Self.style(strip.tones[row]) { classes.append(style) }
                let opening =
                    classes.isEmpty ? "<td>" : "<td class=\"\(classes.joined(separator: " "))\">"
                return opening + Self.escaped(strip.cells[row].joined) + "</td>"
            }
            lines.append("<tr>" + cells.joined() + "</tr>")
        }
        return lines + ["</tbody>", "</table></div>"]
    }

    private static func style(_ tone: Cell.Tone) -> String? {
        switch tone {
        case .good: "good"
        case .bad: "bad"
        case .unsure: "unsure"
        case .plain: nil
        }
    }

    private static func style(_ verdict: Report.Verdict) -> String {
        switch verdict {
        case .met: "good"
        case .breached, .saturated, .failed: "bad"
        case .cannotTell: "unsure"
        }
    }

    // MARK: The page

    private static func head(title: String) -> [String] {
        [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<meta http-equiv=\"Content-Security-Policy\""
                + " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<title>\(escaped(title))</title>", "<style>", style, "</style>", "</head>", "<body>",
        ]
    }

    /// Wide enough for a picture; tables that are wider scroll. On paper all is shown.
    private static let style = """
        body { font: 16px/1.5 system-ui, sans-serif; color: #000; background: #fff;
          max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
        .headline { font-size: 1.1rem; font-weight: 600; }
        .verdict { padding: .1rem .5rem; border: 1px solid; border-radius: .25rem; }
        .good { color: #00664b; } .bad { color: #a33f00; font-weight: 600; }
        .unsure { color: #6b4a00; font-style: italic; }
        figure { margin: 1.5rem 0; } figure svg { width: 100%; height: auto; max-width: 720px; }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .7rem .25rem 0; text-align: left; vertical-align: top;
          border-bottom: 1px solid #ddd; }
        thead th { border-bottom: 2px solid #000; vertical-align: bottom; }
        .number { text-align: right; } td.number { white-space: nowrap; }
        details { margin: 1.5rem 0; } summary { font-size: 1.2rem; font-weight: 600; }
        footer { margin-top: 3rem; color: #595959; font-size: .85rem; }
        @media print { body { font-size: 11pt; max-width: none; margin: 0; }
          .table { overflow: visible; } table { font-size: .75rem; }
          figure, tr { break-inside: avoid; }
          h2, summary { break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; } }
        """

    static func escaped(_ text: String) -> String {
        TextWidth.printable(text).replacingScalars { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: nil
            }
        }
    }
}

extension Substring {
    /// Without line breaks at its ends.
    fileprivate var trimmedLines: Substring {
        var text = self
        while text.first == "\n" { text.removeFirst() }
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
