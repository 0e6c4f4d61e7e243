// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// A review of a scenario so small that it takes no time, with evidence of its own.
@Suite("review: evidence and ledger")
struct ReviewEvidenceTests {
    /// A database with a replica, beside a component that is called as a table calls that one.
    private static let scenario = """
        plimsoll: 1
        name: Twins
        prices: prices.yaml
        traffic:
          customers: {rate: 3.2/s}
        operations:
          visit:
            steps:
              - {on: desk, time: {mean: 1s}}
              - {query: db, time: {mean: 10ms}}
              - {on: db replicas, time: {mean: 100ms}}
        components:
          desk: {kind: station, servers: 4, price: clerk}
          db: {kind: postgres, parallelism: 2, replicas: 1, bouncer: {connections: 6}}
          db replicas: {kind: station, servers: 4}
        slo: {p95: 60s}
        run: {warmup: 10s, duration: 60s, replications: 2, seed: 7}

        """

    private static let usage =
        "month,busy hour\n"
        + (0..<24).map { index in
            let month = index % 12 + 1
            let date = "\(2025 + index / 12)-\(month < 10 ? "0" : "")\(month)"
            return "\(date),\(2.0 + 0.04 * Double(index))"
        }.joined(separator: "\n") + "\n"

    private static func bill(_ month: String, _ amount: String, _ currency: String = "USD")
        -> String
    {
        """
        BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,ResourceId,SkuMeter
        \(amount),\(currency),\(month)-01T00:00:00Z,Desks,desk,hours

        """
    }

    private static func workspace(_ files: [(String, String)]) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("twins.yaml", scenario)
        try FileManager.default.createDirectory(
            atPath: workspace.path("month"), withIntermediateDirectories: true)
        for (name, text) in [("usage.csv", usage)] + files {
            try workspace.write("month/" + name, text)
        }
        return workspace
    }

    private static func review(
        _ workspace: Workspace, _ month: String = "2026-10", _ more: [String] = []
    ) throws -> Program.Outcome {
        try Program.run(
            [
                "review", workspace.path("twins.yaml"), "--month", month, "--evidence",
                workspace.path("month"), "--no-levels", "--quiet", "--out",
                workspace.path("pack-" + month),
            ] + more)
    }

    /// Two parts of one name have figures of their own, and the next review finds both again.
    @Test func partsOfOneName() throws {
        let workspace = try Self.workspace([])
        for month in ["2026-09", "2026-10"] {
            let outcome = try Self.review(workspace, month)
            #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        }
        let table = try workspace.read("pack-2026-10/headroom.csv")
            .split(whereSeparator: \.isNewline).dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let twins = table.filter { $0[0] == "db replicas" }
        #expect(twins.count == 2)
        // Each has a change since the last month, and headrooms that differ.
        #expect(Set(twins.map { $0[2] }).count == 2)
        #expect(twins.allSatisfy { !$0[3].isEmpty }, "\(twins)")
        let listed = try Program.run(
            "ledger", "list", "runs", "--ledger", workspace.path("plimsoll.sqlite"), "--format",
            "csv", "--table", "figures")
        #expect(listed.output.contains("headroom/db|resource|db replicas"), "\(listed.output)")
        #expect(listed.output.contains("headroom/db replicas|resource|db replicas"))
    }

    /// What the ledger refuses is not published, and begins no ledger.
    @Test func tooMuchMoney() throws {
        let workspace = try Self.workspace([
            ("bill.csv", Self.bill("2026-10", "15000000000000000000"))
        ])
        let outcome = try Self.review(workspace)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("line 'spend/"), "\(outcome.errors)")
        #expect(outcome.errors.contains("--no-keep"), "\(outcome.errors)")
        #expect(
            try workspace.list().filter { $0.contains("pack") || $0.contains("sqlite") }.isEmpty)
        let without = try Self.review(workspace, "2026-10", ["--no-keep"])
        #expect([0, 99].contains(without.status), "\(without.errors)")
    }

    /// After a gap of a month the ledger has a forecast of the month's spend, and no bill of it.
    @Test func gap() throws {
        let workspace = try Self.workspace([
            ("bill.csv", Self.bill("2026-10", "90000", "EUR")),
            ("rates.csv", "month,currency,usd\n2026-10,EUR,1.10\n"),
        ])
        _ = try Self.review(workspace, "2026-08")
        let outcome = try Self.review(workspace, "2026-10", ["--format", "markdown"])
        #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        let text = outcome.output
        #expect(text.contains("## What the review of 2026-08 forecast of 2026-10"))
        #expect(text.contains("## Spend in USD by layer, against the model's bill and budget"))
        #expect(text.contains("The review of 2026-08 forecast this month's spend in all"))
        #expect(!text.contains("No forecast of this month"))
        // The model's bill is of the month itself, at its rate: nothing moved, and nothing lacks.
        #expect(!text.contains("No file says what"))
        let total = try workspace.read("pack-2026-10/variance.csv")
            .split(whereSeparator: \.isNewline).last.map(String.init)
        let cells = try #require(total).split(separator: ",", omittingEmptySubsequences: false)
        #expect(cells.count == 9 && cells[6] == "0" && cells[8] == "99000", "\(cells)")
    }

    /// The month before has no rate of its own: the review says so.
    @Test func missingRate() throws {
        let workspace = try Self.workspace([
            ("bill.csv", Self.bill("2026-10", "90000", "EUR")),
            ("rates.csv", "month,currency,usd\n2026-10,EUR,1.10\n"),
        ])
        _ = try Self.review(workspace, "2026-09")
        let outcome = try Self.review(workspace, "2026-10", ["--format", "markdown"])
        #expect(
            outcome.output.contains("No file says what EUR was worth in USD in 2026-09"),
            "\(outcome.errors)")
    }

    @Test(arguments: [
        (
            ["--series", "other"], [],
            "no history of the load has a series 'other', which --series names; usage.csv has one"
        ),
        (["--month", "2026-13"], [], "expected a month such as 2026-11"),
        (["--lead-time", "database=6w"], [], "there is no component 'database'"),
        (
            [], [("a.csv", bill("2026-10", "7")), ("b.csv", bill("2026-10", "7"))],
            "a.csv and b.csv"
        ),
        ([], [("a.csv", bill("2026-10", "7", "EUR"))], "a.csv: it is in EUR"),
        (
            [],
            [
                ("a.csv", bill("2026-10", "7")),
                ("map.csv", "billed_service,component\nDesks,desk\nX,dsek\n"),
            ], "map.csv:3: component 'dsek'"
        ),
        (["--table", "gas"], [], "this report has no table 'gas'"),
        (["--ledger", "/nowhere/l.sqlite"], [], "/nowhere/l.sqlite: it cannot be used"),
    ])
    func refused(arguments: [String], files: [(String, String)], words: String) throws {
        let workspace = try Self.workspace(files)
        let outcome = try Self.review(workspace, "2026-10", arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(
            try workspace.list().filter { $0.contains("pack") || $0.contains("sqlite") }.isEmpty)
    }

    /// A history of means names its own file.
    @Test func means() throws {
        let workspace = try Self.workspace([])
        try workspace.write(
            "month/usage.csv", Self.usage.replacing("busy hour", with: "mean"))
        let outcome = try Self.review(workspace)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("month/usage.csv: its values are means"), "\(outcome.errors)")
    }

    /// The notebook is part of the pack: all of it appears, or nothing.
    @Test func aFileInTheWay() throws {
        let workspace = try Self.workspace([])
        try FileManager.default.createDirectory(
            atPath: workspace.path("pack-2026-10"), withIntermediateDirectories: true)
        try workspace.write("pack-2026-10/notebook", "mine")
        let outcome = try Self.review(workspace)
        #expect(outcome.status == 2 && outcome.errors.contains("it is not a directory"))
        #expect(try workspace.list("pack-2026-10") == ["notebook"])
        #expect(try !workspace.list().contains("plimsoll.sqlite"))
    }
}
