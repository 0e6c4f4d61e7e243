// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Products of 256 bits and rounding")
struct WideTests {
    /// The table of RoundingRule's documentation and its neighbours; numerator over 10.
    @Test(
        arguments: [
            (.halfEven, 25, 2), (.halfEven, -25, -2), (.halfEven, 35, 4), (.halfEven, -35, -4),
            (.halfEven, 26, 3), (.halfEven, -26, -3), (.halfEven, 21, 2), (.halfEven, 5, 0),
            (.halfUp, 25, 3), (.halfUp, -25, -3), (.halfUp, 24, 2), (.halfUp, -24, -2),
            (.down, 25, 2), (.down, -25, -3), (.down, 21, 2), (.down, -21, -3), (.down, -20, -2),
            (.up, 25, 3), (.up, -25, -2), (.up, 21, 3), (.up, -21, -2), (.up, 20, 2),
            (.towardZero, 29, 2), (.towardZero, -29, -2),
            (.awayFromZero, 21, 3), (.awayFromZero, -21, -3), (.awayFromZero, 20, 2),
        ] as [(RoundingRule, Int128, Int128)])
    func roundingRules(rule: RoundingRule, tenths: Int128, expected: Int128) {
        #expect(Wide.divide(product: tenths, 1, by: 10, rounding: rule) == expected)
        #expect(Wide.divide(product: -tenths, 1, by: -10, rounding: rule) == expected)
    }

    /// By hand: (2^128 - 1)^2 = 2^256 - 2^129 + 1; 10^38 · 10^38 / 10^38; (2^127)^2 / 2^127 …
    @Test(
        arguments: [
            (.max, .max, .max, .max, 0),
            (.max, .max - 1, .max, .max - 1, 0),
            (powersOfTen[38], powersOfTen[38], powersOfTen[38], powersOfTen[38], 0),
            (1 << 127, 1 << 127, 1 << 127, 1 << 127, 0),
            // 2^254 = (2^127 - 1) · (2^127 + 1) + 1
            (1 << 127, 1 << 127, (1 << 127) + 1, (1 << 127) - 1, 1),
            // 10^38 · 7 / 3 = 233…3 rest 1
            (powersOfTen[38], 7, 3, (powersOfTen[38] * 2 + powersOfTen[38] / 3), 1),
            (10, 10, 3, 33, 1),
            (0, .max, 7, 0, 0),
        ] as [(UInt128, UInt128, UInt128, UInt128, UInt128)])
    func fullWidth(
        a: UInt128, b: UInt128, divisor: UInt128, quotient: UInt128, remainder: UInt128
    ) throws {
        let result = try #require(Wide.divide(product: a, b, by: divisor))
        #expect(result.quotient == quotient)
        #expect(result.remainder == remainder)
    }

    @Test(
        arguments: [
            (.max, .max, .max - 1), (.max, 2, 1), (1, 1, 0), (1 << 127, 2, 1),
        ] as [(UInt128, UInt128, UInt128)])
    func refusesWhatDoesNotFit(a: UInt128, b: UInt128, divisor: UInt128) {
        #expect(Wide.divide(product: a, b, by: divisor) == nil)
    }

    @Test("quotient · divisor + remainder is the product, over random operands")
    func divisionLaw() throws {
        var numbers = TestNumbers(seed: 14)
        for _ in 0..<5_000 {
            let a = (UInt128(numbers.next()) << 64 | UInt128(numbers.next())) >> numbers.below(128)
            let b = (UInt128(numbers.next()) << 64 | UInt128(numbers.next())) >> numbers.below(128)
            let divisor = max(
                1, (UInt128(numbers.next()) << 64 | UInt128(numbers.next())) >> numbers.below(128))
            let product = a.multipliedFullWidth(by: b)
            guard let (quotient, remainder) = Wide.divide(product: a, b, by: divisor) else {
                #expect(product.high >= divisor)
                continue
            }
            #expect(remainder < divisor)
            let back = quotient.multipliedFullWidth(by: divisor)
            let (low, carry) = back.low.addingReportingOverflow(remainder)
            #expect(low == product.low)
            #expect(back.high + (carry ? 1 : 0) == product.high)
        }
    }

    @Test(arguments: [Int128.min, -1, 0, 1, Int128.max])
    func signedLimits(value: Int128) {
        #expect(Wide.signed(value.magnitude, isNegative: value < 0) == value)
        #expect(Wide.divide(product: value, 1, by: 1, rounding: .halfEven) == value)
    }

    @Test func beyondTheSignedLimits() {
        #expect(Wide.signed(Int128.min.magnitude, isNegative: false) == nil)
        #expect(Wide.signed(Int128.min.magnitude + 1, isNegative: true) == nil)
        #expect(Wide.divide(product: .min, -1, by: 1, rounding: .down) == nil)
    }
}
