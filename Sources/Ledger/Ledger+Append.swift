// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB
import Quantities

extension Ledger {
    /// Writes a run, what it forecast and what came, all in one transaction.
    ///
    /// A row without a run that says what the newest row of its place says is not written again, so
    /// that the same file may be added twice. Throws where a line has another unit in the ledger,
    /// and where the file cannot be written; then nothing is.
    ///
    /// - Parameters:
    ///   - source: the file that the rows were read from; absent where the run made them.
    ///   - now: when they are recorded.
    @discardableResult
    public func append(
        run: Run? = nil, forecasts: [Forecast] = [], actuals: [Actual] = [],
        source: Source? = nil, at now: Timestamp
    ) throws(LedgerError) -> Appended {
        try write { database in
            var writer = Writer(
                database: database, recorded: "\(now)", source: source, run: nil)
            if let run { try writer.add(run) }
            for forecast in forecasts { try writer.add(forecast) }
            for actual in actuals { try writer.add(actual) }
            return Appended(
                run: writer.run, forecasts: writer.forecasts, actuals: writer.actuals,
                unchanged: writer.unchanged)
        }
    }

    /// Writes rows inside one transaction.
    private struct Writer {
        let database: Database
        let recorded: String
        let source: Source?
        var run: Int64?
        var forecasts = 0
        var actuals = 0
        var unchanged = 0
        /// Lines whose unit was held against the ledger's.
        var known: [String: String] = [:]

        mutating func add(_ run: Run) throws {
            try database.execute(
                sql: """
                    INSERT INTO runs (recorded, program, scenario, digest, seed, document)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recorded, run.program, run.scenario, run.digest, run.seed.map { "\($0)" },
                    run.document,
                ])
            let id = database.lastInsertedRowID
            self.run = id
            for figure in run.headline {
                try checkUnit(figure.line)
                try database.execute(
                    sql: "INSERT INTO figures (run, line, unit, value) VALUES (?, ?, ?, ?)",
                    arguments: [
                        id, figure.line.name, figure.line.unit.name, figure.value.stored,
                    ])
            }
        }

        mutating func add(_ forecast: Forecast) throws {
            try checkUnit(forecast.line)
            if run == nil, try newest(like: forecast) == forecast {
                unchanged += 1
                return
            }
            try database.execute(
                sql: """
                    INSERT INTO forecasts (recorded, run, source, source_digest, made, line, unit,
                        period, central, low, high, level, method, scenario)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recorded, run, source?.path, source?.digest, "\(forecast.made)",
                    forecast.line.name, forecast.line.unit.name, "\(forecast.period)",
                    forecast.central.stored, forecast.interval?.low.stored,
                    forecast.interval?.high.stored, forecast.interval?.level.fraction,
                    forecast.method, forecast.scenario,
                ])
            forecasts += 1
        }

        mutating func add(_ actual: Actual) throws {
            try checkUnit(actual.line)
            if run == nil, try newest(like: actual) == actual {
                unchanged += 1
                return
            }
            try database.execute(
                sql: """
                    INSERT INTO actuals (recorded, run, source, source_digest, line, unit, period,
                        value)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recorded, run, source?.path, source?.digest, actual.line.name,
                    actual.line.unit.name, "\(actual.period)", actual.value.stored,
                ])
            actuals += 1
        }

        private func newest(like forecast: Forecast) throws -> Forecast? {
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Record.forecastColumns) FROM forecasts
                    WHERE line = ? AND period = ? AND made = ? AND method = ?
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [
                    forecast.line.name, "\(forecast.period)", "\(forecast.made)", forecast.method,
                ]
            ).map { try Record($0, of: "forecasts").forecast() }
        }

        private func newest(like actual: Actual) throws -> Actual? {
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Record.actualColumns) FROM actuals WHERE line = ? AND period = ?
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [actual.line.name, "\(actual.period)"]
            ).map { try Record($0, of: "actuals").actual() }
        }

        /// A line has one unit wherever it stands, else a forecast would never meet its actual.
        private mutating func checkUnit(_ line: Line) throws {
            if known[line.name] == nil {
                known[line.name] = try String.fetchOne(
                    database,
                    sql: """
                        SELECT unit FROM (
                            SELECT * FROM (SELECT unit FROM forecasts WHERE line = :line LIMIT 1)
                            UNION ALL
                            SELECT * FROM (SELECT unit FROM actuals WHERE line = :line LIMIT 1)
                            UNION ALL
                            SELECT * FROM (SELECT unit FROM figures WHERE line = :line LIMIT 1)
                        ) LIMIT 1
                        """,
                    arguments: ["line": line.name])
            }
            let unit = known[line.name] ?? line.unit.name
            known[line.name] = unit
            guard unit == line.unit.name else {
                throw LedgerError.unit(line: line.name, given: line.unit.name, known: unit)
            }
        }
    }
}

extension Ledger.Value {
    /// TEXT where it is exact, REAL where it is measured.
    fileprivate var stored: DatabaseValue {
        switch self {
        case .exact(let number): "\(number)".databaseValue
        case .measured(let number): number.databaseValue
        }
    }
}
