// SPDX-License-Identifier: GPL-3.0-or-later

/// JSON (RFC 8259): one object, a row of a table a line. Numbers are numbers in base units, money
/// is a decimal string, an estimate is {value, low, high}; what a
/// formula gives also has a kind, `exact` or `approximate`, and its method; what is absent is null.
struct JSONRenderer {
    func render(_ report: Report, only table: Table?) -> String {
        let identity = report.identity
        let tables = (table.map { [$0] } ?? report.tables).map(self.table)
        let members: [(String, String?)] = [
            ("plimsoll", string(identity.version)),
            ("command", string(identity.command)),
            ("scenario", optional(identity.scenario)),
            ("digest", optional(identity.digest)),
            ("seed", identity.seed.map { "\($0)" } ?? "null"),
            ("replications", identity.replications.map { "\($0)" } ?? "null"),
            ("interrupted", identity.partial.map(partial)),
            ("prices", optional(identity.pricesAsOf)),
            ("verdict", optional(report.verdict?.rawValue)),
            ("headline", string(report.headline)),
            ("notes", list(report.notes.map(string), indent: "  ")),
            ("tables", list(tables, indent: "  ")),
        ]
        let lines = members.compactMap { name, text in text.map { "  \"\(name)\": \($0)" } }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }

    /// Absent from every other report.
    private func partial(_ run: PartialRun) -> String {
        "{\"completed\": \(run.completed), \"planned\": \(run.planned)}"
    }

    private func table(_ table: Table) -> String {
        let columns = table.columns.map { column in
            "{\"id\": \(string(column.id)), \"unit\": \(string(column.unit))}"
        }
        let rows = table.rows.map { row in
            "[" + row.map(cell).joined(separator: ", ") + "]"
        }
        return """
            {
                  "id": \(string(table.id)),
                  "title": \(string(table.title)),
                  "columns": \(list(columns, indent: "      ")),
                  "rows": \(list(rows, indent: "      "))
                }
            """
    }

    private func cell(_ cell: Cell) -> String {
        switch cell {
        case .text(let text), .word(let text, _): return string(text)
        case .count(let count): return "\(count)"
        case .value(let value, _): return PlainNumber.text(value)
        case .estimate(let value, let interval, _), .factor(let value, let interval, _),
            .change(let value, let interval, _):
            let low = interval.map { PlainNumber.text($0.lowerBound) } ?? "null"
            let high = interval.map { PlainNumber.text($0.upperBound) } ?? "null"
            return "{\"value\": \(PlainNumber.text(value)), \"low\": \(low), \"high\": \(high)}"
        case .computed(let value, let band, let method, _):
            let kind = method.map { "\"approximate\", \"method\": \(string($0))" } ?? "\"exact\""
            return "{\"value\": \(PlainNumber.text(value)), \"low\": "
                + PlainNumber.text(band.lowerBound) + ", \"high\": "
                + PlainNumber.text(band.upperBound) + ", \"kind\": \(kind)}"
        case .money(let amount, _, _): return string(amount.decimalString)
        case .quantity(let quantity): return "\(quantity)"
        case .integer(let number): return "\(number)"
        case .absent: return "null"
        }
    }

    /// One item a line.
    private func list(_ items: [String], indent: String) -> String {
        if items.isEmpty { return "[]" }
        let lines = items.map { "\(indent)  \($0)" }
        return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    }

    private func optional(_ text: String?) -> String { text.map(string) ?? "null" }

    func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{00}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
