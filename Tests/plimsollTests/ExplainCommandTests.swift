// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("explain finds what run confirms")
struct ExplainCommandTests {
    private static let atk = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("models/atk/steady.yaml").path
    /// A short run with one level, which 4 connections of PgBouncer do not keep.
    private static let settings = [
        "--set", "traffic.users.count=100", "--set", "components.db.bouncer.connections=4",
        "--set", "run={warmup: 5s, duration: 5s, replications: 3, seed: 7}", "--set", "slo=~",
        "--set", "slo={utilization: {db bouncer: 55%}}",
    ]

    private func rows(_ arguments: [String]) throws -> [String] {
        try Program.run(arguments + ["--format", "csv"]).output
            .split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test func sameFigures() throws {
        let explained = try rows(["explain", Self.atk] + Self.settings + ["--table", "changes"])
        let best = try #require(
            explained.first { $0.hasPrefix("components.db.bouncer.connections,") })
        let cells = best.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let setting = try #require(Int(cells[2]))
        #expect(setting > 4 && cells.contains("met") && cells.contains("the run plan"))
        func level(_ count: Int) throws -> String {
            let change = ["--set", "components.db.bouncer.connections=\(count)", "--table", "slo"]
            return try #require(try rows(["run", Self.atk] + Self.settings + change).last)
        }
        // The figure and both ends of its interval, digit by digit.
        #expect(try level(setting).contains(cells[4...6].joined(separator: ",")))
        #expect(try level(setting).hasSuffix(",met"))
        #expect(try !level(setting - 1).hasSuffix(",met"))
    }

    @Test(arguments: ["table", "json"])
    func sameBytes(format: String) throws {
        let workspace = try Workspace()
        let outputs = try ["1", "2"].map { threads in
            try Program.run(
                "explain", workspace.path("desk.yaml"), "--set", "slo.p95=4s", "--format", format,
                "--threads", threads
            ).output
        }
        #expect(outputs[0].contains("components.desk.servers"))
        #expect(outputs[0] == outputs[1])
    }
}
