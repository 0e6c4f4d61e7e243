// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How long, how often and from which seed a model is simulated.
public struct RunPlan: Sendable {
    /// Simulated time whose measurements are thrown away.
    public var warmUp: WarmUp
    /// Measured time of one replication, after the warm-up.
    public var duration: SimTime
    public var replications: Int
    /// Present where one long replication is cut in so many parts of equal length, and those are
    /// its sample instead of several replications.
    public var batches: Int?
    public var seed: UInt64
    /// What ends a replication before.
    public var limits: RunLimits
    public var varianceReduction = VarianceReduction.none
    /// Length of a window of the timeline; absent for a usual one where the platform changes while
    /// it runs.
    public var timelineWindow: SimTime?

    public static let mostWindows = 10_000

    public static let largestReplications = 10_000
    public static let batchCounts = 16...1_024

    public init(
        warmUp: SimTime, duration: SimTime, replications: Int, seed: UInt64,
        limits: RunLimits = .none
    ) {
        self.warmUp = .given(warmUp)
        self.duration = duration
        self.replications = replications
        self.seed = seed
        self.limits = limits
    }
}
