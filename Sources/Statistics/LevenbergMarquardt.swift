// SPDX-License-Identifier: GPL-3.0-or-later

/// Where the sum of squared residuals of a nonlinear model is least, within bounds.
///
/// Each step solves (JᵀJ + μ diag JᵀJ) d = -Jᵀr; μ falls tenfold where the sum gets smaller and
/// rises tenfold where it does not. J is by central differences. A parameter at its bound that the
/// gradient pushes outwards stays there. Sources: Levenberg, Quarterly of Applied Mathematics 2
/// (1944) 164; Marquardt, SIAM Journal 11 (1963) 431.
public struct LevenbergMarquardt {
    /// Changes of the parameters by which derivatives are taken.
    public let difference: Double
    public let mostSteps: Int
    /// It has converged where a step changes no parameter by so much.
    public let tolerance: Double

    /// Longest step of one parameter.
    private static let longestStep = 1.5
    private static let largestDamping = 1e10

    public init(difference: Double = 0.01, mostSteps: Int = 40, tolerance: Double = 1e-5) {
        precondition(difference > 0 && mostSteps > 0 && tolerance > 0, "positive settings")
        self.difference = difference
        self.mostSteps = mostSteps
        self.tolerance = tolerance
    }

    public struct Fit: Sendable {
        public let parameters: [Double]
        public let residuals: [Double]
        /// ∂r/∂x by residual, then parameter.
        public let jacobian: [[Double]]
        public let steps: Int
        public let isConverged: Bool

        public var sumOfSquares: Double { residuals.reduce(0) { $0 + $1 * $1 } }
    }

    /// - Parameter residuals: as many finite numbers for each parameters, at least as many as
    ///   those; nil where the model has no answer. Such a place is never stepped on.
    /// - Returns: nil where there is no answer at the start.
    public func fit(
        from start: [Double], in bounds: [ClosedRange<Double>],
        residuals: ([Double]) -> [Double]?
    ) -> Fit? {
        precondition(start.count == bounds.count, "a bound for each parameter")
        var x = zip(start, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
        guard var r = residuals(x) else { return nil }
        var damping = 1e-3
        for step in 1...mostSteps {
            let jacobian = jacobian(at: x, bounds, r, residuals)
            let system = NormalEquations(jacobian, r)
            var next: (x: [Double], r: [Double])?
            while next == nil, damping <= Self.largestDamping {
                if let there = system.step(from: x, in: bounds, damping, Self.longestStep),
                    let rest = residuals(there), Self.squares(rest) < Self.squares(r)
                {
                    next = (there, rest)
                } else {
                    damping *= 10
                }
            }
            guard let next else {
                return Fit(
                    parameters: x, residuals: r, jacobian: jacobian, steps: step,
                    isConverged: true)
            }
            damping = max(damping / 10, 1e-9)
            let move = zip(next.x, x).map { ($0 - $1).magnitude }.max() ?? 0
            (x, r) = next
            if move < tolerance {
                return Fit(
                    parameters: x, residuals: r,
                    jacobian: self.jacobian(at: x, bounds, r, residuals),
                    steps: step, isConverged: true)
            }
        }
        return Fit(
            parameters: x, residuals: r, jacobian: jacobian(at: x, bounds, r, residuals),
            steps: mostSteps, isConverged: false)
    }

    /// Zero by a parameter to whose both sides there is no answer.
    private func jacobian(
        at x: [Double], _ bounds: [ClosedRange<Double>], _ r: [Double],
        _ residuals: ([Double]) -> [Double]?
    ) -> [[Double]] {
        let columns = BoundedDifferences(step: difference, bounds: bounds)
            .columns(at: x, value: r, of: residuals)
            .map { $0 ?? r.map { _ in 0 } }
        return r.indices.map { row in columns.map { $0[row] } }
    }

    private static func squares(_ r: [Double]) -> Double { r.reduce(0) { $0 + $1 * $1 } }
}

/// JᵀJ and Jᵀr of one step.
private struct NormalEquations {
    private let matrix: [[Double]]
    private let gradient: [Double]

    init(_ jacobian: [[Double]], _ residuals: [Double]) {
        let parameters = jacobian.first?.indices ?? 0..<0
        matrix = parameters.map { i in
            parameters.map { j in jacobian.reduce(0) { $0 + $1[i] * $1[j] } }
        }
        gradient = parameters.map { i in
            zip(jacobian, residuals).reduce(0) { $0 + $1.0[i] * $1.1 }
        }
    }

    /// Where the damped step leads; nil where it leads nowhere.
    func step(
        from x: [Double], in bounds: [ClosedRange<Double>], _ damping: Double, _ longest: Double
    ) -> [Double]? {
        let free = x.indices.filter { index in
            let isLow = x[index] <= bounds[index].lowerBound && gradient[index] > 0
            let isHigh = x[index] >= bounds[index].upperBound && gradient[index] < 0
            return !isLow && !isHigh && matrix[index][index] > 0
        }
        guard !free.isEmpty else { return nil }
        let damped = free.map { i in
            free.map { j in matrix[i][j] * (i == j ? 1 + damping : 1) }
        }
        guard let solved = solve(damped, free.map { -gradient[$0] }) else { return nil }
        let largest = solved.map(\.magnitude).max() ?? 0
        let shortened = largest > longest ? longest / largest : 1
        var there = x
        for (index, change) in zip(free, solved) {
            there[index] = min(
                max(x[index] + change * shortened, bounds[index].lowerBound),
                bounds[index].upperBound)
        }
        return there == x ? nil : there
    }

    /// By Cholesky's factors; nil where the matrix is not positive definite.
    private func solve(_ a: [[Double]], _ right: [Double]) -> [Double]? {
        var l = a
        for j in a.indices {
            for i in j..<a.count {
                let sum = (0..<j).reduce(a[i][j]) { $0 - l[i][$1] * l[j][$1] }
                if i == j {
                    guard sum > 0, sum.isFinite else { return nil }
                    l[i][j] = sum.squareRoot()
                } else {
                    l[i][j] = sum / l[j][j]
                }
            }
        }
        var y = right
        for i in a.indices {
            y[i] = (0..<i).reduce(y[i]) { $0 - l[i][$1] * y[$1] } / l[i][i]
        }
        for i in a.indices.reversed() {
            y[i] = (i + 1..<a.count).reduce(y[i]) { $0 - l[$1][i] * y[$1] } / l[i][i]
        }
        return y
    }
}
