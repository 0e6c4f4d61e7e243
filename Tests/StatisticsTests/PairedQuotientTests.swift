// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Statistics

@Suite("Quotients of paired means")
struct PairedQuotientTests {
    /// 9, 10, 11: mean 10, standard error 1/√3, t(2) = 4.302653, half width 2.484138. A numerator
    /// without spread leaves its quotient by both ends.
    @Test func givenNumerator() throws {
        let found = try #require(
            PairedQuotient([100, 100, 100], over: [9, 10, 11], confidence: .percent(95)))
        #expect(abs(found.value - 10) < 1e-12)
        #expect(abs(found.interval.lowerBound - 100 / 12.484138) < 1e-5)
        #expect(abs(found.interval.upperBound - 100 / 7.515862) < 1e-5)
    }

    /// A denominator without spread scales Student's interval of the numerator.
    @Test func givenDenominator() throws {
        let found = try #require(
            PairedQuotient([9, 10, 11], over: [-2, -2, -2], confidence: .percent(95)))
        #expect(abs(found.value + 5) < 1e-12)
        #expect(abs(found.interval.lowerBound + 12.484138 / 2) < 1e-5)
        #expect(abs(found.interval.upperBound + 7.515862 / 2) < 1e-5)
    }

    /// What moves together leaves nothing open.
    @Test func proportional() throws {
        let found = try #require(
            PairedQuotient([9, 10, 11], over: [3, 10 / 3, 11 / 3], confidence: .percent(95)))
        #expect(abs(found.value - 3) < 1e-12)
        #expect(found.interval.upperBound - found.interval.lowerBound < 1e-6)
    }

    @Test(arguments: [
        ([1.0], [2.0]), ([1, 2], [-1, 1]), ([5, 5, 5], [0, 0, 0]), ([1, 1, 1], [1, 10, -5]),
    ])
    func noneWhereTheDenominatorMayBeZero(numerators: [Double], denominators: [Double]) {
        #expect(
            PairedQuotient(numerators, over: denominators, confidence: .percent(95)) == nil)
    }

    /// 2,000 samples of five pairs, each nearly normal, of means 20 and 4: the interval holds 5 in
    /// 95% of them, ± 4 standard deviations of such a share.
    @Test func coverage() {
        var count: UInt64 = 0
        func nearlyNormal() -> Double {
            (0..<12).reduce(-6) { sum, _ in
                count += 1
                return sum + SplitMix.unitOpen(SplitMix.mix(count))
            }
        }
        var (held, bounded) = (0, 0)
        for _ in 0..<2_000 {
            let noise = (0..<5).map { _ in (nearlyNormal(), nearlyNormal()) }
            let found = PairedQuotient(
                noise.map { 20 + 3 * $0.0 + $0.1 }, over: noise.map { 4 + 0.5 * $0.0 },
                confidence: .percent(95))
            guard let found else { continue }
            bounded += 1
            if found.interval.contains(5) { held += 1 }
        }
        #expect(bounded == 2_000)
        #expect((0.93...0.97).contains(Double(held) / 2_000), "\(held)")
    }
}
