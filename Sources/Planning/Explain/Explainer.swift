// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Explains an assessment: searches each lever for the least setting that keeps all service levels.
///
/// Integer search by doubling and bisection, which takes for granted that more is never worse. It
/// starts where closed forms expect the answer, leaves out what the demands forbid, looks at short
/// runs, and judges what it found and one less of it by the scenario's own plan, under common
/// random numbers.
public struct Explainer {
    private let base: Assessment
    private let operations: [OperationID?]
    private let focus: ServiceLevel?
    private let finder: LeverFinder
    private let law: DemandLaw
    private var laboratory: Laboratory
    /// The base by the short plan, to compare costs with.
    private var shortBase: Assessment
    private var floor: Explanation.Floor?

    /// Full runs that the best change may take whatever is left of the budget.
    private static let freeRuns = 6

    /// - Parameters:
    ///   - base: simulated, with a tail to explain.
    ///   - operation: whose tail is told besides.
    ///   - announce: says what is simulated next, and takes its progress.
    public init(
        _ base: Assessment, operation: OperationID?, budget: WorkBudget, threads: Int,
        announce: @escaping (String) -> (@Sendable (RunProgress) -> Void)? = { _ in nil }
    ) {
        self.base = base
        let focus = Self.focus(base.levels)
        self.focus = focus
        operations = Self.operations(base, operation)
        finder = LeverFinder(base, focus: focus)
        law = DemandLaw(base: base)
        laboratory = Laboratory(base, budget: budget, threads: threads, announce: announce)
        shortBase = base
    }

    public mutating func explain() -> Explanation {
        let question = question
        var changes: [Explanation.Change] = []
        var idle: [Lever] = []
        switch question {
        case .noLevel, .noInterval: break
        case .whatIsMissing:
            (changes, idle) = missing()
        case .whatIsSpare:
            shortBase = laboratory.shortBase() ?? base
            changes = search(finder.spare, isSpare: true)
        }
        confirm(&changes)
        return Explanation(
            base: base, focus: focus, operations: operations, question: question,
            changes: sorted(changes), idle: idle, floor: floor,
            shortPlan: changes.isEmpty || laboratory.isShortFull ? nil : laboratory.short)
    }

    private var question: Explanation.Question {
        if base.model.run.replications < 2 { return .noInterval }
        switch base.outcome {
        case .saturated, .breached, .cannotTell: return .whatIsMissing
        case .met: return base.levels.isEmpty ? .noLevel : .whatIsSpare
        }
    }

    // MARK: What to look at

    /// The first that is broken, else the first that is not decided.
    private static func focus(_ levels: [ServiceLevel]) -> ServiceLevel? {
        levels.first { $0.judgement == .breached } ?? levels.first { $0.judgement == .cannotTell }
    }

    private static func operations(
        _ base: Assessment, _ asked: OperationID?
    ) -> [OperationID?] {
        if let asked { return [asked] }
        var operations: [OperationID?] = [nil]
        for level in base.levels where level.judgement != .met {
            if let operation = level.objective.operation, !operations.contains(operation) {
                operations.append(operation)
            }
        }
        return operations
    }

    // MARK: The search

    private mutating func missing() -> (changes: [Explanation.Change], idle: [Lever]) {
        shortBase = laboratory.shortBase() ?? base
        findFloor()
        let (worth, idle) = finder.ranked
        let levers = finder.loadedLimits + worth + finder.contents + finder.speeds
        let changes = search(levers, isSpare: false)
        return (changes, idle)
    }

    /// What is left when there is so much of everything that nobody waits or is turned away.
    private mutating func findFloor() {
        var model = base.model
        for lever in finder.capacities + finder.limits {
            // Functions have what their account has by then, and leave each other.
            let more = try? lever.apply(lever.bounds(model).upperBound, to: model)
            model = more ?? model
        }
        guard let unlimited = laboratory.trial(model, "no waiting anywhere").assessment,
            unlimited.outcome != .saturated
        else { return }
        for (level, before) in zip(unlimited.levels, base.levels)
        where before.judgement != .met && level.judgement == .breached
            && level.objective.isOfCapacity
        {
            let tail =
                unlimited.measurements.measurement(of: level.objective.operation)?.tailBreakdown
                ?? []
            let total = tail.reduce(0) { $0 + $1.time.value }
            let longest = tail.max { $0.time.value < $1.time.value }
            floor = Explanation.Floor(
                level: level, place: longest?.place,
                share: total > 0 ? (longest?.time.value ?? 0) / total : 0)
            return
        }
    }

    private mutating func search(_ levers: [Lever], isSpare: Bool) -> [Explanation.Change] {
        var changes: [Explanation.Change] = []
        for lever in levers {
            guard let now = lever.setting(base.model) else { continue }
            changes.append(
                Explanation.Change(
                    lever: lever, now: now, finding: finding(lever, now, isSpare: isSpare)))
        }
        return changes
    }

    private mutating func finding(
        _ lever: Lever, _ now: Int, isSpare: Bool
    ) -> Explanation.Finding {
        if !isSpare {
            if let overload = law.overload(beside: lever) { return .saturated(overload) }
            if floor != nil, case .capacity = lever { return .belowFloor }
        }
        let bounds = lever.bounds(base.model)
        var low = isSpare ? bounds.lowerBound - 1 : now
        let high = isSpare ? now : bounds.upperBound
        while low + 1 < high, law.forbids(lever, low + 1) { low += 1 }
        let search = SettingSearch(low: low, high: high, isHighEnough: isSpare)
        let guess =
            limitGuess(lever, now) ?? FormulaGuess(model: base.model).setting(lever, in: search)
        do {
            let found = try search.smallest(guess: guess) {
                setting throws(Laboratory.BudgetSpent) in
                try laboratory.trial(lever, setting, .short).looksMet
            }
            guard let found else {
                return .none(upTo: high, try laboratory.trial(lever, high, .short))
            }
            if found == now {
                return .found(
                    now, Trial(assessment: base), below: below(lever, now, .short),
                    isConfirmed: laboratory.isShortFull)
            }
            return .found(
                found, try laboratory.trial(lever, found, .short),
                below: below(lever, found, .short), isConfirmed: false)
        } catch {
            return .untried
        }
    }

    /// The least limit that the mean demand does not reach; one more where bursts alone do. Of an
    /// account only what its functions have not set aside is asked for.
    private func limitGuess(_ lever: Lever, _ now: Int) -> Int? {
        base.limit(of: lever).map { limit in
            let missing = Double(limit.places ?? now) * max(-limit.headroom.value, 0)
            return now + max(1, Int(min(missing, 1e9).rounded(.up)))
        }
    }

    /// What one less does, as far as it was looked at.
    private mutating func below(
        _ lever: Lever, _ setting: Int, _ plan: Laboratory.Plan
    ) -> Judgement? {
        let less = setting - 1
        if less == lever.setting(base.model) { return Trial(assessment: base).judgement }
        guard less >= lever.bounds(base.model).lowerBound else { return nil }
        if law.forbids(lever, less) { return .breached }
        return try? laboratory.trial(lever, less, plan).judgement
    }

    // MARK: The judgement

    /// Judges what was found by the scenario's own plan, the best first: the smallest setting that
    /// surely keeps all levels.
    private mutating func confirm(_ changes: inout [Explanation.Change]) {
        for index in changes.indices { price(&changes[index]) }
        changes = sorted(changes)
        var isFirst = true
        for index in changes.indices {
            let change = changes[index]
            guard case .found(let found, _, _, _) = change.finding, found != change.now else {
                continue
            }
            if isFirst { laboratory.allow(fullRuns: Self.freeRuns) }
            if let finding = confirmed(change, found) {
                changes[index].finding = finding
                if case .found(_, let trial, _, _) = finding, trial.judgement == .met {
                    isFirst = false
                }
            }
            laboratory.allow(fullRuns: 0)
            price(&changes[index])
        }
    }

    /// Nil where the budget is spent before.
    private mutating func confirmed(
        _ change: Explanation.Change, _ found: Int
    ) -> Explanation.Finding? {
        let (lever, now) = (change.lever, change.now)
        let bounds = lever.bounds(base.model)
        let isSpare = base.outcome == .met
        let search = SettingSearch(
            low: isSpare ? bounds.lowerBound - 1 : now, high: isSpare ? now : bounds.upperBound,
            isHighEnough: isSpare)
        do {
            let surely = try search.smallest(guess: found) {
                setting throws(Laboratory.BudgetSpent) in
                if law.forbids(lever, setting) { return false }
                return try laboratory.trial(lever, setting, .full).judgement == .met
            }
            guard let surely else {
                return .none(
                    upTo: bounds.upperBound,
                    try laboratory.trial(lever, bounds.upperBound, .full))
            }
            let trial =
                surely == now
                ? Trial(assessment: base) : try laboratory.trial(lever, surely, .full)
            return .found(surely, trial, below: below(lever, surely, .full), isConfirmed: true)
        } catch {
            return nil
        }
    }

    private func price(_ change: inout Explanation.Change) {
        change.costChange = nil
        guard case .found(_, let trial, _, let isConfirmed) = change.finding,
            change.lever.isPriced, !base.bill.lines.isEmpty, let after = trial.assessment?.bill
        else { return }
        let before = isConfirmed || laboratory.isShortFull ? base.bill : shortBase.bill
        change.costChange = try? after.perHour - before.perHour
    }

    // MARK: The order

    /// What keeps all levels before what does not; purchases before diagnoses, by cost, then by how
    /// much they change; the rest as it was.
    private func sorted(_ changes: [Explanation.Change]) -> [Explanation.Change] {
        changes.enumerated().sorted { first, second in
            let (a, b) = (rank(first.element), rank(second.element))
            return a == b ? first.offset < second.offset : a.lexicographicallyPrecedes(b)
        }.map(\.element)
    }

    private func rank(_ change: Explanation.Change) -> [Double] {
        switch change.finding {
        case .found(let setting, _, _, _):
            let kept = setting == change.now && change.lever.isPurchase ? 1.0 : 0
            let cost = change.costChange?.approximation
            let times = change.lever.times(setting, base.model)
            return [
                kept, change.lever.isPurchase ? 0 : 1, cost == nil ? 1 : 0, cost ?? 0,
                max(times, 1 / max(times, 1e-9)),
            ]
        case .untried: return [2]
        case .none: return [3]
        case .saturated, .belowFloor: return [4]
        }
    }
}

extension Objective {
    /// Whether more of everything may keep it, and is no answer only where it does not.
    var isOfCapacity: Bool {
        switch measure {
        case .latency, .meanLatency, .errors, .hitRate, .utilization, .replicationLag: true
        case .costPerTransaction: false
        }
    }
}
