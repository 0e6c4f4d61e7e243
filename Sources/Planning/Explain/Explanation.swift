// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities

/// Why a platform is as slow or as full as it is, and the smallest single change that helps.
public struct Explanation: Sendable {
    public let base: Assessment
    /// The level that the changes are for: the first that is broken, else the first that is not
    /// decided; absent where all are kept.
    public let focus: ServiceLevel?
    /// Whose tails are told: all operations (nil), and those whose levels are not kept.
    public let operations: [OperationID?]
    public let question: Question
    /// Those that are enough first, by what they cost, then by how much they change.
    public let changes: [Change]
    /// Levers that were not tried, because hardly anybody waits there.
    public let idle: [Lever]
    /// What stays when nobody waits anywhere, where that is no answer to the focus.
    public let floor: Floor?
    /// The plan of the runs that are not the scenario's own; nil where all are.
    public let shortPlan: RunPlan?

    public enum Question: Sendable, Equatable {
        /// What is the least that keeps the levels?
        case whatIsMissing
        /// All are kept: what could go?
        case whatIsSpare
        /// There is no level to search for.
        case noLevel
        /// One replication gives no interval, and hence no verdict.
        case noInterval
    }

    /// One lever, and how far it must be moved.
    public struct Change: Sendable {
        public let lever: Lever
        public let now: Int
        public var finding: Finding
        /// What the platform costs an hour with it, less what it costs as it is; absent where no
        /// setting is found, or the bill does not know.
        public var costChange: Money?
    }

    public enum Finding: Sendable {
        /// The least setting that keeps all levels; what one less does; whether both were judged by
        /// the scenario's own plan.
        case found(Int, Trial, below: Judgement?, isConfirmed: Bool)
        /// Not even this setting keeps them.
        case none(upTo: Int, Trial)
        /// Another resource is saturated, whatever this one has: 1/D of that.
        case saturated(ResourceLoad)
        /// Not even without any waiting.
        case belowFloor
        /// The budget was spent before.
        case untried
    }

    /// What a resource carries at most, and what is asked of it, in requests a second.
    public struct ResourceLoad: Sendable {
        public let name: String
        public let carries: Double
        public let offered: Double
    }

    /// A level that no capacity keeps, and where the time goes when nobody waits.
    public struct Floor: Sendable {
        public let level: ServiceLevel
        /// The place with the most time in the slowest 5%, and its share of it.
        public let place: String?
        public let share: Double
    }
}
