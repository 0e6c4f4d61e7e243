// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Rows for a ledger, as CSV has them: a header that names the columns, in any order, and a row a
/// forecast or an actual.
public enum LedgerTable {
    public static let largest = 64 << 20

    /// Columns `line`, `unit`, `made`, `period`, `central`, and where they are known `low`, `high`
    /// and `level` (an interval, such as 90%), `method` (else "given"), `scenario` (a digest) and,
    /// where several scenarios have the line, `scenario_name`, the name of the one that it is of.
    ///
    /// Throws where a column is missing or unknown, a cell is not what its column holds, or a line,
    /// period, month, method and scenario's name stand twice.
    public static func forecasts(_ bytes: [UInt8]) throws(LedgerError) -> [Ledger.Forecast] {
        let sheet = try Sheet(
            bytes, required: ["line", "unit", "made", "period", "central"],
            optional: ["low", "high", "level", "method", "scenario", "scenario_name"])
        var seen: Set<[String]> = []
        var forecasts: [Ledger.Forecast] = []
        for record in sheet.records {
            let forecast = try forecast(record, sheet)
            let place = [
                forecast.line.name, "\(forecast.period)", "\(forecast.made)", forecast.method,
                forecast.scenarioName ?? "",
            ]
            guard seen.insert(place).inserted else {
                throw sheet.fault(
                    record, "line", "this line, period, month and method stand above already")
            }
            forecasts.append(forecast)
        }
        return forecasts
    }

    /// Columns `line`, `unit`, `period` and `value`, and where several scenarios have the line
    /// `scenario`, the name of the one that it is of.
    ///
    /// Throws as `forecasts` does.
    public static func actuals(_ bytes: [UInt8]) throws(LedgerError) -> [Ledger.Actual] {
        let sheet = try Sheet(
            bytes, required: ["line", "unit", "period", "value"], optional: ["scenario"])
        var seen: Set<[String]> = []
        var actuals: [Ledger.Actual] = []
        for record in sheet.records {
            let line = try sheet.line(record)
            let value = try sheet.value(record, "value", line.unit)
            let period = try sheet.month(record, "period")
            let scenario = sheet.text(record, "scenario")
            guard seen.insert([line.name, "\(period)", scenario ?? ""]).inserted else {
                throw sheet.fault(record, "line", "this line and period stand above already")
            }
            actuals.append(
                try sheet.placed(record) { () throws(LedgerError) in
                    try Ledger.Actual(
                        line: line, period: period, value: value, scenario: scenario)
                })
        }
        return actuals
    }

    /// The line of a file whose row, counted from 0, a ledger refuses; nil where there is none.
    public static func line(ofRow row: Int, in bytes: [UInt8]) -> Int? {
        guard row >= 0, let records = try? CSVReader.records(bytes) else { return nil }
        return records.dropFirst().dropFirst(row).first?.line
    }

    private static func forecast(
        _ record: CSVRecord, _ sheet: Sheet
    ) throws(LedgerError) -> Ledger.Forecast {
        let line = try sheet.line(record)
        let (made, period) = (try sheet.month(record, "made"), try sheet.month(record, "period"))
        let central = try sheet.value(record, "central", line.unit)
        let given = ["low", "high", "level"].filter { sheet.text(record, $0) != nil }
        var interval: Ledger.Forecast.Interval?
        if given.count == 3 {
            interval = .init(
                low: try sheet.value(record, "low", line.unit),
                high: try sheet.value(record, "high", line.unit),
                level: try sheet.level(record))
        } else if let part = given.first {
            throw sheet.fault(record, part, "an interval has low, high and level, or none of them")
        }
        return try sheet.placed(record) { () throws(LedgerError) in
            try Ledger.Forecast(
                made: made, line: line, period: period, central: central, interval: interval,
                method: sheet.text(record, "method") ?? "given",
                scenario: sheet.text(record, "scenario"),
                scenarioName: sheet.text(record, "scenario_name"))
        }
    }

    /// A table whose columns are found by their names.
    private struct Sheet {
        let records: ArraySlice<CSVRecord>
        private let places: [String: Int]

        init(
            _ bytes: [UInt8], required: [String], optional: [String]
        ) throws(LedgerError) {
            let all: [CSVRecord]
            do { all = try CSVReader.records(bytes) } catch {
                throw .badCell(line: error.line, column: 1, text: "", reason: error.reason)
            }
            let wanted = "expected a header with " + required.joined(separator: ",")
            guard let header = all.first else {
                throw .badCell(line: 1, column: 1, text: "", reason: "it is empty; " + wanted)
            }
            var places: [String: Int] = [:]
            for (place, name) in header.fields.enumerated() {
                let isKnown = (required + optional).contains(name)
                guard isKnown, places.updateValue(place, forKey: name) == nil else {
                    throw .badCell(
                        line: header.line, column: header.columns[place],
                        text: String(name.prefix(40)),
                        reason: isKnown
                            ? "the column stands twice"
                            : "no such column; there are "
                                + (required + optional).joined(separator: ", "))
                }
            }
            if let missing = required.first(where: { places[$0] == nil }) {
                throw .badCell(
                    line: header.line, column: 1, text: missing,
                    reason: "the column is missing; " + wanted)
            }
            self.places = places
            records = all.dropFirst()
            guard !records.isEmpty else {
                throw .badCell(line: 2, column: 1, text: "", reason: "no row follows the header")
            }
        }

        /// Nil where the cell is empty, or there is no such column.
        func text(_ record: CSVRecord, _ name: String) -> String? {
            guard let place = places[name], !record.fields[place].isEmpty else { return nil }
            return record.fields[place]
        }

        func line(_ record: CSVRecord) throws(LedgerError) -> Ledger.Line {
            try placed(record) { () throws(LedgerError) in
                try Ledger.Line(
                    text(record, "line") ?? "", Ledger.Unit(text(record, "unit") ?? ""))
            }
        }

        func month(_ record: CSVRecord, _ name: String) throws(LedgerError) -> CalendarMonth {
            do { return try CalendarMonth(parsing: text(record, name) ?? "") } catch {
                throw fault(record, name, "expected \(CalendarMonth.expectation)")
            }
        }

        func value(
            _ record: CSVRecord, _ name: String, _ unit: Ledger.Unit
        ) throws(LedgerError) -> Ledger.Value {
            do { return try Ledger.Value(parsing: text(record, name) ?? "", unit: unit) } catch {
                throw fault(record, name, "expected \(error.expected)")
            }
        }

        func level(_ record: CSVRecord) throws(LedgerError) -> Ratio {
            do { return try Ratio(parsing: text(record, "level") ?? "") } catch {
                throw fault(record, "level", "expected \(error.expected)")
            }
        }

        /// What a row cannot say gets the place of the cell that says it.
        func placed<Row>(
            _ record: CSVRecord, _ make: () throws(LedgerError) -> Row
        ) throws(LedgerError) -> Row {
            do { return try make() } catch {
                guard case .badRow(let key, _, let reason) = error else { throw error }
                throw fault(record, key, reason)
            }
        }

        func fault(_ record: CSVRecord, _ name: String, _ reason: String) -> LedgerError {
            let place = places[name] ?? 0
            return .badCell(
                line: record.line, column: record.columns[place],
                text: String(record.fields[place].prefix(40)), reason: reason)
        }
    }
}
