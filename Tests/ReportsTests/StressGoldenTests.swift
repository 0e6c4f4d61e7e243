// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Planning
@testable import Reports

@Suite("Golden: a breaking point in each format")
struct GoldenStressTests {
    private static let identity = Identity(
        version: "1.2.3", command: "stress", scenario: "Shop | \"spring\" *sale*",
        digest: "0123456789abcdef", pricesAsOf: "2026-01-31", seed: 7, replications: 4)

    private static func step(
        _ factor: Double, _ judgement: Judgement, _ measurements: ExampleMeasurements
    ) throws -> StressStep {
        let model = try ExampleModel.make().with(load: factor)
        let assessment = try Assessment(model, measurements.make)
        return StressStep(
            factor: .fraction(factor), offered: OfferedLoad(model), assessment: assessment,
            judgement: judgement,
            breaks: judgement == .breached
                ? LoadVerdict(assessment, error: 0.05).breaks : [],
            replications: 4)
    }

    private static func answer(
        _ factors: [(Double, Judgement)], isPrecise: Bool = true,
        end: StressAnswer.End = .told
    ) throws -> StressAnswer {
        let steps = try factors.map { factor, judgement in
            try step(
                factor, judgement, ExampleMeasurements(load: judgement == .breached ? 1.4 : 1))
        }
        var model = try ExampleModel.make()
        if isPrecise {
            var plan = model.run
            plan.duration = .seconds(75)
            model = try model.with(run: plan)
        }
        return StressAnswer(
            model: model, planned: try ExampleModel.make().run.duration, fixed: nil,
            settings: StressTest.Settings(
                most: .fraction(100), precision: .percent(2),
                budget: WorkBudget(about: .seconds(60))),
            guess: isPrecise ? .fraction(1.31) : nil, steps: steps,
            met: factors.last { $0.1 == .met }.map { .fraction($0.0) },
            broken: factors.first { $0.1 == .breached }.map { .fraction($0.0) },
            isPrecise: isPrecise, end: end)
    }

    @Test(arguments: Format.allCases)
    func stress(format: Format) throws {
        let report = StressReport.make(
            try Self.answer([
                (1, .met), (1.3, .met), (1.31, .cannotTell), (1.32, .breached), (2, .breached),
            ]), identity: Self.identity)
        #expect(report.verdict == .met)
        #expect(report.tables.map(\.id) == StressReport.tableIDs)
        try GoldenFile.check(format.render(report), "stress.\(format.ending)")
    }

    @Test func headlines() throws {
        let cases: [(String, StressAnswer)] = [
            ("below", try Self.answer([(0.82, .met), (0.83, .breached), (1, .breached)])),
            ("across", try Self.answer([(0.9, .met), (1, .cannotTell), (1.1, .breached)])),
            ("never", try Self.answer([(1, .met), (100, .met)], isPrecise: false)),
            ("always", try Self.answer([(0.001, .breached), (1, .breached)], isPrecise: false)),
            ("blind", try Self.answer([(1, .cannotTell)], isPrecise: false)),
            (
                "spent",
                try Self.answer(
                    [(1, .met), (2, .breached)], isPrecise: false, end: .budgetSpent)
            ),
            (
                "refused",
                try Self.answer(
                    [(1, .met)], isPrecise: false,
                    end: .refused(
                        ModelError(
                            path: "run.duration",
                            fault: .tooManyRequests(expected: 3e10, limit: 2e10))))
            ),
        ]
        var text = ""
        for (name, answer) in cases {
            let words = StressWords(answer)
            text += "\(name):\n\(words.headline)\n"
            text += words.notes.map { "- \($0)\n" }.joined() + "\n"
        }
        try GoldenFile.check(text, "stress-headlines.txt")
    }
}
