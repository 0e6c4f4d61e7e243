// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// The answer to `size`: the cheapest configuration that keeps every service level, what faster
/// ones cost, and why cheaper ones are out.
public enum SizingReport {
    public static let tableIDs = ["sizing", "rejected", "reasons", "candidates"]

    /// Rejected configurations that are shown: those nearest to the best.
    private static let shown = 12

    public static func make(_ answer: SizingAnswer, identity: Identity) -> Report {
        let words = SizingWords(answer)
        return Report(
            identity: identity, verdict: verdict(answer.outcome), headline: words.headline,
            notes: words.notes,
            tables: [
                frontier(answer),
                rejected(answer, words, Array(answer.nearest.prefix(shown))),
                reasons(answer, words), candidates(answer, words),
            ].compactMap { $0 })
    }

    private static func verdict(_ judgement: Judgement) -> Report.Verdict {
        switch judgement {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        }
    }

    private static func knobs(_ answer: SizingAnswer) -> [Column] {
        answer.grid.knobs.enumerated().map { .text("knob_\($0 + 1)", $1.key) }
    }

    private static func values(_ candidate: SizingCandidate) -> [Cell] {
        candidate.sets.map { set in
            .text(String(set[set.index(after: set.firstIndex(of: "=") ?? set.startIndex)...]))
        }
    }

    private static func cost(_ candidate: SizingCandidate) -> Cell {
        candidate.cost.map { .money($0, decimals: 2) } ?? .absent
    }

    // MARK: The best, and what is faster

    private static func frontier(_ answer: SizingAnswer) -> Table? {
        if answer.frontier.isEmpty { return nil }
        return Table(
            id: "sizing", title: "The cheapest, and what is faster for more",
            columns: knobs(answer) + [
                .number("cost", "A month, USD", unit: "USD"),
                .estimate("p95", "p95", .duration), .estimate("errors", "Errors", .ratio),
                .text("binding", "What binds"), .estimate("headroom", "Headroom", .ratio),
                .number("replications", "Runs", unit: "replications"),
            ],
            rows: answer.frontier.map { candidate in
                let trial = candidate.trial
                let measurements = trial?.assessment.measurements
                return values(candidate) + [
                    cost(candidate),
                    .of(measurements?.overall.percentile(.percent(95)), .duration),
                    .of(measurements?.overall.errorShare, .ratio),
                    .text(candidate.binding ?? ""),
                    .of(measurements?.binding?.headroom, .ratio),
                    .counted(trial.map { Int64($0.replications) }),
                ]
            })
    }

    // MARK: What is out

    private static func rejected(
        _ answer: SizingAnswer, _ words: SizingWords, _ list: [SizingCandidate]
    ) -> Table? {
        if list.isEmpty { return nil }
        return Table(
            id: "rejected",
            title: (answer.best == nil ? "What is out" : "Cheaper ones that are out")
                + (list.contains(where: \.isUndecided) ? " or undecided" : "")
                + ", the nearest first",
            columns: knobs(answer) + [
                .number("cost", "A month, USD", unit: "USD"), .prose("reason", "Why"),
                .text("binding", "What binds"),
            ],
            rows: list.map { candidate in
                values(candidate) + [
                    cost(candidate), .text(words.standing(candidate)),
                    .text(candidate.binding ?? ""),
                ]
            })
    }

    private static func reasons(_ answer: SizingAnswer, _ words: SizingWords) -> Table {
        Table(
            id: "reasons", title: "What became of all configurations",
            columns: [
                .text("standing", "What became of it"),
                .number("count", "How many", unit: "configurations"),
            ],
            rows: words.counts.map { [.text($0.words), .count(Int64($0.count))] })
    }

    private static func candidates(_ answer: SizingAnswer, _ words: SizingWords) -> Table {
        Table(
            id: "candidates", title: "All configurations",
            columns: knobs(answer) + [
                .number("cost", "A month, USD", unit: "USD"),
                .value("expected_p95", "p95 by formulas", .duration),
                .estimate("p95", "p95", .duration), .prose("standing", "What became of it"),
                .text("binding", "What binds"),
                .number("events", "Events", unit: "events", isDataOnly: true),
            ],
            rows: answer.candidates.map { candidate in
                values(candidate) + [
                    cost(candidate), .number(candidate.expected, .duration),
                    .of(
                        candidate.trial?.assessment.measurements.overall.percentile(.percent(95)),
                        .duration),
                    .text(words.standing(candidate)), .text(candidate.binding ?? ""),
                    .counted(
                        candidate.trial.map {
                            Int64(clamping: $0.assessment.measurements.events)
                        }),
                ]
            }, audience: .onRequest)
    }
}
