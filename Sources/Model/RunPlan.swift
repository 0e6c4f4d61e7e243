// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How long, how often and from which seed a model is simulated.
public struct RunPlan: Sendable {
    /// Simulated time whose measurements are thrown away.
    public var warmUp: WarmUp
    /// Measured time of one replication, after the warm-up.
    public var duration: SimTime
    public var replications: Int
    public var seed: UInt64

    public static let largestReplications = 10_000

    public init(warmUp: SimTime, duration: SimTime, replications: Int, seed: UInt64) {
        self.warmUp = .given(warmUp)
        self.duration = duration
        self.replications = replications
        self.seed = seed
    }
}
