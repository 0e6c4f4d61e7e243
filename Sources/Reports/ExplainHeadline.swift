// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// The decision of an explanation: what is wrong, why, and what helps.
struct ExplainHeadline {
    private let explanation: Explanation
    private let words: LeverWords

    init(_ explanation: Explanation) {
        self.explanation = explanation
        words = LeverWords(model: explanation.base.model)
    }

    private var base: Assessment { explanation.base }
    private var measurements: Measurements { base.measurements }

    var text: String {
        let sentences: [String?]
        switch explanation.question {
        case .whatIsMissing: sentences = [state, cause, help]
        case .whatIsSpare: sentences = [state, next, spare]
        case .noLevel: sentences = [state, next, cause]
        case .noInterval: sentences = [state, cause]
        }
        return sentences.compactMap { $0 }.joined(separator: " ")
    }

    // MARK: What is wrong

    private var state: String? {
        RunHeadline(base).decision
    }

    /// Where most of the slowest requests' time goes.
    private var cause: String? {
        let operation =
            explanation.focus?.objective.operation ?? explanation.operations.first ?? nil
        guard base.outcome != .saturated, isOfTime,
            let measured = measurements.measurement(of: operation)
        else { return nil }
        let account = TailAccount(measured)
        guard let first = account.parts.first, let share = first.tailShare, share > 0 else {
            return nil
        }
        let whose = operation.map { " of " + base.model.operation($0).name } ?? ""
        var text =
            "\(percent(share)) of the time of the slowest 5%\(whose) is"
            + " \(words.activity(first, measurements))"
        let wait = account.parts.first { $0.activity == .waiting }
        if first.activity == .service, let wait, let share = wait.tailShare, share >= 0.05 {
            text += ", \(percent(share)) \(words.activity(wait, measurements))"
        }
        return text + "."
    }

    /// Whether the level is one of times; where none is broken, times are what people ask for.
    private var isOfTime: Bool {
        switch explanation.focus?.objective.measure {
        case .latency, .meanLatency, nil: true
        case .errors, .hitRate, .utilization, .replicationLag, .costPerTransaction: false
        }
    }

    // MARK: What helps

    private var help: String {
        let found = explanation.changes.compactMap { change -> (Explanation.Change, Int, Trial)? in
            guard case .found(let setting, let trial, _, _) = change.finding,
                trial.judgement == .met
            else { return nil }
            return (change, setting, trial)
        }
        if let (change, setting, trial) = found.first(where: { $0.0.lever.isPurchase }) {
            return sentence(change, setting, trial)
        }
        let blocked = ExplainLimits(base: base).blocked(explanation.changes.map(\.lever))
        var parts = [nothing(blocked), blocked].compactMap { $0 }
        if let (change, setting, trial) = found.first {
            parts.append("It would take \(words.amount(change.lever, setting))\(figure(trial)).")
        } else if explanation.floor == nil, let next {
            parts.append(next)
        }
        return parts.joined(separator: " ")
    }

    private func sentence(_ change: Explanation.Change, _ setting: Int, _ trial: Trial) -> String {
        let amount = words.amount(change.lever, setting)
        let now = change.lever.text(change.now, base.model)
        let end = setting == 1 || !change.lever.isCounted ? "s" : ""
        var what = "meet\(end) \(levels)"
        if base.outcome == .saturated {
            let all = base.levels.count == 1 ? "its service level" : levels
            what = end.isEmpty ? "carry the load" : "carries the load"
            if !base.levels.isEmpty { what += " and meet\(end) \(all)" }
        }
        let short: Bool
        if case .found(_, _, _, let isConfirmed) = change.finding {
            short = !isConfirmed
        } else {
            short = false
        }
        return "\(amount.prefix(1).uppercased() + amount.dropFirst()) instead of \(now) \(what)"
            + figure(trial) + (short ? ", by a short run" : "")
            + (cost(change).map { ", " + $0 } ?? "") + "."
    }

    private var levels: String {
        base.levels.count == 1 ? "it" : "all \(base.levels.count) service levels"
    }

    private func figure(_ trial: Trial) -> String {
        guard let level = ChangeTable.level(trial, explanation) else { return "" }
        let dimension = Words.dimension(level.objective)
        let limit = Cell.number(level.limit, dimension).text().joined
        let measured = Cell.of(level.measured, dimension).text().joined
        let bound = level.isFloor ? "at least" : "at most"
        return " (\(Words.name(level.objective, base.model)) \(measured), \(bound) \(limit))"
    }

    private func cost(_ change: Explanation.Change) -> String? {
        guard let difference = change.costChange else { return nil }
        if difference == .zero { return "at no further cost" }
        if difference > .zero { return "for \(Words.money(difference)) an hour more" }
        return (try? Money.zero - difference).map { "for \(Words.money($0)) an hour less" }
    }

    /// Why nothing that can be bought helps; nil where limits say why.
    private func nothing(_ blocked: String?) -> String? {
        let goal = base.levels.count == 1 ? "it" : "all service levels"
        let untried = explanation.changes.filter {
            if case .untried = $0.finding { true } else { false }
        }
        if let floor = explanation.floor {
            if blocked != nil, case .errors = floor.level.objective.measure { return nil }
            let place = floor.place.map { ", \(percent(floor.share)) of the slowest 5% at \($0)" }
            return "No single change of a resource meets \(goal): even if nobody waited,"
                + " \(Self.floor(floor, base.model)) would stand against"
                + " \(limit(floor.level))\(place ?? "")."
        }
        if !explanation.changes.contains(where: { $0.lever.isPurchase }) {
            if blocked != nil { return nil }
            return "Nothing that can be bought meets \(goal): hardly anybody waits anywhere."
        }
        if untried.isEmpty { return "No single change that was tried meets \(goal)." }
        return "No single change that was tried meets \(goal); \(untried.count) were not tried,"
            + " because the budget was spent (--budget)."
    }

    private func limit(_ level: ServiceLevel) -> String {
        Cell.number(level.limit, Words.dimension(level.objective)).text().joined
    }

    /// p95 latency 171 ms.
    static func floor(_ floor: Explanation.Floor, _ model: Model) -> String {
        let dimension = Words.dimension(floor.level.objective)
        let value = Cell.number(floor.level.measured?.value, dimension).text().joined
        return "\(Words.name(floor.level.objective, model)) \(value)"
    }

    // MARK: What is left

    /// What binds after the first. Nil where that is saturated or turns away: what lies behind it
    /// is asked for less than requests ask for, and would be said to carry more than it does.
    private var next: String? {
        guard measurements.saturation == nil else { return nil }
        let sorted = measurements.ceilings.filter { $0.saturationLoad != nil }
            .sorted { $0.headroom.value < $1.headroom.value }
        guard sorted.count > 1, let load = sorted[1].saturationLoad?.value,
            !sorted[0].isLimit || sorted[0].headroom.value > 0
        else { return nil }
        let more = ExplainLimits(base: base).relief(sorted[0])
        return "With \(more), \(sorted[1].name) binds at \(Words.load(load))."
    }

    private var spare: String {
        let best = explanation.changes.first { change in
            guard case .found(let setting, let trial, _, _) = change.finding else { return false }
            return setting < change.now && trial.judgement == .met
        }
        guard let best, case .found(let setting, let trial, _, _) = best.finding else {
            return explanation.changes.isEmpty
                ? "Nothing that could go was looked for."
                : "Nothing that was looked at could go alone."
        }
        let amount = words.amount(best.lever, setting)
        let verb = setting == 1 ? "keeps" : "keep"
        let all = base.levels.count == 1 ? "it" : "them"
        return "\(best.now - setting) could go: \(amount) instead of \(best.now) \(verb) \(all)"
            + figure(trial) + (cost(best).map { ", " + $0 } ?? "") + "."
    }

    private func percent(_ share: Double) -> String {
        "\(Int((share * 100).rounded()))%"
    }
}

extension Lever {
    /// Whether its setting is a number of things.
    var isCounted: Bool {
        switch self {
        case .capacity(_, let capacity): !capacity.isLimit
        case .memory, .timeToLive, .speed: false
        }
    }
}
