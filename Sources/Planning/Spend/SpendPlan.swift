// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// By which plan a forecast is simulated: the scenario's own, its replications shortened where the
/// budget asks for it and a shorter one is the same test. The warm-up stays.
///
/// What is measured in a shorter window differs more from replication to replication, so that
/// ranges get wider and never narrower.
public struct SpendPlan {
    private let model: Model
    private let budget: WorkBudget

    /// Loads that a forecast under growth takes, usually.
    private static let loadsUnderGrowth = 4.0
    /// At least this of the plan's measured time.
    private static let shortest = 16.0

    public init(_ model: Model, budget: WorkBudget) {
        self.model = model
        self.budget = budget
    }

    /// Present where the platform or its load is not alike at all times after the warm-up.
    public var fixed: FixedLength? { StressPlan(model, budget: budget).fixed }

    /// Simulates a short pilot to see what a second takes, and whether anything measured is billed.
    public func plan(months: Int, threads: Int) throws -> RunPlan {
        var plan = model.run
        guard fixed == nil, plan.batches == nil, plan.limits.isNone else { return plan }
        var pilot = plan
        pilot.replications = 1
        pilot.duration = StressPlan.rounded(plan.duration.seconds / Self.shortest)
        let seen = try Simulation(model.with(run: pilot)).run(threads: threads)
        let warmUp = plan.warmUp.time.seconds
        let perSecond = Double(seen.events) / (warmUp + pilot.duration.seconds)
        let loads = try SpendForecaster.loads(model, months: months).map(\.approximation)
        let isOne = try Set(loads).count == 1 || Bill(model, seen).isGiven
        let mean = isOne ? 1 : loads.reduce(0, +) / Double(loads.count)
        let runs = (isOne ? 1 : min(Self.loadsUnderGrowth, Double(months))) * mean
        let allowed = Double(budget.events) / runs / Double(plan.replications)
        let seconds = allowed / max(perSecond, 1e-9) - warmUp
        guard seconds < plan.duration.seconds else { return plan }
        plan.duration = max(StressPlan.rounded(seconds), pilot.duration)
        return plan
    }
}
