// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// How a candidate differs from a base, metric by metric, over replications that share their random
/// numbers.
public struct Comparison: Sendable {
    public let base: Assessment
    public let candidate: Assessment
    /// True where both were simulated from one seed, so that replications pair.
    public let isPaired: Bool
    /// What differs by no more than this share of the base is no change worth a word.
    public let tolerance: Ratio
    /// Overall first, then the operations, resources, caches, pods and functions that both have,
    /// then cost by layer, in total and of a transaction.
    public let differences: [Difference]
    /// Service levels of the candidate in their order, then those that only the base has.
    public let levels: [LevelChange]

    public init(base: Assessment, candidate: Assessment, tolerance: Ratio = .zero) {
        self.base = base
        self.candidate = candidate
        self.tolerance = tolerance
        if case .simulation(_, let first) = base.measurements.engine,
            case .simulation(_, let second) = candidate.measurements.engine
        {
            isPaired = first == second
        } else {
            isPaired = false
        }
        var found = DifferenceFinder(isPaired: isPaired, tolerance: tolerance)
        found.compare(base.measurements, candidate.measurements)
        found.comparePods(base, candidate)
        found.compareCosts(base, candidate)
        differences = found.differences
        levels = LevelChange.all(base, candidate)
    }

    public func count(_ change: Difference.Change) -> Int {
        differences.filter { $0.change == change }.count
    }
}

/// One metric of two scenarios, in its base unit, and candidate minus base.
public struct Difference: Sendable, Equatable {
    /// What is measured of what, such as `db bouncer` and `utilization`.
    public let subject: String
    /// True where the subject is one of several operations.
    public let isOfOperation: Bool
    public let metric: Metric
    public let base: Double
    public let candidate: Double
    public let mean: Double
    /// Half the 95% interval of the difference; absent where one replication gives none.
    public let halfWidth: Double?
    /// What the half width would be with independent seeds (Welch); absent where not sampled.
    public let independentHalfWidth: Double?
    /// How many times smaller controls made the variance of the difference; absent without them.
    public let varianceGain: Double?
    public let change: Change

    public enum Metric: Sendable, Equatable {
        case throughput, errors, meanLatency
        case latency(quantile: Ratio)
        case utilization, hitRate
        /// Of those whose number changes, or differs: all that are paid for, time-weighted.
        case pods
        case coldStarts
        case costPerMonth, costPerTransaction

        /// Nil where neither direction is better in itself.
        var largerIsBetter: Bool? {
            switch self {
            case .throughput, .hitRate: true
            case .errors, .meanLatency, .latency, .utilization, .coldStarts, .costPerMonth,
                .costPerTransaction:
                false
            case .pods: nil
            }
        }
    }

    public enum Change: String, Sendable, CaseIterable {
        case better, worse
        /// Surely not the same, and neither better nor worse in itself.
        case other
        /// The whole interval lies within the tolerance.
        case tolerated = "within tolerance"
        /// The interval holds zero.
        case unseen = "no difference seen"
        /// Exactly.
        case same
        /// One replication gives no interval.
        case cannotTell = "cannot tell"
    }

    /// How many times wider the interval of independent seeds is.
    public var pairingGain: Double? {
        guard let halfWidth, let independentHalfWidth, halfWidth > 0 else { return nil }
        return independentHalfWidth / halfWidth
    }

    init(
        subject: String, isOfOperation: Bool = false, metric: Metric, base: Double,
        candidate: Double, mean: Double, halfWidth: Double?, independentHalfWidth: Double?,
        varianceGain: Double? = nil, tolerance: Ratio = .zero
    ) {
        self.subject = subject
        self.isOfOperation = isOfOperation
        self.metric = metric
        self.base = base
        self.candidate = candidate
        self.mean = mean
        self.halfWidth = halfWidth
        self.independentHalfWidth = independentHalfWidth
        self.varianceGain = varianceGain
        change = Self.change(
            metric, mean: mean, halfWidth: halfWidth,
            tolerated: tolerance.fraction * base.magnitude)
    }

    private static func change(
        _ metric: Metric, mean: Double, halfWidth: Double?, tolerated: Double
    ) -> Change {
        guard let halfWidth else { return .cannotTell }
        if mean == 0, halfWidth == 0 { return .same }
        if mean.magnitude + halfWidth <= tolerated { return .tolerated }
        guard mean.magnitude > halfWidth else { return .unseen }
        guard let largerIsBetter = metric.largerIsBetter else { return .other }
        return (mean > 0) == largerIsBetter ? .better : .worse
    }
}
