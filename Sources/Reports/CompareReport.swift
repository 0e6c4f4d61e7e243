// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// The answer to `compare`: what a candidate changes, and how sure that is.
public enum CompareReport {
    public static let tableIDs = [
        "summary", "gates", "slo", "differences", "operation-differences",
    ]

    /// - Parameters:
    ///   - gates: changes that must not be; where there are any, the verdict is theirs.
    ///   - warmUp: where it was detected, what serves both.
    public static func make(
        _ comparison: Comparison, gates: [GateCheck] = [], warmUp: WarmUpFinding? = nil,
        identity: Identity
    ) -> Report {
        let own = comparison.differences.filter(\.isOfOperation)
        let rest = comparison.differences.filter { !$0.isOfOperation }
        let optional: [Table?] = [
            CompareSummary.table(comparison), CompareGates.table(gates),
            CompareLevels.table(comparison),
            table("differences", "Differences: candidate minus base", rest, .folded),
            own.isEmpty
                ? nil
                : table(
                    "operation-differences", "Differences of each operation", own, .onRequest),
        ]
        return Report(
            identity: identity,
            verdict: CompareGates.verdict(gates) ?? RunReport.verdict(comparison.candidate.outcome),
            headline: headline(comparison, gates),
            notes: notes(comparison)
                + [warmUp.map(RunNotes.words), ExchangeNote.text(comparison.candidate.model)]
                .compactMap { $0 },
            tables: optional.compactMap { $0 })
    }

    private static func table(
        _ id: String, _ title: String, _ differences: [Difference], _ audience: Table.Audience
    ) -> Table {
        Table(
            id: id, title: title,
            columns: [
                .text("subject", "Of"), .text("metric", "Metric"), .value("base", "Base", nil),
                .value("candidate", "Candidate", nil),
                .estimate("difference", "Difference", nil),
                .value("relative", "Relative", .ratio),
                .text("unit", "Unit", isDataOnly: true),
                .value("half_width", "Half width", nil, isDataOnly: true),
                .value("independent_half_width", "Unpaired", nil, isDataOnly: true),
                .value("pairing_gain", "Pairing gain", .number),
                .text("verdict", "Verdict"),
            ], rows: differences.map(row), audience: audience)
    }

    private static func row(_ difference: Difference) -> [Cell] {
        let dimension = Words.dimension(difference.metric)
        return [
            .text(difference.subject), .text(Words.name(difference.metric)),
            .number(difference.base, dimension), .number(difference.candidate, dimension),
            .change(difference), .number(difference.relative, .ratio), .text(dimension.unit),
            .number(difference.halfWidth, dimension),
            .number(difference.independentHalfWidth, dimension),
            .number(difference.pairingGain, .number),
            .word(difference.change.rawValue, Words.tone(difference.change)),
        ]
    }

    private static func headline(_ comparison: Comparison, _ gates: [GateCheck]) -> String {
        [
            CompareGates.words(gates), latency(comparison), CompareLevels.words(comparison),
            levels(comparison.candidate), cost(comparison), counts(comparison),
        ].compactMap { $0 }.joined(separator: " ")
    }

    private static func counts(_ comparison: Comparison) -> String {
        let words: [(Difference.Change, String)] = [
            (.better, "better"), (.worse, "worse"), (.other, "other"), (.same, "the same"),
            (.tolerated, "within the tolerance of \(comparison.tolerance)"),
            (.unseen, "without a difference that shows"), (.cannotTell, "not to be told apart"),
        ]
        let counts = words.map { (comparison.count($0.0), $0.1) }.filter { $0.0 > 0 }
        return "Of \(comparison.differences.count) metrics "
            + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + "."
    }

    /// What becomes of the 95th percentile of all operations.
    private static func latency(_ comparison: Comparison) -> String? {
        let found = comparison.differences.first {
            $0.metric == .latency(quantile: .percent(95))
        }
        guard let found else { return nil }
        let from = Figures.text(found.base, .duration).joined
        let to = Figures.text(found.candidate, .duration).joined
        let by = Figures.change(found.mean, halfWidth: found.halfWidth, .duration).joined
        switch found.change {
        case .better: return "p95 latency falls from \(from) to \(to) (\(by))."
        case .worse: return "p95 latency rises from \(from) to \(to) (\(by))."
        case .same: return "p95 latency stays at \(to)."
        case .tolerated:
            return "p95 latency goes from \(from) to \(to) (\(by)), within the tolerance."
        case .unseen, .other, .cannotTell:
            if case .closedForm = comparison.base.measurements.engine {
                return "p95 latency goes from \(from) to \(to), less than the bands tell apart."
            }
            return "p95 latency goes from \(from) to \(to), which may be chance (\(by))."
        }
    }

    private static func levels(_ candidate: Assessment) -> String? {
        switch candidate.outcome {
        case .saturated:
            return "The candidate is saturated."
        case .met:
            if candidate.levels.isEmpty { return nil }
            return
                "The candidate meets its \(Words.count(candidate.levels.count, "service level"))."
        case .breached:
            let count = candidate.levels.filter { $0.judgement == .breached }.count
            return "The candidate breaches \(count) of"
                + " \(Words.count(candidate.levels.count, "service level"))."
        case .cannotTell:
            let count = candidate.levels.filter { $0.judgement == .cannotTell }.count
            return "Whether the candidate meets \(count) of"
                + " \(Words.count(candidate.levels.count, "service level")), this precision cannot"
                + " tell."
        }
    }

    private static func cost(_ comparison: Comparison) -> String? {
        let base = comparison.base.bill
        let candidate = comparison.candidate.bill
        if base.lines.isEmpty && candidate.lines.isEmpty { return nil }
        guard let difference = try? candidate.perMonth - base.perMonth else { return nil }
        if difference == .zero {
            return "It costs the same, \(Words.money(base.perMonth, isBrief: true)) a month."
        }
        let found = comparison.differences.last { $0.metric == .costPerMonth }
        let isOpen = (found?.halfWidth ?? 0) > 0
        let sign = difference > .zero ? "+" : ""
        let change =
            isOpen
            ? Figures.change(difference.approximation, halfWidth: found?.halfWidth, .dollars).joined
            : sign + Words.money(difference)
        let chance = found?.change == .unseen ? ", which may be chance" : ""
        return "It costs \(Words.money(candidate.perMonth, isBrief: true)) a month"
            + " (\(change)\(chance))."
    }

    private static func notes(_ comparison: Comparison) -> [String] {
        if case .closedForm = comparison.base.measurements.engine {
            return [
                "Both are computed by closed form. A difference lies between the bands of both"
                    + " sides, which are wide where they are approximations; a simulation of both"
                    + " with the same random numbers tells smaller differences (--engine des)."
            ]
        }
        let pairing =
            comparison.isPaired
            ? "Replications share their random numbers, so a difference is known better than"
                + " either side; 'pairing gain' says how many times wider its interval would be"
                + " with independent seeds."
            : "The two were not simulated from one seed; intervals are those of independent runs."
        let sides = [("Base", comparison.base), ("Candidate", comparison.candidate)]
        let cautions = sides.flatMap { name, side in
            RunNotes(side, .planned).cautions.map { "\(name): \($0)" }
        }
        let variance = comparison.base.measurements.variance.map {
            VarianceNote($0, differences: comparison.differences).text
        }
        return [pairing] + cautions + [variance].compactMap { $0 }
    }
}
