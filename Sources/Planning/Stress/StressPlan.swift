// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Why the length of a replication is part of what is tested.
public enum FixedLength: String, Sendable, CaseIterable {
    case faults = "faults have their times"
    case stages = "the platform degrades in stages"
    case levels = "the load moves"
    case leak = "pods leak memory"
    case schedule = "an autoscaler has a schedule"
    case canary = "a canary comes or goes"
    case resharding = "a cache gets other nodes"
    case cold = "a cache begins empty, and keys live longer than the warm-up"
}

/// By which plan the loads of a stress test are simulated: the scenario's own, its replications
/// shortened where the budget asks for it and a shorter one is the same test. The warm-up stays.
struct StressPlan {
    let model: Model
    let budget: WorkBudget

    /// A look at a verdict takes about this share of the budget.
    private static let shareOfBudget = 30.0
    /// And at least this of the plan's measured time.
    private static let shortest = 16.0

    init(_ model: Model, budget: WorkBudget) {
        self.model = model
        self.budget = budget
    }

    func plan(threads: Int) throws -> RunPlan {
        var plan = model.run
        guard fixed == nil else { return plan }
        var pilot = plan
        pilot.replications = 1
        pilot.duration = Self.rounded(plan.duration.seconds / Self.shortest)
        let events = try Simulation(model.with(run: pilot)).run(threads: threads).events
        let warmUp = plan.warmUp.time.seconds
        let perSecond = Double(events) / (warmUp + pilot.duration.seconds)
        let allowed = Double(budget.events) / Self.shareOfBudget / Double(plan.replications)
        let seconds = allowed / max(perSecond, 1e-9) - warmUp
        guard seconds < plan.duration.seconds else { return plan }
        plan.duration = max(Self.rounded(seconds), pilot.duration)
        return plan
    }

    /// Nil where the platform and its load are alike at all times after the warm-up.
    var fixed: FixedLength? {
        if !model.faults.isEmpty { return .faults }
        if model.degradation != nil { return .stages }
        if !model.sources.allSatisfy(Self.isSteady) { return .levels }
        for component in model.components {
            switch component.kind {
            case .pods(let pods):
                if pods.leak != nil { return .leak }
                if let canary = pods.canary, canary.presence(in: model.run) < 1 { return .canary }
                if pods.autoscaler?.schedule.isEmpty == false { return .schedule }
            case .cache(let cache):
                if cache.behavior.resharding != nil { return .resharding }
                if cache.behavior.start == .cold, !isFilled(cache) { return .cold }
            case .chain(let chain):
                if chain.network?.isSteady == false { return .levels }
            case .station, .database, .service, .delivery, .function, .account, .table:
                break
            }
        }
        return nil
    }

    private static func isSteady(_ source: TrafficSource) -> Bool {
        switch source.demand {
        case .open(let open):
            if case .trace = open.law { return false }
            return open.stages.isEmpty && open.cycle == nil
        case .closed(let closed): return closed.stages.isEmpty && closed.cycle == nil
        }
    }

    /// Whether every key has had time to expire once before the measurement; keys that live for
    /// ever fill a cache as long as there are new ones. A warm-up that is detected waits for it.
    private func isFilled(_ cache: Cache) -> Bool {
        guard case .given(let warmUp) = model.run.warmUp else { return true }
        return model.keyspaces.allSatisfy { keyspace in
            (keyspace.timeToLive ?? cache.timeToLive).map { $0 <= warmUp } ?? false
        }
    }

    /// In whole seconds, or milliseconds where there are few of them.
    static func rounded(_ seconds: Double) -> SimTime {
        seconds >= 10
            ? .seconds(Int64(seconds.rounded()))
            : .milliseconds(max(1, Int64((seconds * 1_000).rounded())))
    }
}

extension ChainNetwork {
    /// Whether others and the price of gas are alike at all times.
    fileprivate var isSteady: Bool {
        if case .given = blocks.pricing { return false }
        return others?.cycle == nil
    }
}
