// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The desk whose clerks take 1.1 s, and not 1 s as its scenario says, in a monthly review.
@Suite("review --free")
struct ReviewRefitTests {
    private static let time = "operations.visit.steps.0.time.mean"

    /// The evidence of a month in a directory: a history of the load, and these files.
    private static func workspace(_ evidence: [String]) throws -> Workspace {
        let workspace = try CalibrateCommandTests.workspace()
        try FileManager.default.createDirectory(
            atPath: workspace.path("month"), withIntermediateDirectories: true)
        let months = (1...11).map { "2026-\($0 < 10 ? "0" : "")\($0),\(1 + Double($0) / 10)" }
        try workspace.write(
            "month/usage.csv",
            (["month,busy hour"] + months).joined(separator: "\n") + "\n")
        for file in evidence { try workspace.write("month/" + file, workspace.read(file)) }
        return workspace
    }

    private static func review(
        _ workspace: Workspace, _ arguments: String, out: String = "pack"
    ) throws -> Program.Outcome {
        try Program.shell(
            "cd '\(workspace.folder)' && SOURCE_DATE_EPOCH=1782777600 \(Program.path) review"
                + " --evidence month --no-levels --no-keep --quiet --out \(out)"
                + " --set 'run={duration: 200s, replications: 3, seed: 7}' \(arguments)")
    }

    /// A text without its line breaks, and the signs of remarks.
    private static func words(_ text: String) -> String {
        text.split { $0.isWhitespace || $0 == "#" }.joined(separator: " ")
    }

    /// What was measured in another month is left out, and what is fitted is what `--overlay`
    /// would have made of the review.
    @Test func adopted() throws {
        let workspace = try Self.workspace(["low.json", "mid.json", "cpu.json"])
        let outcome = try Self.review(
            workspace,
            "desk.yaml --month 2026-11 --free \(Self.time) --at cpu.json=2.4/s"
                + " --name '{pod=\"clerks\"}=desk'")
        #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        #expect(Self.words(outcome.output).contains("All else here goes by the fitted numbers."))
        #expect(try workspace.read("pack/fitted-figures.csv").contains("cpu.json"))
        let row = try #require(
            try workspace.read("pack/fitted.csv").split(whereSeparator: \.isNewline).last)
        // The key, from, fitted, and its interval.
        let ends = row.split(separator: ",").dropFirst(3).prefix(2).compactMap { Double($0) }
        #expect(ends.count == 2 && ends[0] < 1.1 && 1.1 < ends[1], "\(row)")
        let overlay = try workspace.read("pack/calibrated.yaml")
        #expect(overlay.contains(Self.time + ": "), "\(overlay)")
        #expect(Self.words(overlay).contains("--free \(Self.time) --at cpu.json=2.4/s"))

        let same = try Self.review(
            workspace, "desk.yaml --month 2026-11 --overlay pack/calibrated.yaml", out: "same")
        #expect([0, 99].contains(same.status), "\(same.errors)")
        for table in ["headroom.csv", "forecast.csv"] {
            #expect(
                try workspace.read("pack/" + table) == workspace.read("same/" + table), "\(table)")
        }
        #expect(try !workspace.list("same").contains("calibrated.yaml"))
    }

    @Test("Numbers that the evidence does not tell are not taken over")
    func keptAsItWas() throws {
        let workspace = try Self.workspace(["low.json", "mid.json"])
        let outcome = try Self.review(
            workspace,
            "two.yaml --month 2026-10 --free operations.visit.steps.1.delay.mean"
                + " --free operations.visit.steps.2.delay.mean")
        #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        #expect(
            Self.words(outcome.output).contains("All else here goes by the scenario's own numbers"))
        let files = try workspace.list("pack")
        #expect(files.contains("fitted.csv") && !files.contains("calibrated.yaml"))
    }

    @Test("A model that its tests refute is not gone by, and what the fit leaves out is told")
    func refuted() throws {
        let workspace = try Self.workspace(["low.json", "mid.json", "high.json", "cpu.json"])
        let outcome = try Self.review(
            workspace,
            "desk.yaml --month 2026-11 --free \(Self.time) --set components.desk.servers=9")
        #expect([0, 99].contains(outcome.status), "\(outcome.errors)")
        #expect(Self.words(outcome.output).contains("The fitted numbers are not gone by"))
        #expect(try !workspace.list("pack").contains("calibrated.yaml"))
        #expect(try workspace.read("pack/fitted-unused.csv").contains("clerks"))
        let uses = try workspace.read("pack/evidence.csv").split(whereSeparator: \.isNewline)
        #expect(uses.contains { $0.hasPrefix("cpu.json") && $0.contains("nothing in it") })
        #expect(uses.contains { $0.hasPrefix("low.json") && $0.contains("the fit of the model") })
    }

    @Test(arguments: [
        ([], "--month 2026-10", "of 2026-10 there are none"),
        // The utilization is of November.
        (["cpu.json"], "--month 2026-10", "of 2026-10 there are none"),
        (["low.json"], "--month 2026-10", "all evidence is of one load"),
        (["low.json", "mid.json"], "--month 2026-10 --at x.json=2/s", "no file of the evidence"),
        (["low.json"], "--month 2026-13", "--month"),
    ])
    func refused(files: [String], arguments: String, words: String) throws {
        let workspace = try Self.workspace(files)
        let outcome = try Self.review(workspace, "desk.yaml --free \(Self.time) " + arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try !workspace.list().contains("pack"))
    }

    @Test func nothingToFit() throws {
        let outcome = try Self.review(
            Self.workspace(["low.json"]), "desk.yaml --month 2026-10 --at low.json=2/s")
        #expect(outcome.status == 2 && outcome.errors.contains("add --free"), "\(outcome.errors)")
    }
}
