// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import Quantities
import Testing

@testable import Ledger

@Suite("Older ledgers")
struct LedgerMigrationTests {
    /// A ledger of version 1 with a row of each kind, as that version laid it out and wrote it.
    private static func version1() throws -> LedgerFolder {
        let folder = try LedgerFolder()
        let keeps = ["runs", "forecasts", "actuals"].map { table in
            """
            CREATE TRIGGER \(table)_no_update BEFORE UPDATE ON \(table)
            BEGIN SELECT RAISE(ABORT, 'a ledger keeps every row; add a newer one'); END;
            CREATE TRIGGER \(table)_no_delete BEFORE DELETE ON \(table)
            BEGIN SELECT RAISE(ABORT, 'a ledger keeps every row; add a newer one'); END;
            CREATE TRIGGER \(table)_no_replace BEFORE INSERT ON \(table)
            WHEN EXISTS (SELECT 1 FROM \(table) WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a ledger keeps every row; add a newer one'); END;
            """
        }
        try folder.execute(
            """
            CREATE TABLE runs (id INTEGER PRIMARY KEY, recorded TEXT NOT NULL,
                program TEXT NOT NULL, scenario TEXT NOT NULL, digest TEXT NOT NULL, seed TEXT
            ) STRICT;
            CREATE TABLE forecasts (id INTEGER PRIMARY KEY, recorded TEXT NOT NULL,
                run INTEGER REFERENCES runs(id), source TEXT, source_digest TEXT,
                made TEXT NOT NULL, line TEXT NOT NULL, unit TEXT NOT NULL,
                period TEXT NOT NULL CHECK (period >= made),
                central ANY NOT NULL CHECK (typeof(central) IN ('text', 'real')),
                low ANY, high ANY, level REAL, method TEXT NOT NULL, scenario TEXT,
                CHECK ((low IS NULL) = (high IS NULL) AND (low IS NULL) = (level IS NULL)),
                CHECK ((source IS NULL) = (source_digest IS NULL))) STRICT;
            CREATE INDEX forecasts_by_period ON forecasts(period, line);
            CREATE INDEX forecasts_by_line ON forecasts(line, period, made, method);
            CREATE TABLE actuals (id INTEGER PRIMARY KEY, recorded TEXT NOT NULL, source TEXT,
                source_digest TEXT, line TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
                value ANY NOT NULL CHECK (typeof(value) IN ('text', 'real')),
                CHECK ((source IS NULL) = (source_digest IS NULL))) STRICT;
            CREATE INDEX actuals_by_line ON actuals(line, period);
            \(keeps.joined(separator: "\n"))
            INSERT INTO runs VALUES (1, '2026-10-05T08:00:00Z', '0.1.0', 'Desk', '00ff', '7');
            INSERT INTO forecasts VALUES (1, '2026-10-05T08:00:00Z', 1, NULL, NULL, '2026-10',
                'spend/gas', 'USD', '2026-11', '12.5', '10', '15.000000000000000001', 0.9, 'trend',
                '00ff');
            INSERT INTO actuals VALUES (1, '2026-10-05T08:00:01Z', 'bill.csv', 'ab', 'spend/gas',
                'USD', '2026-09', '11.25');
            PRAGMA application_id = 1347177811;
            PRAGMA user_version = 1;
            """)
        return folder
    }

    @Test func fromVersion1() throws {
        let folder = try Self.version1()
        let gas = try Ledger.Line.gas()
        let ledger = try Ledger.open(folder.path)
        try ledger.check()
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 4))
        #expect(
            try ledger.runs().map(\.row)
                == [Ledger.Run(program: "0.1.0", scenario: "Desk", digest: "00ff", seed: 7)])
        let forecast = try #require(try ledger.forecasts().first)
        #expect(try forecast.row.central == .usd("12.5") && forecast.run == 1)
        #expect(try forecast.row.interval?.high == .usd("15.000000000000000001"))
        let actual = try #require(try ledger.actuals().first)
        #expect(try actual.row.value == .usd("11.25") && actual.run == nil)
        #expect(actual.source?.path == "bill.csv")
        // What the older version could not hold.
        let run = try Ledger.Run(
            program: "0.2.0", scenario: "Desk", digest: "00fe",
            headline: [.init(gas, .usd("3"))])
        let appended = try ledger.append(
            run: run, actuals: [try Sample.actual(gas, 202610, 4)], at: .second(9))
        #expect(appended.run == 2)
        #expect(try ledger.runs().map(\.row.headline.count) == [0, 1])
        #expect(try ledger.actuals().map(\.run) == [nil, 2])
    }

    /// What version 2 wrote: its actuals are of the scenario of their run, and one that a file gave
    /// is of the only scenario that has the line.
    @Test func fromVersion2() throws {
        let folder = try Self.version1()
        let gas = try Ledger.Line.gas()
        try folder.raw().inDatabase { try LedgerSchema.migrate($0, from: 1, to: 2) }
        try folder.execute(
            """
            INSERT INTO runs VALUES (2, '2026-11-05T08:00:00Z', '0.1.0', 'Shop', '00fe', '7', NULL);
            INSERT INTO actuals (id, recorded, line, unit, period, value, run) VALUES
                (2, '2026-11-05T08:00:00Z', 'load', 'requests/s', '2026-10', 12.0, 2);
            """)
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 2))
        let ledger = try Ledger.open(folder.path)
        try ledger.check()
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 4))
        #expect(try ledger.actuals().map(\.scenario) == ["Desk", "Shop"])
        #expect(try ledger.actuals().map(\.row.scenario) == [nil, nil])
        #expect(try ledger.forecasts().map(\.scenario) == ["Desk"])
        // From here on the line is of two scenarios, and a file has to say of which.
        try ledger.append(
            run: Ledger.Run(program: "0.2.0", scenario: "Shop", digest: "00fd"),
            actuals: [try Sample.actual(gas, 202610, 4)], at: .second(9))
        #expect(
            throws: LedgerError.whose(
                line: "spend/gas", scenarios: ["Desk", "Shop"], column: "scenario", row: 0)
        ) {
            try ledger.append(actuals: [try Sample.actual(gas, 202610, 5)], at: .second(10))
        }
        try ledger.append(
            actuals: [
                try Ledger.Actual(
                    line: gas, period: CalendarMonth(202610), value: .usd("5"), scenario: "Desk")
            ], at: .second(11))
        let october = try ledger.actuals().filter { $0.row.period == CalendarMonth(202610) }
        #expect(october.map(\.scenario) == ["Shop", "Shop", "Desk"])
        #expect(october.map(\.isReplaced) == [false, false, false])
    }

    /// What version 3 wrote: a forecast that a file gave is of the only scenario that has its line,
    /// and of none where there are two; from here on such a row says of which it is.
    @Test func fromVersion3() throws {
        let folder = try Self.version1()
        let gas = try Ledger.Line.gas()
        try folder.raw().inDatabase { try LedgerSchema.migrate($0, from: 1, to: 3) }
        try folder.execute(
            """
            INSERT INTO forecasts (id, recorded, made, line, unit, period, central, method)
                VALUES (2, '2026-10-06T08:00:00Z', '2026-10', 'spend/gas', 'USD', '2026-11', '14',
                'given');
            """)
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 3))
        let ledger = try Ledger.open(folder.path)
        try ledger.check()
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 4))
        #expect(try ledger.forecasts().map(\.scenario) == ["Desk", "Desk"])
        #expect(try ledger.forecasts().map(\.row.scenarioName) == [nil, nil])
        let same = try Sample.forecast(gas, made: 202610, of: 202611, 14, method: "given")
        #expect(try ledger.append(forecasts: [same], at: .second(9)).unchanged == 1)
        try ledger.append(
            run: Ledger.Run(program: "0.2.0", scenario: "Shop", digest: "00fd"),
            forecasts: [try Sample.forecast(gas, made: 202610, of: 202611, 4)], at: .second(9))
        #expect(try ledger.forecasts().map(\.scenario) == ["Desk", nil, "Shop"])
        let named = try Sample.forecast(
            gas, made: 202610, of: 202611, 14, method: "given", scenarioName: "Desk")
        #expect(try ledger.append(forecasts: [named], at: .second(10)).forecasts == 1)
        #expect(try ledger.forecasts().map(\.scenario) == ["Desk", nil, "Shop", "Desk"])
    }

    /// The same tables, indexes and triggers, whichever way they came.
    @Test func asANewOne() throws {
        let (old, new) = (try Self.version1(), try LedgerFolder())
        _ = try Ledger.open(old.path)
        _ = try Ledger.open(new.path)
        #expect(try Self.layout(old) == Self.layout(new))
        #expect(try Self.layout(new).count > 15)
    }

    private static func layout(_ folder: LedgerFolder) throws -> [String] {
        try folder.raw().read { database in
            try Row.fetchAll(
                database, sql: "SELECT name, sql FROM sqlite_schema ORDER BY name"
            ).map { row in
                let text: String = row["sql"] ?? ""
                return text.split(whereSeparator: \.isWhitespace).joined()
            }
        }
    }

    /// A step that fails leaves the version before it, whole.
    @Test func stopsHalfWay() throws {
        let folder = try Self.version1()
        try folder.execute("CREATE TABLE figures_no_update (a)")
        try folder.execute("CREATE INDEX figures_by_run ON actuals(unit)")
        #expect(throws: LedgerError.self) { try Ledger.open(folder.path) }
        #expect(try folder.raw().read(LedgerSchema.state) == .ledger(version: 1))
        let columns = try folder.raw().read {
            try Row.fetchAll($0, sql: "PRAGMA table_info(actuals)").count
        }
        #expect(columns == 8)
        try folder.execute("DROP INDEX figures_by_run")
        #expect(try Ledger.open(folder.path).actuals().count == 1)
    }
}
