// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Chains

@Suite("Fees of Arbitrum")
struct ArbitrumTests {
    /// nitro TestApproxExpBasisPoints; the others by Python's integers.
    @Test(
        arguments: [
            (0, 10_000), (1, 10_001), (500, 10_512), (10_000, 27_083), (20_000, 70_000),
            (100_000, 6_443_300), (10_000_000, 418_338_343_010_000),
            (1_000_000_000_000, 1_844_674_407_380_955), (.max, 1_844_674_407_380_955),
            (-500, 9_512), (-10_000, 3_692), (-20_000, 1_428), (.min, 0),
        ] as [(Int64, UInt64)])
    func exponential(exponent: Int64, basisPoints: UInt64) {
        #expect(ArbitrumExponential.basisPoints(of: exponent) == basisPoints)
    }

    @Test func exponentialRises() {
        var last: UInt64 = 0
        for exponent in stride(from: Int64(-60_000), through: 200_000, by: 7) {
            let value = ArbitrumExponential.basisPoints(of: exponent)
            #expect(value >= last)
            last = value
        }
    }

    static func limit() throws -> ArbitrumGasConstraint {
        try ArbitrumGasConstraint(targetPerSecond: Gas(7_000_000), windowSeconds: 102)
    }

    /// Arbitrum One until 2025: 7M gas a second, inertia 102 s, tolerance 10 s, 0.01 gwei.
    @Test(
        arguments: [
            (0, 0, 10_000_000), (70_000_000, 0, 10_000_000), (1_498_000_000, 0, 70_000_000),
            (7_210_000_000, 0, 6_443_300_000), (1_000_000_000, 60, 20_407_000),
            (7_210_000_000, .max, 10_000_000),
        ] as [(UInt64, UInt64, UInt64)])
    func legacy(backlog: UInt64, seconds: UInt64, fee: UInt64) throws {
        let price = ArbitrumL2Price.legacy(
            try Self.limit(), toleranceSeconds: 10, minimum: .wei(10_000_000))
        #expect(try price.baseFee(backlogs: [Gas(backlog)], after: seconds) == .wei(fee))
    }

    /// Arbitrum One from ArbOS 51, by its chain parameters.
    @Test func constraints() throws {
        let constraints = try [
            (60, 9), (41, 52), (29, 329), (20, 2_105), (14, 13_485), (10, 86_400),
        ].map {
            try ArbitrumGasConstraint(
                targetPerSecond: Gas($0.0 * 1_000_000), windowSeconds: $0.1)
        }
        let price = ArbitrumL2Price.constrained(constraints, minimum: .wei(20_000_000))
        let idle = [Gas](repeating: .zero, count: 6)
        #expect(try price.baseFee(backlogs: idle, after: 0) == .wei(20_000_000))
        let day = idle.dropLast() + [Gas(86_400_000_000)]
        #expect(try price.baseFee(backlogs: Array(day), after: 0) == .wei(22_102_000))
        #expect(throws: FeeError.self) { try price.baseFee(backlogs: [], after: 0) }
    }

    /// One constraint is the legacy rule without its tolerance (nitro,
    /// TestCompareLegacyPricingModelWithSingleGasConstraints).
    @Test func oneConstraintIsLegacy() throws {
        let limit = try Self.limit()
        let legacy = ArbitrumL2Price.legacy(limit, toleranceSeconds: 10, minimum: .gwei(1))
        let single = ArbitrumL2Price.constrained([limit], minimum: .gwei(1))
        var numbers = TestNumbers(seed: 5)
        for _ in 0..<1_000 {
            let backlog = numbers.next() >> (numbers.below(60) + 1)
            #expect(
                try legacy.baseFee(backlogs: [Gas(backlog + 70_000_000)], after: 0)
                    == single.baseFee(backlogs: [Gas(backlog)], after: 0))
        }
    }

    /// nitro TestMultiGasConstraintsExponents, TestCalcMultiGasConstraintsExponents.
    @Test func weightedExponents() throws {
        let first = try ArbitrumGasConstraint(targetPerSecond: Gas(40), windowSeconds: 20)
        #expect(try first.exponent(ofBacklog: Gas(200), weight: 2, heaviestWeight: 2) == 2_500)
        let second = try ArbitrumGasConstraint(targetPerSecond: Gas(100_000), windowSeconds: 10)
        #expect(try second.exponent(ofBacklog: Gas(20_000), heaviestWeight: 2) == 100)
    }

    @Test func posterGas() throws {
        let gas = try ArbitrumPosterGas.gas(
            compressedBytes: 110, pricePerUnit: .wei(500_000_000), baseFee: .wei(20_000_000))
        #expect(gas == Gas(44_000))
        let rest = try ArbitrumPosterGas.l2Gas(
            gasUsed: Gas(241_033), gasUsedForL1: Gas(182_534))
        #expect(rest == Gas(58_499))
        #expect(throws: FeeError.self) {
            try ArbitrumPosterGas.l2Gas(gasUsed: Gas(1), gasUsedForL1: Gas(2))
        }
    }

    struct Report: Sendable {
        let funds: UInt128
        let reward: UInt64
        let cap: UInt64?
        let spent: UInt128
        /// Reward, poster, what remains.
        let paid: [UInt128]
    }

    /// nitro TestL1Pricing: 234 units, of which the first report takes a third.
    @Test(arguments: [
        Report(funds: 23_400, reward: 10, cap: .max, spent: 3_000, paid: [780, 3_000, 19_620]),
        Report(funds: 93, reward: 10, cap: nil, spent: 3_000, paid: [93, 0, 0]),
        Report(
            funds: 23_400_000_000_000, reward: 0, cap: 100, spent: 3_000_000_000_000,
            paid: [0, 7_800_000_000, 23_392_200_000_000]),
    ])
    func firstReport(row: Report) throws {
        var pricer = try ArbitrumL1Pricer(
            price: .gwei(1), rewardPerUnit: row.reward, costCapBasisPoints: row.cap)
        try pricer.collect(units: 234, paying: Wei(row.funds))
        let payment = try pricer.settle(
            .init(updateTime: 1, now: 3, spent: Wei(row.spent), l1BaseFee: .gwei(10)))
        #expect([payment.reward, payment.poster, pricer.funds].map(\.wei) == row.paid)
        #expect(pricer.units == 156)
    }

    /// The price finds what batches cost, from either side (nitro TestL1PriceEquilibrium).
    @Test(arguments: [(1, 5), (5, 1), (2, 2), (1, 30)] as [(Int64, Int64)])
    func equilibrium(start: Int64, target: Int64) throws {
        var pricer = try ArbitrumL1Pricer(price: .gwei(start))
        for round in 1...40 as ClosedRange<UInt64> {
            let units = pricer.equilibrationUnits
            try pricer.collect(units: units, paying: Gas(units) * pricer.price)
            let before = pricer
            let payment = try pricer.settle(
                .init(
                    updateTime: 10 * round, now: 10 * round + 5,
                    spent: Gas(units) * WeiPerGas.gwei(target), l1BaseFee: .gwei(target)))
            // What is paid leaves the funds; what is not paid stays owed.
            #expect(try pricer.funds + payment.poster == before.funds)
            #expect(
                try pricer.owedToPoster + payment.poster
                    == before.owedToPoster + Gas(units) * WeiPerGas.gwei(target))
        }
        let error = Double(pricer.price.wei) / Double(WeiPerGas.gwei(target).wei) - 1
        #expect(abs(error) < 0.002)
    }

    @Test func refusals() throws {
        #expect(throws: FeeError.zero("the inertia")) {
            try ArbitrumL1Pricer(price: .zero, inertia: 0)
        }
        #expect(throws: FeeError.zero("the window")) {
            try ArbitrumGasConstraint(targetPerSecond: Gas(1), windowSeconds: 0)
        }
        #expect(throws: FeeError.zero("the base fee")) {
            try ArbitrumPosterGas.gas(compressedBytes: 1, pricePerUnit: .wei(1), baseFee: .zero)
        }
        #expect(throws: FeeError.zero("the heaviest weight")) {
            try Self.limit().exponent(ofBacklog: .zero, heaviestWeight: 0)
        }
        var pricer = try ArbitrumL1Pricer(price: .gwei(1))
        try pricer.collect(units: .max, paying: Wei(.max))
        let before = pricer
        #expect(throws: FeeError.self) { try pricer.collect(units: 1, paying: .zero) }
        #expect(throws: FeeError.self) { try pricer.collect(units: 0, paying: Wei(1)) }
        for (update, now, spent) in [(0, 1, 0), (2, 1, 0), (1, 2, 0)] as [(UInt64, UInt64, UInt128)]
        {
            #expect(throws: FeeError.self) {
                try pricer.settle(
                    .init(updateTime: update, now: now, spent: Wei(spent), l1BaseFee: .zero))
            }
        }
        #expect(pricer == before)
    }
}
