// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// Finds the cheapest configuration of a grid that keeps every service level.
///
/// Closed forms price and rank all configurations, and reject what their demands or their whole
/// bands rule out. The others are simulated from the same seed until their verdict is sure: first
/// the cheapest that formulas expect to hold, then always one of the most capable that are cheaper
/// than the best so far. What breaks takes all with it that have no more of anything; below what
/// cannot be told they are only put off. In the end the most capable of the cheaper ones that only
/// formulas rejected are simulated too, so that a formula that errs is found out. What is
/// simulated has the cost of its own bill, the others what closed forms expect; the same costs are
/// shown. All verdicts and looks together err with 1 less the confidence (Bonferroni).
public struct SizingSearch {
    public struct Settings: Sendable {
        /// Of all verdicts together.
        public let confidence: Ratio
        public let budget: WorkBudget
        /// Simulates every configuration, to compare with.
        public let isExhaustive: Bool

        public init(confidence: Ratio, budget: WorkBudget, isExhaustive: Bool = false) {
            self.confidence = confidence
            self.budget = budget
            self.isExhaustive = isExhaustive
        }
    }

    /// The platform with these changes, as `--set` takes them, or why there is none.
    public typealias Load = ([String]) -> Result<Model, OptionRefusal>
    /// Says what is simulated next, and takes its progress.
    public typealias Announce = (String) -> (@Sendable (RunProgress) -> Void)?

    /// No verdict takes more than this share of what is left of the budget.
    private static let shareOfVerdict = 0.1
    /// Verdicts that the search may take; each errs with so much less.
    public static let mostVerdicts = 100
    /// How much nearer to the limits formulas must be after each that broke all the same.
    private static let caution = 0.03

    let base: Model
    let grid: SizingGrid
    let settings: Settings
    let threads: Int
    let load: Load
    let announce: Announce
    private var run: RunPlan
    var candidates: [SizingCandidate] = []
    /// By candidate: the worst of its levels by formula.
    var worst: [Double?] = []
    var best: Int?
    private var eventsLeft: Double
    private var events: UInt64 = 0
    private var simulated = 0
    private var failures = 0

    public init(
        _ model: Model, _ grid: SizingGrid, _ settings: Settings, threads: Int,
        load: @escaping Load, announce: @escaping Announce = { _ in nil }
    ) {
        base = model
        self.grid = grid
        self.settings = settings
        self.threads = threads
        self.load = load
        self.announce = announce
        run = model.run
        eventsLeft = Double(settings.budget.events)
    }

    /// Throws where the scenario as it is cannot be simulated.
    public mutating func answer() throws -> SizingAnswer {
        run = try StressPlan(base, budget: settings.budget).plan(threads: threads)
        try rank()
        if settings.isExhaustive {
            try simulateAll()
        } else {
            while let next = next() { try simulate(next) }
            try check()
            try reconsider()
        }
        let isSpent = !hasBudget
        close()
        let frontier = try frontier()
        return SizingAnswer(
            base: base, grid: grid, settings: settings, run: run, candidates: candidates,
            best: best, frontier: frontier, events: events, isSpent: isSpent)
    }

    // MARK: Formulas

    /// Prices and ranks every configuration.
    private mutating func rank() throws {
        var pilot: Measurements?
        for index in 0..<grid.count {
            let sets = grid.sets(index)
            switch load(sets) {
            case .failure(let refusal):
                add(index, sets, nil, nil, .rejected(.refused(refusal)), nil)
            case .success(let model):
                let forecast = SizingForecast(model)
                let bill: Bill
                if let known = forecast.assessment?.bill {
                    bill = known
                } else {
                    let measured = try pilot ?? simulatePilot()
                    pilot = measured
                    bill = try Bill(model, measured)
                }
                let rejection = settings.isExhaustive ? nil : forecast.rejection
                add(
                    index, sets, bill.perMonth, forecast,
                    rejection.map { .rejected($0) } ?? .unexamined, forecast.binding)
            }
        }
    }

    private mutating func add(
        _ index: Int, _ sets: [String], _ cost: Money?, _ forecast: SizingForecast?,
        _ standing: SizingCandidate.Standing, _ binding: String?
    ) {
        candidates.append(
            SizingCandidate(
                index: index, sets: sets, cost: cost, expected: forecast?.p95, standing: standing,
                binding: binding))
        worst.append(forecast?.worst)
    }

    /// The scenario as it is, once: for prices of what is used where no formula tells the use.
    private mutating func simulatePilot() throws -> Measurements {
        var plan = run
        plan.replications = 1
        let measured = try Simulation(base.with(run: plan)).run(
            threads: threads, progress: announce("as it is"))
        count(measured)
        return measured
    }

    // MARK: The search

    /// Cheaper than the best so far, and still open.
    private var pool: [Int] {
        candidates.indices.filter { index in
            candidates[index].standing == .unexamined && isCheaper(index)
        }
    }

    func isCheaper(_ index: Int) -> Bool {
        guard let cost = candidates[index].cost else { return false }
        guard let best, let least = candidates[best].cost else { return true }
        return cost < least
    }

    func next() -> Int? {
        guard hasBudget else { return nil }
        let pool = pool
        if pool.isEmpty { return nil }
        let bound = 1 - Self.caution * Double(failures)
        let expected = pool.filter { index in worst[index].map { $0 <= bound } ?? false }
        if best == nil, let first = expected.min(by: isBefore) { return first }
        guard pool.contains(where: { worst[$0] != nil }) else {
            // Without formulas the middle by cost halves what is left either way.
            return pool.sorted(by: isBefore)[pool.count / 2]
        }
        return grid.mostCapable(pool).min { (worst[$0] ?? .infinity) < (worst[$1] ?? .infinity) }
    }

    /// The cheaper first, of equals the one that formulas expect to be faster.
    func isBefore(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (candidates[first], candidates[second])
        let (costA, costB) = (a.cost ?? .zero, b.cost ?? .zero)
        if costA != costB { return costA < costB }
        let (timeA, timeB) = (a.expected ?? .infinity, b.expected ?? .infinity)
        return timeA == timeB ? first < second : timeA < timeB
    }

    private mutating func simulateAll() throws {
        for index in candidates.indices where candidates[index].standing == .unexamined {
            try simulate(index)
        }
        best = candidates.indices.filter { candidates[$0].standing == .holds }.min(by: isBefore)
    }

    /// Simulates one until its verdict is sure, and draws what follows.
    mutating func simulate(_ index: Int) throws {
        guard let trial = try trial(index) else { return }
        candidates[index].trial = trial
        candidates[index].cost = trial.assessment.bill.perMonth
        candidates[index].binding = trial.assessment.measurements.binding?.name
        switch trial.judgement {
        case .met:
            candidates[index].standing = .holds
            if isCheaper(index) { best = index }
        case .breached: candidates[index].standing = .rejected(.breaks(trial.breaks))
        case .cannotTell: candidates[index].standing = .undecided
        }
        if trial.judgement != .met, !settings.isExhaustive {
            failures += 1
            let isSure = trial.judgement == .breached
            for other in candidates.indices where grid.isBelow(other, index) {
                switch candidates[other].standing {
                case .unexamined:
                    candidates[other].standing =
                        isSure ? .rejected(.below(index)) : .doubtful(index)
                case .doubtful:
                    guard isSure else { continue }
                    candidates[other].standing = .rejected(.below(index))
                case .dearer, .holds, .undecided, .rejected: continue
                }
                candidates[other].binding = candidates[index].binding
            }
        }
    }

    /// Replicates until the verdict is sure, or has cost its share; nil where there is no answer.
    private mutating func trial(_ index: Int) throws -> SizingTrial? {
        let loaded: Model
        switch load(candidates[index].sets) {
        case .success(let model): loaded = model
        case .failure(let refusal):
            candidates[index].standing = .rejected(.refused(refusal))
            return nil
        }
        simulated += 1
        let name = candidates[index].sets.joined(separator: " ")
        let verdicts = settings.isExhaustive ? grid.count : Self.mostVerdicts
        let error = (1 - settings.confidence.fraction) / Double(verdicts)
        let rule = StoppingRule(
            precision: nil, untilDecided: true, most: RunPlan.largestReplications, budget: nil)
        let allowance = eventsLeft * Self.shareOfVerdict
        do {
            let model = try loaded.with(run: run)
            var simulation = try Simulation(model).begin()
            let progress = announce(name)
            var (replications, look) = (run.replications, 1)
            while true {
                let measured = try simulation.extend(
                    to: replications, threads: threads, progress: progress)
                let assessment = try Assessment(model, measured)
                let verdict = LoadVerdict(assessment, error: error / Double(look * (look + 1)))
                let next = rule.next(after: replications)
                let costs = Double(measured.events) * Double(next) / Double(max(replications, 1))
                if verdict.judgement != .cannotTell || replications >= rule.most
                    || costs > allowance
                {
                    count(measured)
                    return SizingTrial(
                        assessment: assessment, judgement: verdict.judgement,
                        breaks: verdict.breaks, replications: replications)
                }
                replications = next
                look += 1
            }
        } catch EngineError.stopped {
            throw EngineError.stopped
        } catch {
            candidates[index].standing = .rejected(.refused(OptionRefusal(error)))
            return nil
        }
    }

    private mutating func count(_ measured: Measurements) {
        events += measured.events
        eventsLeft -= Double(measured.events)
    }

    var hasBudget: Bool {
        eventsLeft > 0 && (simulated < Self.mostVerdicts || settings.isExhaustive)
    }
}
