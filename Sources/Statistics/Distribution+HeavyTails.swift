// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Laws whose long draws carry much of the work: Weibull below shape 1, and bounded Pareto.
extension Distribution {
    /// The shapes of Weibull laws.
    public static var weibullShapes: ClosedRange<Double> { 0.1...100 }
    /// The squared coefficients of variation by which a Weibull law may be given.
    public static var weibullVariations: ClosedRange<Double> { 1e-3...1e4 }
    /// The shapes of bounded Pareto laws.
    public static var paretoShapes: ClosedRange<Double> { 0.01...100 }

    /// The Weibull law of this mean: P(X > x) = e^(-(x/b)^shape), b = mean / Γ(1 + 1/shape).
    ///
    /// Shape 1 is the exponential law; below it long times are more frequent, above it rarer.
    /// Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, 1994, ch. 21.
    public static func weibull(
        mean: SimTime, shape: Double
    ) throws(DistributionError) -> Distribution {
        let valid = try Self.shape(shape, in: weibullShapes)
        return Distribution(valid: .weibull(mean: try positive(mean), shape: valid))
    }

    /// The Weibull law of this mean and squared coefficient of variation,
    /// Γ(1 + 2/shape) / Γ(1 + 1/shape)² - 1, which falls as the shape rises.
    public static func weibull(mean: SimTime, scv: Double) throws(DistributionError) -> Distribution
    {
        let scv = try variation(scv, in: weibullVariations)
        var (low, high) = (weibullShapes.lowerBound, weibullShapes.upperBound)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if weibullVariation(shape: middle) > scv { low = middle } else { high = middle }
        }
        return try weibull(mean: mean, shape: scv == 1 ? 1 : (low * high).squareRoot())
    }

    /// The Pareto law between two bounds:
    /// P(X ≤ x) = (1 - (low/x)^shape) / (1 - (low/high)^shape) for low ≤ x ≤ high.
    ///
    /// Source: Harchol-Balter, Performance Modeling and Design of Computer Systems, 2013, ch. 20.
    /// - Throws: when the bounds are not above zero or not in ascending order.
    public static func pareto(
        low: SimTime, high: SimTime, shape: Double
    ) throws(DistributionError) -> Distribution {
        guard low > .zero else { throw .boundNotPositive(low) }
        guard low < high else { throw .boundsNotAscending(low: low, high: high) }
        let valid = try Self.shape(shape, in: paretoShapes)
        return Distribution(
            valid: .pareto(low: low, high: try notNegative(high), shape: valid))
    }

    private static func shape(
        _ shape: Double, in allowed: ClosedRange<Double>
    ) throws(DistributionError) -> Double {
        guard allowed.contains(shape) else { throw .shapeOutOfRange(shape, allowed: allowed) }
        return shape
    }
}

extension Distribution {
    /// mean / scale of a Weibull law: Γ(1 + 1/shape).
    static func weibullMean(shape: Double) -> Double {
        Elementary.exp(Elementary.logGamma(1 + 1 / shape))
    }

    static func weibullVariation(shape: Double) -> Double {
        let ratio =
            Elementary.logGamma(1 + 2 / shape) - 2 * Elementary.logGamma(1 + 1 / shape)
        return Elementary.exp(ratio) - 1
    }

    /// E[(X / low)^power] of a bounded Pareto law: α ∫ x^(power - α - 1) dx from 1 to high / low,
    /// over the same without the power; the ratio is within 1e-14 for every shape, a whole one too.
    static func paretoMoment(_ power: Double, low: SimTime, high: SimTime, shape: Double) -> Double
    {
        let range = paretoRange(low: low, high: high)
        return Elementary.growth(power - shape, range) / Elementary.growth(-shape, range)
    }

    /// 1 - (low / high)^shape: the share of the unbounded law that lies between the bounds.
    static func paretoSpan(low: SimTime, high: SimTime, shape: Double) -> Double {
        shape * Elementary.growth(-shape, paretoRange(low: low, high: high))
    }

    private static func paretoRange(low: SimTime, high: SimTime) -> Double {
        Elementary.log(Double(high.nanoseconds) / Double(low.nanoseconds))
    }
}
