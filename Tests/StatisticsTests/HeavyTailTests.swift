// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

/// Weibull and bounded Pareto laws.
@Suite struct HeavyTailTests {
    /// Against the C library's; the function is near zero between 1 and 2: an absolute bound.
    @Test func logGammaIsThatOfTheLibrary() {
        var worst = 0.0
        for k in 1...4_000 {
            let x = Double(k) * 0.0123
            let (exact, _): (Double, Int) = Foundation.lgamma(x)
            worst = max(worst, abs(Elementary.logGamma(x) - exact) / max(1, abs(exact)))
        }
        #expect(worst < 1e-14)
        #expect(Elementary.logGamma(0) == .infinity)
        #expect(Elementary.logGamma(-1).isNaN)
    }

    /// Γ(5)/Γ(3)² - 1 = 5; the Rayleigh law's 4/π - 1; shape 1 is exponential.
    @Test(arguments: [(0.5, 5.0), (2.0, 4 / Double.pi - 1), (1.0, 1.0), (0.25, 69.0)])
    func weibullVariation(shape: Double, scv: Double) throws {
        let law = try Distribution.weibull(mean: .milliseconds(18), shape: shape)
        #expect(law.mean == .milliseconds(18))
        #expect(abs(law.scv - scv) < 1e-12 * (1 + scv))
        let back = try Distribution.weibull(mean: .milliseconds(18), scv: scv)
        #expect(abs(back.scv - scv) < 1e-10 * (1 + scv))
        guard case .weibull(_, let found) = back.law else {
            Issue.record("\(back.law)")
            return
        }
        #expect(abs(found - shape) < 1e-10 * shape)
    }

    @Test func weibullOfShapeOneIsExponential() throws {
        let weibull = try Distribution.weibull(mean: .milliseconds(7), shape: 1)
        let exponential = try Distribution.exponential(mean: .milliseconds(7))
        for p in [0.01, 0.5, 0.95, 0.9999] {
            #expect(weibull.quantile(.fraction(p)) == exponential.quantile(.fraction(p)))
        }
    }

    /// Shape, high over low, E X and E X² over low, by hand from ∫ α x^(n - α - 1) dx.
    static let paretos: [(Double, Double, Double, Double)] = [
        (1, 1_000, 1_000 / 999.0 * Foundation.log(1_000), 1_000),
        (2, 1_000, 2_000 / 1_001.0, 2e6 / 999_999 * Foundation.log(1_000)),
        (3, 10, 1.5 * 990 / 999.0, 3 * 900 / 999.0),
        // Near a whole shape the moments must not lose their digits.
        (1 + 1e-12, 1_000, 1_000 / 999.0 * Foundation.log(1_000), 1_000),
    ]

    @Test(arguments: paretos)
    func paretoMoments(shape: Double, ratio: Double, mean: Double, second: Double) throws {
        let law = try Distribution.pareto(
            low: .milliseconds(1), high: SimTime(roundingSeconds: ratio / 1e3), shape: shape)
        #expect(abs(law.meanSeconds * 1e3 - mean) < 1e-10 * mean)
        let scv = second / (mean * mean) - 1
        #expect(abs(law.scv - scv) < 1e-9 * (1 + scv))
        #expect(law.quantile(.fraction(0)) == .milliseconds(1))
        #expect(law.quantile(.fraction(1)) == SimTime(roundingSeconds: ratio / 1e3))
    }

    /// Kolmogorov and Smirnov: √n sup |F_n - F| < 2.7, which a right sampler exceeds once in 10^6.
    @Test(arguments: [0.3, 0.7, 1.1, 2.0, 8.0])
    func drawsFollowTheLaw(shape: Double) throws {
        let mean = 1e7
        let scale = mean / Foundation.tgamma(1 + 1 / shape)
        let weibull = try Distribution.weibull(mean: .milliseconds(10), shape: shape)
        #expect(
            distance(of: weibull, seed: 3) {
                1 - Foundation.exp(-Foundation.pow($0 / scale, shape))
            }
                < 2.7)
        let (low, high) = (1e6, 1e10)
        let pareto = try Distribution.pareto(
            low: .milliseconds(1), high: .seconds(10), shape: shape)
        let span = 1 - Foundation.pow(low / high, shape)
        #expect(
            distance(of: pareto, seed: 4) { (1 - Foundation.pow(low / $0, shape)) / span } < 2.7)
    }

    private func distance(
        of law: Distribution, seed: UInt64, _ function: (Double) -> Double
    ) -> Double {
        var compiler = DistributionCompiler()
        let hot = compiler.compile(law)
        let tables = compiler.finish()
        let key = StreamKey(seed: seed)
        let n = 200_000
        let draws = (0..<n).map {
            hot.sampleNanoseconds(bits: key.draw(UInt64($0)), tables: tables.sampling)
        }.sorted()
        var largest = 0.0
        for (k, x) in draws.enumerated() {
            let exact = function(x)
            let (below, above) = (Double(k) / Double(n), Double(k + 1) / Double(n))
            largest = max(largest, abs(exact - below), abs(exact - above))
        }
        return largest * Double(n).squareRoot()
    }

    /// Whatever the word, a draw lies within the bounds, or at most where the clock ends.
    @Test(arguments: [0, 1, 255, 1 << 63, .max] as [UInt64])
    func extremeDraws(bits: UInt64) throws {
        var compiler = DistributionCompiler()
        let laws = [
            compiler.compile(try .weibull(mean: .days(366), shape: 0.1)),
            compiler.compile(try .pareto(low: .nanoseconds(1), high: .days(366), shape: 0.01)),
            compiler.compile(try .pareto(low: .seconds(1), high: .seconds(2), shape: 100)),
        ]
        let tables = compiler.finish()
        let draws = laws.map { $0.sampleNanoseconds(bits: bits, tables: tables.sampling) }
        #expect(draws[0] >= 0 && draws[0] <= 0x1p62)
        #expect(draws[1] >= 1 && draws[1] <= 366 * 86_400e9)
        #expect(draws[2] >= 1e9 && draws[2] <= 2e9)
    }
}
