// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Statistics

@Suite struct LevenbergMarquardtTests {
    private static let wide = -10.0...10.0

    /// Rosenbrock's valley: f = (10 (y - x²), 1 - x), least at (1, 1). Moré, Garbow and Hillstrom,
    /// Testing Unconstrained Optimization Software, ACM TOMS 7(1), 1981, problem 1.
    @Test func rosenbrock() throws {
        let search = LevenbergMarquardt(difference: 1e-4, mostSteps: 200, tolerance: 1e-10)
        let fit = try #require(
            search.fit(from: [-1.2, 1], in: [Self.wide, Self.wide]) { x in
                [10 * (x[1] - x[0] * x[0]), 1 - x[0]]
            })
        #expect(fit.isConverged)
        #expect(zip(fit.parameters, [1, 1]).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(fit.sumOfSquares < 1e-9)
    }

    /// A straight line, by hand: through (0, 1), (1, 2), (2, 4), least squares have slope 3/2 and
    /// intercept 5/6, with the sum 1/6.
    @Test func straightLine() throws {
        let points = [(0.0, 1.0), (1, 2), (2, 4)]
        let fit = try #require(
            LevenbergMarquardt().fit(from: [0, 0], in: [Self.wide, Self.wide]) { p in
                points.map { $0.1 - p[0] - p[1] * $0.0 }
            })
        #expect(abs(fit.parameters[0] - 5.0 / 6) < 1e-6)
        #expect(abs(fit.parameters[1] - 1.5) < 1e-6)
        #expect(abs(fit.sumOfSquares - 1.0 / 6) < 1e-9)
        #expect(zip(fit.jacobian, points).allSatisfy { abs($0[1] + $1.0) < 1e-9 })
    }

    @Test("A minimum beyond a bound is found at the bound, and the others go where they are best")
    func bounds() throws {
        let fit = try #require(
            LevenbergMarquardt().fit(from: [0, 0], in: [Self.wide, 0...2]) { x in
                [x[0] + x[1] - 5, x[1] - 4]
            })
        #expect(fit.parameters[1] == 2)
        #expect(abs(fit.parameters[0] - 3) < 1e-5)
    }

    @Test("It never stays where there is no answer")
    func domain() throws {
        let search = LevenbergMarquardt()
        let fit = try #require(
            search.fit(from: [0.5], in: [Self.wide]) { x in x[0] < 1 ? [x[0] - 3] : nil })
        #expect(fit.parameters[0] < 1 && fit.parameters[0] > 0.9)
        #expect(search.fit(from: [2], in: [Self.wide]) { x in x[0] < 1 ? [x[0]] : nil } == nil)
    }
}

@Suite struct SymmetricEigenTests {
    /// By hand: [[2, 1], [1, 2]] has 3 along (1, 1) and 1 along (1, -1); the other is diagonal but
    /// for a block [[5, 4], [4, 5]] with 9 and 1.
    @Test(arguments: [
        ([[2.0, 1], [1, 2]], [3.0, 1]),
        ([[5.0, 0, 4], [0, 7, 0], [4, 0, 5]], [9.0, 7, 1]),
        ([[0.0, 0], [0, 0]], [0.0, 0]),
        ([[4.0]], [4.0]),
    ])
    func byHand(_ matrix: [[Double]], _ values: [Double]) {
        let eigen = SymmetricEigen(matrix)
        #expect(zip(eigen.values, values).allSatisfy { abs($0 - $1) < 1e-12 })
        for (value, vector) in zip(eigen.values, eigen.vectors) {
            for (row, component) in zip(matrix, vector) {
                let product = zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - value * component) < 1e-12)
            }
        }
    }

    /// Hilbert's matrix of order 4 has the determinant 1/6048000 (Choi, American Mathematical
    /// Monthly 90, 1983), and the trace 1 + 1/3 + 1/5 + 1/7.
    @Test func hilbert() {
        let matrix = (1...4).map { i in (1...4).map { j in 1 / Double(i + j - 1) } }
        let eigen = SymmetricEigen(matrix)
        let determinant = eigen.values.reduce(1, *)
        #expect(abs(determinant * 6_048_000 - 1) < 1e-9)
        let trace: Double = 176.0 / 105
        #expect(abs(eigen.values.reduce(0, +) - trace) < 1e-14)
    }

    /// Upper tails of chi-square: NIST/SEMATECH e-Handbook, 1.3.6.7.4, critical values.
    @Test(arguments: [
        (3.841, 1.0, 0.05), (18.307, 10, 0.05), (23.209, 10, 0.01), (124.342, 100, 0.05),
    ])
    func chiSquareTail(_ x: Double, _ degrees: Double, _ tail: Double) {
        #expect(abs(Tails.chiSquare(above: x, degreesOfFreedom: degrees).fraction - tail) < 5e-5)
    }
}
