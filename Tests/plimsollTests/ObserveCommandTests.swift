// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("observe")
struct ObserveCommandTests {
    /// A file of each content, in a folder of its own.
    private static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write(
            "summary.json",
            """
            {"metrics": {
              "http_req_duration": {"avg": 120, "min": 10, "med": 100, "max": 900,
                "p(90)": 210, "p(95)": 250, "thresholds": {"p(95)<200": true}},
              "http_reqs": {"count": 400, "rate": 40},
              "http_req_failed": {"passes": 8, "fails": 392, "value": 0.02}}}

            """)
        try workspace.write(
            "failures.csv", "Method,Name,Error,Occurrences\nGET,/nope,404 not found,193\n")
        try workspace.write("panel.csv", "Time,api,worker\n1790000000000,1,\n1790000060000,3,2.5\n")
        try workspace.write(".gas-snapshot", "Vault:test_Deposit() (gas: 123456)\n")
        try workspace.write(
            "bill.csv",
            """
            BilledCost,BillingCurrency,BillingPeriodStart,EffectiveCost,ServiceName
            10.5,USD,2026-10-01T00:00:00Z,9.5,Compute
            -1.25,USD,2026-10-01T00:00:00Z,-1.25,Credits

            """)
        try workspace.write("usage.csv", "month,busy hour\n2026-09,1000\n2026-10,1100\n")
        return workspace
    }

    private static let files = [
        "summary.json", "failures.csv", "panel.csv", ".gas-snapshot", "bill.csv", "usage.csv",
    ]

    private static func run(_ workspace: Workspace, _ arguments: [String]) throws
        -> Program.Outcome
    {
        // From within the folder, so that the paths are the same everywhere.
        let words = [Program.path, "observe"] + arguments
        return try Program.shell(
            "cd '\(workspace.folder)' && COLUMNS=100 \(words.joined(separator: " "))")
    }

    @Test("Golden: every format", arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let workspace = try Self.workspace()
        let outcome = try Self.run(workspace, Self.files + ["--format", format])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        try GoldenFile.check(outcome.output, "observe.\(format).txt")
    }

    @Test func oneFile() throws {
        let workspace = try Self.workspace()
        let outcome = try Self.run(workspace, ["summary.json"])
        #expect(outcome.status == 0)
        #expect(
            outcome.output.hasPrefix("summary.json: k6 summary (--summary-export), 400 req"))
        #expect(outcome.output.contains("missed"))
    }

    @Test(
        "What is none of them is an error",
        arguments: [
            ("", "Missing expected argument '<files>"), ("none.csv", "none.csv: "),
            ("desk.yaml", "desk.yaml:1:1: "), ("summary.json --table x", "this command has files"),
        ])
    func refused(arguments: String, says: String) throws {
        let workspace = try Self.workspace()
        let outcome = try Self.run(workspace, arguments.isEmpty ? [] : [arguments])
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }
}
