// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The quotient of the means of two quantities that each replication measures, such as money over
/// time, and where the true quotient lies.
///
/// With means c and s, estimated variances v_c, v_s and covariance v_cs of these means, and
/// Student's t with n - 1 degrees of freedom, the interval holds all R with
/// (c - R s)² ≤ t² (v_c - 2 R v_cs + R² v_s): Fieller, Some Problems in Interval Estimation,
/// J. Roy. Stat. Soc. B 16, 1954. It is bounded where s is surely not zero, and exact where both
/// are jointly normal.
public struct PairedQuotient: Hashable, Sendable {
    /// c / s.
    public let value: Double
    public let interval: ClosedRange<Double>

    /// Nil for less than two replications, and where the denominators' mean may be zero.
    ///
    /// - Precondition: a denominator for each numerator, all finite.
    public init?(_ numerators: [Double], over denominators: [Double], confidence: Ratio) {
        precondition(numerators.count == denominators.count, "a denominator a numerator")
        let count = Double(numerators.count)
        guard numerators.count > 1 else { return nil }
        let (top, bottom) = (Sample<Double>(numerators).mean, Sample<Double>(denominators).mean)
        func covariance(_ a: [Double], _ aMean: Double, _ b: [Double], _ bMean: Double) -> Double {
            zip(a, b).reduce(0) { $0 + ($1.0 - aMean) * ($1.1 - bMean) } / (count - 1) / count
        }
        let probability = Ratio.fraction(0.5 + confidence.fraction / 2)
        let factor = Quantiles.student(probability, degreesOfFreedom: count - 1)
        let square = factor * factor
        // a R² - 2 b R + c ≤ 0
        let a = bottom * bottom - square * covariance(denominators, bottom, denominators, bottom)
        let b = top * bottom - square * covariance(numerators, top, denominators, bottom)
        let c = top * top - square * covariance(numerators, top, numerators, top)
        guard a > 0 else { return nil }
        value = top / bottom
        // Rounding alone can bring it below zero, where nothing varies.
        let root = max(b * b - a * c, 0).squareRoot()
        let ends = ((b - root) / a, (b + root) / a)
        guard value.isFinite, ends.0.isFinite, ends.1.isFinite else { return nil }
        interval = min(ends.0, value)...max(ends.1, value)
    }
}
