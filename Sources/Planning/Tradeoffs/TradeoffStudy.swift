// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// Options of one platform, each simulated with the same random numbers as the platform as it is:
/// what each costs, what it does to latency and service levels, and which are worth a thought.
public struct TradeoffStudy: Sendable {
    public let base: Assessment
    public let answers: [TradeoffAnswer]
    /// What was not looked at, because there were more options than asked for.
    public let left: [TradeoffOption]
    /// The scenario's own measured time, where it was cut.
    public let wholeDuration: SimTime?

    /// Says what is simulated next, and takes its progress.
    public typealias Announce = (String) -> (@Sendable (RunProgress) -> Void)?
    /// The model of an option that the scenario has to be read again for, or why there is none.
    public typealias Load = (TradeoffOption) -> Result<Model, OptionRefusal>

    /// - Parameters:
    ///   - model: under a run plan of a given warm-up and at least two replications.
    ///   - named: options that the scenario names; they come first.
    ///   - findsOthers: whether the platform's own parts are looked at too.
    ///   - most: options at most.
    ///   - budget: bounds what the measured time is cut to, where the load does not move.
    ///   - load: called for options that carry no model.
    public init(
        _ model: Model, named: [TradeoffOption], findsOthers: Bool = true, most: Int,
        budget: WorkBudget, threads: Int,
        load: Load = { _ in .failure(OptionRefusal(words: "nobody reads it again")) },
        announce: Announce = { _ in nil }
    ) throws {
        let pilot = try TradeoffPlan.pilot(model, threads: threads, announce("a pilot run"))
        let own = findsOthers ? OptionFinder(base: pilot).options : []
        let found = named + own.filter { option in !named.contains { $0.sets == option.sets } }
        let options = Array(found.prefix(most))
        left = Array(found.dropFirst(most))
        let plan = TradeoffPlan(model, pilot: pilot, runs: options.count + 1, budget: budget)
        wholeDuration = plan.run.duration == model.run.duration ? nil : model.run.duration
        let planned = try model.with(run: plan.run)
        base = try Self.simulate(planned, threads: threads, announce("as it is"))
        var weighed: [WeighedOption] = []
        for option in options {
            let answer = Self.assess(
                option, plan.run, base, threads: threads, load: load,
                progress: announce(option.name))
            weighed.append(WeighedOption(option, base, answer))
        }
        answers = TradeoffRanking(weighed, base: base).answers
    }

    private static func assess(
        _ option: TradeoffOption, _ plan: RunPlan, _ base: Assessment, threads: Int, load: Load,
        progress: (@Sendable (RunProgress) -> Void)?
    ) -> Result<Assessment, OptionRefusal> {
        do {
            let model = try (option.model ?? load(option).get()).with(run: plan)
            // The same requests at other prices.
            if option.isOfBill {
                return .success(try Assessment(model, base.measurements))
            }
            return .success(try simulate(model, threads: threads, progress))
        } catch {
            return .failure(OptionRefusal(error))
        }
    }

    /// With the percentile at which pages are judged, of each operation that one of them names.
    static func simulate(
        _ model: Model, threads: Int, _ progress: (@Sendable (RunProgress) -> Void)?
    ) throws -> Assessment {
        let measured = try PageAssessment.measured(model) ?? model
        return try Assessment(
            model, Simulation(measured).run(threads: threads, progress: progress))
    }
}

/// Why an option cannot be weighed, in words.
public struct OptionRefusal: Error, Sendable, Equatable {
    public let words: String

    public init(words: String) { self.words = words }

    init(_ error: any Error) {
        words =
            switch error {
            case let error as OptionRefusal: error.words
            case let error as ModelError: "\(error.path): \(error.fault)"
            case let error as EngineError: error.description
            case let error as CostError: error.description
            default: "\(error)"
            }
    }
}

/// How long each option is measured.
struct TradeoffPlan {
    let run: RunPlan

    /// Of the plan's measured time, at the least.
    private static let leastShare = 1.0 / 20
    /// Of it, what is simulated once to count events.
    private static let pilotShare = 1.0 / 50

    /// One short replication: what there is, and how many events it takes.
    static func pilot(
        _ model: Model, threads: Int, _ progress: (@Sendable (RunProgress) -> Void)?
    ) throws -> Assessment {
        var plan = model.run
        plan.replications = 1
        plan.duration = rounded(plan.duration.seconds * pilotShare)
        return try TradeoffStudy.simulate(model.with(run: plan), threads: threads, progress)
    }

    /// A load that moves, or a platform that changes at stated times, is measured to its end.
    init(_ model: Model, pilot: Assessment, runs: Int, budget: WorkBudget) {
        var plan = model.run
        let piloted = pilot.model.run.duration.seconds + plan.warmUp.time.seconds
        let perSecond = max(Double(pilot.measurements.events), 1) / max(piloted, 1e-3)
        let share = Double(budget.events) / Double(max(runs, 1) * max(plan.replications, 1))
        let whole = plan.duration.seconds
        let wanted = max(share / perSecond - plan.warmUp.time.seconds, whole * Self.leastShare)
        if wanted < whole, model.isSteady { plan.duration = Self.rounded(wanted) }
        run = plan
    }

    /// In whole seconds, or milliseconds where there are few of them.
    private static func rounded(_ seconds: Double) -> SimTime {
        seconds >= 10
            ? .seconds(Int64(seconds.rounded()))
            : .milliseconds(max(1, Int64((seconds * 1_000).rounded())))
    }
}

extension Model {
    /// Whether a window says as much as any other of the same length.
    var isSteady: Bool {
        let isLoadSteady = sources.allSatisfy { source in
            switch source.demand {
            case .open(let open):
                if case .trace = open.law { return false }
                return open.stages.isEmpty && open.cycle == nil
            case .closed(let closed): return closed.stages.isEmpty && closed.cycle == nil
            }
        }
        let isPlatformSteady = components.allSatisfy { component in
            switch component.kind {
            case .cache(let cache): cache.behavior.resharding == nil
            case .pods(let pods): pods.canary == nil && pods.leak == nil
            case .station, .database, .service, .delivery, .chain, .function, .account, .table:
                true
            }
        }
        return isLoadSteady && isPlatformSteady && faults.isEmpty && degradation == nil
    }
}
