// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// The table of single changes: how far each must go, what it does and what it costs.
enum ChangeTable {
    static func make(_ explanation: Explanation) -> Table? {
        if explanation.changes.isEmpty { return nil }
        let isBilled = !explanation.base.bill.lines.isEmpty
        var columns: [Column] = [
            .text("change", "Change"), .text("from", "From"), .text("to", "To"),
            .prose("level", "Level", isDataOnly: explanation.focus != nil),
            .estimate("figure", "Figure", nil),
            .text("unit", "Unit", isDataOnly: true),
            .text("verdict", "Verdict", isDataOnly: true),
            .text("one_less", "One less"), .text("judged_by", "Judged by", isDataOnly: true),
        ]
        if isBilled {
            columns += [
                .number("per_hour_before", "An hour before", unit: "USD", isDataOnly: true),
                .number("per_hour", "An hour", unit: "USD", isDataOnly: true),
                .number("per_hour_change", "An hour more", unit: "USD"),
            ]
        }
        columns.append(.prose("remark", "Remark"))
        return Table(
            id: "changes",
            title: title(explanation),
            columns: columns, rows: explanation.changes.map { row($0, explanation, isBilled) })
    }

    private static func title(_ explanation: Explanation) -> String {
        if explanation.question == .whatIsSpare {
            return "Changes: the least that keeps all service levels"
        }
        let text = "Changes: the smallest, one at a time, that keeps all service levels"
        return explanation.focus.map {
            text + "; the figure is \(Words.name($0.objective, explanation.base.model))"
        } ?? text
    }

    private static func row(
        _ change: Explanation.Change, _ explanation: Explanation, _ isBilled: Bool
    ) -> [Cell] {
        let model = explanation.base.model
        let (setting, trial, below, isConfirmed) = outcome(change)
        let isOfPlan = isConfirmed || explanation.shortPlan == nil
        let level = trial.flatMap { self.level($0, explanation) }
        let dimension = level.map { Words.dimension($0.objective) }
        let verdict: Cell =
            if case .untried = change.finding { .word("not tried", .unsure) } else {
                .word(
                    (trial?.judgement ?? .breached).rawValue,
                    Words.tone(trial?.judgement ?? .breached))
            }
        var cells: [Cell] = [
            .text(change.lever.path(model)), .text(change.lever.text(change.now, model)),
            .text(setting.map { change.lever.text($0, model) } ?? ""),
            .text(level.map { Words.name($0.objective, model) } ?? ""),
            dimension.map { .of(level?.measured, $0) } ?? .absent,
            .text(dimension?.unit ?? ""), verdict,
            below.map { .word($0.rawValue, Words.tone($0)) } ?? .text(""),
            .text(trial == nil ? "" : isOfPlan ? "the run plan" : "short runs"),
        ]
        if isBilled { cells += costs(change, explanation.base) }
        return cells + [.text(remark(change, explanation))]
    }

    /// An hour before, after, and the difference.
    private static func costs(_ change: Explanation.Change, _ base: Assessment) -> [Cell] {
        guard let difference = change.costChange,
            let after = try? base.bill.perHour + difference
        else { return [.absent, .absent, .absent] }
        return [base.bill.perHour, after, difference].map { .money($0, decimals: 2) }
    }

    private static func outcome(
        _ change: Explanation.Change
    ) -> (setting: Int?, trial: Trial?, below: Judgement?, isConfirmed: Bool) {
        switch change.finding {
        case .found(let setting, let trial, let below, let isConfirmed):
            (setting, trial, below, isConfirmed)
        case .none(_, let trial): (nil, trial, nil, false)
        case .saturated, .belowFloor, .untried: (nil, nil, nil, false)
        }
    }

    /// The level that the change is for; where none is broken, the one that is nearest its limit.
    static func level(_ trial: Trial, _ explanation: Explanation) -> ServiceLevel? {
        guard let levels = trial.assessment?.levels else { return nil }
        if let focus = explanation.focus {
            let base = explanation.base
            let name = Words.name(focus.objective, base.model)
            return levels.first {
                Words.name($0.objective, base.model) == name && $0.limit == focus.limit
            }
        }
        return levels.max { use($0) < use($1) }
    }

    /// How much of the limit is used up.
    private static func use(_ level: ServiceLevel) -> Double {
        guard let value = level.measured?.value, level.limit > 0 else { return 0 }
        return level.isFloor ? level.limit / max(value, 1e-12) : value / level.limit
    }

    /// What must change with it.
    private static func others(
        _ change: Explanation.Change, _ setting: Int, _ model: Model
    ) -> String? {
        let others = change.lever.others(setting, model)
        return others.isEmpty ? nil : "with " + others.joined(separator: ", ")
    }

    private static func remark(
        _ change: Explanation.Change, _ explanation: Explanation
    ) -> String {
        let model = explanation.base.model
        switch change.finding {
        case .found(let setting, let trial, _, let isConfirmed):
            if setting == change.now { return "none can go" }
            let isLarger = change.lever.isPurchase && !change.lever.isPriced
            let parts = [
                others(change, setting, model),
                trial.judgement == .met ? nil : trial.judgement.rawValue,
                isConfirmed ? nil : "by a short run",
                change.lever.isPurchase ? nil : "a diagnosis",
                isLarger && !explanation.base.bill.lines.isEmpty ? "has another price" : nil,
            ]
            return parts.compactMap { $0 }.joined(separator: "; ")
        case .none(let most, let trial):
            let broken = (trial.assessment?.levels ?? []).filter { $0.judgement != .met }
                .map { Words.name($0.objective, model) }
            let text = "no value up to \(change.lever.text(most, model)) keeps all"
            return broken.isEmpty ? text : text + ": " + broken.joined(separator: ", ")
        case .saturated(let load):
            return "\(load.name) carries \(Words.load(load.carries)) of"
                + " \(Words.load(load.offered)) all the same (1/D)"
        case .belowFloor: return "not even if nobody waits"
        case .untried: return "the budget was spent before"
        }
    }
}
