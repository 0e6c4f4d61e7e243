// SPDX-License-Identifier: GPL-3.0-or-later

/// Derivatives of several functions of several numbers, by differences that stay within bounds.
///
/// ∂f/∂x ≈ (f(x + a) - f(x - b)) / (a + b), where a and b are the step, or as far as the bound is;
/// by one side where the other has no answer. Central differences err by the square of the step,
/// those of one side by the step.
public struct BoundedDifferences: Sendable {
    public let step: Double
    public let bounds: [ClosedRange<Double>]

    /// - Precondition: the step is positive.
    public init(step: Double, bounds: [ClosedRange<Double>]) {
        precondition(step > 0, "a positive step")
        self.step = step
        self.bounds = bounds
    }

    /// By number of x, then function.
    ///
    /// - Parameter x: as many numbers as bounds.
    /// - Parameter value: the functions at x.
    /// - Parameter function: as many finite numbers for each x; nil where there is no answer.
    /// - Returns: nil for a number to whose both sides there is no answer.
    public func columns(
        at x: [Double], value: [Double], of function: ([Double]) -> [Double]?
    ) -> [[Double]?] {
        precondition(x.count == bounds.count, "a bound for each number")
        return x.indices.map { index in
            let low = moved(x, index, by: -step, function) ?? (x[index], value)
            let high = moved(x, index, by: step, function) ?? (x[index], value)
            let width = high.at - low.at
            return width > 0 ? zip(high.value, low.value).map { ($0 - $1) / width } : nil
        }
    }

    private func moved(
        _ x: [Double], _ index: Int, by change: Double, _ function: ([Double]) -> [Double]?
    ) -> (at: Double, value: [Double])? {
        var there = x
        there[index] = min(
            max(x[index] + change, bounds[index].lowerBound), bounds[index].upperBound)
        guard there[index] != x[index], let value = function(there) else { return nil }
        return (there[index], value)
    }
}
