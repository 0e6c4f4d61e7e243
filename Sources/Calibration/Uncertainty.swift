// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// How far parameters may be from where a fit has put them: what the chance of a test does to them.
///
/// With J = V Λ Vᵀ/σ of weighted figures, noise e of the figures moves the logarithms of the
/// parameters by -(JᵀJ)⁺ Jᵀ e. Repetitions of the tests give e with all that makes figures of one
/// test move together: queues that others stood in, quantiles of the same requests. Directions in
/// which the figures hardly move are left out of the inverse and told.
struct Uncertainty {
    /// A parameter whose direction may be off by more than a factor of e^(1.96 · this) is not told.
    private static let mostError = 0.5
    private static let leastShare = 1e-7
    /// A parameter is of a direction where it has so much of it.
    static let leastPart = 0.1
    /// Repetitions of tests are paired anew so many times: they do not depend on each other.
    private static let pairings = 5

    let singularValues: [Double]
    /// Directions that are not determined.
    let lost: [[Double]]
    /// Moves of the logarithms of all parameters, one for each repetition.
    let moves: [[Double]]
    let goodness: Goodness
    /// Student's factor at 95%.
    let factor: Double

    /// - Parameter noise: by level, repetition and figure of it, in standard errors.
    init(
        _ fit: LevenbergMarquardt.Fit, noise: [[[Double]]], bound: Set<Int>
    ) {
        let parameters = fit.parameters.indices
        let jacobian = fit.jacobian.map { row in
            parameters.map { bound.contains($0) ? 0 : row[$0] }
        }
        let information = parameters.map { i in
            parameters.map { j in jacobian.reduce(0) { $0 + $1[i] * $1[j] } }
        }
        let eigen = SymmetricEigen(information)
        singularValues = eigen.values.map { max($0, 0).squareRoot() }
        let largest = eigen.values.first ?? 0
        var kept: [(value: Double, vector: [Double])] = []
        var lost: [[Double]] = []
        for (value, vector) in zip(eigen.values, eigen.vectors) {
            if vector.indices.allSatisfy({ vector[$0].magnitude < 0.5 || bound.contains($0) }),
                value <= 0
            {
                continue
            }
            let isKept =
                value > Self.leastShare * largest
                && 1 / value.squareRoot() < Self.mostError
            if isKept { kept.append((value, vector)) } else { lost.append(vector) }
        }
        self.lost = lost
        var moves: [[Double]] = []
        var squares: [Double] = []
        let count = noise.map(\.count).min() ?? 0
        for shift in 0..<Self.pairings {
            for run in 0..<count {
                let e = noise.enumerated().flatMap { index, level in
                    level[(run + shift * index) % count]
                }
                let push = parameters.map { i in
                    zip(jacobian, e).reduce(0) { $0 + $1.0[i] * $1.1 }
                }
                var move = parameters.map { _ in 0.0 }
                for (value, vector) in kept {
                    let along = zip(vector, push).reduce(0) { $0 + $1.0 * $1.1 } / value
                    for i in parameters { move[i] -= along * vector[i] }
                }
                moves.append(move)
                squares.append(
                    zip(jacobian, e).reduce(0) { sum, pair in
                        let moved = zip(pair.0, move).reduce(pair.1) { $0 + $1.0 * $1.1 }
                        return sum + moved * moved
                    })
            }
        }
        self.moves = moves
        goodness = Self.goodness(
            fit.sumOfSquares, squares, degrees: fit.residuals.count - kept.count)
        factor = Quantiles.student(
            .fraction(0.975), degreesOfFreedom: Double(max(1, count - 1)))
    }

    /// A sum of squares with mean m and variance v is like v/2m times a chi-square of 2m²/v.
    private static func goodness(
        _ chiSquare: Double, _ squares: [Double], degrees: Int
    ) -> Goodness {
        let n = Double(max(1, squares.count))
        let mean = squares.reduce(0, +) / n
        let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
        guard mean > 1e-9, variance > 0, degrees > 0 else {
            return Goodness(
                chiSquare: chiSquare, expected: mean, degreesOfFreedom: max(0, degrees),
                probability: .one)
        }
        return Goodness(
            chiSquare: chiSquare, expected: mean, degreesOfFreedom: degrees,
            probability: Tails.chiSquare(
                above: chiSquare * 2 * mean / variance,
                degreesOfFreedom: 2 * mean * mean / variance))
    }

    /// The standard error of what has this gradient by the logarithms of the parameters.
    func error(_ gradient: [Double]) -> Double {
        guard !moves.isEmpty else { return 0 }
        let squares = moves.reduce(0) { sum, move in
            let change = zip(gradient, move).reduce(0) { $0 + $1.0 * $1.1 }
            return sum + change * change
        }
        return (squares / Double(moves.count)).squareRoot() * goodness.inflation
    }

    /// Whether it depends on what is not determined.
    func isLost(_ gradient: [Double]) -> Bool {
        let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0
            && lost.contains { vector in
                zip(gradient, vector).reduce(0) { $0 + $1.0 * $1.1 }.magnitude > Self.leastPart
                    * length
            }
    }

    /// value · e^(±t s); nil where it depends on what is not determined.
    func interval(_ value: Double, _ gradient: [Double]) -> ClosedRange<Double>? {
        if isLost(gradient) { return nil }
        let factor = Elementary.exp(factor * error(gradient))
        return value / factor...value * factor
    }
}
