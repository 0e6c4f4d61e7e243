// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// What people read about capacities.
struct CapacityWords {
    private let answer: CapacityAnswer

    init(_ answer: CapacityAnswer) { self.answer = answer }

    // MARK: The decision

    var headline: String {
        let found = answer.platform
        let binding = found.binding.map { " \($0.name) binds." } ?? ""
        guard let met = found.met?.fraction else {
            guard let broken = found.broken?.fraction else {
                return "Cannot tell at this precision whether any load that was tried is carried."
            }
            return "Runs out now: \(breaks(found)) at \(times(broken)), and no load that was tried"
                + " holds for certain.\(binding)"
        }
        guard let broken = found.broken?.fraction else {
            return "Carries at least \(times(met))\(load(met, nil)) within its service levels,"
                + " \(whyNoMore(met)); \(headrooms(met))."
        }
        let start =
            broken <= answer.busy.factor
            ? "Runs out \(answer.busy.factor > 1 && met >= 1 ? "in the busy hour" : "now"): carries"
            : "Carries"
        return "\(start) \(number(met)) to \(times(broken))\(load(met, broken)) within its service"
            + " levels (95% certain); \(headrooms(met)). What breaks first:"
            + " \(breaks(found)).\(binding)"
    }

    /// Why nobody knows what breaks.
    private func whyNoMore(_ met: Double) -> String {
        let found = answer.platform
        if found.steps.last?.factor.fraction == met {
            switch found.end {
            case .told: return "the most that was tried (--max)"
            case .budgetSpent: return "the most that was tried within the budget"
            case .refused: return "the most that a model may hold of those that were tried"
            case .unanswered: return "the most that was tried with an answer"
            }
        }
        let most = found.steps.last.map { number($0.factor.fraction) } ?? ""
        return "and no verdict is sure from there to \(most), the most that was tried"
    }

    private func headrooms(_ met: Double) -> String {
        var parts = ["headroom \(percent(answer.headroom(of: met, at: 1))) now"]
        if answer.busy.factor != 1 {
            parts.append(
                "\(percent(answer.headroom(of: met, at: answer.busy.factor))) in the busy hour")
        }
        if let failure = answer.failure, let left = failure.answer.met?.fraction {
            let lost = failure.failure.lost
            let name = answer.base.model.component(failure.failure.component).name
            parts.append(
                "\(percent(answer.headroom(of: left, at: answer.busy.factor))) with"
                    + " \(Words.count(lost, failure.failure.member.rawValue)) of \(name) lost")
        }
        return parts.joined(separator: ", ")
    }

    /// , 3,900 to 4,100 req/s,
    private func load(_ met: Double, _ broken: Double?) -> String {
        guard let offered = answer.platform.step(.one)?.offered else { return "" }
        func range(_ each: Double, _ unit: String) -> String {
            let most = broken.map { " to " + Figures.text($0 * each, .number).main } ?? ""
            return Figures.text(met * each, .number).main + most + unit
        }
        let parts = [
            offered.requests.map { range($0.perSecond, " req/s") },
            offered.users.map { range($0, " users") },
        ].compactMap { $0 }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: " and ")))"
    }

    // MARK: Parts

    /// What breaks at the smallest load that breaks, by name.
    func breaks(_ found: StressAnswer) -> String {
        let names = found.breaks.prefix(3).map { part -> String in
            switch part {
            case .level(let index):
                let objectives = found.model.objectives
                return objectives.indices.contains(index)
                    ? Words.name(objectives[index], found.model) : ""
            case .saturation(let id): return "\(found.model.name(of: id)) saturates"
            case .blocks(let id):
                return "\(found.model.name(of: id.owner)) finds no place in blocks"
            }
        }
        return names.joined(separator: ", ")
    }

    func use(_ use: CapacityPart.Use) -> String {
        func number(_ value: Double) -> String { Figures.text(value, .number).main }
        switch use.unit {
        case .share: return ""
        case .bytes:
            return "\(Figures.text(use.used, .bytes).main) of"
                + " \(Figures.text(use.size, .bytes).main)"
        case .count(let noun): return "\(number(use.used)) of \(number(use.size)) \(noun)"
        case .monthly(let noun):
            return "\(number(use.used)) of \(number(use.size)) \(noun) a month"
        }
    }

    func unit(_ unit: CapacityPart.Use.Unit) -> String {
        switch unit {
        case .share: "1"
        case .bytes: "B"
        case .count(let noun): noun
        case .monthly(let noun): noun + " a month"
        }
    }

    func event(_ part: CapacityPart) -> String {
        switch part.event {
        case .queueGrows: return "its queue grows without end"
        case .turnedAway: return "requests are turned away"
        case .blocksAreFull: return "transactions find no place in blocks"
        case .keysAreDropped: return "keys are dropped before their time"
        case .podsFindNoPlace: return "pods find no place"
        case .diskIsFull(let monthly, let perSecond):
            let growth = monthly + perSecond * Self.month
            guard growth > 0 else { return "the disk is full; it does not grow" }
            let room = part.use.size - part.use.used
            guard room > 0 else { return "the disk is full" }
            return "the disk is full in \(number(room / growth)) months at this load"
                + " (\(Figures.text(growth, .bytes).main) a month)"
        case .priceChanges(let from, let to):
            return "a unit costs \(Words.money(to)) instead of \(Words.money(from))"
        case .freeUnitsEnd(let price): return "a unit costs \(Words.money(price))"
        }
    }

    /// Seconds of an undated month.
    private static let month = 730.0 * 3600

    // MARK: Notes

    var notes: [String] {
        var notes: [String] = []
        switch answer.busy.origin {
        case .stated:
            notes.append("The busy hour has \(number(answer.busy.factor)) times the load (--peak).")
        case .measured:
            notes.append(
                "The load moves: its mean counts as the load, and its busiest hour has"
                    + " \(number(answer.busy.factor)) times that, within the measured time or one"
                    + " whole cycle where that is longer.")
        case .steady:
            notes.append(
                "The load stands still, so the busy hour is like any other; say by --peak how many"
                    + " times the mean it has.")
        }
        notes.append(
            "What a component carries was searched for with 32 times as much of everything"
                + " else\(unrelieved); every search errs with 5%. 'And one less' is at the busy"
                + " hour: of the platform simulated without what hurts most, of a component in"
                + " proportion to closed forms or to its members.")
        if answer.components.contains(where: \.isAtLeast) {
            notes.append(
                "Where nothing is known to break, 'Holds at' and its headroom are the least that"
                    + " there is, and not where it ends.")
        }
        if answer.isFailureUntold, let failure = answer.failure?.failure {
            let lost = Words.count(failure.lost, failure.member.rawValue)
            let name = answer.base.model.component(failure.component).name
            notes.append(
                "What the platform carries without \(lost) of \(name) cannot be told from what it"
                    + " carries with it, at this precision.")
        }
        if let fixed = answer.platform.fixed, answer.busy.origin != .measured {
            notes.append("Every load was simulated for the whole plan, because \(fixed.rawValue).")
        }
        for failure in imprecise {
            notes.append(failure)
        }
        return notes
    }

    /// but ethereum, the replay of db, which stay as they are
    private var unrelieved: String {
        let model = answer.base.model
        let names = answer.unrelieved.map { id in
            let name = model.component(id).name
            if case .database = model.component(id).kind { return "the replay of \(name)" }
            return name
        }
        let verb = names.count == 1 ? "stays as it is" : "stay as they are"
        return names.isEmpty ? "" : " but \(names.joined(separator: ", ")), which \(verb)"
    }

    private var imprecise: [String] {
        let wide = answer.components.compactMap { row -> String? in
            guard case .found(let found) = row.finding, found.broken != nil,
                let met = row.met, let broken = row.broken,
                broken / met > (1 + answer.settings.precision.fraction) * 1.05
            else { return nil }
            return row.name
        }
        let isWide = !answer.platform.isPrecise && answer.platform.broken != nil
        let names = (isWide ? ["the platform"] : []) + wide
        guard !names.isEmpty else { return [] }
        return [
            "The ends are further apart than \(answer.settings.precision) for"
                + " \(names.joined(separator: ", ")); a larger --budget tells more."
        ]
    }

    private func times(_ factor: Double) -> String { "\(number(factor)) times its load" }

    private func number(_ value: Double) -> String { Figures.text(value, .number).main }

    private func percent(_ share: Double?) -> String {
        share.map { Figures.text($0, .ratio).main } ?? "unknown"
    }
}
