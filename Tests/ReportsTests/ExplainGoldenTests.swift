// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Planning
@testable import Reports

@Suite("Golden: an explanation in each format")
struct GoldenExplainTests {
    private static let identity = Identity(
        version: "1.2.3", command: "explain", scenario: "Shop | \"spring\" *sale*",
        digest: "0123456789abcdef", pricesAsOf: "2026-01-31", seed: 7, replications: 4)

    private static func assess(_ measurements: ExampleMeasurements) throws -> Assessment {
        try Assessment(ExampleModel.make(), measurements.make)
    }

    /// Every finding that there is.
    private static func missing(_ base: Assessment) throws -> Explanation {
        let good = Trial(assessment: try assess(ExampleMeasurements()))
        let bad = Trial(assessment: base)
        let changes: [Explanation.Change] = [
            change(
                .capacity(ExampleModel.db, .bouncer), 20,
                .found(26, good, below: .cannotTell, isConfirmed: true), base),
            change(
                .capacity(ExampleModel.db, .parallelism), 8,
                .found(12, good, below: .breached, isConfirmed: false), base),
            change(
                .speed(.component(ExampleModel.rpc)), 0,
                .found(20, good, below: .breached, isConfirmed: true), base),
            change(.timeToLive(ExampleModel.redis), 4, .untried, base),
            change(
                .capacity(ExampleModel.redis, .nodes), 3, .none(upTo: 96, bad), base),
            change(
                .capacity(ExampleModel.api, .replicas), 10,
                .saturated(
                    Explanation.ResourceLoad(name: "db bouncer", carries: 5_480, offered: 7_000)),
                base),
            change(.capacity(ExampleModel.api, .cores), 2, .belowFloor, base),
        ]
        return explanation(
            base, base.outcome == .met ? .whatIsSpare : .whatIsMissing, changes,
            focus: base.levels.first { $0.judgement == .breached })
    }

    private static func change(
        _ lever: Lever, _ now: Int, _ finding: Explanation.Finding, _ base: Assessment
    ) -> Explanation.Change {
        var change = Explanation.Change(lever: lever, now: now, finding: finding)
        if case .found(_, let trial, _, _) = finding, lever.isPriced {
            change.costChange = try? trial.assessment.map {
                try $0.bill.perHour - base.bill.perHour
            }
        }
        return change
    }

    private static func explanation(
        _ base: Assessment, _ question: Explanation.Question, _ changes: [Explanation.Change],
        focus: ServiceLevel? = nil, floor: Explanation.Floor? = nil
    ) -> Explanation {
        var short = base.model.run
        short.duration = .seconds(75)
        return Explanation(
            base: base, focus: focus, operations: [nil, OperationID(1)], question: question,
            changes: changes, idle: [.capacity(ExampleModel.db, .pool)], floor: floor,
            shortPlan: changes.isEmpty ? nil : short)
    }

    @Test(arguments: Format.allCases)
    func explain(format: Format) throws {
        let base = try Self.assess(ExampleMeasurements(load: 1.4))
        let report = ExplainReport.make(try Self.missing(base), identity: Self.identity)
        #expect(report.verdict == .breached)
        #expect(report.tables.map(\.id) == ExplainReport.tableIDs)
        try GoldenFile.check(format.render(report), "explain.\(format.ending)")
    }

    @Test func headlines() throws {
        let met = try Self.assess(ExampleMeasurements())
        let broken = try Self.assess(ExampleMeasurements(load: 1.4))
        let full = try Self.assess(ExampleMeasurements(isSaturated: true))
        let focus = broken.levels.first { $0.judgement == .breached }
        let spare = Self.change(
            .capacity(ExampleModel.api, .replicas), 10,
            .found(8, Trial(assessment: met), below: .breached, isConfirmed: true), met)
        let kept = Self.change(
            .capacity(ExampleModel.api, .replicas), 10,
            .found(10, Trial(assessment: met), below: .breached, isConfirmed: true), met)
        let none = Self.change(
            .capacity(ExampleModel.redis, .nodes), 3, .none(upTo: 96, Trial(assessment: broken)),
            broken)
        let floor = focus.map { Explanation.Floor(level: $0, place: "rpc", share: 0.87) }
        let cases: [(String, Explanation)] = [
            ("spare", Self.explanation(met, .whatIsSpare, [spare])),
            ("none spare", Self.explanation(met, .whatIsSpare, [kept])),
            ("missing", try Self.missing(broken)),
            ("saturated", try Self.missing(full)),
            ("floor", Self.explanation(broken, .whatIsMissing, [], focus: focus, floor: floor)),
            ("nothing", Self.explanation(broken, .whatIsMissing, [none], focus: focus)),
            ("nothing, saturated", Self.explanation(full, .whatIsMissing, [none])),
            ("no interval", Self.explanation(broken, .noInterval, [], focus: focus)),
        ]
        var text = ""
        for (name, explanation) in cases {
            text += "\(name):\n\(ExplainHeadline(explanation).text)\n"
            text += ExplainNotes(explanation).lines.map { "- \($0)\n" }.joined() + "\n"
        }
        try GoldenFile.check(text, "explain-headlines.txt")
    }
}
