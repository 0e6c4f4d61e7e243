// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("runway and backtest")
struct RunwayCommandTests {
    private static let top = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let usage = top.appendingPathComponent("datasets/usage/atk-busy-hour.csv").path
    /// The ATK platform for some seconds, with a cache that is full from the start.
    private static let arguments = [
        "runway", top.appendingPathComponent("models/atk/steady.yaml").path, "--no-levels",
        "--set", "run={warmup: 2s, duration: 5s, replications: 3, seed: 7}",
        "--set", "components.redis.start=warm",
    ]

    @Test("Golden: every format", arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let outcome = try Program.run(
            Self.arguments + ["--history", Self.usage, "--paths", "2000", "--format", format])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        try GoldenFile.check(outcome.output, "runway.\(format).txt")
    }

    @Test("Golden: backtest", arguments: ["table", "csv"])
    func backtest(format: String) throws {
        let outcome = try Program.run("backtest", Self.usage, "--format", format)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        try GoldenFile.check(outcome.output, "backtest.\(format).txt")
    }

    /// M/M/4 at 3.2 a second with a p95 that breaks above: the search finds it before the desk is
    /// full at 1.25 times the load.
    @Test func serviceLevels() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "runway", workspace.path("desk.yaml"), "--growth", "2%/month", "--from", "2026-11",
            "--set", "slo.p95=7s", "--budget", "5s", "--format", "csv", "--table", "runway")
        let rows = outcome.output.split(whereSeparator: \.isNewline).dropFirst()
        #expect(rows.first?.hasPrefix("service levels,") == true)
        #expect(rows.last?.hasPrefix("desk,") == true)
        #expect(outcome.status == 0)
    }

    /// With 1% a month the desk is full in month 23, and with a busy hour of 1.2 times the mean in
    /// month 5; what is kept follows the mean, whatever the busy hour.
    @Test(arguments: [("1", "2028-10"), ("1.2", "2027-04")])
    func busyHour(peak: String, desk: String) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "runway", workspace.path("desk.yaml"), "--no-levels", "--growth", "1%/month", "--from",
            "2026-11", "--peak", peak, "--set",
            "components.desk.storage={size: 200GB, used: 100GB, per request: 1kB}", "--format",
            "csv", "--table", "runway")
        let rows = outcome.output.split(whereSeparator: \.isNewline).map { row in
            row.split(separator: ",", omittingEmptySubsequences: false)
        }
        let found = rows.map { "\($0[0]) \($0[8])" }
        #expect(
            found.contains("desk \(desk)") && found.contains("desk storage 2027-11"), "\(found)")
    }

    /// What has no price is an empty cell and a note, and no zero.
    @Test func unpriced() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "runway", workspace.path("desk.yaml"), "--no-levels", "--growth", "10%/month", "--from",
            "2026-11", "--months", "3", "--set",
            "components.desk.storage={size: 200GB, used: 199GB, per request: 1kB}", "--format",
            "csv", "--table", "budget")
        #expect(
            outcome.output.contains(",87600,,87600,more of desk storage,"), "\(outcome.output)")
        let words = try Program.run(
            "runway", workspace.path("desk.yaml"), "--no-levels", "--growth", "10%/month", "--from",
            "2026-11", "--months", "3", "--set",
            "components.desk.storage={size: 200GB, used: 199GB, per request: 1kB}")
        #expect(words.output.contains("does not know what these cost"), "\(words.output)")
    }

    @Test func runsOutNow() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "runway", workspace.path("desk.yaml"), "--no-levels", "--history", Self.usage,
            "--load", "1000")
        #expect(outcome.status == 99)
        #expect(outcome.output.hasPrefix("desk runs out now"))
    }

    @Test func neverRunsOut() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            "runway", workspace.path("desk.yaml"), "--no-levels", "--growth", "-5%/month", "--from",
            "2026-11")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("Nothing runs out within the 36 months"))
    }

    @Test(
        "What cannot be carried on is an error",
        arguments: [
            ([], "Give --history or --growth"),
            (["--growth", "5%/month"], "--growth needs --from"),
            (["--growth", "5", "--from", "2026-11"], "--growth"),
            (["--growth", "-100%/month", "--from", "2026-11"], "from -99% to 1000%"),
            (["--growth", "5%/month", "--from", "2026-13"], "--from"),
            (["--history", "usage.csv", "--from", "2026-11"], "--from is for --growth"),
            (["--history", "nothing.csv"], "nothing.csv"),
            (["--history", "one.csv"], "one.csv: 1 months from the first that is not zero"),
            (["--history", "mean.csv"], "its values are means"),
            (["--history", "two.csv"], "it holds 2 series"),
            (["--history", "text.csv"], "text.csv:3:9: 'many': expected a number"),
            (["--history", "zero.csv"], "all months are zero"),
            (["--history", "usage.csv", "--months", "0"], "--months is 0"),
            (["--history", "usage.csv", "--lead-time", "desk"], "write a component and a time"),
            (["--history", "usage.csv", "--lead-time", "desk=6"], "has no unit"),
            (["--history", "usage.csv", "--lead-time", "db=6w"], "there is no component 'db'"),
            (["--history", "usage.csv", "--load", "0"], "--load is 0"),
            (["--history", "usage.csv", "--peak=-2"], "--peak"),
            (["--history", "usage.csv", "--budget", "0s"], "--budget is 0s"),
        ] as [([String], String)])
    func bad(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        for (name, text) in [
            "usage": "month,max\n2026-01,3\n2026-02,4\n2026-03,3\n",
            "one": "month,value\n2026-01,1\n",
            "mean": "month,mean\n2026-01,1\n2026-02,1\n2026-03,1\n",
            "two": "series,month,value\na,2026-01,1\nb,2026-01,1\n",
            "text": "month,value\n2026-01,1\n2026-02,many\n",
            "zero": "month,value\n2026-01,0\n2026-02,0\n2026-03,0\n",
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: workspace.path("\(name).csv")))
        }
        let outcome = try Program.run(
            ["runway", workspace.path("desk.yaml"), "--set", "slo.p95=9s"]
                + arguments.map { $0.hasSuffix(".csv") ? workspace.path($0) : $0 })
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
