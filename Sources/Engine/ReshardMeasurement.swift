// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How a cache came to another number of nodes; counted over the whole run, warm-up included.
public struct ReshardMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Nodes before and after.
    public let from: Int
    public let to: Int
    /// Absent where a run ended before it did.
    public let took: Estimate<SimTime>?
    /// Keys that moved with their slots, and that were lost.
    public let moved: Estimate<Double>
    public let lost: Estimate<Double>
    /// Commands that were sent on from one node to another.
    public let redirects: Estimate<Double>
}

extension Replication {
    struct Resharding: Sendable {
        /// Seconds; absent where it did not end.
        var took: Double?
        var moved = 0.0
        var lost = 0.0
        var redirects = 0.0
    }
}

extension Summary {
    var reshardings: [ReshardMeasurement] {
        (program.control?.reshards ?? []).enumerated().map { index, plan in
            let values = runs.map { $0.reshardings[index] }
            return ReshardMeasurement(
                component: plan.component, name: plan.name, from: plan.from, to: plan.to,
                took: optional(values.map(\.took)), moved: sampled(values.map(\.moved)),
                lost: sampled(values.map(\.lost)), redirects: sampled(values.map(\.redirects)))
        }
    }
}
