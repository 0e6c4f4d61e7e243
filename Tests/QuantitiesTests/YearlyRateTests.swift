// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Yearly rates") struct YearlyRateTests {
    @Test(arguments: [
        ("8%", "0.08", "8%/year"), ("8%/year", "0.08", "8%/year"), ("-5 %", "-0.05", "-5%/year"),
        ("0%", "0", "0%/year"), ("7.25% / year", "0.0725", "7.25%/year"),
    ])
    func reads(text: String, share: String, written: String) throws {
        let rate = try YearlyRate(parsing: text)
        #expect(rate.share == (try ExactDecimal(parsing: share)))
        #expect("\(rate)" == written)
        #expect(try YearlyRate(parsing: written) == rate)
    }

    @Test(arguments: [
        ("8", QuantityError.Reason.missingUnit), ("-100%", .outOfRange("from -99% to 1000%")),
        ("1001%", .outOfRange("from -99% to 1000%")), ("", .notANumber),
        ("8%/month", .unknownUnit("month", nearest: nil)),
        ("8 USD", .unknownUnit("USD", nearest: "%")),
        ("8%year", .unknownUnit("year", nearest: nil)),
    ])
    func refuses(text: String, reason: QuantityError.Reason) {
        let error = #expect(throws: QuantityError.self) { try YearlyRate(parsing: text) }
        #expect(error?.reason == reason)
    }

    /// A twelfth of the share each month: 6% of 50,000 USD are 250 USD.
    @Test func ofMonth() throws {
        #expect(try YearlyRate(parsing: "6%").ofMonth(.usd(50_000)) == .usd(250))
    }

    @Test func growthsAreOrdered() throws {
        let texts = ["-2%/month", "0%/month", "5%/year", "1%/month", "60%/year", "5%/month"]
        let growths = try texts.map { try Growth(parsing: $0) }
        #expect(growths.sorted() == growths)
    }
}
