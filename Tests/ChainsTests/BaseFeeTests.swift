// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Chains

@Suite("The base fee of EIP-1559 and its variants")
struct BaseFeeTests {
    struct Row: Sendable {
        let fee: UInt128
        let used: UInt64
        let limit: UInt64
        let elasticity: UInt64
        let denominator: UInt64
        var minimum: UInt128 = 0
        var footprint: UInt64 = 0
        let next: UInt128
    }

    static let rows = [
        // go-ethereum, TestCalcBaseFee.
        Row(
            fee: 1_000_000_000, used: 10_000_000, limit: 20_000_000, elasticity: 2,
            denominator: 8, next: 1_000_000_000),
        Row(
            fee: 1_000_000_000, used: 9_000_000, limit: 20_000_000, elasticity: 2,
            denominator: 8, next: 987_500_000),
        Row(
            fee: 1_000_000_000, used: 11_000_000, limit: 20_000_000, elasticity: 2,
            denominator: 8, next: 1_012_500_000),
        // Mainnet blocks 19968486 and 19968487.
        Row(
            fee: 22_238_242_860, used: 12_262_585, limit: 30_000_000, elasticity: 2,
            denominator: 8, next: 21_730_948_697),
        // alloy, OP stack before Canyon.
        Row(
            fee: 1_049_238_967, used: 10_000_000, limit: 18_000_000, elasticity: 6,
            denominator: 50, next: 1_098_203_452),
        // At least one wei upwards, none downwards.
        Row(fee: 0, used: 10_000_000, limit: 18_000_000, elasticity: 2, denominator: 8, next: 1),
        Row(fee: 7, used: 0, limit: 30_000_000, elasticity: 2, denominator: 8, next: 7),
        Row(fee: 8, used: 0, limit: 30_000_000, elasticity: 2, denominator: 8, next: 7),
        // Base's parameters: the floor, and a footprint above the gas used (Jovian).
        Row(
            fee: 5_000_000, used: 20_000_000, limit: 400_000_000, elasticity: 6,
            denominator: 125, minimum: 5_000_000, next: 5_000_000),
        Row(
            fee: 5_000_000, used: 20_000_000, limit: 400_000_000, elasticity: 6,
            denominator: 125, minimum: 5_000_000, footprint: 150_000_000, next: 5_050_000),
        // 10,000 gwei and 60M gas: b (u - t) is 3 · 10^20, past 64 bits; by hand.
        Row(
            fee: 10_000_000_000_000, used: 60_000_000, limit: 60_000_000, elasticity: 2,
            denominator: 8, next: 11_250_000_000_000),
        // Past 128 bits on the way: 2^127 · 5 · 10^6 // 10^7 // 8; by hand.
        Row(
            fee: 1 << 127, used: 5_000_000, limit: 20_000_000, elasticity: 2, denominator: 8,
            next: (1 << 127) - (1 << 123)),
    ]

    @Test(arguments: rows) func known(row: Row) throws {
        let rule = try BaseFeeRule(
            elasticity: row.elasticity, denominator: row.denominator,
            minimum: WeiPerGas(wei: row.minimum))
        let parent = BaseFeeRule.Parent(
            baseFee: WeiPerGas(wei: row.fee), gasUsed: Gas(row.used), gasLimit: Gas(row.limit),
            dataFootprint: Gas(row.footprint))
        #expect(try rule.next(after: parent).wei == row.next)
    }

    /// The rule as it stands in the EIP, in numbers that cannot overflow.
    static func plain(_ b: Natural, _ u: Natural, _ t: Natural, _ d: Natural) -> Natural {
        if u == t { return b }
        if u > t { return b + max(1, b * u.lessOrZero(t) / t / d) }
        return b.lessOrZero(b * t.lessOrZero(u) / t / d)
    }

    @Test func everyWidthFollowsTheRule() throws {
        var numbers = TestNumbers(seed: 1)
        for _ in 0..<20_000 {
            let fee = (UInt128(numbers.next()) << 62) >> UInt128(numbers.below(127))
            let rule = try BaseFeeRule(
                elasticity: 1 + numbers.below(10), denominator: 1 + numbers.below(500))
            let limit = 5_000 + (numbers.next() >> (numbers.below(58) + 2))
            let used = numbers.below(limit + 1)
            let got = try rule.next(after: Self.parent(fee, used, limit))
            let expected = Self.plain(
                Natural(fee), Natural(used), Natural(limit / rule.elasticity),
                Natural(rule.denominator))
            #expect(Natural(got.wei) == expected)
        }
    }

    static func parent(_ fee: UInt128, _ used: UInt64, _ limit: UInt64) -> BaseFeeRule.Parent {
        BaseFeeRule.Parent(
            baseFee: WeiPerGas(wei: fee), gasUsed: Gas(used), gasLimit: Gas(limit))
    }

    /// More gas used never means a lower fee, nor does a higher fee; a block moves it by at most an
    /// eighth.
    @Test func monotoneAndBounded() throws {
        var numbers = TestNumbers(seed: 2)
        for _ in 0..<5_000 {
            let fee = UInt128(numbers.next() >> numbers.below(60))
            let used = numbers.below(60_000_000)
            let next = { (fee: UInt128, used: UInt64) in
                try BaseFeeRule.ethereum.next(after: Self.parent(fee, used, 60_000_000)).wei
            }
            let got = try next(fee, used)
            #expect(got <= (try next(fee, used + 1)))
            #expect(got <= (try next(fee + 1, used)))
            #expect(got <= fee + max(1, fee / 8) && got >= fee - fee / 8)
        }
    }

    /// 187 full blocks from 1 gwei, and back: never out of the domain, and down to 7 wei at last.
    @Test func emptyBlocksLeadToSevenWei() throws {
        var fee: UInt128 = 10_000_000_000_000
        for _ in 0..<400 {
            fee = try BaseFeeRule.ethereum.next(after: Self.parent(fee, 0, 60_000_000)).wei
        }
        #expect(fee == 7)
    }

    @Test func refuses() throws {
        #expect(throws: FeeError.zero("the elasticity")) {
            try BaseFeeRule(elasticity: 0, denominator: 8)
        }
        #expect(throws: FeeError.zero("the denominator")) {
            try BaseFeeRule(elasticity: 2, denominator: 0)
        }
        #expect(throws: FeeError.zero("the gas target")) {
            try BaseFeeRule.ethereum.next(after: Self.parent(1, 1, 1))
        }
        #expect(throws: FeeError.self) {
            try BaseFeeRule.ethereum.next(after: Self.parent(.max, 60_000_000, 60_000_000))
        }
        #expect(throws: FeeError.self) {
            try BaseFeeRule.ethereum.next(after: Self.parent(.max, .max, 2))
        }
    }

    @Test(
        arguments: [
            (20_000_000, 20_019_530, true), (20_000_000, 20_019_531, false),
            (20_000_000, 19_980_470, true), (20_000_000, 19_980_469, false),
            (5_000, 4_999, false), (5_000, 5_003, true), (.max, .max, true), (0, .max, false),
        ] as [(UInt64, UInt64, Bool)])
    func gasLimits(parent: UInt64, limit: UInt64, isValid: Bool) {
        #expect(GasLimit.isValid(Gas(limit), after: Gas(parent)) == isValid)
    }

    @Test(
        arguments: [
            (30_000_000, 20_000_000, 29_970_705), (30_000_000, 40_000_000, 30_029_295),
            (30_000_000, 30_000_001, 30_000_001), (30_000_000, 30_000_000, 30_000_000),
            (1_023, 5_000, 1_023), (.max, .max, .max), (.max - 5, .max, .max),
        ] as [(UInt64, UInt64, UInt64)])
    func gasLimitSteps(parent: UInt64, desired: UInt64, next: UInt64) {
        #expect(GasLimit.step(from: Gas(parent), towards: Gas(desired)) == Gas(next))
    }

    @Test func everyStepIsValid() {
        var limit = Gas(30_000_000)
        var steps = 0
        while limit < Gas(36_000_000) {
            let next = GasLimit.step(from: limit, towards: Gas(36_000_000))
            #expect(GasLimit.isValid(next, after: limit))
            limit = next
            steps += 1
        }
        // ln(1.2) / ln(1 + 1 / 1024), rounded up.
        #expect(steps == 187)
    }
}
