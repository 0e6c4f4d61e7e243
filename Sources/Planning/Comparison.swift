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
    /// Overall first, then the operations, resources and caches that both have, then cost.
    public let differences: [Difference]

    public init(base: Assessment, candidate: Assessment) {
        self.base = base
        self.candidate = candidate
        if case .simulation(_, let first) = base.measurements.engine,
            case .simulation(_, let second) = candidate.measurements.engine
        {
            isPaired = first == second
        } else {
            isPaired = false
        }
        var found = DifferenceFinder(isPaired: isPaired)
        found.compare(base.measurements, candidate.measurements)
        found.compare(base.bill, candidate.bill)
        differences = found.differences
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
        case utilization, hitRate, costPerMonth

        var largerIsBetter: Bool {
            switch self {
            case .throughput, .hitRate: true
            case .errors, .meanLatency, .latency, .utilization, .costPerMonth: false
            }
        }
    }

    public enum Change: String, Sendable, CaseIterable {
        case better, worse, same
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
        varianceGain: Double? = nil
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
        if let halfWidth, mean.magnitude > halfWidth {
            change = (mean > 0) == metric.largerIsBetter ? .better : .worse
        } else {
            change = halfWidth == 0 ? .same : .cannotTell
        }
    }
}
