// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// The answer to `stress`: at how many times its load a platform breaks, what breaks first, and
/// what binds.
public enum StressReport {
    /// Every table that an answer may have; one without its subject is left out.
    public static let tableIDs = ["breaking-point", "steps", "slo"]

    public static func make(_ answer: StressAnswer, identity: Identity) -> Report {
        let words = StressWords(answer)
        let optional: [Table?] = [
            breakingPoint(answer, words),
            steps(answer, words),
            answer.step(answer.broken).flatMap {
                RunReport.serviceLevels(
                    $0.assessment, title: "Service levels at \(words.times($0.factor))")
            },
        ]
        return Report(
            identity: identity, verdict: verdict(answer.outcome), headline: words.headline,
            notes: words.notes, tables: optional.compactMap { $0 })
    }

    private static func verdict(_ judgement: Judgement) -> Report.Verdict {
        switch judgement {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        }
    }

    /// Both ends of the interval in which the break lies.
    private static func breakingPoint(_ answer: StressAnswer, _ words: StressWords) -> Table? {
        var ends: [(word: String, tone: Cell.Tone, step: StressStep)] = []
        if let step = answer.step(answer.met) { ends.append(("holds", .good, step)) }
        if let step = answer.step(answer.broken) { ends.append(("breaks", .bad, step)) }
        if ends.isEmpty { return nil }
        let columns: [Column] = [
            .text("end", "Load"), .value("factor", "Times", .precise),
            .value("requests", "Requests", .rate), .value("users", "Users", .number),
            .prose("breaks", "What breaks"), .text("binding", "What binds"),
        ]
        return Table(
            id: "breaking-point", title: title(answer),
            columns: columns.filter { isShown($0.id, answer) },
            rows: ends.map { end in
                let step = end.step
                let cells: [(id: String, cell: Cell)] = [
                    ("end", .word(end.word, end.tone)),
                    ("factor", .number(step.factor.fraction, .precise)),
                    ("requests", .number(step.offered.requests?.perSecond, .rate)),
                    ("users", .number(step.offered.users, .number)),
                    ("breaks", .text(words.breaks(step))),
                    ("binding", .text(step.assessment.measurements.binding?.name ?? "")),
                ]
                return cells.filter { isShown($0.id, answer) }.map(\.cell)
            })
    }

    private static func title(_ answer: StressAnswer) -> String {
        if answer.broken == nil { return "The largest load that holds" }
        if answer.met == nil { return "The smallest load that breaks" }
        return "The breaking point lies between"
    }

    /// Requests and users are left out where no source has them.
    private static func isShown(_ id: String, _ answer: StressAnswer) -> Bool {
        switch id {
        case "requests": answer.last?.offered.requests != nil
        case "users": answer.last?.offered.users != nil
        case "level": StressWords(answer).levelColumn != nil
        case "utilization": answer.binding?.utilization != nil
        default: true
        }
    }

    /// Every load that was tried.
    private static func steps(_ answer: StressAnswer, _ words: StressWords) -> Table? {
        let level = words.levelColumn
        let binding = answer.binding
        let columns: [Column] = [
            .value("factor", "Times", .precise), .value("requests", "Requests", .rate),
            .value("users", "Users", .number), .estimate("throughput", "Answered", .rate),
            .estimate("p95", "p95", .duration), .estimate("errors", "Errors", .ratio),
            .estimate(
                "level", level.map { words.name($0) } ?? "",
                level.map { Words.dimension($0.objective) }),
            .estimate("utilization", binding.map { words.share(of: $0) } ?? "", .ratio),
            .text("verdict", "Verdict"), .prose("breaks", "What breaks", isDataOnly: true),
            .number("replications", "Runs", unit: "replications"),
        ]
        return Table(
            id: "steps", title: "Loads that were tried",
            columns: columns.filter { isShown($0.id, answer) },
            rows: answer.steps.map { step in
                let overall = step.assessment.measurements.overall
                let resource = step.assessment.measurements.ceilings.first {
                    $0.place == binding?.place
                }
                let cells: [(id: String, cell: Cell)] = [
                    ("factor", .number(step.factor.fraction, .precise)),
                    ("requests", .number(step.offered.requests?.perSecond, .rate)),
                    ("users", .number(step.offered.users, .number)),
                    ("throughput", .of(overall.throughput, .rate)),
                    ("p95", .of(overall.percentile(.percent(95)), .duration)),
                    ("errors", .of(overall.errorShare, .ratio)),
                    ("level", words.figure(level, step)),
                    ("utilization", .of(resource?.utilization, .ratio)),
                    (
                        "verdict",
                        .word(step.judgement.rawValue, Words.tone(step.judgement))
                    ),
                    ("breaks", .text(words.breaks(step))),
                    ("replications", .count(Int64(step.replications))),
                ]
                return cells.filter { isShown($0.id, answer) }.map(\.cell)
            })
    }
}
