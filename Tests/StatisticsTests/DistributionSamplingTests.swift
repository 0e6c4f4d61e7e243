// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

@Suite struct DistributionSamplingTests {
    static let mean = SimTime.milliseconds(18)

    static let laws: [(label: String, law: Distribution)] = [
        ("deterministic", try! .deterministic(mean)),
        ("exponential", try! .exponential(mean: mean)),
        ("uniform", try! .uniform(low: .milliseconds(5), high: .milliseconds(31))),
        ("lognormal by p95", try! .lognormal(mean: mean, p95: .milliseconds(50))),
        ("lognormal, scv 0.5", try! .lognormal(mean: mean, scv: 0.5)),
        ("gamma, scv 2.5", try! .gamma(mean: mean, scv: 2.5)),
        ("gamma, scv 0.3", try! .gamma(mean: mean, scv: 0.3)),
        ("Erlang, 4 stages", try! .erlang(mean: mean, stages: 4)),
        ("Erlang, 20 stages", try! .erlang(mean: mean, stages: 20)),
        ("hyperexponential, scv 4", try! .hyperexponentialBalanced(mean: mean, scv: 4)),
        (
            "hyperexponential, 3 branches",
            try! .hyperexponential(branches: [
                .init(probability: 0.7, mean: .milliseconds(1)),
                .init(probability: 0.2, mean: .milliseconds(20)),
                .init(probability: 0.1, mean: .milliseconds(133)),
            ])
        ),
        ("Weibull, shape 0.5", try! .weibull(mean: mean, shape: 0.5)),
        ("Weibull, shape 3", try! .weibull(mean: mean, shape: 3)),
        ("Weibull, scv 2", try! .weibull(mean: mean, scv: 2)),
        (
            "Pareto, shape 1.1",
            try! .pareto(low: .milliseconds(1), high: .seconds(1), shape: 1.1)
        ),
        (
            "Pareto, shape 2",
            try! .pareto(low: .milliseconds(5), high: .seconds(1), shape: 2)
        ),
        (
            "empirical",
            try! .empirical(
                values: [7, 3, 40, 11, 22].map { .milliseconds($0) }, weights: [1, 4, 2, 0, 3])
        ),
    ]

    /// 1e6 draws: the mean within 5 s/√n, the variance within 5 √((m4 - s⁴)/n), m4 as sampled.
    @Test(arguments: laws)
    func momentsAreThoseOfTheLaw(label: String, law: Distribution) {
        var compiler = DistributionCompiler()
        let hot = compiler.compile(law)
        let tables = compiler.finish()
        let key = StreamKey(seed: 7).child(label)
        let n = 1_000_000
        let m = law.meanSeconds
        var sums = (0.0, 0.0, 0.0)
        for k in 0..<n {
            let ns = hot.sampleNanoseconds(bits: key.draw(UInt64(k)), tables: tables.sampling)
            let d = ns / 1e9 / m - 1
            sums = (sums.0 + d, sums.1 + d * d, sums.2 + d * d * d * d)
        }
        let mean = sums.0 / Double(n)
        let second = sums.1 / Double(n)
        let fourth = sums.2 / Double(n)
        let scv = law.scv
        #expect(abs(mean) <= 5 * (scv / Double(n)).squareRoot() + 1e-12)
        #expect(
            abs(second - scv) <= 5 * ((fourth - second * second) / Double(n)).squareRoot() + 1e-12)
    }

    /// The share of 1e6 draws below a known quantile within 5 √(p (1 - p)/n).
    @Test(arguments: laws.filter { !$0.label.hasPrefix("hyper") && $0.label != "deterministic" })
    func quantilesAreThoseOfTheLaw(label: String, law: Distribution) throws {
        var compiler = DistributionCompiler()
        let hot = compiler.compile(law)
        let tables = compiler.finish()
        let key = StreamKey(seed: 11).child(label)
        let n = 1_000_000
        let draws = (0..<n).map {
            hot.sampleNanoseconds(bits: key.draw(UInt64($0)), tables: tables.sampling)
        }
        for p in [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999] {
            let x = try #require(law.quantile(.fraction(p)))
            let limit = Double(x.nanoseconds)
            let atMost = Double(draws.count { $0 <= limit }) / Double(n)
            let below = Double(draws.count { $0 < limit }) / Double(n)
            let allowed = 5 * (p * (1 - p) / Double(n)).squareRoot()
            #expect(below - allowed <= p && p <= atMost + allowed, "p = \(p)")
        }
    }

    /// Chi-square over 1000 equally likely cells; its 1e-6 and 1 - 1e-6 quantiles are the limits.
    @Test(arguments: [1 as UInt64, 2, 3])
    func zigguratIsExponential(seed: UInt64) {
        let cells = 1000
        let n = 2_000_000
        var counts = [Int](repeating: 0, count: cells)
        var generator = Xoshiro256PlusPlus(StreamKey(seed: seed))
        let tables = ZigguratTables.standard
        for _ in 0..<n {
            let u = Foundation.exp(-tables.exponential(generator.next()))
            counts[min(Int(u * Double(cells)), cells - 1)] += 1
        }
        let expected = Double(n) / Double(cells)
        let statistic = counts.reduce(0.0) { sum, count in
            sum + (Double(count) - expected) * (Double(count) - expected) / expected
        }
        let degrees = Double(cells - 1)
        #expect(statistic > Quantiles.chiSquare(.fraction(1e-6), degreesOfFreedom: degrees))
        #expect(statistic < Quantiles.chiSquare(.fraction(1 - 1e-6), degreesOfFreedom: degrees))
    }

    /// Beyond the last edge the tail is again exponential: its share, and its mean above the edge.
    @Test func zigguratHasItsTail() {
        let tables = ZigguratTables.standard
        let key = StreamKey(seed: 5)
        var tail = 0
        var sum = 0.0
        let n = 10_000_000
        for k in 0..<UInt64(n) {
            let x = tables.exponential(key.draw(k))
            if x > 7.5 {
                tail += 1
                sum += x - 7.5
            }
        }
        let expected = Double(n) * Foundation.exp(-7.5)
        #expect(abs(Double(tail) - expected) < 5 * expected.squareRoot())
        #expect(abs(sum / Double(tail) - 1) < 5 / Double(tail).squareRoot())
    }

    /// Scaling a law scales each draw, so that comparisons are paired.
    @Test(arguments: laws)
    func scalingScalesEachDraw(label: String, law: Distribution) throws {
        var compiler = DistributionCompiler()
        let plain = compiler.compile(law)
        let longer = compiler.compile(try law.scaled(by: 1.05))
        // To be kept: the draws read its memory.
        let tables = compiler.finish()
        let key = StreamKey(seed: 3)
        for k in 0..<10_000 as Range<UInt64> {
            let x = plain.sampleNanoseconds(bits: key.draw(k), tables: tables.sampling)
            let y = longer.sampleNanoseconds(bits: key.draw(k), tables: tables.sampling)
            #expect(abs(y - 1.05 * x) <= 1e-6 * x + 1)
        }
    }
}
