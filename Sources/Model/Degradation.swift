// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a platform gives up under load, stage by stage, and when it takes all of that back.
public struct Degradation: Sendable {
    /// Whose utilization is watched; of several the greatest counts.
    public let watched: [ResourceID]
    /// Over which utilization is averaged, and after which it is judged.
    public let interval: SimTime
    public let recovery: Recovery
    /// By rising thresholds. A stage keeps what lower ones do, where it says nothing else of it.
    public let stages: [DegradationStage]

    public init(
        watched: [ResourceID], interval: SimTime, recovery: Recovery, stages: [DegradationStage]
    ) {
        self.watched = watched
        self.interval = interval
        self.recovery = recovery
        self.stages = stages
    }

    /// Normal operation is restored at once, when utilization has been below a bound for so long.
    public struct Recovery: Sendable {
        public let below: Ratio
        public let hold: SimTime

        public init(below: Ratio, hold: SimTime) {
            self.below = below
            self.hold = hold
        }
    }

    public static let usualInterval = SimTime.seconds(10)
    public static let mostStages = 20
    public static let mostWatched = 100
    /// Within a run.
    public static let mostJudgements = 1_000_000
}

/// One stage of degradation: when it begins, and what it does.
public struct DegradationStage: Sendable {
    /// It begins as soon as utilization is above this.
    public let above: Ratio
    /// Of caches, for keys that are filled from then on.
    public let timesToLive: [CacheLife]
    /// Of the rate of every token bucket; absent where it changes none.
    public let limits: Ratio?
    /// Sources that ask for nothing.
    public let paused: [SourceID]
    /// Operations that are turned away at once (HTTP status 503).
    public let refused: [OperationID]
    /// Operations that wait until normal operation is restored.
    public let held: [OperationID]

    public init(
        above: Ratio, timesToLive: [CacheLife] = [], limits: Ratio? = nil,
        paused: [SourceID] = [], refused: [OperationID] = [], held: [OperationID] = []
    ) {
        self.above = above
        self.timesToLive = timesToLive
        self.limits = limits
        self.paused = paused
        self.refused = refused
        self.held = held
    }

    /// The time to live of a cache's keys.
    public struct CacheLife: Sendable {
        public let cache: ComponentID
        public let life: SimTime

        public init(cache: ComponentID, life: SimTime) {
            self.cache = cache
            self.life = life
        }
    }

    var isIdle: Bool {
        timesToLive.isEmpty && limits == nil && paused.isEmpty && refused.isEmpty && held.isEmpty
    }
}

extension Model {
    /// Whether some stage of degradation turns an operation away.
    public func mayRefuse(_ operation: OperationID) -> Bool {
        degradation?.stages.contains { $0.refused.contains(operation) } ?? false
    }

    /// Whether some stage of degradation lets an operation wait.
    public func mayHold(_ operation: OperationID) -> Bool {
        degradation?.stages.contains { $0.held.contains(operation) } ?? false
    }
}
