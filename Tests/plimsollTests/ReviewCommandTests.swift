// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("review")
struct ReviewCommandTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/review-2026-10").path

    /// The sample month, simulated for some seconds.
    private static func review(
        _ month: String, in workspace: Workspace, _ more: [String] = []
    ) throws -> Program.Outcome {
        try Program.run(
            [
                "review", folder + "/platform.yaml", "--month", month, "--evidence", folder,
                "--load", "640", "--no-levels", "--ledger", workspace.path("ledger.sqlite"),
                "--set", "run={warmup: 5s, duration: 20s, replications: 3, seed: 7}", "--quiet",
                "--lead-time", "db=6w",
            ] + more)
    }

    /// September first: what it forecast is what October is held against.
    @Test("Golden: every format", arguments: ["table", "markdown", "csv", "json"])
    func golden(format: String) throws {
        let workspace = try Workspace()
        let first = try Self.review("2026-09", in: workspace, ["--out", workspace.path("09")])
        #expect([0, 99].contains(first.status), "\(first.errors)")
        let second = try Self.review(
            "2026-10", in: workspace, ["--out", workspace.path("10"), "--format", format])
        #expect([0, 99].contains(second.status), "\(second.errors)")
        #expect(second.errors.isEmpty)
        try GoldenFile.check(second.output, "review.\(format).txt")
    }

    /// The pack is whole, its invoice adds up to the bill, and the same again gives the same bytes.
    @Test func pack() throws {
        let workspace = try Workspace()
        for _ in 0..<2 {
            let outcome = try Self.review(
                "2026-10", in: workspace, ["--out", workspace.path("pack"), "--no-keep"])
            #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        }
        let files = try workspace.list("pack")
        for name in ["review.md", "review.html", "review.json", "variance.csv", "notebook"] {
            #expect(files.contains(name), "\(name)")
        }
        let page = try workspace.read("pack/review.md")
        for chart in files where chart.hasSuffix(".svg") {
            #expect(page.contains("](\(chart))"), "\(chart)")
        }
        // The sum of the bill's rows of October, in cents.
        let bill = try String(
            contentsOf: URL(fileURLWithPath: Self.folder + "/bill.csv"), encoding: .utf8)
        let cents = bill.split(whereSeparator: \.isNewline).dropFirst()
            .filter { $0.contains(",2026-11-01T00:00:00Z,2026-10-01T00:00:00Z,") }
            .compactMap { $0.split(separator: ",").first.flatMap { Double($0) } }
            .reduce(0) { $0 + Int(($1 * 100).rounded()) }
        let total = try #require(
            try workspace.read("pack/variance.csv").split(whereSeparator: \.isNewline).last)
        let cells = total.split(separator: ",").map(String.init)
        #expect(cells.first == "total")
        let amounts = cells.dropFirst().compactMap { Double($0) }.map {
            Int(($0 * 100).rounded())
        }
        #expect(amounts.last == cents)
        // Forecast and all its parts.
        #expect(amounts.dropLast().reduce(0, +) == cents)
    }

    /// Nothing is kept where that was not asked for, and a ledger tells what was.
    @Test func ledger() throws {
        let workspace = try Workspace()
        _ = try Self.review("2026-09", in: workspace, ["--out", workspace.path("09")])
        let listed = try Program.run(
            "ledger", "list", "forecasts", "--ledger", workspace.path("ledger.sqlite"), "--format",
            "csv")
        #expect(listed.status == 0)
        #expect(listed.output.contains("spend/total"))
        let again = try Self.review(
            "2026-10", in: workspace, ["--out", workspace.path("10"), "--no-keep"])
        #expect(again.output.contains("What the review of 2026-09 forecast of 2026-10"))
    }

    /// A ledger may hold reviews of several scenarios, and a month reviewed twice counts once.
    @Test func ofItsOwn() throws {
        let workspace = try Workspace()
        let other = ["--set", "name=Another", "--out", workspace.path("a")]
        _ = try Self.review("2026-09", in: workspace, other)
        let alone = try Self.review("2026-10", in: workspace, ["--out", workspace.path("b")])
        #expect(alone.output.contains("first review in this ledger"))
        for _ in 0..<2 {
            _ = try Self.review("2026-09", in: workspace, ["--out", workspace.path("c")])
        }
        let next = try Self.review("2026-10", in: workspace, ["--out", workspace.path("d")])
        #expect(next.output.contains("What the review of 2026-09 forecast of 2026-10"))
    }

    @Test(arguments: [
        (["--month", "2026-13"], "--month: '2026-13'"),
        (["--month", "2026-11"], "it holds nothing of 2026-11"),
        (["--evidence", "/nowhere"], "/nowhere"),
        (["--series", "other"], "no history of the load has a series 'other'"),
        (["--load", "0"], "--load is 0; it must be above zero"),
        (["--table", "nothing"], "nothing"),
        (["--lead-time", "database=6w"], "database"),
    ])
    func refused(arguments: [String], words: String) throws {
        let workspace = try Workspace()
        let outcome = try Self.review(
            "2026-10", in: workspace, ["--out", workspace.path("pack")] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try !workspace.list().contains("pack"))
    }
}
