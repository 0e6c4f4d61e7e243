// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Audit

@Suite struct RationalTests {
    private static func number(_ text: String) throws -> Rational {
        try #require(Rational(decimal: text))
    }

    @Test(arguments: [
        ("0.1", "0.2", "0.3", "-0.1", "0.02", "0.5"),
        ("-7", "2", "-5", "-9", "-14", "-3.5"),
        ("0", "-2.50", "-2.5", "2.5", "0", "0"),
        (
            "1000000000000000000000", "0.000000001", "1000000000000000000000.000000001",
            "999999999999999999999.999999999", "1000000000000", "1000000000000000000000000000000"
        ),
    ])
    func arithmetic(
        a: String, b: String, sum: String, difference: String, product: String, quotient: String
    ) throws {
        let (left, right) = (try Self.number(a), try Self.number(b))
        #expect(try left + right == Self.number(sum))
        #expect(try left - right == Self.number(difference))
        #expect(try left * right == Self.number(product))
        #expect(try left / right == Self.number(quotient))
        #expect((left < right) == (try Self.number(a).approximation < right.approximation))
    }

    @Test func wholeNumbers() throws {
        for (text, floor, ceiling, truncated) in [
            ("2.5", 2, 3, 2), ("-2.5", -3, -2, -2), ("3", 3, 3, 3), ("-0.1", -1, 0, 0),
        ] {
            let number = try Self.number(text)
            #expect(number.floor?.smallWhole == floor)
            #expect(number.ceiling?.smallWhole == ceiling)
            #expect(number.truncated?.smallWhole == truncated)
        }
        let power = try Self.number("-1.5").power(3)
        #expect(try power == Self.number("-3.375"))
        #expect(try Self.number("4").power(-2) == Self.number("0.0625"))
        #expect(Rational.zero.power(-1) == nil && Rational.zero.power(0) == .one)
    }

    @Test(arguments: ["", "-", ".5", "5.", "1e3", "1,000", "1 0", "+1", "--1", "1.2.3", "٣"])
    func refusals(text: String) { #expect(Rational(decimal: text) == nil) }

    @Test func tooLong() throws {
        let large = try #require(Rational(10).power(149))
        #expect(large.power(2) == nil && large * Rational(10) == nil)
        #expect(large + large != nil)
        #expect(Rational(decimal: String(repeating: "1", count: 101)) == nil)
        #expect(Rational(7) / .zero == nil)
    }

    @Test(arguments: [0.0, 0.1, -2.5, 1e100, 3e-80, 123_456_789.125, 1e-300, 1e300])
    func doubles(value: Double) {
        let exact = Rational(exactly: value)
        let isKept = value == 0 || (1e-90...1e140).contains(value.magnitude)
        #expect(exact?.approximation == (isKept ? value : nil))
    }
}
