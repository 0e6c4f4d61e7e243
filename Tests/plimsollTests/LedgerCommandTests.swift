// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("ledger")
struct LedgerCommandTests {
    private static let forecasts = """
        line,unit,made,period,central,low,high,level,method
        spend/gas,USD,2026-03,2026-04,1200.00,1000,1400,90%,trend
        spend/gas,USD,2026-04,2026-05,1300.00,1100,1500,90%,trend
        spend/gas,USD,2026-05,2026-06,1400.00,1200,1600,90%,trend
        load,requests/s,2026-03,2026-04,110,100,120,90%,trend
        load,requests/s,2026-04,2026-05,90,80,119,90%,trend

        """

    private static let actuals = """
        line,unit,period,value
        spend/gas,USD,2026-04,1250.100000000000000001
        spend/gas,USD,2026-05,1250
        spend/gas,USD,2026-06,700
        load,requests/s,2026-04,100
        load,requests/s,2026-05,120

        """

    /// From within the folder, so that the paths are the same everywhere; 30 June 2026.
    private static func run(_ workspace: Workspace, _ words: String) throws -> Program.Outcome {
        try Program.shell(
            "cd '\(workspace.folder)' && SOURCE_DATE_EPOCH=1782777600 COLUMNS=110"
                + " '\(Program.path)' ledger \(words)")
    }

    private static func filled() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("forecasts.csv", forecasts)
        try workspace.write("actuals.csv", actuals)
        for subject in ["forecasts", "actuals"] {
            let outcome = try run(workspace, "add \(subject) \(subject).csv")
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        return workspace
    }

    @Test(
        "Golden: every format",
        arguments: ["list", "score", "add"].flatMap { command in
            ["table", "markdown", "csv", "json"].map { (command, $0) }
        })
    func golden(command: String, format: String) throws {
        let workspace = try Self.filled()
        let words = command == "add" ? "add actuals actuals.csv" : command
        let outcome = try Self.run(workspace, words + " --format \(format)")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        try GoldenFile.check(outcome.output, "ledger-\(command).\(format).txt")
    }

    /// June is not over on its last day; it is on the first of July.
    @Test(arguments: [("2026-06-30", 4), ("2026-07-01", 5), ("2026-05-01", 2), ("2026-04-30", 0)])
    func onlyClosedMonths(day: String, pairs: Int) throws {
        let workspace = try Self.filled()
        let outcome = try Self.run(workspace, "score --on \(day) --format csv --out scores")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let files = try workspace.list("scores")
        #expect(files.contains("pairs.csv") == (pairs > 0))
        guard pairs > 0 else { return }
        let lines = try workspace.read("scores/pairs.csv").split(whereSeparator: \.isNewline)
        #expect(lines.count == pairs + 1)
    }

    @Test func corrections() throws {
        let workspace = try Self.filled()
        try workspace.write(
            "late.csv", "line,unit,period,value\nspend/gas,USD,2026-05,1300.5\n")
        #expect(try Self.run(workspace, "add actuals late.csv").status == 0)
        let again = try Self.run(workspace, "add actuals late.csv --format csv --table added")
        #expect(again.output.contains("actuals,0,1\r\n"), "\(again.output)")
        let newest = try Self.run(workspace, "list actuals --format csv --table actuals").output
        #expect(newest.contains("2026-05,1300.5,USD") && !newest.contains("2026-05,1250"))
        let all = try Self.run(workspace, "list actuals --all --format csv --table actuals").output
        #expect(all.contains("2026-05,1300.5,USD") && all.contains("2026-05,1250"))
        #expect(all.contains("1,replaced\r\n") && all.contains("2,holds\r\n"))
    }

    /// Rows of two scenarios are told apart, where people read them too.
    @Test func twoScenarios() throws {
        let workspace = try Workspace()
        for (name, value) in [("Desk", 1), ("Shop", 2)] {
            try workspace.write(
                "a.csv", "line,unit,period,value,scenario\na,s,2026-05,\(value),\(name)\n")
            try workspace.write(
                "f.csv",
                "line,unit,made,period,central,scenario_name\na,s,2026-04,2026-05,3,\(name)\n")
            try #require(try Self.run(workspace, "add actuals a.csv").status == 0)
            try #require(try Self.run(workspace, "add forecasts f.csv").status == 0)
            let list = try Self.run(workspace, "list actuals forecasts --format markdown").output
            #expect(list.contains("Scenario") == (name == "Shop"), "\(list)")
            #expect(list.components(separatedBy: "| Desk").count == (name == "Shop" ? 3 : 1))
            #expect(list.components(separatedBy: "| Shop").count == (name == "Shop" ? 3 : 1))
        }
    }

    @Test(
        "What cannot be done is told, and writes nothing",
        arguments: [
            ("list", "plimsoll.sqlite: there is no ledger"),
            ("score --ledger none.sqlite", "none.sqlite: there is no ledger"),
            ("score --on 2300-01-01", "--on: expected a day from 1970 to 2261"),
            ("add actuals none.csv", "none.csv: No such file"),
            ("add actuals desk.yaml", "desk.yaml:9:1: 2 fields, where the first line has 1"),
            ("add actuals bad.csv", "bad.csv:3:13: 'x': expected a number"),
            ("add actuals two.csv", "two.csv:3: 'a' is in ms so far, not in s; convert it"),
            ("add actuals good.csv --ledger desk.yaml", "desk.yaml: it is no ledger of Plimsoll"),
            ("add actuals good.csv --ledger .", ".: it cannot be used: it is a directory"),
            ("add actuals good.csv --ledger ''", "the name is empty"),
            ("add actuals good.csv --table x", "there is no table 'x'"),
            ("add runs good.csv", "The value 'runs' is invalid for '<subject>'"),
        ])
    func refused(words: String, says: String) throws {
        let workspace = try Workspace()
        try workspace.write("good.csv", "line,unit,period,value\na,s,2026-05,1\n")
        try workspace.write("two.csv", "line,unit,period,value\na,ms,2026-05,1\na,s,2026-06,1\n")
        try workspace.write("bad.csv", "line,unit,period,value\na,s,2026-05,1\na,s,2026-06,x\n")
        let outcome = try Self.run(workspace, words)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(try workspace.read("desk.yaml").hasPrefix("plimsoll: 1"))
        let empty = try Self.run(workspace, "list actuals")
        #expect(empty.status == 2 || empty.output.contains("holds 0 actuals"))
    }

    /// A name that SQLite takes for no file at all.
    @Test(arguments: [":memory:", "file:a.sqlite?mode=memory"])
    func oddNames(name: String) throws {
        let workspace = try Workspace()
        try workspace.write("good.csv", "line,unit,period,value\na,s,2026-05,1\n")
        #expect(try Self.run(workspace, "add actuals good.csv --ledger '\(name)'").status == 0)
        #expect(try workspace.list().contains(name))
        #expect(
            try Self.run(workspace, "list --ledger '\(name)'").output.contains("holds 0 runs"))
    }
}
