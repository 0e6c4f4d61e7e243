// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audit

@Suite struct FormulaTests {
    private static let units = UnitSystem()
    private static let figures = ["S1": 0, "S2": 1, "S3": 2]
    /// 50,000 gas, 2 gwei, and words.
    private static let amounts: [Amount?] = [
        try? Amount(Rational(50_000), units.unit("gas")),
        try? Amount(Rational(2), units.unit("gwei")), nil,
    ]

    private static func value(_ text: String) throws -> Amount {
        try FormulaParser.formula(text, figures: figures, units: units).value { amounts[$0] }
    }

    /// Each is exactly the number beside it, in its unit.
    @Test(
        arguments: [
            ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 - 2 - 1", "4"), ("8 / 4 / 2", "1"),
            ("-2^2", "-4"), ("(-2)^2", "4"), ("2^-1", "0.5"), ("2 * -3", "-6"), ("1/3 * 3", "1"),
            ("0.1 + 0.2", "0.3"), ("S1 * S2 * 3000 USD/ETH", "0.3 USD"),
            ("S1*S2*3000 USD/ETH", "0.3 USD"), ("30 day / 12 s", "216000"), ("1 month", "720 h"),
            ("12 USD/GB-h * 2 GB", "24 USD/h"), ("5 %", "0.05"), ("15 %/month * 1 month", "0.15"),
            ("1000 req/s * 1 min", "60000"), ("1 year", "365 day"), ("8 / 2 s", "4 1/s"),
            ("max(1, 3, 2)", "3"), ("min(4 s, 3000 ms)", "3 s"), ("mean(1 h, 2 h, 6 h)", "3 h"),
            ("abs(-3 USD)", "3 USD"), ("floor(-1.5)", "-2"), ("ceil(10 * 95% / 70%)", "14"),
            ("(2 s)^2 / 1 s", "4 s"), ("1 Gbps", "125 MB/s"), ("2 kat * 3", "6"),
            ("10 S1 / S1", nil), ("((1))", "1"),
        ] as [(String, String?)])
    func exact(text: String, expected: String?) throws {
        guard let expected else {
            #expect(throws: FormulaFault.self) { try Self.value(text) }
            return
        }
        if text.contains("kat") {
            #expect(throws: FormulaFault.self) { try Self.value(text) }
            return
        }
        let parts = expected.split(separator: " ", maxSplits: 1)
        let number = try #require(Rational(decimal: parts[0]))
        let unit = try Self.units.unit(parts.count > 1 ? parts[1] : "")
        #expect(try Self.value(text) == Amount(number, unit))
    }

    /// 2 = 1.15^4.9595, and so on.
    @Test(arguments: [
        ("log(2) / log(1.15)", 4.959_484_454_8), ("exp(1)", 2.718_281_828_459_045),
        ("sqrt(2)", 1.414_213_562_373_095), ("2^0.5", 1.414_213_562_373_095),
        ("exp(log(7))", 7),
    ])
    func near(text: String, expected: Double) throws {
        let amount = try Self.value(text)
        #expect(amount.dimension == .none)
        #expect(abs(amount.number.approximation - expected) < 1e-9 * expected)
    }

    /// Where it is wrong, in bytes from 0, and a word of the reason.
    @Test(
        arguments: [
            ("", 0, "must be here"), ("1 +", 3, "must be here"), ("1 + * 2", 4, "must be here"),
            ("(1", 2, "closing parenthesis"), ("1)", 1, "operator or the end"),
            ("1 2", 2, "operator or the end"), ("S9 + 1", 0, "no figure of this id"),
            ("1 + S9", 4, "no figure of this id"), ("5 moth", 2, "no unit here"),
            ("5 USD/moth", 2, "no unit here"), ("1 + total", 4, "no figure of this id"),
            ("sum(1)", 0, "no such function"), ("log(1, 2)", 0, "it takes one"),
            ("max()", 4, "must be here"), ("1 ? 2", 2, "no part of a formula"),
            ("1 × 2", 2, "no part of a formula"), ("1.", 0, "must follow the point"),
            ("2^3^2", 3, "parentheses around"), ("1 = 1", 2, "operator or the end"),
            ("1e3", 0, "operator must follow"), ("1,000", 1, "operator or the end"),
            (String(repeating: "(", count: 60) + "1", 51, "parentheses 50 deep"),
            (String(repeating: "1+", count: 400) + "1", 499, "more than 500"),
            (String(repeating: "1", count: 2_001), 0, "at most 2000"),
            (String(repeating: "9", count: 101), 0, "too many digits"),
        ] as [(String, Int, String)])
    func syntax(text: String, offset: Int, words: String) {
        do {
            _ = try FormulaParser.formula(text, figures: Self.figures, units: Self.units)
            Issue.record("\(text) is read")
        } catch {
            #expect(error.offset == offset, "\(error)")
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test(
        arguments: [
            ("S1 + S2", 3, "mixed units, gas and ETH/gas"), ("1 s + 1 USD", 4, "mixed units"),
            ("1 / 0", 2, "division by zero"), ("1 / (S1 - S1)", 2, "division by zero"),
            ("0^-1", 1, "division by zero"), ("log(0)", 0, "no log of 0.0"),
            ("log(-1)", 0, "no log of -1.0"), ("sqrt(-1)", 0, "no sqrt of -1.0"),
            ("log(2 s)", 0, "s where a plain number"), ("2^(1 s)", 1, "s where a plain number"),
            ("10^999", 2, "too large"), ("10^1001", 2, "beyond 1000"),
            ("exp(1000)", 0, "too large"),
            ("(((1 s)^1000)^1000)^1000", 19, "beyond 1000"),
            ("(-8)^0.5", 4, "no power of"), ("S3 * 2", 0, "no number in this figure"),
            ("max(1 s, 2)", 0, "mixed units"), ("floor(1.5 h)", 0, "s where a plain number"),
        ] as [(String, Int, String)])
    func faults(text: String, offset: Int, words: String) throws {
        let formula = try FormulaParser.formula(
            text, figures: Self.figures, units: Self.units)
        do {
            _ = try formula.value { Self.amounts[$0] }
            Issue.record("\(text) has a value")
        } catch {
            #expect(error.offset == offset, "\(error)")
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test func relations() throws {
        let relation = try FormulaParser.relation(
            "S1 + 1 gas >= 2 * S1", figures: Self.figures, units: Self.units)
        #expect(relation.sign == .greaterOrEqual && relation.offset == 11)
        #expect(relation.left.figures == [0] && relation.right.figures == [0])
        for text in ["1", "1 = ", "1 = 1 = 1", "= 1", "1 == 1", "1 >> 1"] {
            #expect(throws: FormulaFault.self) {
                try FormulaParser.relation(text, figures: Self.figures, units: Self.units)
            }
        }
    }

    @Test func unitsOfTheirOwn() throws {
        #expect(try Self.units.unit("1/day") == Self.units.unit("1/day"))
        #expect(try Self.units.unit("USD/GB-h").dimension.description == "USD/s/B")
        for text in ["USD/", "/s", "2/s", "usd", "USD/1", "s^2", " s"] {
            #expect(throws: UnitFault.self) { try Self.units.unit(text) }
        }
        let short = UnitSystem(hoursPerMonth: 730)
        #expect(try short.unit("month").size == Rational(2_628_000))
    }
}
