// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

@Suite struct DistributionTests {
    /// From outside in: p95 and mean give σ, σ gives p95 back, to a nanosecond or so.
    @Test(arguments: [(18, 50), (100, 101), (1000, 3868), (14, 41), (3, 7)])
    func lognormalHasItsPercentile(mean: Int64, p95: Int64) throws {
        let law = try Distribution.lognormal(mean: .milliseconds(mean), p95: .milliseconds(p95))
        #expect(law.mean == .milliseconds(mean))
        let back = try #require(law.quantile(.percent(95)))
        #expect(abs(back.nanoseconds - p95 * 1_000_000) <= 2)
    }

    /// By hand: σ = z - √(z² - 2 ln(50/18)) = 0.9322…, scv = e^(σ²) - 1.
    @Test func lognormalTakesTheSmallerRoot() throws {
        let law = try Distribution.lognormal(mean: .milliseconds(18), p95: .milliseconds(50))
        let z = 1.6448536269514722
        let sigma = z - Foundation.sqrt(z * z - 2 * Foundation.log(50.0 / 18))
        #expect(abs(law.scv - (Foundation.exp(sigma * sigma) - 1)) < 1e-13)
        #expect(sigma < z)
    }

    /// Law, mean in ms, squared coefficient of variation; moments from any textbook.
    struct Refusal: Sendable {
        let error: DistributionError
        let make: @Sendable () throws -> Distribution

        init(_ error: DistributionError, _ make: @escaping @Sendable () throws -> Distribution) {
            self.error = error
            self.make = make
        }
    }

    static let second = SimTime.seconds(1)
    static let allowed = Distribution.variations
    static let refusals: [Refusal] = [
        Refusal(.negative(.nanoseconds(-1))) { try .deterministic(.nanoseconds(-1)) },
        Refusal(.meanNotPositive(.zero)) { try .exponential(mean: .zero) },
        Refusal(.tooLong(.days(367), limit: Distribution.longest)) {
            try .exponential(mean: .days(367))
        },
        Refusal(.boundsReversed(low: .seconds(2), high: second)) {
            try .uniform(low: .seconds(2), high: second)
        },
        Refusal(.variationOutOfRange(0, allowed: allowed)) { try .gamma(mean: second, scv: 0) },
        Refusal(.variationOutOfRange(.infinity, allowed: allowed)) {
            try .lognormal(mean: second, scv: .infinity)
        },
        Refusal(.variationOutOfRange(0.5, allowed: 1...1e4)) {
            try .hyperexponentialBalanced(mean: second, scv: 0.5)
        },
        Refusal(.shapeOutOfRange(0, allowed: Distribution.weibullShapes)) {
            try .weibull(mean: second, shape: 0)
        },
        Refusal(.variationOutOfRange(0, allowed: Distribution.weibullVariations)) {
            try .weibull(mean: second, scv: 0)
        },
        Refusal(.shapeOutOfRange(101, allowed: Distribution.paretoShapes)) {
            try .pareto(low: second, high: .seconds(2), shape: 101)
        },
        Refusal(.boundNotPositive(.zero)) { try .pareto(low: .zero, high: second, shape: 1) },
        Refusal(.boundsNotAscending(low: second, high: second)) {
            try .pareto(low: second, high: second, shape: 1)
        },
        Refusal(.tooLong(.days(367), limit: Distribution.longest)) {
            try .pareto(low: second, high: .days(367), shape: 1)
        },
        Refusal(.stagesOutOfRange(0, allowed: Distribution.stages)) {
            try .erlang(mean: second, stages: 0)
        },
        Refusal(.empty) { try .hyperexponential(branches: []) },
        Refusal(.doesNotAddUp(sum: 0.75)) {
            let half = Distribution.Branch(probability: 0.5, mean: second)
            let quarter = Distribution.Branch(probability: 0.25, mean: second)
            return try .hyperexponential(branches: [half, quarter])
        },
        Refusal(.probabilityOutOfRange(-1)) {
            try .hyperexponential(branches: [.init(probability: -1, mean: second)])
        },
        Refusal(.empty) { try .empirical(values: []) },
        Refusal(.weightsMissing(values: 1, weights: 2)) {
            try .empirical(values: [.zero], weights: [1, 2])
        },
        Refusal(.doesNotAddUp(sum: 0)) { try .empirical(values: [.zero], weights: [0]) },
        Refusal(.factorOutOfRange(0)) { try Distribution.exponential(mean: second).scaled(by: 0) },
        Refusal(.meanNotPositive(.zero)) {
            try Distribution.exponential(mean: .nanoseconds(1)).scaled(by: 0.1)
        },
    ]

    @Test(arguments: refusals)
    func whatIsNoLawIsRefused(refusal: Refusal) {
        #expect(throws: refusal.error) { try refusal.make() }
        #expect(!refusal.error.description.isEmpty)
    }

    /// The ratio of p95 to mean has a least and a greatest value, and the words say so.
    @Test(arguments: [(1000, 1000), (1000, 900), (1000, 3869), (1000, -5)])
    func impossiblePercentilesNameThePossible(mean: Int64, p95: Int64) throws {
        do {
            _ = try Distribution.lognormal(mean: .milliseconds(mean), p95: .milliseconds(p95))
            Issue.record("accepted")
        } catch {
            guard case .percentileRatioOutOfRange(let ratio, let above, let upTo) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(ratio == Double(p95) / Double(mean))
            #expect(above == 1)
            #expect(abs(upTo - 3.8682) < 1e-4)
            #expect(error.description.contains("at most 3.868"))
        }
    }

    /// Ratios far beyond the clock are cut, not overflown.
    @Test func absurdDrawsFitTheClock() throws {
        var compiler = DistributionCompiler()
        let hot = [
            compiler.compile(try .lognormal(mean: .days(366), scv: 1e4)),
            compiler.compile(try .gamma(mean: .days(366), scv: 1e4)),
            compiler.compile(try .exponential(mean: .days(366))),
        ]
        let tables = compiler.finish().sampling
        for law in hot {
            for bits: UInt64 in [0, 255, 1 << 63, .max, .max - 255] {
                let draw = law.sampleNanoseconds(bits: bits, tables: tables)
                #expect(draw >= 0 && draw <= 0x1p62)
            }
        }
    }

    /// The shares that the cells of an alias table give are the probabilities asked for.
    @Test(arguments: [[1.0], [0.5, 0.5], [0.1, 0.2, 0.3, 0.4], [0, 1, 0], [0.9, 0.05, 0.05]])
    func aliasCellsKeepTheProbabilities(probabilities: [Double]) {
        let n = probabilities.count
        let cells = AliasTable.cells(values: (0..<n).map(Double.init), probabilities: probabilities)
        var shares = [Double](repeating: 0, count: n)
        for cell in cells {
            let own = Double(cell.threshold) / 0x1p64
            shares[Int(cell.own)] += own / Double(n)
            shares[Int(cell.other)] += (1 - own) / Double(n)
        }
        for (share, probability) in zip(shares, probabilities) {
            #expect(abs(share - probability) < 1e-15)
        }
    }
}
