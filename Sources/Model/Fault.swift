// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Something that goes wrong with the platform, or is done to it, while it runs.
public struct Fault: Sendable {
    public let name: String
    public let effect: Effect
    public let timing: Timing

    public init(name: String, effect: Effect, timing: Timing) {
        self.name = name
        self.effect = effect
        self.timing = timing
    }

    public enum Effect: Sendable {
        /// Pods die with the requests that they have, and start again.
        case crash(ComponentID, Extent)
        /// Pods are replaced one after the other, each once the one before takes requests; those
        /// that go finish what they have.
        case deploy(ComponentID)
        /// All work there takes so many times as long; of several at once the largest factor
        /// counts.
        case slow(ComponentID, factor: Double)
        /// A share of the calls, statements or visits fails.
        case fail(ComponentID, share: Ratio)
        /// Read replicas of a database are gone, with the statements that they have.
        case loseReplicas(ComponentID, count: Int)
        /// The primary of a database is gone, with its statements, until another takes over; what
        /// goes to the primary fails meanwhile.
        case failover(ComponentID)
        /// A cache forgets all keys.
        case flush(ComponentID)
        /// The limit of a service is lower.
        case throttle(ComponentID, to: Rate)
        /// A chain makes no blocks.
        case halt(ComponentID)

        public var component: ComponentID {
            switch self {
            case .crash(let id, _), .deploy(let id), .slow(let id, _), .fail(let id, _),
                .loseReplicas(let id, _), .failover(let id), .flush(let id),
                .throttle(let id, _), .halt(let id):
                id
            }
        }

        /// Whether it is over at once, so that it has no duration.
        public var isInstant: Bool {
            switch self {
            case .crash, .deploy, .flush: true
            case .slow, .fail, .loseReplicas, .failover, .throttle, .halt: false
            }
        }
    }

    /// How many pods.
    public enum Extent: Sendable {
        case count(Int)
        /// Of those there are, at least one.
        case share(Ratio)
    }

    public enum Timing: Sendable {
        /// Once, at a moment of the scenario's time.
        case once(at: SimTime, lasting: SimTime)
        /// Again and again: time from the end of one to the beginning of the next, and how long
        /// each lasts.
        case repeated(between: Distribution, lasting: Distribution?)
    }

    public static let largestFactor = 1_000.0
    /// Of faults of one kind that come again and again.
    public static let shortestInterval = SimTime.milliseconds(100)
    public static let most = 1_000
}

extension Model {
    /// Whether pods come and go while the platform runs.
    public func isFleet(_ id: ComponentID) -> Bool {
        guard case .pods(let pods) = component(id).kind else { return false }
        return pods.isScaled || pods.leak != nil || pods.nodes != nil
            || faults.contains { fault in
                switch fault.effect {
                case .crash(let target, _), .deploy(let target): target == id
                case .slow, .fail, .loseReplicas, .failover, .flush, .throttle, .halt: false
                }
            }
    }

    /// Whether read replicas of a database may be gone for a while.
    public func losesReplicas(_ id: ComponentID) -> Bool {
        faults.contains { fault in
            if case .loseReplicas(id, _) = fault.effect { true } else { false }
        }
    }
}
