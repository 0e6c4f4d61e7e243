// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("compare")
struct CompareCommandTests {
    private static let models = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("models").path

    /// Cached, autoscaled with alerts, functions and tables, chains whose blocks are simulated,
    /// degradation, and closed forms.
    @Test(
        arguments: [
            ("atk/steady", []), ("atk/burst", []), ("atk/degradation", []), ("atk/chain-l2", []),
            ("atk/resharding", []),
            ("chains/transfer-base", []), ("onchain-services/websocket", []),
            ("onchain-services/cold-starts", []), ("yardsticks/web-stack", []),
            ("atk/steady", ["--engine", "analytic"]),
            ("yardsticks/mm4", ["--variance-reduction", "control", "--replications", "20"]),
        ] as [(String, [String])])
    func itselfIsExactlyTheSame(model: String, others: [String]) throws {
        let file = Self.models + "/\(model).yaml"
        let count = others.contains("--replications") ? [] : ["--replications", "3"]
        for table in ["differences", "operation-differences"] {
            let outcome = try Program.run(
                ["compare", file, file, "--format", "csv", "--table", table] + count
                    + [
                        "--set", "run.warmup=2s", "--set", "run.duration=4s", "--set",
                        "run.timeline=1s",
                    ]
                    + others)
            // A scenario of one operation has no second table.
            if outcome.status == 2, table == "operation-differences" { continue }
            let lines = outcome.output.split(whereSeparator: \.isNewline).map(String.init)
            let head = try #require(lines.first).split(separator: ",").map(String.init)
            let columns = ["difference", "half_width", "verdict"].map { head.firstIndex(of: $0) }
            #expect(lines.count > 3, "\(outcome.errors)")
            for line in lines.dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                let found = columns.map { $0.map { String(cells[$0]) } }
                #expect(found == ["0", "0", "same"], "\(line)")
            }
        }
    }

    @Test(
        arguments: [
            (
                ["--fail-if", "p95 > +5%", "--set", "components.desk.servers=5"], 0,
                "Passes 1 gate."
            ),
            (
                [
                    "--fail-if", "p95 > +5%", "--fail-if", "lost", "--set",
                    "operations.visit.steps.0.time.mean=1100ms",
                ], 99, "Fails: 'p95 > +5%'."
            ),
            (
                ["--fail-if", "cost > +29 USD", "--set", "components.desk.servers=5"], 99,
                "Fails: 'cost > +29 USD'."
            ),
            (
                ["--fail-if", "lost", "--set", "operations.visit.steps.0.time.mean=1200ms"], 99,
                "Fails: 'lost'."
            ),
            (
                ["--fail-if", "throughput < -0.1%", "--replications", "1", "--set", "slo=~"], 3,
                "this precision cannot tell"
            ),
        ] as [([String], Int32, String)])
    func gates(arguments: [String], status: Int32, words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(["compare", workspace.path("desk.yaml")] + arguments)
        #expect(outcome.status == status, "\(outcome.output)")
        #expect(outcome.output.contains(words), "\(outcome.output)")
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [
        (["--fail-if", "p95"], "--fail-if 'p95': it compares nothing"),
        (["--fail-if", "cost > 500 USD"], "write a change with its sign, +500 USD"),
        (["--fail-if", "utilization of db > +5pp"], "there is one of desk"),
        (["--tolerance", "5"], "--tolerance: '5' has no unit"),
    ])
    func refusals(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            ["compare", workspace.path("desk.yaml"), "--set", "slo.p95=9s"] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    /// What stays visible in a pull request is a few rows; all else is folded.
    @Test func markdownIsShort() throws {
        let outcome = try Program.run([
            "compare", Self.models + "/atk/steady.yaml", "--set", "components.redis.ttl=1m",
            "--replications", "3", "--set", "run.warmup=5s", "--set", "run.duration=5s",
            "--format", "markdown",
        ])
        let parts = outcome.output.components(separatedBy: "<details>")
        #expect(parts.count == 3)
        let visible = parts[0].split(whereSeparator: \.isNewline)
        #expect(visible.count < 30 && visible.contains { $0.contains(" Baseline |") })
        #expect(parts.dropFirst().allSatisfy { $0.contains("</details>") })
    }
}
