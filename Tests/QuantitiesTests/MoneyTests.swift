// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Money is exact, checked, and rounded by name")
struct MoneyTests {
    private func usd(_ text: String) throws -> Money { try Money(parsing: text + " USD") }
    private func decimal(_ text: String) throws -> ExactDecimal { try ExactDecimal(parsing: text) }

    @Test(arguments: [
        ("0.1", "0.2", "0.3"), ("0.504", "-0.504", "0"),
        (
            "1", "0.000000000000000001",
            "1.000000000000000001"
        ),
    ])
    func addsExactly(a: String, b: String, sum: String) throws {
        #expect(try (usd(a) + usd(b)).decimalString == sum)
        #expect(try (usd(sum) - usd(b)).decimalString == usd(a).decimalString)
        #expect(try (decimal(a) + decimal(b)).description == sum)
        #expect(try (decimal(sum) - decimal(b)) == decimal(a))
    }

    /// amount · factor / divisor, by hand.
    @Test(
        arguments: [
            ("0.504", "730", "1", .halfEven, "367.92"),
            ("0.0001", "50000000", "1", .halfEven, "5000"),
            // 10^20 · 10^20 / 10^20: the product needs 247 bits.
            (
                "100000000000000000000", "100000000000000000000", "100000000000000000000", .down,
                "100000000000000000000"
            ),
            ("1", "1", "3", .down, "0.333333333333333333"),
            ("1", "1", "3", .up, "0.333333333333333334"),
            ("-1", "1", "3", .up, "-0.333333333333333333"),
            ("-1", "1", "3", .down, "-0.333333333333333334"),
            ("2", "1", "-3", .halfEven, "-0.666666666666666667"),
            ("0.000000000000000001", "0.5", "1", .halfEven, "0"),
            ("0.000000000000000001", "0.5", "1", .halfUp, "0.000000000000000001"),
            ("-0.000000000000000001", "0.5", "1", .halfUp, "-0.000000000000000001"),
        ] as [(String, String, String, RoundingRule, String)])
    func multiplies(
        amount: String, factor: String, divisor: String, rule: RoundingRule, result: String
    ) throws {
        let money = try usd(amount).multiplied(
            by: decimal(factor), over: decimal(divisor), rounding: rule)
        #expect(money.decimalString == result)
        let number = try decimal(amount).multiplied(
            by: decimal(factor), over: decimal(divisor), rounding: rule)
        #expect(number.description == result)
    }

    @Test func dividesAndCounts() throws {
        #expect(try Money.usd(10).divided(by: 4, rounding: .down) == .cents(250))
        #expect(try Money.cents(1).multiplied(by: 250) == .cents(250))
        #expect(try decimal("1").divided(by: decimal("8"), rounding: .down) == decimal("0.125"))
        #expect(
            try decimal("1.5").multiplied(by: decimal("1.5"), rounding: .down)
                == decimal("2.25"))
        let price = UnitPrice(amount: .cents(2), unit: .gigabyte)
        #expect(try price.cost(of: Bytes.megabytes(1_500).gigabytes, rounding: .down) == .cents(3))
    }

    @Test("What does not fit is refused, and so is a zero divisor")
    func refusesOverflow() {
        let most = Money(attodollars: .max)
        let least = Money(attodollars: .min)
        let one = Money(attodollars: 1)
        let operations: [(String, () throws -> Money)] = [
            ("+", { try most + one }), ("-", { try least - one }), ("0 -", { try .zero - least }),
            ("sum", { try .sum([most, one]) }), ("*", { try most.multiplied(by: 2) }),
            ("* -1", { try least.multiplied(by: -1) }),
            ("decimal", { try most.multiplied(by: ExactDecimal(2), rounding: .down) }),
            ("round", { try most.rounded(toDecimals: 0, rule: .up) }),
            ("apportion", { try Money.apportion([most, one], decimals: 2)[0] }),
        ]
        for (name, operation) in operations {
            let error = #expect(throws: QuantityError.self, "\(name)") { try operation() }
            #expect(error?.reason == .overflow, "\(name)")
        }
        let zero = #expect(throws: QuantityError.self) { try one.divided(by: 0, rounding: .down) }
        #expect(zero?.reason == .outOfRange("the divisor is zero"))
        #expect(throws: QuantityError.self) {
            try ExactDecimal(scaled: .max) + ExactDecimal(scaled: 1)
        }
        #expect(throws: QuantityError.self) {
            try ExactDecimal.one.divided(by: .zero, rounding: .down)
        }
    }

    /// Expected from the exact binary value of each Double (0.1 is 0.1000000000000000055511…).
    @Test(
        arguments: [
            (0.1, .halfEven, "0.100000000000000006"), (0.1, .down, "0.100000000000000005"),
            (-0.1, .down, "-0.100000000000000006"), (-0.1, .up, "-0.100000000000000005"),
            (0.5, .halfEven, "0.5"), (0, .halfEven, "0"), (1e-18, .down, "0.000000000000000001"),
            (.leastNonzeroMagnitude, .up, "0.000000000000000001"),
            (.leastNonzeroMagnitude, .halfEven, "0"),
            (1e-30, .down, "0"), (-1e-30, .down, "-0.000000000000000001"),
            (1e20, .halfEven, "100000000000000000000"), (123.25, .halfEven, "123.25"),
        ] as [(Double, RoundingRule, String)])
    func roundsADouble(dollars: Double, rule: RoundingRule, expected: String) throws {
        #expect(try Money(rounding: dollars, rule: rule).decimalString == expected)
    }

    @Test(
        arguments: [
            (.nan, .notFinite), (.infinity, .notFinite), (2e20, .overflow), (-2e20, .overflow),
            (1e300, .overflow),
        ] as [(Double, QuantityError.Reason)])
    func refusesADouble(dollars: Double, reason: QuantityError.Reason) {
        let error = #expect(throws: QuantityError.self) {
            try Money(rounding: dollars, rule: .halfEven)
        }
        #expect(error?.reason == reason)
    }

    @Test(
        arguments: [
            ("2.675", 2, .halfEven, "2.68"), ("2.665", 2, .halfEven, "2.66"),
            ("2.665", 2, .halfUp, "2.67"), ("-2.665", 2, .halfUp, "-2.67"),
            ("-2.665", 2, .halfEven, "-2.66"), ("-2.661", 2, .down, "-2.67"),
            ("-2.669", 2, .up, "-2.66"), ("2.661", 2, .awayFromZero, "2.67"),
            ("0.5", 0, .halfEven, "0"), ("1.5", 0, .halfEven, "2"),
            ("1.000000000000000001", 18, .down, "1.000000000000000001"),
        ] as [(String, Int, RoundingRule, String)])
    func roundsToDecimals(text: String, decimals: Int, rule: RoundingRule, expected: String) throws
    {
        let rounded = try usd(text).rounded(toDecimals: decimals, rule: rule)
        #expect(rounded.decimalString == expected)
    }

    @Test(arguments: [
        ("12.5", 2, "12.50"), ("12", 2, "12.00"), ("0.504", 2, "0.504"), ("-3", 1, "-3.0"),
        ("7", 0, "7"),
    ])
    func padsDecimals(text: String, decimals: Int, expected: String) throws {
        #expect(try usd(text).decimalString(atLeast: decimals) == expected)
    }

    /// 50M requests a month over a day of a 730 h month: 50000000 · 24 / 730, cut once.
    @Test(arguments: [
        ("50000000/month", "24", "730", "1643835.616438356164383562"),
        ("50000000/month", "730", "730", "50000000"), ("3000/day", "1", "730", "125"),
        ("2/s", "1.5", "730", "10800"), ("7/h", "730", "730", "5110"),
    ])
    func volumeInHours(
        volume: String, hours: String, month: String, expected: String
    ) throws {
        let quantity = try Volume(parsing: volume).quantity(
            inHours: decimal(hours), hoursPerMonth: decimal(month), rounding: .halfEven)
        #expect(quantity.description == expected)
    }

    @Test func volumeRefusesAMonthOfNoHours() {
        #expect(throws: QuantityError.self) {
            try Volume(count: .one, per: .month).quantity(
                inHours: .one, hoursPerMonth: .zero, rounding: .down)
        }
    }
}

@Suite("Displayed lines add up to the displayed total")
struct ApportionTests {
    @Test(
        arguments: [
            // A tie goes to the earlier line: thirds of a dollar.
            ([333_333, 333_333, 333_334], [33, 33, 34]),
            ([5_000, 5_000], [1, 0]),
            ([5_000, 5_000, 5_000, 5_000], [1, 1, 0, 0]),
            ([10_000, 4_000, 6_000], [1, 0, 1]),
            ([-5_000, 5_000], [0, 0]),
            ([-14_000, -14_000, 18_000], [-1, -2, 2]),
            ([], []),
        ] as [([Int64], [Int64])])
    func byHand(microdollars: [Int64], cents: [Int64]) throws {
        let lines = microdollars.map { Money(attodollars: Int128($0) * 1_000_000_000_000) }
        #expect(try Money.apportion(lines, decimals: 2) == cents.map(Money.cents))
    }

    /// What is shown of a part is shared among its own parts, whichever way it was rounded.
    @Test(
        arguments: [
            ([4_000], 0, [0]), ([4_000], 1, [1]), ([3_000, 5_000], 1, [0, 1]),
            ([3_000, 5_000], 0, [0, 0]), ([10_000, 4_000], 1, [1, 0]),
            ([10_000, 4_000], 2, [1, 1]), ([-4_000, 14_000], 1, [0, 1]), ([], 0, []),
        ] as [([Int64], Int64, [Int64])])
    func toShown(microdollars: [Int64], total: Int64, cents: [Int64]) throws {
        let lines = microdollars.map { Money(attodollars: Int128($0) * 1_000_000_000_000) }
        let shown = try Money.apportion(lines, to: .cents(total), decimals: 2)
        #expect(shown == cents.map(Money.cents))
    }

    @Test("Sum, distance and order hold over generated bills", arguments: RoundingRule.allCases)
    func properties(rule: RoundingRule) throws {
        var numbers = TestNumbers(seed: 15)
        for _ in 0..<500 {
            let decimals = numbers.below(5)
            let quantum = Money.quantum(decimals: decimals)
            let lines = (0..<numbers.below(20)).map { _ in
                Money(attodollars: Int128(Int64(bitPattern: numbers.next()) >> numbers.below(30)))
            }
            let shares = try Money.apportion(lines, decimals: decimals, rule: rule)
            let total = try Money.sum(lines).rounded(toDecimals: decimals, rule: rule)
            #expect(try Money.sum(shares) == total)
            for (line, share) in zip(lines, shares) {
                #expect(share.attodollars % quantum == 0)
                #expect((line.attodollars - share.attodollars).magnitude < quantum.magnitude)
            }
            #expect(try Money.apportion(shares, decimals: decimals, rule: rule) == shares)
        }
    }
}
