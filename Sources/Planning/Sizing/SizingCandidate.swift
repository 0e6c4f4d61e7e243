// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// One configuration, and what became of it.
public struct SizingCandidate: Sendable {
    /// In the grid.
    public let index: Int
    /// As `--set` takes them.
    public let sets: [String]
    /// USD a month, by which configurations are ordered: its own bill where it was simulated, else
    /// what closed forms expect; nil where there is no such platform.
    public internal(set) var cost: Money?
    /// What closed forms expect of the 95th percentile of all requests, in seconds.
    public let expected: Double?
    public internal(set) var standing: Standing
    /// What runs out first, as far as somebody looked.
    public internal(set) var binding: String?
    /// Present where it was simulated.
    public internal(set) var trial: SizingTrial?

    public enum Standing: Sendable, Equatable {
        /// Nobody looked, because it costs no less than the best.
        case dearer
        /// It keeps every service level, surely.
        case holds
        /// Nobody could tell within the budget.
        case undecided
        /// It has no more of anything than that configuration, of which nobody could tell.
        case doubtful(Int)
        /// The budget was spent before.
        case unexamined
        case rejected(Rejection)
    }

    /// Why a configuration is out.
    public enum Rejection: Sendable, Equatable {
        /// The scenario cannot have it.
        case refused(OptionRefusal)
        /// The demands are more than a resource can serve, by the utilization law.
        case saturated
        /// Service levels of these indices, by closed forms whose whole band lies beyond.
        case expected([Int])
        /// By simulation.
        case breaks([LoadBreak])
        /// It has no more of anything than that configuration, which surely breaks.
        case below(Int)
    }
}

/// A configuration that was simulated until its verdict was sure, or had cost its share.
public struct SizingTrial: Sendable {
    public let assessment: Assessment
    /// At the confidence of the whole search.
    public let judgement: Judgement
    public let breaks: [LoadBreak]
    public let replications: Int
}
