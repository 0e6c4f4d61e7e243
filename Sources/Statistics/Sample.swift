// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One value per independent replication, in the base unit of `Unit`: seconds for `SimTime`, per
/// second for `Rate`, a fraction for `Ratio`, a plain number for `Double`.
public struct Sample<Unit>: Hashable, Sendable {
    /// At least one; the replication's number is the index.
    public let values: [Double]

    /// Values in the order of the replications: at least one, all finite.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "a sample of no replication")
        precondition(values.allSatisfy(\.isFinite), "a replication without a finite value")
        self.values = values
    }

    /// How many replications, n.
    public var count: Int { values.count }

    /// x̄ = Σ x / n.
    public var mean: Double { values.reduce(0, +) / Double(count) }

    /// s = √(Σ (x - x̄)² / (n - 1)); absent for one replication.
    public var standardDeviation: Double? {
        guard count > 1 else { return nil }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(count - 1)).squareRoot()
    }

    /// Half the width of the confidence interval of the mean: t(n - 1) s / √n; absent for one
    /// replication.
    ///
    /// Exact for normal values; the means of long replications are nearly so.
    public func halfWidth(confidence: Ratio) -> Double? {
        guard let standardDeviation else { return nil }
        return studentFactor(confidence, degreesOfFreedom: Double(count - 1)) * standardDeviation
            / Double(count).squareRoot()
    }

    /// x̄ ± half width; absent for one replication.
    public func interval(confidence: Ratio) -> ClosedRange<Double>? {
        halfWidth(confidence: confidence).map { mean - $0...mean + $0 }
    }

    /// The differences of replications with equal numbers, as many as both have.
    public func paired(minus other: Sample<Unit>) -> Sample<Unit> {
        Sample(zip(values, other.values).map { $0 - $1 })
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

    /// The difference of two samples whose replications with equal numbers share random numbers.
    public init(_ first: Sample<Unit>, minus second: Sample<Unit>, confidence: Ratio) {
        let differences = first.paired(minus: second)
        mean = differences.mean
        halfWidth = differences.halfWidth(confidence: confidence)
        independentHalfWidth = welch(
            Sample<Unit>(Array(first.values.prefix(differences.count))),
            Sample<Unit>(Array(second.values.prefix(differences.count))), confidence)
    }

    /// mean ± half width; absent for one pair.
    public var interval: ClosedRange<Double>? { halfWidth.map { mean - $0...mean + $0 } }
}

/// t √(s₁²/n + s₂²/n), degrees (a + b)² / (a²/(n-1) + b²/(n-1)) where a, b = s₁²/n, s₂²/n.
private func welch<Unit>(
    _ first: Sample<Unit>, _ second: Sample<Unit>, _ confidence: Ratio
) -> Double? {
    guard let s1 = first.standardDeviation, let s2 = second.standardDeviation else { return nil }
    let n = Double(first.count)
    let a = s1 * s1 / n
    let b = s2 * s2 / n
    guard a + b > 0 else { return 0 }
    let degrees = (a + b) * (a + b) * (n - 1) / (a * a + b * b)
    return studentFactor(confidence, degreesOfFreedom: degrees) * (a + b).squareRoot()
}

/// The factor of a two-sided interval: t at 1/2 + confidence/2.
private func studentFactor(_ confidence: Ratio, degreesOfFreedom: Double) -> Double {
    precondition(confidence.fraction > 0 && confidence.fraction < 1, "a confidence in (0, 1)")
    let probability = Ratio.fraction(0.5 + confidence.fraction / 2)
    return Quantiles.student(probability, degreesOfFreedom: degreesOfFreedom)
}
