// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A law of times: how long a demand, a delay or an interval is. Immutable; every value is valid.
///
/// All means and bounds are at most a year, so that a draw fits the clock.
public struct Distribution: Hashable, Sendable {
    /// A branch of a hyperexponential law: an exponential of that mean, with that probability.
    public struct Branch: Hashable, Sendable {
        public let probability: Double
        public let mean: SimTime

        public init(probability: Double, mean: SimTime) {
            self.probability = probability
            self.mean = mean
        }
    }

    /// A value of an empirical law.
    public struct Outcome: Hashable, Sendable {
        public let value: SimTime
        public let probability: Double
    }

    /// Which law, with its parameters.
    public enum Law: Hashable, Sendable {
        case deterministic(SimTime)
        case exponential(mean: SimTime)
        case uniform(low: SimTime, high: SimTime)
        /// ln X is normal with this standard deviation.
        case lognormal(mean: SimTime, sigma: Double)
        /// Shape 1/scv; the Erlang laws are those of a whole shape.
        case gamma(mean: SimTime, shape: Double)
        case hyperexponential([Branch])
        /// P(X > x) = e^(-(x/scale)^shape), the scale mean / Γ(1 + 1/shape).
        case weibull(mean: SimTime, shape: Double)
        /// P(X > x) falls as x^-shape, between two bounds.
        case pareto(low: SimTime, high: SimTime, shape: Double)
        /// Values in ascending order, probabilities that add up to 1.
        case empirical([Outcome])
    }

    /// Valid by construction.
    public let law: Law

    init(valid law: Law) { self.law = law }

    /// The longest mean or bound.
    public static var longest: SimTime { .days(366) }
    /// The squared coefficients of variation of lognormal and gamma laws.
    public static var variations: ClosedRange<Double> { 1e-6...1e4 }
    /// The numbers of stages of an Erlang law.
    public static var stages: ClosedRange<Int> { 1...1_000_000 }
    /// The most branches or values.
    public static var mostOutcomes: Int { 1_000_000 }

    /// Always the same time.
    public static func deterministic(_ time: SimTime) throws(DistributionError) -> Distribution {
        Distribution(valid: .deterministic(try notNegative(time)))
    }

    /// Without memory: P(X > x) = e^(-x/mean).
    public static func exponential(mean: SimTime) throws(DistributionError) -> Distribution {
        Distribution(valid: .exponential(mean: try positive(mean)))
    }

    /// Any time between two, alike.
    public static func uniform(
        low: SimTime, high: SimTime
    ) throws(DistributionError) -> Distribution {
        guard low <= high else { throw .boundsReversed(low: low, high: high) }
        return Distribution(valid: .uniform(low: try notNegative(low), high: try notNegative(high)))
    }

    /// The lognormal law of this mean and 95th percentile.
    ///
    /// ln(p95/mean) = zσ - σ²/2 with z = 1.6449, the 95% point of the normal law; the smaller root
    /// σ = z - √(z² - 2 ln(p95/mean)).
    /// - Throws: when p95/mean is not in (1, e^(z²/2)] = (1, 3.868].
    public static func lognormal(
        mean: SimTime, p95: SimTime
    ) throws(DistributionError) -> Distribution {
        _ = try positive(mean)
        let z = Elementary.inverseNormal(0.95)
        let ratio = Double(p95.nanoseconds) / Double(mean.nanoseconds)
        let most = Elementary.exp(z * z / 2)
        guard ratio > 1, ratio <= most else {
            throw .percentileRatioOutOfRange(ratio, above: 1, upTo: most)
        }
        // Rounding may take the difference just below zero where the ratio is the greatest.
        let root = max(z * z - 2 * Elementary.log(ratio), 0).squareRoot()
        return Distribution(valid: .lognormal(mean: mean, sigma: z - root))
    }

    /// The lognormal law of this mean and squared coefficient of variation: σ² = ln(1 + scv).
    public static func lognormal(
        mean: SimTime, scv: Double
    ) throws(DistributionError) -> Distribution {
        let sigma = Elementary.log(1 + (try variation(scv, in: variations))).squareRoot()
        return Distribution(valid: .lognormal(mean: try positive(mean), sigma: sigma))
    }

    /// The gamma law of this mean and squared coefficient of variation: shape = 1/scv.
    public static func gamma(mean: SimTime, scv: Double) throws(DistributionError) -> Distribution {
        let shape = 1 / (try variation(scv, in: variations))
        return Distribution(valid: .gamma(mean: try positive(mean), shape: shape))
    }

    /// The sum of equal exponential stages, of this mean altogether: scv = 1/stages.
    public static func erlang(
        mean: SimTime, stages count: Int
    ) throws(DistributionError) -> Distribution {
        guard stages.contains(count) else { throw .stagesOutOfRange(count, allowed: stages) }
        return Distribution(valid: .gamma(mean: try positive(mean), shape: Double(count)))
    }

    /// One of several exponentials, chosen at random.
    ///
    /// - Throws: when probabilities are negative or their sum is further than 1e-9 from 1; what is
    ///   left of that is divided out.
    public static func hyperexponential(
        branches: [Branch]
    ) throws(DistributionError) -> Distribution {
        let shares = try normalised(branches.map(\.probability), sum: 1 - 1e-9...1 + 1e-9)
        var valid: [Branch] = []
        for (branch, share) in zip(branches, shares) {
            valid.append(Branch(probability: share, mean: try positive(branch.mean)))
        }
        return Distribution(valid: .hyperexponential(valid))
    }

    /// Two exponentials that carry half of the mean each.
    ///
    /// p = (1 + √((scv - 1)/(scv + 1)))/2 with mean m/(2p), else mean m/(2(1 - p)), to a
    /// nanosecond. Source: W. Whitt, Approximating a Point Process by a Renewal Process, Operations
    /// Research 30(1), 1982.
    /// - Throws: when scv is not in 1...10000.
    public static func hyperexponentialBalanced(
        mean: SimTime, scv: Double
    ) throws(DistributionError) -> Distribution {
        let scv = try variation(scv, in: 1...variations.upperBound)
        let half = Double(try positive(mean).nanoseconds) / 2
        let p = (1 + ((scv - 1) / (scv + 1)).squareRoot()) / 2
        return try hyperexponential(branches: [
            Branch(probability: p, mean: try rounded(max(half / p, 1))),
            Branch(probability: 1 - p, mean: try rounded(max(half / (1 - p), 1))),
        ])
    }

    /// What was observed: each value with its weight, or all alike.
    ///
    /// - Throws: when weights are negative or all zero, or are not as many as the values.
    public static func empirical(
        values: [SimTime], weights: [Double]? = nil
    ) throws(DistributionError) -> Distribution {
        let weights = weights ?? values.map { _ in 1 }
        guard values.count == weights.count else {
            throw .weightsMissing(values: values.count, weights: weights.count)
        }
        let shares = try normalised(weights, sum: Double.leastNormalMagnitude...1e300)
        var outcomes: [Outcome] = []
        for (value, share) in zip(values, shares) where share > 0 {
            outcomes.append(Outcome(value: try notNegative(value), probability: share))
        }
        outcomes.sort { ($0.value, $0.probability) < ($1.value, $1.probability) }
        return Distribution(valid: .empirical(outcomes))
    }

    /// The law of a time that is longer by a factor, to a nanosecond in its means and bounds; with
    /// the same random words its draws are the same multiple.
    ///
    /// - Throws: when the factor is not above zero, or a mean gets shorter than a nanosecond or
    ///   longer than a year.
    public func scaled(by factor: Double) throws(DistributionError) -> Distribution {
        guard factor > 0, factor < .infinity else { throw .factorOutOfRange(factor) }
        func times(_ time: SimTime) throws(DistributionError) -> SimTime {
            try Self.rounded(Double(time.nanoseconds) * factor)
        }
        switch law {
        case .deterministic(let time): return try .deterministic(times(time))
        case .exponential(let mean): return try .exponential(mean: times(mean))
        case .uniform(let low, let high):
            return try .uniform(low: times(low), high: times(high))
        case .lognormal(let mean, let sigma):
            let mean = try Self.positive(times(mean))
            return Distribution(valid: .lognormal(mean: mean, sigma: sigma))
        case .gamma(let mean, let shape):
            let mean = try Self.positive(times(mean))
            return Distribution(valid: .gamma(mean: mean, shape: shape))
        case .weibull(let mean, let shape):
            let mean = try Self.positive(times(mean))
            return Distribution(valid: .weibull(mean: mean, shape: shape))
        case .pareto(let low, let high, let shape):
            return try .pareto(low: times(low), high: times(high), shape: shape)
        case .hyperexponential(let branches):
            var longer: [Branch] = []
            for branch in branches {
                longer.append(
                    Branch(probability: branch.probability, mean: try times(branch.mean)))
            }
            return try .hyperexponential(branches: longer)
        case .empirical(let outcomes):
            var values: [SimTime] = []
            for outcome in outcomes { values.append(try times(outcome.value)) }
            return try .empirical(values: values, weights: outcomes.map(\.probability))
        }
    }
}

extension Distribution {
    static func notNegative(_ time: SimTime) throws(DistributionError) -> SimTime {
        guard time >= .zero else { throw .negative(time) }
        guard time <= longest else { throw .tooLong(time, limit: longest) }
        return time
    }

    static func positive(_ mean: SimTime) throws(DistributionError) -> SimTime {
        guard mean > .zero else { throw .meanNotPositive(mean) }
        return try notNegative(mean)
    }

    static func variation(
        _ scv: Double, in allowed: ClosedRange<Double>
    ) throws(DistributionError) -> Double {
        guard allowed.contains(scv) else { throw .variationOutOfRange(scv, allowed: allowed) }
        return scv
    }

    /// The nearest nanosecond of a positive time.
    private static func rounded(_ nanoseconds: Double) throws(DistributionError) -> SimTime {
        let limit = Double(longest.nanoseconds)
        guard nanoseconds <= limit else {
            let shown = Int64(min(nanoseconds, 9e18))
            throw .tooLong(.nanoseconds(shown), limit: longest)
        }
        return .nanoseconds(Int64(nanoseconds + 0.5))
    }

    /// Shares that add up to 1 to rounding, from numbers whose sum lies in a range.
    private static func normalised(
        _ weights: [Double], sum allowed: ClosedRange<Double>
    ) throws(DistributionError) -> [Double] {
        guard !weights.isEmpty else { throw .empty }
        guard weights.count <= mostOutcomes else {
            throw .tooMany(weights.count, limit: mostOutcomes)
        }
        for weight in weights where !(weight >= 0 && weight < .infinity) {
            throw .probabilityOutOfRange(weight)
        }
        let sum = weights.reduce(0, +)
        guard allowed.contains(sum) else { throw .doesNotAddUp(sum: sum) }
        return weights.map { $0 / sum }
    }
}
