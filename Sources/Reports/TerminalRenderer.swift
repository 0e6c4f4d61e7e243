// SPDX-License-Identifier: GPL-3.0-or-later

/// Aligned tables for a terminal, no wider than the page as far as words can be broken.
struct TerminalRenderer {
    let page: Page

    private static let least = 12
    /// Names up to this width stay whole where a table is too wide even with broken ones.
    private static let leastBeyondPage = 32

    func render(_ report: Report, only table: Table?) -> String {
        if let table { return block(table).joined(separator: "\n") + "\n" }
        var lines = TextWidth.wrapped(TextWidth.printable(report.headline), to: page.width).map {
            paint($0, bold: true, tone(of: report.verdict))
        }
        for table in report.tables where table.isOnTerminal {
            lines.append("")
            lines += block(table)
        }
        if !report.notes.isEmpty {
            lines += ["", paint("Notes", bold: true)]
            for note in report.notes {
                let parts = TextWidth.wrapped(TextWidth.printable(note), to: page.width - 2)
                for (index, part) in parts.enumerated() {
                    lines.append((index == 0 ? "- " : "  ") + part)
                }
            }
        }
        lines.append("")
        for part in TextWidth.wrapped(TextWidth.printable(report.identity.footer), to: page.width) {
            lines.append(paint(part, dim: true))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The title, the head, a rule and the rows.
    private func block(_ table: Table) -> [String] {
        var lines = TextWidth.wrapped(TextWidth.printable(table.title), to: page.width).map {
            paint($0, bold: true)
        }
        if table.rows.isEmpty { return lines + ["(no rows)"] }
        let grid = TextGrid(table)
        let widths = fittedWidths(grid)
        let gap = self.gap(widths)
        lines += head(grid, widths, gap).map { paint($0, dim: true) }
        lines.append(
            paint(
                widths.map { String(repeating: "─", count: $0) }.joined(separator: gap),
                dim: true))
        let bodies = grid.strips.map(\.lines)
        for row in 0..<grid.rowCount {
            let cells = grid.strips.indices.map { index in
                cell(bodies[index][row], grid.strips[index], row, widths[index])
            }
            lines += join(cells, widths, gap)
        }
        return lines
    }

    /// Titles in lines, the last of each on the rule.
    private func head(_ grid: TextGrid, _ widths: [Int], _ gap: String) -> [String] {
        let titles = zip(grid.strips, widths).map { strip, width in
            TextWidth.wrapped(strip.title, to: width).map {
                strip.isNumeric
                    ? TextWidth.padded(left: $0, to: width) : TextWidth.padded($0, to: width)
            }
        }
        let height = titles.map(\.count).max() ?? 0
        let raised = zip(titles, widths).map { title, width in
            Array(repeating: String(repeating: " ", count: width), count: height - title.count)
                + title
        }
        return join(raised, widths, gap)
    }

    private func cell(_ text: String, _ strip: TextGrid.Strip, _ row: Int, _ width: Int) -> [String]
    {
        let parts = strip.isNumeric ? [text] : TextWidth.wrapped(text, to: width)
        return parts.map { part in
            let padded =
                strip.isNumeric
                ? TextWidth.padded(left: part, to: width) : TextWidth.padded(part, to: width)
            return paint(padded, strip.tones[row])
        }
    }

    /// Cells of several lines beside each other; the last column leaves no space behind.
    private func join(_ cells: [[String]], _ widths: [Int], _ gap: String) -> [String] {
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            let parts = zip(cells, widths).map { cell, width in
                cell.indices.contains(line) ? cell[line] : String(repeating: " ", count: width)
            }
            return trimmedEnd(parts.joined(separator: gap))
        }
    }

    private func trimmedEnd(_ line: String) -> String {
        guard let last = line.lastIndex(where: { $0 != " " }) else { return "" }
        return String(line[...last])
    }

    /// As wide as title and content. Where that is wider than the page, titles of numbers give
    /// way first, then prose, then text.
    private func fittedWidths(_ grid: TextGrid) -> [Int] {
        let contents = grid.strips.map { $0.lines.map(TextWidth.of).max() ?? 0 }
        var widths = zip(grid.strips, contents).map { max(TextWidth.of($0.title), $1) }
        let titleWords = grid.strips.map { strip in
            strip.title.split(separator: " ").map { TextWidth.of(String($0)) }.max() ?? 0
        }
        for kind in [Column.Kind.number, .prose, .text] {
            let excess = width(of: widths, gap: 2) - page.width
            if excess <= 0 { break }
            let columns = grid.strips.indices.filter { grid.strips[$0].column.kind == kind }
            let least = grid.strips.indices.map { index in
                kind == .number
                    ? max(contents[index], titleWords[index]) : min(Self.least, widths[index])
            }
            let whole = widths
            shrink(&widths, by: excess, columns, least)
            if kind == .text, width(of: widths, gap: 1) > page.width {
                widths = whole
                shrink(&widths, by: excess, columns, whole.map { min(Self.leastBeyondPage, $0) })
            }
        }
        return widths
    }

    /// Two spaces between columns, one where that would leave the page.
    private func gap(_ widths: [Int]) -> String {
        width(of: widths, gap: 2) <= page.width ? "  " : " "
    }

    private func width(of widths: [Int], gap: Int) -> Int {
        widths.reduce(0, +) + gap * (widths.count - 1)
    }

    /// Takes from the widest of the columns that can give, one space after the other.
    private func shrink(_ widths: inout [Int], by excess: Int, _ columns: [Int], _ least: [Int]) {
        for _ in 0..<excess {
            let giving = columns.filter { widths[$0] > least[$0] }
            guard let widest = giving.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    private func tone(of verdict: Report.Verdict?) -> Cell.Tone {
        switch verdict {
        case .met: .good
        case .breached, .saturated, .failed: .bad
        case .cannotTell: .unsure
        case nil: .plain
        }
    }

    /// Select Graphic Rendition (ECMA-48): bold 1, faint 2, red 31, green 32, yellow 33.
    private func paint(
        _ text: String, bold: Bool = false, dim: Bool = false, _ tone: Cell.Tone = .plain
    ) -> String {
        guard page.isColoured else { return text }
        var codes: [String] = []
        if bold { codes.append("1") }
        if dim { codes.append("2") }
        switch tone {
        case .good: codes.append("32")
        case .bad: codes.append("31")
        case .unsure: codes.append("33")
        case .plain: break
        }
        guard !codes.isEmpty else { return text }
        return "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
    }
}
