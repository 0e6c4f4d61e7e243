// SPDX-License-Identifier: GPL-3.0-or-later

/// A table in long format: a fact a row, with what identifies it, its unit, and where its 95%
/// interval begins and ends. A table without numbers stays as it is.
struct TidyTable {
    struct Column: Equatable {
        let name: String
        let type: Kind
        /// Empty for text, and where the row says it.
        let unit: String
        let meaning: String
    }

    enum Kind: String {
        case text, number
    }

    /// Each kind of fact: its name in the column `measure`, and what it means.
    struct Measure: Equatable {
        let name: String
        let unit: String
        let meaning: String
    }

    let id: String
    let columns: [Column]
    let measures: [Measure]
    let rows: [[String]]

    var file: String { id + ".csv" }

    /// Numbers that say of what a row is, and not what was found.
    private static let numericKeys = ["timeline": ["start", "end"], "events": ["time"]]

    init(_ table: Table) {
        id = table.id
        let isMixed = table.columns.contains { $0.kind == .number && $0.unit == "mixed" }
        let numeric = Self.numericKeys[table.id] ?? []
        let keys = table.columns.indices.filter { index in
            let column = table.columns[index]
            // Of mixed units each fact has its own.
            if isMixed, column.id == "unit" { return false }
            return column.kind != .number || numeric.contains(column.id)
        }
        let facts = table.columns.indices.filter { index in
            table.columns[index].kind == .number && !numeric.contains(table.columns[index].id)
        }
        let keyColumns = keys.map { Self.key(table.columns[$0], of: table, besides: facts) }
        guard !facts.isEmpty else {
            columns = keyColumns
            measures = []
            rows = table.rows.map { row in keys.map { Self.texts(row[$0])[0] } }
            return
        }
        columns = keyColumns + Self.ownColumns
        let meter = table.columns.firstIndex { $0.id == "meter" }
        measures = facts.map { index in
            let column = table.columns[index]
            return Measure(
                name: column.id, unit: Self.unit(of: column, .absent),
                meaning: Glossary.meaning(of: column, in: table))
        }
        rows = table.rows.flatMap { row -> [[String]] in
            let place = keys.map { Self.texts(row[$0])[0] }
            return facts.compactMap { index -> [String]? in
                guard row[index] != .absent else { return nil }
                let column = table.columns[index]
                var unit = Self.unit(of: column, row[index])
                if let meter, unit == "meter" || unit == "meter a month" {
                    unit = unit.replacing("meter", with: Self.texts(row[meter])[0])
                }
                return place + [column.id] + Self.texts(row[index]) + [unit]
            }
        }
    }

    private static let ownColumns = [
        Column(name: "measure", type: .text, unit: "", meaning: "What the fact is of"),
        Column(name: "value", type: .number, unit: "see unit", meaning: "The fact"),
        Column(
            name: "low", type: .number, unit: "see unit",
            meaning: "Where its 95% confidence interval begins; empty where it has none"),
        Column(
            name: "high", type: .number, unit: "see unit",
            meaning: "Where its 95% confidence interval ends; empty where it has none"),
        Column(name: "unit", type: .text, unit: "", meaning: "The unit of the three numbers"),
    ]

    private static func key(
        _ column: Reports.Column, of table: Table, besides facts: [Int]
    ) -> Column {
        let meaning = Glossary.meaning(of: column, in: table)
        if column.kind == .number {
            return Column(
                name: "\(column.id)_\(column.unit)", type: .number, unit: column.unit,
                meaning: meaning)
        }
        let isTaken = !facts.isEmpty && ownColumns.contains { $0.name == column.id }
        return Column(
            name: isTaken ? column.id + "_text" : column.id, type: .text, unit: "",
            meaning: meaning)
    }

    // MARK: Cells

    /// The unit of the number itself where it has one; where the title of a column names it, that.
    private static func unit(of column: Reports.Column, _ cell: Cell) -> String {
        for unit in ["gwei", "USD/h", "USD", "ETH"] where column.title.hasSuffix(", " + unit) {
            return unit
        }
        switch cell {
        case .value(_, let dimension), .estimate(_, _, let dimension),
            .factor(_, _, let dimension), .computed(_, _, _, let dimension),
            .change(_, _, let dimension):
            return dimension.unit
        case .text, .word, .count, .money, .quantity, .integer, .absent: return column.unit
        }
    }

    /// A value and the ends of its interval, as CSV has them.
    private static func texts(_ cell: Cell) -> [String] {
        CSVRenderer.fields(of: cell, isEstimate: true)
    }

    /// CSV as RFC 4180 has it.
    var text: String { CSVRenderer.text([columns.map(\.name)] + rows) }
}
