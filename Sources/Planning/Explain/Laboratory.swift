// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// What an answer may cost: simulated events, so that it is the same on any machine.
public struct WorkBudget: Sendable {
    public let events: UInt64

    /// What two cores simulate in a second, about.
    static let eventsPerSecond = 20e6

    init(events: UInt64) { self.events = events }

    public init(about time: SimTime) {
        events = UInt64(max(time.seconds, 0) * Self.eventsPerSecond)
    }
}

/// One simulated change.
public struct Trial: Sendable {
    /// Absent where the model or the engine refuses.
    public let assessment: Assessment?
    /// Whether it passes notably less than the base does, where that keeps all its levels: fewer
    /// servers slow a fixed number of users down, and few levels tell.
    public var isSlower = false

    /// Whether every level is kept, surely.
    public var judgement: Judgement {
        if isSlower { return .breached }
        return switch assessment?.outcome {
        case .met: isCarried ? .met : .cannotTell
        case .breached, .saturated, nil: .breached
        case .cannotTell: .cannotTell
        }
    }

    /// Whether all that an open load brings is surely carried: an interval of the headroom that
    /// reaches zero does not tell a full platform from one whose queue grows for ever.
    private var isCarried: Bool {
        guard let assessment else { return false }
        let isOpen = assessment.model.sources.contains {
            if case .open = $0.demand { true } else { false }
        }
        let shedding = ShedLoad(model: assessment.model)
        return !isOpen
            || assessment.measurements.resources.allSatisfy {
                let least = $0.headroom.interval(confidence: Figure.confidence)?.lowerBound
                return (least ?? $0.headroom.value) > 0 || shedding.isShed(at: $0.id)
            }
    }

    /// Whether every level is kept by its value alone, its interval aside: what a short run shows.
    var looksMet: Bool {
        guard let assessment, assessment.outcome != .saturated, isCarried, !isSlower else {
            return false
        }
        return assessment.levels.allSatisfy(\.looksMet)
    }
}

extension ServiceLevel {
    var looksMet: Bool {
        guard let measured else { return false }
        return isFloor ? measured.value >= limit : measured.value <= limit
    }
}

/// Simulates changes of one model under common random numbers, each only once, as long as its
/// budget lasts.
struct Laboratory {
    /// Says what is simulated next, and takes its progress.
    typealias Announce = (String) -> (@Sendable (RunProgress) -> Void)?

    struct BudgetSpent: Error {}

    enum Plan: Hashable { case short, full }

    private struct Key: Hashable {
        let lever: Lever
        let setting: Int
        let plan: Plan
    }

    let model: Model
    let short: RunPlan
    private let threads: Int
    private let announce: Announce
    private let eventsOfFull: UInt64
    private var eventsLeft: UInt64
    private var known: [Key: Trial] = [:]
    /// Whether the next full runs are made whatever is left, and how many of them.
    private var freeRuns = 0
    /// What a change must pass at least, in requests a second.
    private var leastThroughput: [Plan: Double] = [:]

    /// What could go keeps this share of the throughput.
    static let keptThroughput = 0.99
    /// A short run takes about this share of the budget.
    private static let shareOfBudget = 40.0
    /// And at least this of the plan's measured time.
    private static let shortest = 16.0

    init(
        _ base: Assessment, budget: WorkBudget, threads: Int, announce: @escaping Announce
    ) {
        model = base.model
        eventsOfFull = max(base.measurements.events, 1)
        eventsLeft = budget.events
        self.threads = threads
        self.announce = announce
        let share = Double(budget.events) / Self.shareOfBudget / Double(eventsOfFull)
        var plan = base.model.run
        if share < 1 {
            plan.duration = Self.rounded(plan.duration.seconds * max(share, 1 / Self.shortest))
        }
        short = plan
        if base.outcome == .met {
            leastThroughput[.full] =
                base.measurements.overall.throughput.value * Self.keptThroughput
        }
    }

    /// In whole seconds, or milliseconds where there are few of them.
    private static func rounded(_ seconds: Double) -> SimTime {
        seconds >= 10
            ? .seconds(Int64(seconds.rounded()))
            : .milliseconds(max(1, Int64((seconds * 1_000).rounded())))
    }

    var isShortFull: Bool { short.duration == model.run.duration }

    /// The model with that setting, simulated.
    mutating func trial(
        _ lever: Lever, _ setting: Int, _ plan: Plan
    ) throws(BudgetSpent) -> Trial {
        let key = Key(lever: lever, setting: setting, plan: isShortFull ? .full : plan)
        if let trial = known[key] { return trial }
        if key.plan == .full, freeRuns > 0 {
            freeRuns -= 1
        } else {
            guard eventsLeft > (plan == .full ? eventsOfFull : 0) else { throw BudgetSpent() }
        }
        let name = "\(lever.path(model))=\(lever.text(setting, model))"
        let trial = run(try? lever.apply(setting, to: model), key.plan, name)
        known[key] = trial
        return trial
    }

    /// From here on so many full runs are made whatever is left of the budget.
    mutating func allow(fullRuns: Int) { freeRuns = fullRuns }

    /// The base itself by the short plan, which other short runs are compared with.
    mutating func shortBase() -> Assessment? {
        guard !isShortFull else { return nil }
        let base = trial(model, "the base, shortly").assessment
        if leastThroughput[.full] != nil, let base {
            leastThroughput[.short] =
                base.measurements.overall.throughput.value * Self.keptThroughput
        }
        return base
    }

    /// A model that no lever makes, simulated shortly.
    mutating func trial(_ model: Model?, _ name: String) -> Trial {
        run(model, isShortFull ? .full : .short, name)
    }

    private mutating func run(_ model: Model?, _ plan: Plan, _ name: String) -> Trial {
        guard let model else { return Trial(assessment: nil) }
        do {
            let planned = try plan == .full ? model : model.with(run: short)
            let measured = try Simulation(planned).run(threads: threads, progress: announce(name))
            eventsLeft -= min(eventsLeft, measured.events)
            let least = leastThroughput[plan] ?? 0
            return Trial(
                assessment: try Assessment(planned, measured),
                isSlower: measured.overall.throughput.value < least)
        } catch {
            return Trial(assessment: nil)
        }
    }
}
