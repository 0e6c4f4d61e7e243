// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// One stream of requests: who asks, how often, and for what.
public struct TrafficSource: Sendable {
    public let name: String
    public let demand: Demand
    /// Which operation a request is; the shares add up to 1.
    public let mix: [MixShare]

    public init(name: String, demand: Demand, mix: [MixShare]) {
        self.name = name
        self.demand = demand
        self.mix = mix
    }
}

/// The share of a source's requests that are one operation.
public struct MixShare: Sendable {
    public let operation: OperationID
    public let share: Ratio

    public init(operation: OperationID, share: Ratio) {
        self.operation = operation
        self.share = share
    }
}

/// How requests arrive: independently of the answers (open), or each user after the last (closed).
public enum Demand: Sendable {
    case open(OpenDemand)
    case closed(ClosedDemand)
}

/// Virtual users, each of whom thinks, asks, waits for the answer, and thinks again.
public struct ClosedDemand: Sendable {
    public let users: Int
    public let think: Distribution
    /// Straight ramps from the number of users before to each stage's target.
    public let stages: [UserStage]

    public init(users: Int, think: Distribution, stages: [UserStage]) {
        self.users = users
        self.think = think
        self.stages = stages
    }
}

/// A ramp of a closed source to `target` users within `duration`; zero duration is a step.
public struct UserStage: Sendable {
    public let duration: SimTime
    public let target: Int

    public init(duration: SimTime, target: Int) {
        self.duration = duration
        self.target = target
    }
}
