// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Planning
import Testing
import Verification

@testable import Reports

@Suite("Golden: each report in each format")
struct GoldenReportTests {
    private static func identity(_ command: String) -> Identity {
        Identity(
            version: "1.2.3", command: command, scenario: "Shop | \"spring\" *sale*",
            digest: "0123456789abcdef", pricesAsOf: "2026-01-31", seed: 7, replications: 4)
    }

    private static func assess(_ measurements: ExampleMeasurements) throws -> Assessment {
        try Assessment(
            ExampleModel.make(replications: measurements.replications), measurements.make)
    }

    private static func run(_ measurements: ExampleMeasurements) throws -> Report {
        RunReport.make(
            try assess(measurements),
            paper: try ClosedForm(ExampleModel.make()).measurements(), identity: identity("run"))
    }

    @Test(arguments: Format.allCases)
    func run(format: Format) throws {
        let report = try Self.run(ExampleMeasurements())
        try GoldenFile.check(format.render(report), "run.\(format.ending)")
    }

    @Test(arguments: Format.allCases)
    func compare(format: Format) throws {
        let comparison = Planning.Comparison(
            base: try Self.assess(ExampleMeasurements()),
            candidate: try Self.assess(ExampleMeasurements(load: 1.05)))
        let report = CompareReport.make(comparison, identity: Self.identity("compare"))
        try GoldenFile.check(format.render(report), "compare.\(format.ending)")
    }

    @Test(arguments: Format.allCases)
    func check(format: Format) throws {
        let report = CheckReport.make(
            try ExampleModel.make(), identity: Self.identity("check"))
        try GoldenFile.check(format.render(report), "check.\(format.ending)")
    }

    /// A right answer, a wrong one, and a system that is not known.
    @Test(arguments: Format.allCases)
    func selfCheck(format: Format) throws {
        let cases = """
            [{"id": "A", "system": "mm1", "parameters": {"arrivalRate": 75, "serviceRate": 100},
              "expected": {"meanSojourn": 0.04}, "tolerance": {"relative": 1e-9}},
             {"id": "B", "system": "mm1", "parameters": {"arrivalRate": 75, "serviceRate": 100},
              "expected": {"meanSojourn": 0.05}, "tolerance": {"relative": 1e-9}},
             {"id": "C", "system": "gm1", "parameters": {"arrivalRate": 75},
              "expected": {"meanSojourn": 0.05}, "tolerance": {"relative": 1e-9}}]
            """
        let rows = try SelfCheck(simulate: false).run(KnownCase.read(Array(cases.utf8)))
        let report = SelfCheckReport.make(
            rows, identity: Identity(version: "1.2.3", command: "selfcheck"))
        #expect(report.verdict == .failed)
        try GoldenFile.check(format.render(report), "selfcheck.\(format.ending)")
    }

    @Test func colouredAndNarrow() throws {
        let report = try Self.run(ExampleMeasurements(load: 1.4))
        try GoldenFile.check(
            Format.table.render(report, page: Page(width: 72, isColoured: true)),
            "run-narrow-coloured.txt")
    }

    @Test(arguments: Format.allCases)
    func assumptionsAlone(format: Format) throws {
        let report = try Self.run(ExampleMeasurements())
        let table = try #require(report.table("assumptions"))
        try GoldenFile.check(
            format.render(report, only: table), "assumptions.\(format.ending)")
    }

    /// The headline and the verdict in each outcome.
    @Test func headlines() throws {
        let outcomes: [(String, ExampleMeasurements)] = [
            ("met", ExampleMeasurements()),
            ("breached", ExampleMeasurements(load: 1.4)),
            ("cannot tell", ExampleMeasurements(load: 1.61, spread: 0.3)),
            ("one replication", ExampleMeasurements(replications: 1)),
            ("saturated", ExampleMeasurements(isSaturated: true)),
            ("no answer", ExampleMeasurements(hasNoAnswer: true)),
        ]
        var text = ""
        for (name, measurements) in outcomes {
            let report = try Self.run(measurements)
            text += "\(name): \(report.verdict?.rawValue ?? "none")\n\(report.headline)\n"
            text += report.notes.map { "- \($0)\n" }.joined() + "\n"
        }
        let free = Assessment.Outcome.met
        let bare = try Assessment(
            ExampleModel.make(objectives: [], isPriced: false), ExampleMeasurements().make)
        #expect(bare.outcome == free)
        text += RunReport.make(bare, identity: Self.identity("run")).headline + "\n"
        try GoldenFile.check(text, "headlines.txt")
    }
}

extension Format {
    var ending: String {
        switch self {
        case .table: "txt"
        case .markdown: "md"
        case .csv: "csv"
        case .json: "json"
        }
    }
}
