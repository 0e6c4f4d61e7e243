// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import Quantities
import Testing

@testable import Ledger

@Suite("The ledger's file")
struct LedgerTests {
    private static let now = Timestamp(secondsSince1970: 1_790_000_000)

    @Test func whatIsWrittenIsReadAgain() throws {
        let folder = try LedgerFolder()
        let now = try #require(Self.now)
        let (gas, load) = (try Ledger.Line.gas(), try Ledger.Line.load())
        let run = try Ledger.Run(
            program: "0.1.0", scenario: "Desk", digest: "00ff", seed: .max,
            headline: [.init(gas, .usd("12.000000000000000001")), .init(load, .measured(0.1))])
        let forecast = try Ledger.Forecast(
            made: CalendarMonth(202611), line: gas, period: CalendarMonth(202612),
            central: .usd("170141183.1"),
            interval: .init(low: .usd("-1"), high: .usd("170141183.2"), level: .percent(90)),
            method: "trend", scenario: "00ff")
        let plain = try Sample.forecast(load, made: 202611, of: 202611, 5e-324)
        let actual = try Sample.actual(load, 202610, 1.0 / 3)
        let source = try Ledger.Source(path: "actuals.csv", digest: SHA256.digest(of: []))
        do {
            let ledger = try Ledger.open(folder.path)
            let made = try ledger.append(run: run, forecasts: [forecast, plain], at: now)
            #expect(made == Ledger.Appended(run: 1, forecasts: 2, actuals: 0, unchanged: 0))
            try ledger.append(actuals: [actual], source: source, at: now)
        }
        let ledger = try Ledger.open(folder.path, creating: false)
        try ledger.check()
        let runs = try ledger.runs()
        #expect(runs.map(\.row) == [run] && runs.map(\.recorded) == [now])
        let forecasts = try ledger.forecasts()
        #expect(forecasts.map(\.row) == [forecast, plain] && forecasts.map(\.run) == [1, 1])
        #expect(forecasts.allSatisfy { $0.source == nil && $0.recorded == now })
        #expect(try ledger.forecasts(for: CalendarMonth(202612)).map(\.row) == [forecast])
        let actuals = try ledger.actuals()
        // Of the only scenario that has the line.
        let own = try Ledger.Actual(
            line: load, period: actual.period, value: actual.value, scenario: "Desk")
        #expect(actuals.map(\.row) == [own] && actuals.map(\.source) == [source])
        #expect(actuals.map(\.run) == [nil])
        #expect(try ledger.actuals(before: CalendarMonth(202611)).count == 1)
        #expect(try ledger.actuals(before: CalendarMonth(202610)).isEmpty)
    }

    @Test func aCorrectionIsANewerRow() throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let line = try Ledger.Line.load()
        let other = try Sample.actual(line, 202609, 7)
        for value in [10.0, 10, 12, 12, 10] {
            try ledger.append(
                actuals: [try Sample.actual(line, 202610, value), other], at: .second(5))
        }
        #expect(try ledger.actuals().map(\.row.value) == [.measured(7), .measured(10)])
        let all = try ledger.actuals(all: true)
        #expect(all.map(\.row.value.approximation) == [10, 7, 12, 10])
        #expect(all.map(\.revision) == [1, 1, 2, 3])
        #expect(all.map(\.isReplaced) == [true, false, true, false])

        let first = try Sample.forecast(line, made: 202610, of: 202611, 4)
        let again = try Sample.forecast(line, made: 202610, of: 202611, 5)
        let counts = try [first, first, again, again].map {
            try ledger.append(forecasts: [$0], at: .second(6)).unchanged
        }
        #expect(counts == [0, 1, 0, 1])
        #expect(try ledger.forecasts().map(\.row) == [again])
        // A run has all its forecasts, whatever the ledger says already.
        let run = try Ledger.Run(program: "1", scenario: "a", digest: "b")
        let appended = try ledger.append(run: run, forecasts: [again], at: .second(7))
        #expect(appended.forecasts == 1 && appended.unchanged == 0)
        #expect(try ledger.forecasts().map(\.run) == [appended.run])
        #expect(try ledger.forecasts(all: true).map(\.revision) == [1, 2, 3])
    }

    /// By SQLite itself, past the program.
    @Test(arguments: ["runs", "figures", "forecasts", "actuals"])
    func nothingIsChangedOrRemoved(table: String) throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let line = try Ledger.Line.load()
        let run = try Ledger.Run(
            program: "1", scenario: "a", digest: "b", headline: [.init(line, .measured(1))])
        try ledger.append(
            run: run, forecasts: [try Sample.forecast(line, made: 202610, of: 202611, 4)],
            actuals: [try Sample.actual(line, 202610, 3)], at: .second(1))
        for sql in [
            "UPDATE \(table) SET id = 7", "DELETE FROM \(table)",
            "REPLACE INTO \(table) SELECT * FROM \(table)",
        ] {
            let error = #expect(throws: DatabaseError.self, "\(sql)") { try folder.execute(sql) }
            #expect(error?.message == "a ledger keeps every row; add a newer one")
        }
        #expect(try ledger.runs().count == 1 && ledger.forecasts().count == 1)
        #expect(try ledger.actuals().count == 1 && ledger.runs()[0].row == run)
    }

    /// One that is not lawful keeps all the others out.
    @Test func aTransactionIsWholeOrNothing() throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let line = try Ledger.Line.load()
        try ledger.append(actuals: [try Sample.actual(line, 202609, 3)], at: .second(1))
        let other = try Ledger.Line("load", Ledger.Unit("requests/min"))
        #expect(
            throws: LedgerError.unit(line: "load", given: "requests/min", known: "requests/s")
        ) {
            try ledger.append(
                run: try Ledger.Run(program: "1", scenario: "a", digest: "b"),
                forecasts: [try Sample.forecast(line, made: 202610, of: 202611, 4)],
                actuals: [
                    try Sample.actual(line, 202610, 3), try Sample.actual(other, 202610, 180),
                ], at: .second(2))
        }
        #expect(try ledger.runs().isEmpty && ledger.forecasts().isEmpty)
        #expect(try ledger.actuals().count == 1)
        #expect(
            throws: LedgerError.unit(line: "a", given: "s", known: "ms", row: 1),
            "within one transaction"
        ) {
            try ledger.append(
                actuals: try ["ms", "s"].map {
                    try Sample.actual(Ledger.Line("a", Ledger.Unit($0)), 202610, 3)
                }, at: .second(3))
        }
        #expect(try ledger.actuals().count == 1)
    }

    @Test(
        "What a row cannot say is an error",
        arguments: [
            ("", "s", 1.0, 202610, 202611, "line"), (" a", "s", 1, 202610, 202611, "line"),
            ("a\nb", "s", 1, 202610, 202611, "line"), ("a", "", 1, 202610, 202611, "unit"),
            ("a", "s", 1, 202611, 202610, "period"), ("a", "s", .nan, 202610, 202611, "central"),
            ("a", "s", .infinity, 202610, 202611, "central"),
            ("a", "s", 2e19, 202610, 202611, "central"), ("a", "s", 0, 202610, 202611, "low"),
            ("a", "s", 3, 202610, 202611, "high"), ("a", "USD", 1, 202610, 202611, "central"),
        ])
    func unlawful(
        name: String, unit: String, central: Double, made: Int, period: Int, key: String
    ) throws {
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger.Forecast(
                made: CalendarMonth(made), line: Ledger.Line(name, Ledger.Unit(unit)),
                period: CalendarMonth(period), central: .measured(central),
                interval: .init(low: .measured(0.5), high: .measured(2), level: .percent(90)),
                method: "trend")
        }
        guard case .badRow(key, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// What another hand wrote is told by table and row, and traps nowhere.
    @Test(arguments: [
        ("'1', 'load', 's', '2026-10', 1.0", "row 1 of actuals has no lawful recorded"),
        ("'1970-01-01T00:00:01Z', 'load', 's', '2026-13', 1.0", "period"),
        ("'1970-01-01T00:00:01Z', 'load', 's', '2026-10', 'x'", "value"),
        ("'1970-01-01T00:00:01Z', 'load', 's', '2026-10', '1'", "value"),
        ("'1970-01-01T00:00:01Z', 'load', 'USD', '2026-10', 1.0", "value"),
        ("'1970-01-01T00:00:01Z', 'load', 's', '2026-10', 9e999", "value"),
        ("'1970-01-01T00:00:01Z', '', 's', '2026-10', 1.0", "line"),
    ])
    func foreignRows(values: String, says: String) throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        try folder.execute(
            "INSERT INTO actuals (recorded, line, unit, period, value) VALUES (\(values))")
        let error = #expect(throws: LedgerError.self) { try ledger.actuals() }
        guard case .damaged(folder.path, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(says), "\(reason)")
    }

    @Test func foreignLevels() throws {
        for level in ["-1.0", "9e999", "2.0", "0.0"] {
            let folder = try LedgerFolder()
            let ledger = try Ledger.open(folder.path)
            try folder.execute(
                """
                INSERT INTO forecasts (recorded, made, line, unit, period, central, low, high,
                    level, method)
                VALUES ('1970-01-01T00:00:01Z', '2026-10', 'a', 's', '2026-10', 1.0, 1.0, 1.0,
                    \(level), 'm')
                """)
            #expect(throws: LedgerError.self, "\(level)") { try ledger.forecasts() }
        }
    }
}
