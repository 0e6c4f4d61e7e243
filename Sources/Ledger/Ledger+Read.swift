// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB
import Quantities

extension Ledger {
    /// All runs, the oldest first.
    public func runs() throws(LedgerError) -> [Entry<Run>] {
        try read { database in
            var figures: [Int64: [Run.Figure]] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT id, run, line, unit, value FROM figures ORDER BY id")
            {
                let record = Record(row, of: "figures")
                figures[try record.number("run"), default: []].append(
                    try record.figure())
            }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT id, recorded, program, scenario, digest, seed, document FROM runs
                    ORDER BY id
                    """
            ).map { row in
                let record = Record(row, of: "runs")
                let run = try record.run(headline: figures[try record.number("id")] ?? [])
                return try record.entry(run)
            }
        }
    }

    /// What was forecast, of one month or of all, in the order in which it was written: of each
    /// line, period, month it was made in, method and scenario the newest row, or each row where
    /// `all`.
    public func forecasts(
        for period: CalendarMonth? = nil, all: Bool = false
    ) throws(LedgerError) -> [Entry<Forecast>] {
        let entries = try read { database in
            let owners = try LineOwners(database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT id, recorded, run, source, source_digest, \(Record.forecastColumns),
                        COALESCE(scenario_name, (
                            SELECT runs.scenario FROM runs WHERE runs.id = forecasts.run)) AS owner
                    FROM forecasts WHERE :period IS NULL OR period = :period ORDER BY id
                    """,
                arguments: ["period": period.map { "\($0)" }]
            ).map { row in
                let record = Record(row, of: "forecasts")
                let forecast = try record.forecast()
                return try record.entry(forecast).owned(owners.only(of: forecast.line.name))
            }
        }
        return Self.revised(entries, all: all) {
            [
                $0.row.line.name, "\($0.row.period)", "\($0.row.made)", $0.row.method,
                $0.scenario ?? "",
            ]
        }
    }

    /// What came, in the order in which it was written: of each line, period and scenario the
    /// newest row, or each row where `all`.
    ///
    /// - Parameter before: only months before this one; those are closed where it is today's, and
    ///   nothing else may be learned from.
    public func actuals(
        before month: CalendarMonth? = nil, all: Bool = false
    ) throws(LedgerError) -> [Entry<Actual>] {
        let entries = try read { database in
            let owners = try LineOwners(database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT id, recorded, run, source, source_digest, \(Record.actualColumns),
                        COALESCE(scenario, (
                            SELECT runs.scenario FROM runs WHERE runs.id = actuals.run)) AS owner
                    FROM actuals WHERE :month IS NULL OR period < :month ORDER BY id
                    """,
                arguments: ["month": month.map { "\($0)" }]
            ).map { row in
                let record = Record(row, of: "actuals")
                let actual = try record.actual()
                return try record.entry(actual).owned(owners.only(of: actual.line.name))
            }
        }
        return Self.revised(entries, all: all) {
            [$0.row.line.name, "\($0.row.period)", $0.scenario ?? ""]
        }
    }

    /// Counts how often each place was written, and leaves the newest row of each.
    private static func revised<Row>(
        _ entries: [Entry<Row>], all: Bool, by place: (Entry<Row>) -> [String]
    ) -> [Entry<Row>] {
        let places = entries.map(place)
        var last: [[String]: Int] = [:]
        var revisions: [Int] = []
        for place in places {
            last[place, default: 0] += 1
            revisions.append(last[place, default: 0])
        }
        return entries.indices.compactMap { index in
            let isReplaced = revisions[index] < last[places[index], default: 0]
            return isReplaced && !all
                ? nil : entries[index].with(revision: revisions[index], isReplaced: isReplaced)
        }
    }
}

extension Ledger.Entry {
    fileprivate func with(revision: Int, isReplaced: Bool) -> Self {
        Self(
            id: id, recorded: recorded, row: row, run: run, source: source, scenario: scenario,
            revision: revision, isReplaced: isReplaced)
    }

    /// Of that scenario where it says none itself.
    fileprivate func owned(_ only: String?) -> Self {
        Self(
            id: id, recorded: recorded, row: row, run: run, source: source,
            scenario: scenario ?? only, revision: revision, isReplaced: isReplaced)
    }
}
