// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// How far parameters may be from where a fit has put them: what the chance of a test does to them.
///
/// With J = V Λ Vᵀ/σ of weighted figures, noise e of the figures moves the logarithms of the
/// parameters by -(JᵀJ)⁺ Jᵀ e. Repetitions of the tests give e with all that makes figures of one
/// test move together: queues that others stood in, quantiles of the same requests. The same e
/// moves all directions, so their moves add up by repetition; those in which no figure moves are
/// left out of the inverse, and count as far as they may go. Directions that may be far off are
/// not told.
struct Uncertainty {
    /// A number whose interval ends further away than by a factor of e to this is not told.
    private static let mostReach = 1.0
    /// A direction that is not told may be off by a factor of e to this: bounds leave as much.
    private static let widest = Elementary.log(100)
    /// Eigenvalues below that share of the largest are zero but for rounding.
    private static let leastShare = 1e-7
    /// Repetitions of tests are paired anew so many times: they do not depend on each other.
    private static let pairings = 5

    /// A direction of the parameters, with the eigenvalue of JᵀJ.
    private struct Direction {
        let value: Double
        let vector: [Double]
        /// Along it, by repetition; empty where the figures do not move with it.
        let moves: [Double]

        var isFlat: Bool { moves.isEmpty }
    }

    let singularValues: [Double]
    /// Vectors of directions that are not told.
    let lost: [[Double]]
    /// Those of them in which no figure moves.
    private let flat: [[Double]]
    /// Moves of the logarithms of all parameters, one for each repetition.
    private let moves: [[Double]]
    let goodness: Goodness
    /// Student's factor at 95%.
    let factor: Double

    /// - Parameter noise: by level, repetition and figure of it, in standard errors.
    /// - Parameter bound: parameters at a bound, which do not move.
    init(
        _ fit: LevenbergMarquardt.Fit, noise: [[[Double]]], bound: Set<Int>
    ) {
        let parameters = fit.parameters.indices
        let count = noise.map(\.count).min() ?? 0
        let errors = Self.errors(noise, count)
        let directions = Self.directions(fit.jacobian, parameters.filter { !bound.contains($0) })
        singularValues = directions.map { max($0.value, 0).squareRoot() }
        let least = Self.leastShare * (directions.first?.value ?? 0)
        let factor = Quantiles.student(
            .fraction(0.975), degreesOfFreedom: Double(max(1, count - 1)))
        let moved = directions.map { direction in
            Direction(
                value: direction.value, vector: direction.vector,
                moves: direction.value > least && direction.value > 0
                    ? Self.moves(fit.jacobian, direction, errors) : [])
        }
        let goodness = Self.goodness(fit, errors, moved)
        let most = factor * goodness.inflation
        let reaches = moved.map { $0.isFlat ? Self.widest : most * Self.spread($0.moves) }
        lost = zip(moved, reaches).filter { $0.isFlat || $1 > Self.mostReach }.map(\.0.vector)
        flat = moved.filter(\.isFlat).map(\.vector)
        // None goes further than bounds leave.
        let steep = zip(moved, reaches).filter { !$0.0.isFlat }.map { direction, reach in
            (direction: direction, part: min(1, Self.widest / reach))
        }
        moves = errors.indices.map { run in
            parameters.map { i in
                steep.reduce(0) { $0 + $1.direction.vector[i] * $1.direction.moves[run] * $1.part }
            }
        }
        self.goodness = goodness
        self.factor = factor
    }

    /// Of all figures, by pairing of the repetitions.
    private static func errors(_ noise: [[[Double]]], _ count: Int) -> [[Double]] {
        (0..<pairings).flatMap { shift in
            (0..<count).map { run in
                noise.enumerated().flatMap { index, level in level[(run + shift * index) % count] }
            }
        }
    }

    /// Eigenvectors of JᵀJ of the free parameters, with a zero for each other.
    private static func directions(
        _ jacobian: [[Double]], _ free: [Int]
    ) -> [(value: Double, vector: [Double])] {
        let eigen = SymmetricEigen(
            free.map { i in free.map { j in jacobian.reduce(0) { $0 + $1[i] * $1[j] } } })
        return zip(eigen.values, eigen.vectors).map { value, vector in
            var whole = Array(repeating: 0.0, count: jacobian.first?.count ?? 0)
            for (index, part) in zip(free, vector) { whole[index] = part }
            return (value, whole)
        }
    }

    /// -(J v · e) / λ.
    private static func moves(
        _ jacobian: [[Double]], _ direction: (value: Double, vector: [Double]),
        _ errors: [[Double]]
    ) -> [Double] {
        let image = jacobian.map { dot($0, direction.vector) }
        return errors.map { -dot(image, $0) / direction.value }
    }

    /// A sum of squares with mean m and variance v is like v/2m times a chi-square of 2m²/v. A fit
    /// takes λ move² of each direction away from that of the noise.
    private static func goodness(
        _ fit: LevenbergMarquardt.Fit, _ errors: [[Double]], _ directions: [Direction]
    ) -> Goodness {
        let moving = directions.filter { !$0.isFlat }
        let squares = errors.enumerated().map { run, e in
            moving.reduce(dot(e, e)) { $0 - $1.value * $1.moves[run] * $1.moves[run] }
        }
        let degrees = fit.residuals.count - moving.count
        let n = Double(max(1, squares.count))
        let mean = squares.reduce(0, +) / n
        let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
        guard mean > 1e-9, variance > 0, degrees > 0 else {
            return Goodness(
                chiSquare: fit.sumOfSquares, expected: mean, degreesOfFreedom: max(0, degrees),
                probability: .one)
        }
        return Goodness(
            chiSquare: fit.sumOfSquares, expected: mean, degreesOfFreedom: degrees,
            probability: Tails.chiSquare(
                above: fit.sumOfSquares * 2 * mean / variance,
                degreesOfFreedom: 2 * mean * mean / variance))
    }

    /// Root of the mean square.
    private static func spread(_ moves: [Double]) -> Double {
        (dot(moves, moves) / Double(max(1, moves.count))).squareRoot()
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    // MARK: What follows from parameters

    /// The logarithm of the factor by which may be off, at 95%, what has this gradient by the
    /// logarithms of the parameters: by repetitions, and in flat directions as far as it may go.
    func reach(_ gradient: [Double]) -> Double {
        let squares = moves.reduce(0) { $0 + Self.square(Self.dot(gradient, $1)) }
        let variance = squares / Double(max(1, moves.count))
        return flat.reduce(Self.square(factor * goodness.inflation) * variance) {
            $0 + Self.square(Self.dot(gradient, $1) * Self.widest)
        }.squareRoot()
    }

    /// Its standard error.
    func error(_ gradient: [Double]) -> Double { reach(gradient) / factor }

    /// Whether it may be off so far that its value says nothing.
    func isLost(_ gradient: [Double]) -> Bool { reach(gradient) > Self.mostReach }

    /// value · e^±reach; nil where that says nothing.
    func interval(_ value: Double, _ gradient: [Double]) -> ClosedRange<Double>? {
        if isLost(gradient) { return nil }
        let factor = Elementary.exp(reach(gradient))
        return value / factor...value * factor
    }

    /// Σ v_i v_j of what is not told: the same whichever of equal directions were found.
    var lostProjector: [[Double]] {
        let size = (lost.first ?? []).indices
        return size.map { i in
            size.map { j in lost.reduce(0) { $0 + $1[i] * $1[j] } }
        }
    }

    /// How much of a gradient lies in directions that are not told, from 0 to 1.
    func lostPart(_ gradient: [Double]) -> Double {
        let length = Self.dot(gradient, gradient).squareRoot()
        guard length > 0 else { return 0 }
        return lost.reduce(0) { $0 + Self.square(Self.dot(gradient, $1)) }.squareRoot()
            / length
    }

    private static func square(_ x: Double) -> Double { x * x }
}
