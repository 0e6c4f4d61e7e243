// SPDX-License-Identifier: GPL-3.0-or-later
internal import GRDB

/// How a ledger is laid out in SQLite, version by version. What a version did never changes; a new
/// one is added at the end.
enum LedgerSchema {
    /// "PLMS": what tells a ledger from another program's database.
    static let application = 0x504C_4D53
    static var current: Int { steps.count }

    /// The first makes version 1 of an empty file.
    static let steps: [String] = [version1, version2, version3, version4]

    /// Runs, forecasts and actuals. A value is TEXT where it is exact, REAL where it is measured.
    private static let version1 =
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            recorded TEXT NOT NULL,
            program TEXT NOT NULL,
            scenario TEXT NOT NULL,
            digest TEXT NOT NULL,
            seed TEXT
        ) STRICT;
        CREATE TABLE forecasts (
            id INTEGER PRIMARY KEY,
            recorded TEXT NOT NULL,
            run INTEGER REFERENCES runs(id),
            source TEXT,
            source_digest TEXT,
            made TEXT NOT NULL,
            line TEXT NOT NULL,
            unit TEXT NOT NULL,
            period TEXT NOT NULL CHECK (period >= made),
            central ANY NOT NULL CHECK (typeof(central) IN ('text', 'real')),
            low ANY,
            high ANY,
            level REAL,
            method TEXT NOT NULL,
            scenario TEXT,
            CHECK ((low IS NULL) = (high IS NULL) AND (low IS NULL) = (level IS NULL)),
            CHECK ((source IS NULL) = (source_digest IS NULL))
        ) STRICT;
        CREATE INDEX forecasts_by_period ON forecasts(period, line);
        CREATE INDEX forecasts_by_line ON forecasts(line, period, made, method);
        CREATE TABLE actuals (
            id INTEGER PRIMARY KEY,
            recorded TEXT NOT NULL,
            source TEXT,
            source_digest TEXT,
            line TEXT NOT NULL,
            unit TEXT NOT NULL,
            period TEXT NOT NULL,
            value ANY NOT NULL CHECK (typeof(value) IN ('text', 'real')),
            CHECK ((source IS NULL) = (source_digest IS NULL))
        ) STRICT;
        CREATE INDEX actuals_by_line ON actuals(line, period);
        """ + ["runs", "forecasts", "actuals"].map(keeping).joined()

    /// The numbers that a run's report put first, the scenario as it was, and the run that an
    /// actual came from.
    private static let version2 =
        """
        CREATE TABLE figures (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs(id),
            line TEXT NOT NULL,
            unit TEXT NOT NULL,
            value ANY NOT NULL CHECK (typeof(value) IN ('text', 'real'))
        ) STRICT;
        CREATE INDEX figures_by_run ON figures(run);
        ALTER TABLE actuals ADD COLUMN run INTEGER REFERENCES runs(id);
        ALTER TABLE runs ADD COLUMN document TEXT;
        """ + keeping("figures")

    /// The name of the scenario that an actual is of, where its run does not say.
    private static let version3 = "ALTER TABLE actuals ADD COLUMN scenario TEXT;"

    /// The same of a forecast, whose column `scenario` is a digest.
    private static let version4 = "ALTER TABLE forecasts ADD COLUMN scenario_name TEXT;"

    /// Refuses to change or remove a row, and to replace one by another of the same number.
    private static func keeping(_ table: String) -> String {
        let refusal = "SELECT RAISE(ABORT, 'a ledger keeps every row; add a newer one')"
        return """

            CREATE TRIGGER \(table)_no_update BEFORE UPDATE ON \(table)
            BEGIN \(refusal); END;
            CREATE TRIGGER \(table)_no_delete BEFORE DELETE ON \(table)
            BEGIN \(refusal); END;
            CREATE TRIGGER \(table)_no_replace BEFORE INSERT ON \(table)
            WHEN EXISTS (SELECT 1 FROM \(table) WHERE id = NEW.id)
            BEGIN \(refusal); END;
            """
    }

    /// What a file is, before anything in it is touched.
    enum State: Equatable {
        case empty
        case ledger(version: Int)
        case foreign
    }

    static func state(_ database: Database) throws -> State {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application == Self.application, version > 0 { return .ledger(version: version) }
        let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        return application == 0 && version == 0 && objects == 0 ? .empty : .foreign
    }

    /// Takes the file from its version to a later one, in the transaction that the caller holds:
    /// all or nothing.
    static func migrate(_ database: Database, from version: Int, to last: Int) throws {
        for step in steps[max(version, 0)..<max(min(last, steps.count), version, 0)] {
            try database.execute(sql: step)
        }
        try database.execute(sql: "PRAGMA application_id = \(application)")
        try database.execute(sql: "PRAGMA user_version = \(max(last, version))")
    }
}
