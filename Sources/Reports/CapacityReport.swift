// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// The answer to `capacity`: how much a platform carries within its service levels, how much each
/// component would carry alone, and what is left of it.
public enum CapacityReport {
    public static let tableIDs = ["capacity", "parts"]

    public static func make(_ answer: CapacityAnswer, identity: Identity) -> Report {
        let words = CapacityWords(answer)
        return Report(
            identity: identity, verdict: verdict(answer.outcome), headline: words.headline,
            notes: words.notes, tables: [capacity(answer, words), parts(answer, words)],
            charts: CapacityCharts.of(answer))
    }

    private static func verdict(_ judgement: Judgement) -> Report.Verdict {
        switch judgement {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        }
    }

    // MARK: What is carried

    private static func capacity(_ answer: CapacityAnswer, _ words: CapacityWords) -> Table {
        let offered = answer.platform.step(.one)?.offered
        let columns: [Column] = [
            .text("component", "Component"), .text("kind", "Kind"),
            .value("holds", "Holds at", .precise), .text("least", "At least", isDataOnly: true),
            .value("breaks_at", "Breaks at", .precise),
            .value("requests", "Requests", .rate), .value("users", "Users", .number),
            .prose("breaks", "What breaks then"), .text("binding", "What binds"),
            .text("hard_limit", "Hard limit"),
            .value("hard_limit_times", "Times then", .precise),
            .value("headroom", "Headroom", .ratio),
            .value("headroom_busy", "Busy hour", .ratio),
            .value("headroom_without_one", "And one less", .ratio),
        ]
        let rows = [platform(answer, words)] + answer.components.map { of($0, answer, words) }
        return Table(
            id: "capacity",
            title: "What is carried within the service levels, in times the load (95% each)",
            columns: columns.filter { isShown($0.id, offered, answer) },
            rows: rows.map { row in
                cells(row, answer, offered).filter { isShown($0.id, offered, answer) }.map(\.cell)
            })
    }

    /// Requests and users are left out where no source has them, hard limits where none is known.
    private static func isShown(
        _ id: String, _ offered: OfferedLoad?, _ answer: CapacityAnswer
    ) -> Bool {
        switch id {
        case "requests": offered?.requests != nil
        case "users": offered?.users != nil
        case "hard_limit": answer.components.contains { $0.hardLimit != nil }
        case "hard_limit_times": answer.components.contains { $0.hardLimit?.saturation != nil }
        default: true
        }
    }

    private struct Row {
        let name: String
        let kind: String
        let met: Double?
        let broken: Double?
        let breaks: String
        let binding: String
        let isAtLeast: Bool
        var limit: HardLimit?
        var withoutOne: Double?
    }

    private static func platform(_ answer: CapacityAnswer, _ words: CapacityWords) -> Row {
        let found = answer.platform
        return Row(
            name: "the platform", kind: "", met: found.met?.fraction,
            broken: found.broken?.fraction, breaks: words.breaks(found),
            binding: found.binding?.name ?? "",
            isAtLeast: found.met != nil && found.broken == nil,
            withoutOne: answer.failure?.answer.met?.fraction)
    }

    private static func of(
        _ row: CapacityRow, _ answer: CapacityAnswer, _ words: CapacityWords
    ) -> Row {
        let (breaks, binding): (String, String)
        switch row.finding {
        case .found(let found):
            (breaks, binding) =
                found.broken == nil
                ? ("nothing that was tried", "") : (words.breaks(found), found.binding?.name ?? "")
        case .elsewhere(let found, _):
            let place = found.binding.map { " (\($0.name))" } ?? ""
            (breaks, binding) = ("not its own limit: \(words.breaks(found))\(place)", "")
        case .beyond: (breaks, binding) = ("not looked further: far from full, by law", "")
        case .unanswered: (breaks, binding) = ("no answer", "")
        }
        return Row(
            name: row.name, kind: row.kind.rawValue, met: row.met, broken: row.broken,
            breaks: breaks, binding: binding, isAtLeast: row.isAtLeast, limit: row.hardLimit,
            withoutOne: row.withoutOne)
    }

    private static func cells(
        _ row: Row, _ answer: CapacityAnswer, _ offered: OfferedLoad?
    ) -> [(id: String, cell: Cell)] {
        func load(_ each: Double?, _ dimension: Cell.Dimension) -> Cell {
            .number(row.met.flatMap { met in each.map { $0 * met } }, dimension)
        }
        func left(_ carried: Double?, _ load: Double) -> Cell {
            .number(answer.headroom(of: carried, at: load), .ratio)
        }
        let limit = row.limit.map { limit in
            Words.count(limit.count, limit.member.rawValue)
        }
        return [
            ("component", .text(row.name)), ("kind", .text(row.kind)),
            ("holds", load(1, .precise)), ("least", .text(row.isAtLeast ? "at least" : "")),
            ("breaks_at", .number(row.broken, .precise)),
            ("requests", load(offered?.requests?.perSecond, .rate)),
            ("users", load(offered?.users, .number)), ("breaks", .text(row.breaks)),
            ("binding", .text(row.binding)), ("hard_limit", .text(limit ?? "")),
            ("hard_limit_times", .number(row.limit?.saturation, .precise)),
            ("headroom", left(row.met, 1)), ("headroom_busy", left(row.met, answer.busy.factor)),
            ("headroom_without_one", left(row.withoutOne, answer.busy.factor)),
        ]
    }

    // MARK: What can be used up

    private static func parts(_ answer: CapacityAnswer, _ words: CapacityWords) -> Table {
        Table(
            id: "parts", title: "What can be used up, by what it holds and the laws of queues",
            columns: [
                .text("part", "Part"), .text("kind", "Kind"), .text("use", "Used"),
                .value("share", "Of it", .ratio), .estimate("times", "Full at", .precise),
                .value("headroom", "Headroom", .ratio),
                .value("headroom_busy", "Busy hour", .ratio), .prose("then", "What happens then"),
                .value("used", "Used", .number, isDataOnly: true),
                .value("size", "Size", .number, isDataOnly: true),
                .text("unit", "Unit", isDataOnly: true),
            ],
            rows: answer.parts.map { part in
                let headroom = [1, answer.busy.factor].map {
                    Cell.number(answer.headroom(of: part.factor, at: $0), .ratio)
                }
                return [
                    .text(part.name), .text(part.kind.rawValue), .text(words.use(part.use)),
                    .number(part.use.share, .ratio),
                    part.factor.map { factor in
                        .estimate(factor, interval: part.interval, .precise)
                    } ?? .absent,
                    headroom[0], headroom[1],
                    part.isExceeded
                        ? .word("now: " + words.event(part), .bad) : .text(words.event(part)),
                    .number(part.use.used, .number), .number(part.use.size, .number),
                    .text(words.unit(part.use.unit)),
                ]
            })
    }
}
