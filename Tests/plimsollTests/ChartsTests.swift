// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("--charts")
struct ChartsTests {
    private static let top = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func model(_ name: String) -> String {
        top.appendingPathComponent("models/atk/\(name).yaml").path
    }

    struct Row: Sendable, CustomStringConvertible {
        let command: [String]
        /// The words of a scenario of ours, or a file of the test's own.
        let model: String?
        let charts: [String]
        let status: Set<Int32>

        var description: String { command.joined(separator: " ") }
    }

    private static let rows = [
        Row(
            command: [
                "run", "--set", "run.timeline=100s", "--set", "slo.p95=5s", "--quiet",
            ], model: nil, charts: ["timeline", "utilization"], status: [0, 3, 99]),
        Row(
            command: ["run", "--engine", "analytic"], model: nil, charts: ["utilization"],
            status: [0]),
        Row(
            command: [
                "cost", "--months", "2026-11..2027-02", "--growth", "5%/month", "--budget", "1s",
            ], model: nil, charts: ["spend"], status: [0]),
        Row(
            command: ["cost", "--quiet", "--budget", "1s"], model: nil, charts: ["spend"],
            status: [0]),
        Row(
            command: [
                "runway", "--no-levels", "--growth", "2%/month", "--from", "2026-11",
            ], model: nil, charts: ["runway"], status: [0]),
        Row(
            command: [
                "runway", "--no-levels", "--paths", "500", "--load", "40000", "--history",
                top.appendingPathComponent("datasets/usage/atk-busy-hour.csv").path,
            ], model: nil, charts: ["runway"], status: [0, 99]),
        Row(
            command: ["capacity", "--peak", "1.2", "--max", "2", "--budget", "1s"], model: nil,
            charts: ["headroom"], status: [0, 3, 99]),
        Row(
            command: ["breakeven", "--to", "base", "--paths", "100", "--no-latency", "--quiet"],
            model: "layer-2", charts: ["breakeven", "sensitivity"], status: [0]),
        Row(
            command: [
                "batch", "--replications", "2", "--set", "run.warmup=10m", "--set",
                "run.duration=20m", "--quiet",
            ], model: "batches", charts: ["batch-savings", "batch-waits"], status: [0]),
    ]

    /// Pictures and a page of them.
    @Test(arguments: rows) func drawn(_ row: Row) throws {
        let workspace = try Workspace()
        var words = row.command
        words.insert(row.model.map(Self.model) ?? workspace.path("desk.yaml"), at: 1)
        let outcome = try Program.run(words + ["--charts", workspace.path("charts")])
        #expect(row.status.contains(outcome.status), "\(outcome.errors)")
        let files = (row.charts.map { $0 + ".svg" } + ["report.html"]).sorted()
        #expect(try workspace.list("charts") == files)
        let page = try workspace.read("charts/report.html")
        for chart in row.charts {
            let svg = try workspace.read("charts/\(chart).svg")
            #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
            #expect(page.contains("id=\"\(chart)-gnuplot_canvas\""))
        }
    }

    @Test func sameDirectoryAndSameBytes() throws {
        let workspace = try Workspace()
        let words = ["run", workspace.path("desk.yaml"), "--quiet"]
        let (one, two) = (workspace.path("one"), workspace.path("two"))
        let both = try Program.run(words + ["--out", one, "--charts", one + "/"])
        #expect(both.status == 0)
        #expect(try Program.run(words + ["--charts", two]).status == 0)
        // What is printed stays what it is without.
        #expect(both.output == (try Program.run(words)).output)
        let files = try workspace.list("one")
        #expect(files.contains("report.json") && files.contains("utilization.svg"))
        for file in try workspace.list("two") {
            #expect(try workspace.read("one/" + file) == workspace.read("two/" + file))
        }
    }

    /// Tables alone, and a word of why.
    @Test func withoutGnuplot() throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            ["run", workspace.path("desk.yaml"), "--charts", workspace.path("charts")],
            environment: ["PATH": "/nonexistent"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("there is no gnuplot; install gnuplot-nox"))
        #expect(try workspace.list("charts") == ["report.html"])
    }

    /// Nothing is left behind where gnuplot breaks.
    @Test func brokenGnuplot() throws {
        let workspace = try Workspace()
        try workspace.write(
            "gnuplot",
            "#!/bin/sh\nif [ \"$1\" = --version ]; then echo gnuplot 5.4; exit 0; fi\nexit 7\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: workspace.path("gnuplot"))
        let outcome = try Program.run(
            [
                "run", workspace.path("desk.yaml"), "--charts", workspace.path("charts"), "--out",
                workspace.path("out"),
            ], environment: ["PATH": workspace.folder])
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("did not draw the chart 'utilization'"))
        #expect(try workspace.list() == ["desk.yaml", "gnuplot", "prices.yaml"])
    }
}
