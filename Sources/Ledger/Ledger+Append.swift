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
            try Self.write(
                database, run: run, forecasts: forecasts, actuals: actuals, source: source, at: now)
        }
    }

    /// Writes a run and its rows as `append` does, and lets `publish` show the world what the run
    /// made once every row is accepted, before the transaction ends: where it throws, nothing is
    /// written.
    @discardableResult
    public func append(
        run: Run, forecasts: [Forecast], actuals: [Actual], at now: Timestamp,
        publishing publish: () throws -> Void
    ) throws -> Appended {
        var refusal: (any Error)?
        do {
            return try write { database in
                let appended = try Self.write(
                    database, run: run, forecasts: forecasts, actuals: actuals, source: nil,
                    at: now)
                do { try publish() } catch {
                    refusal = error
                    throw error
                }
                return appended
            }
        } catch { throw refusal ?? error }
    }

    private static func write(
        _ database: Database, run: Run?, forecasts: [Forecast], actuals: [Actual],
        source: Source?, at now: Timestamp
    ) throws -> Appended {
        var writer = Writer(
            database: database, recorded: "\(now)", source: source, run: nil)
        if let run { try writer.add(run) }
        for (index, forecast) in forecasts.enumerated() {
            writer.row = run == nil ? index : nil
            try writer.add(forecast)
        }
        for (index, actual) in actuals.enumerated() {
            writer.row = run == nil ? index : nil
            try writer.add(actual)
        }
        return Appended(
            run: writer.run, forecasts: writer.forecasts, actuals: writer.actuals,
            unchanged: writer.unchanged)
    }

    /// Writes rows inside one transaction.
    private struct Writer {
        let database: Database
        let recorded: String
        let source: Source?
        var run: Int64?
        /// Which of the rows of a file it writes.
        var row: Int?
        var forecasts = 0
        var actuals = 0
        var unchanged = 0
        /// Lines whose unit was held against the ledger's.
        var known: [String: String] = [:]
        var scenarios: [String: [String]] = [:]

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
            let owners = try owners(of: forecast.line.name)
            var forecast = forecast
            if forecast.scenarioName == nil, run == nil {
                forecast.scenarioName = try checked(owners, forecast.line.name, "scenario_name")
            }
            if run == nil, var known = try newest(like: forecast, owners) {
                known.scenarioName = forecast.scenarioName
                if known == forecast {
                    unchanged += 1
                    return
                }
            }
            try database.execute(
                sql: """
                    INSERT INTO forecasts (recorded, run, source, source_digest, made, line, unit,
                        period, central, low, high, level, method, scenario, scenario_name)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recorded, run, source?.path, source?.digest, "\(forecast.made)",
                    forecast.line.name, forecast.line.unit.name, "\(forecast.period)",
                    forecast.central.stored, forecast.interval?.low.stored,
                    forecast.interval?.high.stored, forecast.interval?.level.fraction,
                    forecast.method, forecast.scenario, forecast.scenarioName,
                ])
            forecasts += 1
        }

        mutating func add(_ actual: Actual) throws {
            try checkUnit(actual.line)
            let owners = try owners(of: actual.line.name)
            // Of a run's row the run tells.
            let scenario =
                try actual.scenario
                ?? (run == nil ? checked(owners, actual.line.name, "scenario") : nil)
            if run == nil, try newest(like: actual, of: scenario, owners)?.value == actual.value {
                unchanged += 1
                return
            }
            try database.execute(
                sql: """
                    INSERT INTO actuals (recorded, run, source, source_digest, line, unit, period,
                        value, scenario)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    recorded, run, source?.path, source?.digest, actual.line.name,
                    actual.line.unit.name, "\(actual.period)", actual.value.stored, scenario,
                ])
            actuals += 1
        }

        /// The scenarios that have a line, as they were before the rows of this transaction.
        private mutating func owners(of line: String) throws -> [String] {
            if let known = scenarios[line] { return known }
            let found = try LineOwners(database, line: line).all(of: line)
            scenarios[line] = found
            return found
        }

        /// The only one of them; nil where there is none. Of several, who adds the row has to say.
        private func checked(
            _ scenarios: [String], _ line: String, _ column: String
        ) throws -> String? {
            guard scenarios.count <= 1 else {
                throw LedgerError.whose(
                    line: line, scenarios: scenarios, column: column, row: row)
            }
            return scenarios.first
        }

        /// - Parameter owners: the scenarios that have the line.
        private func newest(
            like forecast: Forecast, _ owners: [String]
        ) throws -> Forecast? {
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Record.forecastColumns) FROM forecasts
                    WHERE line = :line AND period = :period AND made = :made
                        AND method = :method AND COALESCE(scenario_name, (
                            SELECT runs.scenario FROM runs WHERE runs.id = forecasts.run), :only)
                        IS :scenario
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [
                    "line": forecast.line.name, "period": "\(forecast.period)",
                    "made": "\(forecast.made)", "method": forecast.method,
                    "only": owners.count == 1 ? owners[0] : nil,
                    "scenario": forecast.scenarioName,
                ]
            ).map { try Record($0, of: "forecasts").forecast() }
        }

        private func newest(
            like actual: Actual, of scenario: String?, _ owners: [String]
        ) throws -> Actual? {
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Record.actualColumns) FROM actuals
                    WHERE line = :line AND period = :period AND COALESCE(scenario, (
                        SELECT runs.scenario FROM runs WHERE runs.id = actuals.run), :only)
                        IS :scenario
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [
                    "line": actual.line.name, "period": "\(actual.period)",
                    "only": owners.count == 1 ? owners[0] : nil, "scenario": scenario,
                ]
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
                throw LedgerError.unit(
                    line: line.name, given: line.unit.name, known: unit, row: row)
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
