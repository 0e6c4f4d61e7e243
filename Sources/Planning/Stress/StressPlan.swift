// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// By which plan the loads of a stress test are simulated: the scenario's own, its replications
/// shortened where the budget asks for it and no source's level moves. The warm-up stays.
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
        guard isSteady else { return plan }
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

    /// Where a level moves or parts fail at their times, another duration would be another test.
    private var isSteady: Bool {
        model.faults.isEmpty && model.degradation == nil
            && model.sources.allSatisfy { source in
                switch source.demand {
                case .open(let open):
                    if case .trace = open.law {
                        false
                    } else {
                        open.stages.isEmpty && open.cycle == nil
                    }
                case .closed(let closed): closed.stages.isEmpty && closed.cycle == nil
                }
            }
    }

    /// In whole seconds, or milliseconds where there are few of them.
    private static func rounded(_ seconds: Double) -> SimTime {
        seconds >= 10
            ? .seconds(Int64(seconds.rounded()))
            : .milliseconds(max(1, Int64((seconds * 1_000).rounded())))
    }
}
