// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Raises the load of a model, all sources by one factor, until a service level breaks, and halves
/// what is left until it is known well enough where.
///
/// Every factor is simulated from the same seed, so requests are the same and only come faster. A
/// verdict is sought by more and more replications; all verdicts of a search, all looks at them and
/// all levels and resources of each together err with 5% (Bonferroni), so that the break lies
/// between the largest factor that holds and the smallest that breaks with 95% confidence at least,
/// if more load is never better. Only a level on the cost of a transaction is judged by the 95%
/// interval of its bill, whatever the number of verdicts.
public struct StressTest {
    public struct Settings: Sendable {
        /// The largest factor that is tried.
        public let most: Ratio
        /// How near the two ends shall come, relative to the factor.
        public let precision: Ratio
        public let budget: WorkBudget

        public init(most: Ratio, precision: Ratio, budget: WorkBudget) {
            self.most = most
            self.precision = precision
            self.budget = budget
        }
    }

    /// Says which factor is simulated next, and takes its progress.
    public typealias Announce = (Ratio) -> (@Sendable (RunProgress) -> Void)?

    static let leastFactor = 0.001
    public static let mostVerdicts = 24
    /// No verdict takes more than this share of what is left of the budget.
    private static let shareOfVerdict = 0.25

    private let model: Model
    private let settings: Settings
    private let threads: Int
    private let announce: Announce
    private let guess: Double?
    private let given: Given
    private var eventsLeft: Double
    private var steps: [StressStep] = []

    /// What is known before any load is tried.
    struct Given {
        /// A factor that holds.
        var holds: Ratio?
        /// A factor that breaks.
        var breaks: Ratio?
        /// The plan by which loads are simulated, so that two searches see the same; by the budget
        /// where it is absent.
        var plan: RunPlan?
    }

    public init(
        _ model: Model, _ settings: Settings, threads: Int,
        announce: @escaping Announce = { _ in nil }
    ) {
        self.init(model, settings, threads: threads, given: Given(), announce: announce)
    }

    init(
        _ model: Model, _ settings: Settings, threads: Int, given: Given,
        announce: @escaping Announce
    ) {
        self.model = model
        self.settings = settings
        self.threads = threads
        self.announce = announce
        self.given = given
        eventsLeft = Double(settings.budget.events)
        guess = StressGuess(model: model).factor(upTo: settings.most.fraction)
    }

    /// Whether anything can break: without a service level only the queues of open loads grow
    /// without end.
    public static func canBreak(_ model: Model) -> Bool {
        !model.objectives.isEmpty
            || model.sources.contains { if case .open = $0.demand { true } else { false } }
    }

    /// Throws where the load as it is cannot be simulated.
    public mutating func run() throws -> StressAnswer {
        let plan = StressPlan(model, budget: settings.budget)
        let model = try model.with(run: given.plan ?? plan.plan(threads: threads))
        var search = LoadSearch(
            precision: settings.precision.fraction,
            factors: Self.leastFactor...settings.most.fraction, guess: guess, users: mostUsers)
        if let holds = given.holds { search.note(holds.fraction, .met) }
        if let breaks = given.breaks { search.note(breaks.fraction, .breached) }
        var end = StressAnswer.End.told
        while let factor = search.next() {
            guard steps.count < Self.mostVerdicts, eventsLeft > 0 else {
                end = .budgetSpent
                break
            }
            let loaded: Model
            do { loaded = try model.with(load: factor) } catch {
                if steps.isEmpty { throw error }
                end = .refused(error)
                break
            }
            let step: StressStep
            do { step = try verdict(loaded, factor) } catch let error as EngineError {
                if steps.isEmpty { throw error }
                end = .unanswered(error, factor: .fraction(factor))
                break
            }
            steps.append(step)
            search.note(factor, step.judgement)
        }
        return StressAnswer(
            model: model, planned: self.model.run.duration, fixed: plan.fixed,
            settings: settings, guess: guess.map { .fraction($0) },
            steps: steps.sorted { $0.factor < $1.factor },
            met: search.met.map { .fraction($0) }, broken: search.broken.map { .fraction($0) },
            isPrecise: search.isPrecise, end: end)
    }

    /// Whether one load is carried, under the plan that is given or the scenario's own.
    mutating func judgement(at factor: Ratio) throws -> Judgement {
        let planned = try given.plan.map { try model.with(run: $0) } ?? model
        return try verdict(planned.with(load: factor.fraction), factor.fraction).judgement
    }

    /// Users of the largest source, of which one more is the least that can be added; 0 where a
    /// source is open.
    private var mostUsers: Int {
        var most = 0
        for source in model.sources {
            guard case .closed(let closed) = source.demand else { return 0 }
            most = max(most, closed.mostUsers)
        }
        return most
    }

    /// Replicates until the verdict is sure, or has cost its share.
    private mutating func verdict(_ loaded: Model, _ factor: Double) throws -> StressStep {
        let rule = StoppingRule(
            precision: nil, untilDecided: true, most: RunPlan.largestReplications, budget: nil)
        var run = try Simulation(loaded).begin()
        let progress = announce(.fraction(factor))
        let allowance = eventsLeft * Self.shareOfVerdict
        var count = loaded.run.replications
        var look = 1
        while true {
            let measured = try run.extend(to: count, threads: threads, progress: progress)
            let assessment = try Assessment(loaded, measured)
            let error = 0.05 / Double(Self.mostVerdicts) / Double(look * (look + 1))
            let verdict = LoadVerdict(assessment, error: error)
            let next = rule.next(after: count)
            let events = Double(measured.events)
            let costs = events * Double(next) / Double(max(count, 1))
            if verdict.judgement != .cannotTell || count >= rule.most || costs > allowance {
                eventsLeft -= events
                return StressStep(
                    factor: .fraction(factor), offered: OfferedLoad(loaded), assessment: assessment,
                    judgement: verdict.judgement, breaks: verdict.breaks, replications: count)
            }
            count = next
            look += 1
        }
    }
}
