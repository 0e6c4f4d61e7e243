// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audit

@Suite struct AgreementTests {
    @Test(
        arguments: [
            ("362", "362", .exact), ("362", "362.5", .rounded), ("363", "362.5", .rounded),
            ("362", "362.88", .cut), ("363", "362.88", .rounded), ("0.27", "0.276", .cut),
            ("0.28", "0.276", .rounded), ("7.50", "7.505", .rounded), ("7.50", "7.509", .cut),
            ("7.50", "7.51", .near), ("-5", "-5.9", .cut), ("-5", "-4.6", .rounded),
            ("7000", "6962.4", .near), ("99", "100", .near), ("101", "100", .near),
            ("98.9", "100", .different), ("101.1", "100", .different), ("0.10", "0.3", .different),
            ("0", "0.4", .rounded), ("0", "0.9", .cut), ("0", "1", .different),
            ("5", "0", .different),
            ("5", "-5", .different), ("1650000", "1666666.666666666666666666", .near),
        ] as [(String, String, Agreement)])
    func exact(published: String, recomputed: String, expected: Agreement) throws {
        let number = try #require(PublishedNumber(published))
        let other = try #require(Rational(decimal: recomputed))
        #expect(number.agreement(with: .exact(other)) == expected)
    }

    /// 50 million over 30 days is published as 1.65 million: 1% below, exactly.
    @Test func onThePercent() throws {
        let number = try #require(PublishedNumber("1650000"))
        let month: Rational? = Rational(50_000_000) / Rational(30)
        #expect(month.map { number.agreement(with: .exact($0)) } == .near)
    }

    @Test(
        arguments: [
            ("4", 4.055, .rounded), ("18", 18.07, .rounded), ("4", 8.147, .different),
            ("4", 4.99, .cut), ("4", 1e300, .different), ("0", 1e-300, .different),
        ] as [(String, Double, Agreement)])
    func near(published: String, recomputed: Double, expected: Agreement) throws {
        let number = try #require(PublishedNumber(published))
        #expect(number.agreement(with: .near(recomputed)) == expected)
    }

    @Test(arguments: ["3-4", "10-20", "", "1,000", "~5", "5x"])
    func noNumbers(text: String) { #expect(PublishedNumber(text) == nil) }
}
