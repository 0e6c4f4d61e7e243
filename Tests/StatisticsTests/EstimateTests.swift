// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

@Suite struct EstimateTests {
    /// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2 and 1.3.6.7.4 (three decimals).
    @Test(arguments: [
        (0.975, 1, 12.706), (0.975, 9, 2.262), (0.95, 9, 1.833), (0.995, 30, 2.750),
        (0.975, 100, 1.984), (0.5, 4, 0),
    ])
    func studentIsThePublishedOne(p: Double, degrees: Double, t: Double) {
        let got = Quantiles.student(.fraction(p), degreesOfFreedom: degrees)
        #expect(abs(got - t) <= 5.001e-4)
    }

    @Test(arguments: [
        (0.95, 1, 3.841), (0.95, 10, 18.307), (0.05, 10, 3.940), (0.99, 100, 135.807),
    ])
    func chiSquareIsThePublishedOne(p: Double, degrees: Double, x: Double) {
        let got = Quantiles.chiSquare(.fraction(p), degreesOfFreedom: degrees)
        #expect(abs(got - x) <= 5.001e-4)
    }

    /// A gamma law of shape 1 is exponential: -ln(1 - p).
    @Test(arguments: [0.01, 0.5, 0.95, 0.999])
    func gammaReducesToExponential(p: Double) {
        let expected = -Foundation.log1p(-p)
        #expect(abs(Quantiles.gamma(.fraction(p), shape: 1) - expected) <= 1e-8 * expected)
    }

    /// Where the library finds no root, to nine digits. By mpmath 1.3.0, roots of gammainc.
    @Test(arguments: [
        (0.01, 0.1, 6.0730483624079e-20), (0.1, 0.1, 6.0730483627432e-10),
        (0.5, 0.01, 4.4655350189103e-29), (0.98, 0.001, 9.45695089039e-7),
        (0.2, 0.5, 0.064184754667302), (0.95, 10_000.5, 1.0165047771709),
        (0.000001, 20_000, 0.96674739854001),
    ])
    func gammaOfAnyShape(p: Double, shape: Double, expected: Double) {
        let got = Quantiles.gamma(.fraction(p), shape: shape)
        #expect(abs(got - expected) <= 5e-9 * expected)
    }

    @Test(arguments: [
        (1.0, 9, 1.0), (123.4567891234, 9, 123.456789), (-0.000123456789551, 9, -0.00012345679),
        (1.6448536269514722, 9, 1.64485363), (2.5, 1, 2), (3.5, 1, 4), (0, 9, 0), (9.99, 2, 10),
        (1.23456789123e300, 9, 1.23456789e300), (1.23456789987e-300, 9, 1.2345679e-300),
        (123_456_789_012, 9, 123_456_789_000), (0x1p70, 4, 1.181e21), (.infinity, 9, .infinity),
    ])
    func digitsAreRounded(x: Double, digits: Int, expected: Double) {
        #expect(roundedSignificant(x, digits: digits) == expected)
    }

    /// 1, 2, 3, 4, 5: mean 3, s = √2.5, t(4) at 97.5% = 2.776, half width 1.963.
    @Test func sampleByHand() throws {
        let sample = Sample<SimTime>([1, 2, 3, 4, 5])
        #expect(sample.mean == 3)
        #expect(sample.standardDeviation == 2.5.squareRoot())
        let half = try #require(sample.halfWidth(confidence: .percent(95)))
        #expect(abs(half - 1.9632) < 1e-4)
        #expect(sample.interval(confidence: .percent(95)) == 3 - half...3 + half)
    }

    @Test func oneReplicationHasNoInterval() {
        let sample = Sample<Rate>([7])
        #expect(sample.mean == 7)
        #expect(sample.halfWidth(confidence: .percent(95)) == nil)
        #expect(Estimate.sampled(sample).interval(confidence: .percent(95)) == nil)
        let pair = PairedDifference(sample, minus: Sample([5]), confidence: .percent(95))
        #expect(pair.mean == 2 && pair.halfWidth == nil && pair.independentHalfWidth == nil)
    }

    @Test func estimatesKnowTheirInterval() throws {
        let exact = Estimate<Ratio>.exact(0.7)
        #expect(exact.value == 0.7 && exact.interval(confidence: .percent(95)) == 0.7...0.7)
        #expect(exact.relativeHalfWidth(confidence: .percent(95)) == 0)
        let near = Estimate<Ratio>.approximate(2, method: "heavy traffic", band: 1...3)
        #expect(near.value == 2 && near.relativeHalfWidth(confidence: .percent(95)) == 0.5)
        let sampled = Estimate<Ratio>.sampled(Sample([1, 2, 3, 4, 5]))
        let relative = try #require(sampled.relativeHalfWidth(confidence: .percent(95)))
        #expect(abs(relative - 1.9632 / 3) < 1e-4)
        let zero = Estimate<Ratio>.sampled(Sample([-1, 1]))
        #expect(zero.relativeHalfWidth(confidence: .percent(95)) == nil)
    }

    /// 4000 samples of normal values: as many intervals hold the mean as they should, within 5 σ.
    @Test(arguments: [(2, 95.0), (5, 95), (10, 95), (10, 80), (30, 99)])
    func intervalsCoverTheMean(n: Int, percent: Double) throws {
        let trials = 4000
        let root = StreamKey(seed: 7).child("coverage").child(UInt64(n))
        var held = 0
        for trial in 0..<trials {
            var stream = CounterStream(root.child(UInt64(trial)))
            let values = (0..<n).map { _ in 10 + 3 * Elementary.inverseNormal(stream.nextUnit()) }
            let interval = Sample<SimTime>(values).interval(confidence: .percent(percent))
            if try #require(interval).contains(10) { held += 1 }
        }
        let p = percent / 100
        let allowed = 5 * (p * (1 - p) / Double(trials)).squareRoot()
        #expect(abs(Double(held) / Double(trials) - p) < allowed)
    }

    /// Equal variances and sizes: Welch's half width is t(2n - 2) √(2 s²/n). Pairs that differ by a
    /// constant have no width.
    @Test func pairingByHand() throws {
        let first = Sample<SimTime>([3, 4, 5, 6, 7])
        let second = Sample<SimTime>([1, 2, 3, 4, 5])
        let pair = PairedDifference(first, minus: second, confidence: .percent(95))
        #expect(pair.mean == 2 && pair.halfWidth == 0 && pair.interval == 2...2)
        // t(8) at 97.5% = 2.306, s² = 2.5
        #expect(abs(try #require(pair.independentHalfWidth) - 2.306) < 1e-3)
        let uneven = first.paired(minus: Sample([1, 1]))
        #expect(uneven.values == [2, 3])
    }

    /// Function, bracket, root: √2, Dottie's number, ln 2, a root at an end.
    @Test(
        arguments: [
            ({ $0 * $0 - 2 }, 0...2, 2.0.squareRoot()),
            ({ Foundation.cos($0) - $0 }, 0...1, 0.739085133215160642),
            ({ Foundation.exp($0) - 2 }, -5...5, 0.693147180559945309),
            ({ $0 - 3 }, 3...4, 3), ({ $0 * $0 * $0 }, -1...2, 0),
        ] as [(@Sendable (Double) -> Double, ClosedRange<Double>, Double)])
    func rootsAreFound(
        function: @Sendable (Double) -> Double, bracket: ClosedRange<Double>, root: Double
    ) throws {
        #expect(abs(try findRoot(in: bracket, of: function) - root) <= 1e-12)
    }

    @Test func rootsAreRefused() {
        #expect(throws: StatisticsError.notBracketed(low: 1, atLow: 1, high: 2, atHigh: 4)) {
            try findRoot(in: 1...2) { $0 * $0 }
        }
        #expect(throws: StatisticsError.notFinite(at: 0)) { try findRoot(in: 0...2) { 1 / $0 - 1 } }
        #expect(throws: StatisticsError.self) {
            try findRoot(in: -1...2) { $0 == -1 ? -1 : $0 == 2 ? 1 : .nan }
        }
    }
}
