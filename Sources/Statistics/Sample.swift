// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One value per independent replication, in the base unit of `Unit`: seconds for `SimTime`, per
/// second for `Rate`, a fraction for `Ratio`, a plain number for `Double`.
public struct Sample<Unit>: Hashable, Sendable {
    /// At least one; the replication's number is the index.
    public let values: [Double]
    /// Present where a regression took out of the values what controls explain.
    public let adjustment: Adjustment?

    /// What a regression on controls did to a sample, and what that costs its interval.
    public struct Adjustment: Hashable, Sendable {
        /// The values before.
        public let plain: [Double]
        let regression: ControlRegression

        /// How many degrees of freedom the controls took, q.
        public var lostDegrees: Int { regression.used.count }
    }

    /// Values in the order of the replications: at least one, all finite.
    public init(_ values: [Double]) { self.init(values, adjustment: nil) }

    init(_ values: [Double], adjustment: Adjustment?) {
        precondition(!values.isEmpty, "a sample of no replication")
        precondition(values.allSatisfy(\.isFinite), "a replication without a finite value")
        self.values = values
        self.adjustment = adjustment
    }

    /// How many replications, n.
    public var count: Int { values.count }

    /// x̄ = Σ x / n.
    public var mean: Double { values.reduce(0, +) / Double(count) }

    /// n - 1, less what an adjustment took.
    public var degreesOfFreedom: Int { count - 1 - (adjustment?.lostDegrees ?? 0) }

    /// s = √(Σ (x - x̄)² / degrees of freedom); absent for one replication.
    public var standardDeviation: Double? {
        guard degreesOfFreedom > 0 else { return nil }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(degreesOfFreedom)).squareRoot()
    }

    /// Half the width of the confidence interval of the mean: t(n - 1) s / √n; absent for one
    /// replication. Adjusted: t(n - q - 1) times the root of the jackknife's variance.
    ///
    /// Exact for normal values; the means of long replications are nearly so.
    public func halfWidth(confidence: Ratio) -> Double? {
        guard let standardDeviation else { return nil }
        let factor = studentFactor(confidence, degreesOfFreedom: Double(degreesOfFreedom))
        guard adjustment == nil else { return varianceOfMean.map { factor * $0.squareRoot() } }
        return factor * standardDeviation / Double(count).squareRoot()
    }

    /// The estimated variance of the mean, s²/n; of adjusted values the jackknife's.
    var varianceOfMean: Double? {
        guard let standardDeviation else { return nil }
        guard let adjustment else {
            return standardDeviation * standardDeviation / Double(count)
        }
        let mean = mean
        return adjustment.regression.variance(values.map { $0 - mean })
    }

    /// How many times smaller an adjustment made the estimated variance of the mean: about so many
    /// times as many replications it saved. Absent where nothing was adjusted or nothing varies.
    public var varianceGain: Double? {
        guard adjustment != nil, let adjusted = varianceOfMean, let plain = plain.varianceOfMean,
            adjusted > 0
        else { return nil }
        return plain / adjusted
    }

    /// The sample before an adjustment.
    public var plain: Sample<Unit> { adjustment.map { Sample($0.plain) } ?? self }

    /// x̄ ± half width; absent for one replication.
    public func interval(confidence: Ratio) -> ClosedRange<Double>? {
        halfWidth(confidence: confidence).map { mean - $0...mean + $0 }
    }

    /// The differences of replications with equal numbers, as many as both have: adjusted where
    /// both were by the same controls, else of the values before.
    public func paired(minus other: Sample<Unit>) -> Sample<Unit> {
        let differences = zip(plain.values, other.plain.values).map { $0 - $1 }
        return sharedRegression(with: other).map { $0.adjusted(differences) }
            ?? Sample(differences)
    }

    fileprivate func sharedRegression(with other: Sample<Unit>) -> ControlRegression? {
        guard let regression = adjustment?.regression,
            regression == other.adjustment?.regression
        else { return nil }
        return regression
    }
}

/// How two settings differ, when their replications share random numbers.
public struct PairedDifference<Unit>: Hashable, Sendable {
    /// Mean of the first minus mean of the second, over the replications that both have.
    public let mean: Double
    /// By Student's t on the differences; absent for one pair.
    public let halfWidth: Double?
    /// What the half width would be, were the replications not paired: Welch (1947), the degrees
    /// of freedom by Satterthwaite. Absent for one pair.
    public let independentHalfWidth: Double?
    /// How many times smaller controls made the variance of the mean; absent without controls.
    public let varianceGain: Double?

    /// The difference of two samples whose replications with equal numbers share random numbers.
    public init(_ first: Sample<Unit>, minus second: Sample<Unit>, confidence: Ratio) {
        let differences = first.paired(minus: second)
        mean = differences.mean
        halfWidth = differences.halfWidth(confidence: confidence)
        varianceGain = differences.varianceGain
        let sides = [first, second].map { side in
            differences.adjustment == nil
                ? Sample<Unit>(Array(side.plain.values.prefix(differences.count))) : side
        }
        independentHalfWidth = welch(sides[0], sides[1], confidence)
    }

    /// mean ± half width; absent for one pair.
    public var interval: ClosedRange<Double>? { halfWidth.map { mean - $0...mean + $0 } }
}

/// t √(a + b), degrees (a + b)² / (a²/d + b²/d), where a, b are the variances of the means, and d
/// the degrees of freedom of either.
private func welch<Unit>(
    _ first: Sample<Unit>, _ second: Sample<Unit>, _ confidence: Ratio
) -> Double? {
    guard let a = first.varianceOfMean, let b = second.varianceOfMean else { return nil }
    guard a + b > 0 else { return 0 }
    let degrees = (a + b) * (a + b) * Double(first.degreesOfFreedom) / (a * a + b * b)
    return studentFactor(confidence, degreesOfFreedom: degrees) * (a + b).squareRoot()
}

/// The factor of a two-sided interval: t at 1/2 + confidence/2.
private func studentFactor(_ confidence: Ratio, degreesOfFreedom: Double) -> Double {
    precondition(confidence.fraction > 0 && confidence.fraction < 1, "a confidence in (0, 1)")
    let probability = Ratio.fraction(0.5 + confidence.fraction / 2)
    return Quantiles.student(probability, degreesOfFreedom: degreesOfFreedom)
}
