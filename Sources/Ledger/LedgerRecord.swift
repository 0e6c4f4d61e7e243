// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB
import Quantities

extension Ledger {
    /// A row of the database on its way to a value. What another hand wrote there is no reason to
    /// trap: it is told as damage, by table and number.
    struct Record {
        static let forecastColumns =
            "id, made, line, unit, period, central, low, high, level, method, scenario,"
            + " scenario_name"
        static let actualColumns = "id, line, unit, period, value, scenario"

        private let row: Row
        private let table: String

        init(_ row: Row, of table: String) {
            self.row = row
            self.table = table
        }

        func run(headline: [Run.Figure]) throws -> Run {
            let seed: UInt64? = try optionalText("seed").map { text in
                guard let seed = UInt64(text) else { throw damage("seed") }
                return seed
            }
            return try lawful("run") {
                try Run(
                    program: text("program"), scenario: text("scenario"), digest: text("digest"),
                    seed: seed, document: optionalText("document"), headline: headline)
            }
        }

        func figure() throws -> Run.Figure {
            let line = try line()
            return try lawful("value") { try Run.Figure(line, value("value", line)) }
        }

        func forecast() throws -> Forecast {
            let line = try line()
            var interval: Forecast.Interval?
            if !cell("level").isNull {
                guard let level = Double.fromDatabaseValue(cell("level")), level >= 0, level <= 1
                else { throw damage("level") }
                interval = .init(
                    low: try value("low", line), high: try value("high", line),
                    level: .fraction(level))
            }
            return try lawful("forecast") {
                try Forecast(
                    made: month("made"), line: line, period: month("period"),
                    central: value("central", line), interval: interval, method: text("method"),
                    scenario: optionalText("scenario"),
                    scenarioName: optionalText("scenario_name"))
            }
        }

        func actual() throws -> Actual {
            let line = try line()
            return try lawful("value") {
                try Actual(
                    line: line, period: month("period"), value: value("value", line),
                    scenario: optionalText("scenario"))
            }
        }

        /// What every table has beside its row.
        func entry<Content>(_ content: Content) throws -> Entry<Content> {
            guard let recorded = Timestamp(parsing: try text("recorded")) else {
                throw damage("recorded")
            }
            var source: Source?
            if row.hasColumn("source"), let path = try optionalText("source") {
                source = try lawful("source") {
                    try Source(path: path, digest: text("source_digest"))
                }
            }
            let run = row.hasColumn("run") && !cell("run").isNull ? try number("run") : nil
            return Entry(
                id: try number("id"), recorded: recorded, row: content, run: run, source: source,
                scenario: row.hasColumn("owner") ? try optionalText("owner") : nil, revision: 1,
                isReplaced: false)
        }

        func text(_ column: String) throws -> String {
            guard let text = try optionalText(column) else { throw damage(column) }
            return text
        }

        func number(_ column: String) throws -> Int64 {
            guard let number = Int64.fromDatabaseValue(cell(column)) else { throw damage(column) }
            return number
        }

        private func line() throws -> Line {
            try lawful("line") { try Line(text("line"), Unit(text("unit"))) }
        }

        private func cell(_ column: String) -> DatabaseValue { row[column] }

        private func optionalText(_ column: String) throws -> String? {
            switch cell(column).storage {
            case .null: return nil
            case .string(let text): return text
            case .int64, .double, .blob: throw damage(column)
            }
        }

        private func month(_ column: String) throws -> CalendarMonth {
            guard let month = try? CalendarMonth(parsing: try text(column)) else {
                throw damage(column)
            }
            return month
        }

        private func value(_ column: String, _ line: Line) throws -> Value {
            switch cell(column).storage {
            case .double(let number): return .measured(number)
            case .string(let text):
                guard let number = try? ExactDecimal(parsing: text) else { throw damage(column) }
                return .exact(number)
            case .null, .int64, .blob: throw damage(column)
            }
        }

        /// What the type of the row refuses is damage too.
        private func lawful<Content>(
            _ what: String, _ make: () throws -> Content
        ) throws -> Content {
            do { return try make() } catch let error as LedgerError {
                guard case .badRow(let key, let value, let reason) = error else { throw error }
                throw damage("\(what): \(key) '\(value)': \(reason)")
            }
        }

        private func damage(_ what: String) -> LedgerRecordFault {
            let id = Int64.fromDatabaseValue(cell("id")).map { "\($0)" } ?? "?"
            return LedgerRecordFault(reason: "row \(id) of \(table) has no lawful \(what)")
        }
    }
}

/// Damage whose file is named by who reads it.
struct LedgerRecordFault: Error {
    let reason: String
}
