// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities
import Statistics

/// The answer to `tradeoffs`: what each option costs, what it does to latency and service levels,
/// and the price of a millisecond.
public enum TradeoffsReport {
    public static let tableIDs = ["tradeoffs", "commitments", "as-it-is"]

    /// - Parameter warmUp: where it was detected, what serves all.
    public static func make(
        _ study: TradeoffStudy, warmUp: WarmUpFinding? = nil, identity: Identity
    ) -> Report {
        Report(
            identity: identity, verdict: nil, headline: headline(study),
            notes: notes(study) + [warmUp.map(RunNotes.words)].compactMap { $0 },
            tables: [options(study), CommitmentRisk.table(study.answers), asItIs(study)]
                .compactMap { $0 })
    }

    // MARK: Tables

    private static func options(_ study: TradeoffStudy) -> Table {
        let quantities: [Column] = [
            .estimate("cost_change", "A month", .dollars), .text("of", "Of"),
            .estimate("latency_change", "Latency", .duration),
            .estimate("millisecond", "A ms costs", .dollars),
        ]
        return Table(
            id: "tradeoffs", title: "Options: what changes to the platform as it is",
            columns: [.prose("option", "Option")] + quantities + [
                .text("verdict", "Verdict"), .prose("why", "Why"),
                .number("gained", "Gained", unit: "service levels", isDataOnly: true),
                .number("lost", "Lost", unit: "service levels", isDataOnly: true),
                .value("cost", "Cost", .dollars, isDataOnly: true),
                .value("latency", "Latency then", .duration, isDataOnly: true),
                .text("set", "Set", isDataOnly: true),
            ], rows: study.answers.map { row($0, study) })
    }

    private static func row(_ answer: TradeoffAnswer, _ study: TradeoffStudy) -> [Cell] {
        let word = verdict(answer.verdict)
        return [
            .text(answer.option.name), answer.cost.map { .change($0) } ?? .absent,
            .text(subject(answer.option.subject, study)),
            answer.latency.map { .change($0) } ?? .absent,
            answer.millisecond.map { price in
                // Its interval need not lie evenly around it.
                .computed(price.value, band: price.interval, method: "Fieller", .dollars)
            } ?? .absent,
            .word(word.text, word.tone), .text(why(answer, study)),
            .count(Int64(answer.gained.count)), .count(Int64(answer.lost.count)),
            .number(answer.cost?.candidate, .dollars),
            .number(answer.latency?.candidate, .duration),
            .text(answer.option.sets.joined(separator: " ")),
        ]
    }

    /// The platform as it is, of which all changes are told.
    private static func asItIs(_ study: TradeoffStudy) -> Table {
        var rows: [[Cell]] = []
        if !study.base.bill.lines.isEmpty {
            rows.append([
                .text("cost a month"),
                .number(study.base.bill.perMonth.approximation, .dollars),
                .text(Cell.Dimension.dollars.unit),
            ])
        }
        var seen: [TradeoffOption.Subject] = []
        for answer in study.answers where !seen.contains(answer.option.subject) {
            guard let latency = answer.latency else { continue }
            seen.append(answer.option.subject)
            rows.append([
                .text(subject(answer.option.subject, study)), .number(latency.base, .duration),
                .text(Cell.Dimension.duration.unit),
            ])
        }
        return Table(
            id: "as-it-is", title: "The platform as it is",
            columns: [
                .text("figure", "Figure"), .value("value", "Value", nil),
                .text("unit", "Unit", isDataOnly: true),
            ], rows: rows)
    }

    // MARK: Words

    private static func subject(
        _ subject: TradeoffOption.Subject, _ study: TradeoffStudy
    ) -> String {
        switch subject {
        case .all: "p95 latency"
        case .operation(let name): name + " p95 latency"
        case .page(let name):
            "\(name) LCP, \(Words.quantile(study.base.model.frontend.quantile))"
        }
    }

    private static func verdict(
        _ verdict: TradeoffAnswer.Verdict
    ) -> (text: String, tone: Cell.Tone) {
        switch verdict {
        case .frontier: ("on the frontier", .good)
        case .dominated: ("dominated", .plain)
        case .rejected: ("rejected", .bad)
        }
    }

    private static func why(_ answer: TradeoffAnswer, _ study: TradeoffStudy) -> String {
        let text: String =
            switch answer.verdict {
            case .frontier: advantage(answer)
            case .dominated(let name): "by " + name
            case .rejected(let reasons): reasons.map { words($0, study) }.joined(separator: "; ")
            }
        let gained = answer.gained.compactMap { $0.candidate }.map {
            Words.name($0.objective, study.base.model)
        }
        let parts = [text] + (gained.isEmpty ? [] : ["gains " + gained.joined(separator: ", ")])
        return (parts + answer.commitments.map(CommitmentRisk.words)).joined(separator: "; ")
    }

    private static func advantage(_ answer: TradeoffAnswer) -> String {
        func isLess(_ difference: Difference?) -> Bool { difference?.change == .better }
        func isMore(_ difference: Difference?) -> Bool { difference?.change == .worse }
        switch (isLess(answer.cost), isLess(answer.latency)) {
        case (true, true): return "cheaper and faster"
        case (true, false):
            return isMore(answer.latency)
                ? "cheaper, but slower" : "cheaper; no difference in latency shows"
        case (false, true):
            return isMore(answer.cost) ? "faster, but dearer" : "faster at no further cost"
        case (false, false): return "no dearer"
        }
    }

    private static func words(_ reason: TradeoffAnswer.Reason, _ study: TradeoffStudy) -> String {
        switch reason {
        case .refused(let refusal): refusal.words
        case .saturated(let saturation): "saturates \(saturation.name)"
        case .lost(let levels):
            "breaks "
                + levels.compactMap { $0.candidate }.map { level in
                    Words.name(level.objective, study.base.model)
                }.joined(separator: ", ")
        case .dearerAndNotFaster: "dearer and not faster"
        case .slowerAndNotCheaper: "slower and not cheaper"
        case .idle: "changes neither cost nor latency"
        case .noFigure: "nothing is billed, and no latency of it was measured"
        }
    }

    private static func headline(_ study: TradeoffStudy) -> String {
        guard !study.answers.isEmpty else {
            return "There is no option to weigh: the scenario names none under 'options', and"
                + " nothing of it that is paid for could be less or more."
        }
        let best = study.answers.filter {
            if case .frontier = $0.verdict { true } else { false }
        }
        let count = Words.count(study.answers.count, "option")
        guard !best.isEmpty else {
            return "Of \(count) none is worth a thought: the platform as it is costs less or"
                + " answers faster than each of them, or they break what it promises."
        }
        let verb = best.count == 1 ? "is" : "are"
        let named = best.prefix(3).map { answer in
            let parts = [
                answer.cost.map {
                    Figures.change($0.mean, halfWidth: $0.halfWidth, .dollars).joined + " a month"
                },
                answer.latency.map { latency in
                    Figures.change(latency.mean, halfWidth: latency.halfWidth, .duration).joined
                },
            ]
            return "\(answer.option.name) (\(parts.compactMap { $0 }.joined(separator: ", ")))"
        }
        let more = best.count > 3 ? "; \(best.count - 3) more" : ""
        return "Of \(count) \(best.count) \(verb) on the frontier: "
            + named.joined(separator: "; ") + more + "."
    }

    private static func notes(_ study: TradeoffStudy) -> [String] {
        let plan = study.base.model.run
        var notes = [
            "Every option was simulated with the same random numbers as the platform as it is;"
                + " intervals are of the differences, replication by replication (95% each).",
            "'A ms costs' is the change of the month's cost over the change of the latency: what"
                + " the faster of both costs for each millisecond that it saves, with Fieller's"
                + " interval; negative where the faster is cheaper too, absent where no difference"
                + " in latency shows.",
            "An option is dominated where another one of the same latency is surely better in cost"
                + " or latency, not surely worse in the other, and gains as many service levels;"
                + " commitments go with any of them.",
        ]
        if let whole = study.wholeDuration {
            notes.append(
                "Each was measured for \(plan.duration) instead of \(whole), a twentieth at least"
                    + " (--budget; --most-options weighs fewer); compare tells one option to the"
                    + " end.")
        }
        if !study.left.isEmpty {
            let names = study.left.prefix(5).map(\.name).joined(separator: "; ")
            notes.append(
                "\(Words.count(study.left.count, "option")) were left out (--most-options):"
                    + " \(names)\(study.left.count > 5 ? "; …" : "").")
        }
        if plan.replications < 2 {
            notes.append(
                "One replication tells no difference: run at least two (--replications 4).")
        }
        return notes + RunNotes(study.base, .planned).cautions
    }
}
