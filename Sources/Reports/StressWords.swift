// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// What people read about a breaking point.
struct StressWords {
    private let answer: StressAnswer

    init(_ answer: StressAnswer) { self.answer = answer }

    // MARK: The decision

    var headline: String {
        [place, cause].compactMap { $0 }.joined(separator: " ")
    }

    /// Where it breaks.
    private var place: String {
        let (met, broken) = (answer.step(answer.met), answer.step(answer.broken))
        switch (met, broken) {
        case (let met?, let broken?):
            let start = broken.factor <= .one ? "Does not carry its load: it breaks" : "Breaks"
            let open =
                met.factor < .one && broken.factor > .one
                ? " Whether it carries the load of the scenario cannot be told." : ""
            return "\(start) between \(number(of: met.factor)) and \(times(broken.factor)),"
                + " \(range(met.offered, broken.offered)) (95% certain).\(open)"
        case (let met?, nil):
            return "Holds at \(times(met.factor)), \(load(met.offered)), and no load that was"
                + " tried breaks it for certain."
        case (nil, let broken?):
            return "Does not carry its load: it breaks at \(times(broken.factor)),"
                + " \(load(broken.offered)), and no load that was tried holds for certain."
        case (nil, nil):
            return "Cannot tell at this precision whether any load that was tried holds."
        }
    }

    /// What breaks, and what binds.
    private var cause: String? {
        guard let broken = answer.step(answer.broken) else { return beyond }
        let what = breaks(broken)
        let first = what.prefix(1).uppercased() + what.dropFirst()
        guard let binding = answer.binding else { return "\(first) first." }
        let busy = binding.utilization.map { ", " + Figures.text($0.value, .ratio).main } ?? ""
        let how = busy.isEmpty ? "" : busy + (binding.isLimit ? " used" : " busy")
        return "What breaks first: \(what). \(binding.name) binds\(how)\(carries(binding))."
    }

    private func carries(_ ceiling: Ceiling) -> String {
        ceiling.saturationLoad.map { "; it carries at most \(Words.load($0.value))" } ?? ""
    }

    /// A limit that turns much away breaks nothing where no level is on errors, or one that allows
    /// so many.
    private var beyond: String? {
        guard let binding = answer.binding, binding.isLimit, binding.headroom.value < 0 else {
            return nil
        }
        let isAsked = answer.model.objectives.contains { objective in
            if case .errors = objective.measure { true } else { false }
        }
        return "But that is beyond \(binding.name), which turns requests away\(carries(binding))"
            + (isAsked ? "." : "; state how many errors there may be, such as --set slo.errors=1%.")
    }

    /// db busy; alchemy rate limit used.
    func share(of ceiling: Ceiling) -> String {
        ceiling.name + (ceiling.isLimit ? " used" : " busy")
    }

    // MARK: Parts

    /// 1.25 times the load.
    func times(_ factor: Ratio) -> String { "\(number(of: factor)) times the load" }

    /// To five digits, as factors are chosen where no whole users are counted.
    private func number(of factor: Ratio) -> String {
        var scale = 1.0
        while factor.fraction * scale < 10_000, scale < 1e12 { scale *= 10 }
        return PlainNumber.text((factor.fraction * scale).rounded() / scale)
    }

    /// 3,420 req/s and 1,200 users.
    private func load(_ offered: OfferedLoad) -> String {
        let parts = [
            offered.requests.map { number($0.perSecond) + " req/s" },
            offered.users.map { number($0) + ($0 == 1 ? " user" : " users") },
        ]
        return parts.compactMap { $0 }.joined(separator: " and ")
    }

    private func range(_ low: OfferedLoad, _ high: OfferedLoad) -> String {
        let parts = [
            high.requests.map { requests in
                "\(number(low.requests?.perSecond ?? 0)) to \(number(requests.perSecond)) req/s"
            },
            high.users.map { "\(number(low.users ?? 0)) to \(number($0)) users" },
        ]
        return parts.compactMap { $0 }.joined(separator: " and ")
    }

    /// Four digits: two loads that are near each other differ in the third.
    private func number(_ value: Double) -> String {
        var scale = 1.0
        while value * scale < 1_000, scale < 1e6 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded >= 1_000
            ? Figures.count(Int64(rounded)) : PlainNumber.text(rounded)
    }

    /// p95 latency 4.1s ± 0.02 (at most 4s), desk saturates; empty where nothing does.
    func breaks(_ step: StressStep) -> String {
        step.breaks.prefix(3).map { part -> String in
            switch part {
            case .level(let index):
                guard step.assessment.levels.indices.contains(index) else { return "" }
                let level = step.assessment.levels[index]
                let dimension = Words.dimension(level.objective)
                let limit = Cell.number(level.limit, dimension).text().joined
                let bound = level.isFloor ? "at least" : "at most"
                guard let measured = level.measured else {
                    return "\(name(level)): nobody was answered"
                }
                let figure = Cell.of(measured, dimension).text().joined
                return "\(name(level)) \(figure) (\(bound) \(limit))"
            case .saturation(let id): return "\(answer.model.name(of: id)) saturates"
            case .blocks(let id):
                let full = id.kind == .blobs ? "full of blobs" : "full"
                return "the blocks of \(answer.model.name(of: id.owner)) are \(full)"
            }
        }.joined(separator: ", ")
    }

    func name(_ level: ServiceLevel) -> String { Words.name(level.objective, answer.model) }

    /// The first level that breaks, where no other column has it.
    var levelColumn: ServiceLevel? {
        guard let broken = answer.step(answer.broken) else { return nil }
        for case .level(let index) in broken.breaks
        where broken.assessment.levels.indices.contains(index) {
            let level = broken.assessment.levels[index]
            switch level.objective.measure {
            case .latency(nil, let quantile, _) where quantile == .percent(95): return nil
            case .errors(nil, _): return nil
            case .utilization(let resource, _)
            where answer.binding?.place == .resource(resource):
                return nil
            case .latency, .meanLatency, .errors, .hitRate, .utilization, .replicationLag,
                .costPerTransaction:
                return level
            }
        }
        return nil
    }

    /// What was measured of a level at a load.
    func figure(_ level: ServiceLevel?, _ step: StressStep) -> Cell {
        guard let level,
            let measured = step.assessment.levels.first(where: {
                name($0) == name(level)
            })?.measured
        else { return .absent }
        return .of(measured, Words.dimension(level.objective))
    }

    // MARK: Notes

    var notes: [String] {
        [certainty, search, length, end].compactMap { $0 } + cautions
    }

    /// What the figures at both ends must not be read without.
    private var cautions: [String] {
        [answer.met, answer.broken].compactMap { $0 }.flatMap { factor in
            answer.step(factor).map { step in
                RunNotes(step.assessment, .planned).cautions.map { "At \(times(factor)): \($0)" }
            } ?? []
        }
    }

    /// Says where replications were shorter than the scenario asks for, or why they were not.
    private var length: String? {
        let duration = answer.model.run.duration
        guard duration < answer.planned else {
            guard case .budgetSpent = answer.end, let fixed = answer.fixed else { return nil }
            return
                "Each replication measures \(duration) as the scenario asks, whatever the budget,"
                + " because \(fixed.rawValue)."
        }
        return "Each replication measures \(duration) instead of \(answer.planned), so that the"
            + " budget suffices; a larger --budget takes more."
    }

    private var certainty: String {
        "All verdicts together err with 5% at most, if more load is never better\(cost); every load"
            + " is simulated from the same seed, until its verdict is sure."
    }

    /// The interval of a bill has one confidence.
    private var cost: String {
        let isJudged = answer.model.objectives.contains {
            if case .costPerTransaction = $0.measure { true } else { false }
        }
        return isJudged ? ", but for the cost a transaction, whose interval always is of 95%" : ""
    }

    private var search: String? {
        guard let guess = answer.guess else { return nil }
        return "Closed forms expected the break at about"
            + " \(Figures.text(guess.fraction, .number).main) times the load."
    }

    private var end: String? {
        switch answer.end {
        case .budgetSpent:
            return "The budget was spent before the two ends were within"
                + " \(answer.settings.precision) (--budget)."
        case .refused(let error):
            return "More load was not tried: \(error.path): \(error.fault)."
        case .unanswered(let error, let factor):
            return "\(times(factor).prefix(1).uppercased() + times(factor).dropFirst()) has no"
                + " answer: \(error)."
        case .told:
            if answer.broken == nil {
                return answer.steps.last.map {
                    "The largest load that was tried is \(times($0.factor)) (--max)."
                }
            }
            if answer.met == nil {
                return answer.steps.first.map {
                    "The smallest load that was tried is \(times($0.factor))."
                }
            }
            return answer.isPrecise
                ? nil
                : "Loads in between could not be told within the budget, so the two ends are"
                    + " further apart than \(answer.settings.precision) (--budget)."
        }
    }
}
