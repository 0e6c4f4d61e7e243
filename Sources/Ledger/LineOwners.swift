// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB

/// Whose each line of a ledger is: the scenarios whose runs forecast it or told what came, and
/// those that rows of files name.
///
/// A row of a file that names no scenario is of the only one that has its line. Where several have,
/// nobody knows.
struct LineOwners {
    private let scenarios: [String: [String]]

    /// - Parameter line: the only one that is asked for; all where it is nil.
    init(_ database: Database, line: String? = nil) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT 0 AS id, line, owner FROM (
                    SELECT forecasts.line AS line,
                        COALESCE(forecasts.scenario_name, runs.scenario) AS owner
                    FROM forecasts LEFT JOIN runs ON runs.id = forecasts.run
                    WHERE :line IS NULL OR forecasts.line = :line
                    UNION
                    SELECT actuals.line, COALESCE(actuals.scenario, runs.scenario)
                    FROM actuals LEFT JOIN runs ON runs.id = actuals.run
                    WHERE :line IS NULL OR actuals.line = :line
                ) WHERE owner IS NOT NULL ORDER BY line, owner
                """,
            arguments: ["line": line])
        var scenarios: [String: [String]] = [:]
        for row in rows {
            let record = Ledger.Record(row, of: "runs")
            scenarios[try record.text("line"), default: []].append(try record.text("owner"))
        }
        self.scenarios = scenarios
    }

    /// In the order of their names.
    func all(of line: String) -> [String] { scenarios[line] ?? [] }

    /// Nil where there is none, or more than one.
    func only(of line: String) -> String? {
        let own = all(of: line)
        return own.count == 1 ? own[0] : nil
    }
}
