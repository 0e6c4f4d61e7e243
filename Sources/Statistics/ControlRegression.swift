// SPDX-License-Identifier: GPL-3.0-or-later

/// Takes out of the values of replications what controls of known expectation explain.
///
/// Each control has expectation 0. With n replications, C the controls less their means c̄,
/// M = CᵀC and b = M⁻¹Cᵀx, the adjusted values are y = x - b·c, and their mean estimates E x:
/// Lavenberg and Welch, A Perspective on the Use of Control Variables to Increase the Efficiency of
/// Monte Carlo Simulations, Management Science 27(3), 1981.
///
/// The variance of that mean is the jackknife's, (n - 1)/n Σ(θᵢ - θ̄)², θᵢ being the estimate
/// without replication i, and the interval Student's with n - q - 1 degrees. Theirs,
/// s² (1/n + c̄ᵀM⁻¹c̄), is exact where values and controls are jointly normal and too small where
/// they are skewed or scatter more under load; with 20 replications of skewness 0.6 it held the
/// truth in 94.1% of simulated cases, the jackknife in 95.1%, and in 95.7% of normal ones. Source:
/// Nelson, Control Variate Remedies, Operations Research 38(6), 1990.
public struct ControlRegression: Hashable, Sendable {
    /// Replications that a regression must have beyond its controls; with fewer, what the lost
    /// degrees of freedom cost may exceed what the controls bring.
    public static let leastDegrees = 10

    /// A control of which those before it explain more than 1 - this is left out: it would cost a
    /// degree of freedom and bring little. A choice that looks at controls alone, as here, leaves
    /// the intervals what they are.
    private static let leastNews = 0.1
    /// A control that a single replication shows, or nearly so, says nothing of chance.
    private static let mostLeverage = 0.9

    /// The positions of the controls that are used; the others do not vary, or nearly follow from
    /// these.
    public let used: [Int]
    /// By used control and replication, made orthonormal: Σ u² = 1, Σ u = 0.
    private let directions: [[Double]]
    /// What the control itself is in each replication, as a sum of directions and its mean:
    /// c̄ along each direction.
    private let offsets: [Double]
    /// How much of its own value each replication explains, hᵢ = 1/n + Σ u².
    private let leverages: [Double]
    private let count: Int

    /// - Parameter controls: for each control its value in each replication, most useful first; at
    ///   most as many are used as leave `leastDegrees`. Nil where none can be used.
    public init?(_ controls: [[Double]]) {
        let count = controls.first?.count ?? 0
        precondition(controls.allSatisfy { $0.count == count }, "controls of unequal lengths")
        var used: [Int] = []
        var directions: [[Double]] = []
        var offsets: [Double] = []
        var leverages = Array(repeating: 1 / Double(count), count: count)
        for (index, control) in controls.enumerated()
        where used.count + 1 + Self.leastDegrees <= count {
            var mean = control.reduce(0, +) / Double(count)
            var rest = control.map { $0 - mean }
            let whole = Self.dot(rest, rest)
            // Gram and Schmidt, each direction taken out of what is left.
            for (direction, offset) in zip(directions, offsets) {
                let along = Self.dot(rest, direction)
                for row in rest.indices { rest[row] -= along * direction[row] }
                mean -= along * offset
            }
            let left = Self.dot(rest, rest)
            guard left.isFinite, whole > 1e-18 * Self.dot(control, control),
                left > Self.leastNews * whole
            else { continue }
            let length = left.squareRoot()
            let raised = zip(leverages, rest).map { $0 + $1 * $1 / left }
            guard raised.allSatisfy({ $0 < Self.mostLeverage }) else { continue }
            leverages = raised
            used.append(index)
            directions.append(rest.map { $0 / length })
            offsets.append(mean / length)
        }
        guard !used.isEmpty else { return nil }
        self.used = used
        self.directions = directions
        self.offsets = offsets
        self.count = count
        self.leverages = leverages
    }

    /// The sample of a metric with one value a replication, adjusted.
    public func adjusted<Unit>(_ values: [Double]) -> Sample<Unit> {
        precondition(values.count == count, "a metric and controls of unequal lengths")
        var result = values
        for (direction, offset) in zip(directions, offsets) {
            let slope = Self.dot(values, direction)
            for row in result.indices { result[row] -= slope * (direction[row] + offset) }
        }
        return Sample(result, adjustment: .init(plain: values, regression: self))
    }

    /// The jackknife's variance of the mean of adjusted values, from those less their mean.
    ///
    /// Without replication i the estimate is less by wᵢ rᵢ / (1 - hᵢ), with the residual rᵢ and its
    /// weight in the estimate wᵢ = 1/n - c̄ᵀM⁻¹(cᵢ - c̄).
    func variance(_ residuals: [Double]) -> Double {
        let n = Double(count)
        let changes = residuals.indices.map { row in
            let slope = zip(offsets, directions).reduce(0) { $0 + $1.0 * $1.1[row] }
            return (1 / n - slope) * residuals[row] / (1 - leverages[row])
        }
        let mean = changes.reduce(0, +) / n
        return (n - 1) / n * changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    private static func dot(_ first: [Double], _ second: [Double]) -> Double {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
