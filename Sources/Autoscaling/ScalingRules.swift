// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How fast an autoscaler may change the number of replicas.
public struct ScalingPolicy: Sendable, Hashable {
    public enum Change: Sendable, Hashable {
        case pods(Int)
        /// Of the replicas at the start of the period.
        case percent(Int)
    }

    public let change: Change
    /// Above zero.
    public let period: SimTime

    public init(_ change: Change, per period: SimTime) {
        self.change = change
        self.period = period
    }
}

/// The behaviour of an autoscaler in one direction.
public struct ScalingRules: Sendable, Hashable {
    /// Which policy counts where there are several.
    public enum Selection: Sendable, Hashable {
        /// The one that allows the larger change.
        case largest
        /// The one that allows the smaller change.
        case smallest
        /// No change in this direction.
        case disabled
    }

    public let policies: [ScalingPolicy]
    public let selection: Selection
    /// How far back a recommendation holds this one up.
    public let stabilization: SimTime

    public init(
        policies: [ScalingPolicy], selection: Selection = .largest, stabilization: SimTime
    ) {
        self.policies = policies
        self.selection = selection
        self.stabilization = stabilization
    }

    /// 100% or 4 pods in 15 s, whichever is more, at once. Source: Kubernetes, Horizontal Pod
    /// Autoscaling, "Default behavior".
    public static let standardUp = ScalingRules(
        policies: [
            ScalingPolicy(.percent(100), per: .seconds(15)),
            ScalingPolicy(.pods(4), per: .seconds(15)),
        ], stabilization: .zero)

    /// All in 15 s, after 5 minutes without a higher recommendation. Source: as above.
    public static let standardDown = ScalingRules(
        policies: [ScalingPolicy(.percent(100), per: .seconds(15))],
        stabilization: .seconds(300))
}

/// The behaviour of an autoscaler in both.
public struct ScalingBehavior: Sendable, Hashable {
    public let up: ScalingRules
    public let down: ScalingRules

    public init(up: ScalingRules = .standardUp, down: ScalingRules = .standardDown) {
        self.up = up
        self.down = down
    }
}
