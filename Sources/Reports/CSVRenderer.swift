// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// CSV (RFC 4180) with full decimals; an estimate takes three columns. Text that a spreadsheet
/// would take for a formula gets an apostrophe in front (OWASP, CSV injection).
struct CSVRenderer {
    private static let lineEnd = "\r\n"

    /// One table; or all of them, each behind a line `# id`.
    func render(_ report: Report, only table: Table?) -> String {
        if let table { return self.table(table) }
        return report.tables.map { "# \($0.id)\(Self.lineEnd)\(self.table($0))" }
            .joined(separator: Self.lineEnd)
    }

    private func table(_ table: Table) -> String {
        var lines = [
            table.columns.flatMap { column in
                column.isEstimate
                    ? [column.id, column.id + "_low", column.id + "_high"] : [column.id]
            }
        ]
        for row in table.rows {
            lines.append(
                zip(table.columns, row).flatMap { column, cell in
                    Self.fields(of: cell, isEstimate: column.isEstimate)
                })
        }
        return Self.text(lines)
    }

    /// Lines of fields.
    static func text(_ lines: [[String]]) -> String {
        lines.map { $0.map(quoted).joined(separator: ",") + lineEnd }.joined()
    }

    /// One field, or three of an estimate.
    static func fields(of cell: Cell, isEstimate: Bool) -> [String] {
        let blanks = isEstimate ? ["", ""] : []
        switch cell {
        case .text(let text), .word(let text, _): return [safe(text)] + blanks
        case .count(let count): return ["\(count)"] + blanks
        case .value(let value, _): return [plain(value)] + blanks
        case .estimate(let value, let interval, _), .factor(let value, let interval, _),
            .change(let value, let interval, _):
            guard isEstimate else { return [plain(value)] }
            return [
                plain(value), interval.map { plain($0.lowerBound) } ?? "",
                interval.map { plain($0.upperBound) } ?? "",
            ]
        case .computed(let value, let band, _, _):
            guard isEstimate else { return [plain(value)] }
            return [plain(value), plain(band.lowerBound), plain(band.upperBound)]
        case .money(let amount, _, _): return [amount.decimalString] + blanks
        case .quantity(let quantity): return ["\(quantity)"] + blanks
        case .integer(let number): return ["\(number)"] + blanks
        case .absent: return [""] + blanks
        }
    }

    private static func plain(_ value: Double) -> String { PlainNumber.text(value) }

    private static func safe(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return ["=", "+", "-", "@", "\t", "\r"].contains(first) ? "'" + text : text
    }

    static func quoted(_ field: String) -> String {
        let special = field.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n"
        }
        guard special else { return field }
        return "\"" + field.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
    }
}
