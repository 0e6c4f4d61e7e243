// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

@Suite struct ElementaryTests {
    /// The distance in units in the last place of the expected value.
    static func ulps(_ got: Double, _ expected: Double) -> Double {
        got == expected ? 0 : abs(got - expected) / expected.ulp
    }

    @Test(arguments: [
        (0x1p-1060, 1e-300), (1e-300, 1e-3), (1e-3, 0.5), (0.5, 1), (1, 2), (0.999, 1.001),
        (2, 1e3),
        (1e3, 1e300),
    ])
    func logAgreesWithTheLibrary(low: Double, high: Double) {
        var worst = 0.0
        for i in 0...200_000 {
            let x = low * Foundation.pow(high / low, Double(i) / 200_000)
            worst = max(worst, Self.ulps(Elementary.log(x), Foundation.log(x)))
        }
        #expect(worst <= 1)
    }

    @Test(arguments: [
        (-745, -708.0, 2.0), (-708, -1, 1), (-1, 1, 1), (-1e-3, 1e-3, 1), (1, 700, 1),
        (700, 709.78, 1),
    ])
    func expAgreesWithTheLibrary(low: Double, high: Double, allowed: Double) {
        var worst = 0.0
        for i in 0...200_000 {
            let x = low + (high - low) * Double(i) / 200_000
            worst = max(worst, Self.ulps(Elementary.exp(x), Foundation.exp(x)))
        }
        #expect(worst <= allowed)
    }

    @Test func edgesAreThoseOfTheLibrary() {
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-1).isNaN && Elementary.log(.nan).isNaN)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(-.infinity) == 0 && Elementary.exp(-746) == 0)
        #expect(Elementary.exp(.infinity) == .infinity && Elementary.exp(709.785) == .infinity)
        #expect(Elementary.exp(.nan).isNaN)
    }

    @Test(arguments: [(2, 10), (0.5, -3), (1.7, 3.3), (1e-5, 0.2), (10, -20), (0, 2), (5, 0)])
    func powerAgreesWithTheLibrary(base: Double, exponent: Double) {
        let expected = Foundation.pow(base, exponent)
        #expect(abs(Elementary.power(base, exponent) - expected) <= 2e-14 * expected)
    }

    /// Standard normal percentage points to 15 digits (Wichura 1988 gives the first three).
    @Test(arguments: [
        (0.25, -0.674489750196081743), (0.001, -3.09023230616781354), (1e-20, -9.26234008979840758),
        (0.5, 0), (0.95, 1.64485362695147271), (0.975, 1.95996398454005423),
    ])
    func inverseNormalIsThePublishedOne(u: Double, z: Double) {
        #expect(abs(Elementary.inverseNormal(u) - z) <= 1.5e-15 * max(1, abs(z)))
    }

    /// Φ(z) = erfc(-z/√2)/2 gives u back; an error ε of z is one of about (1 + z²) ε relative to u.
    @Test func inverseNormalUndoesTheDistribution() {
        let grid =
            (1..<4000).map { Double($0) / 4000 } + (1..<300).map { Foundation.pow(10, -Double($0)) }
        for u in grid {
            let z = Elementary.inverseNormal(u)
            let back = erfc(-z / 2.0.squareRoot()) / 2
            #expect(abs(back - u) <= 4e-15 * (1 + z * z) * u, "u = \(u)")
        }
    }
}
