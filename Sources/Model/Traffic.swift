// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// One stream of requests: who asks, how often, and for what.
public struct TrafficSource: Sendable {
    public let name: String
    public internal(set) var demand: Demand
    /// Which operation a request is; the shares add up to 1.
    public let mix: [MixShare]
    /// Who asks, for limits by user or address; absent where nobody needs to know.
    public let population: Population?
    /// Whether users who are told when to come again (Retry-After) wait until then before they
    /// think.
    public let waitsWhenLimited: Bool

    public init(
        name: String, demand: Demand, mix: [MixShare], population: Population? = nil,
        waitsWhenLimited: Bool = false
    ) {
        self.name = name
        self.demand = demand
        self.mix = mix
        self.population = population
        self.waitsWhenLimited = waitsWhenLimited
    }

    /// How many users and addresses its requests come from, as far as it says.
    public var identities: (users: Int, addresses: Int)? {
        switch demand {
        case .open: return population.map { ($0.users, $0.addresses) }
        case .closed(let closed):
            let users = max(closed.mostUsers, 1)
            return (users, min(population?.addresses ?? users, users))
        }
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
    /// How the number of users moves for ever, instead of stages.
    public let cycle: LoadCycle?

    public init(
        users: Int, think: Distribution, stages: [UserStage], cycle: LoadCycle? = nil
    ) {
        self.users = users
        self.think = think
        self.stages = stages
        self.cycle = cycle
    }

    /// The most users there are at any time.
    public var mostUsers: Int {
        if let cycle {
            let most = Double(users) * cycle.largest.fraction
            return Int(exactly: most.rounded(.up)) ?? .max
        }
        return stages.reduce(users) { max($0, $1.target) }
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
