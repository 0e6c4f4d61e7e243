// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Review

@Suite("Written numbers")
struct WrittenNumberTests {
    @Test(arguments: [
        ("12 ms", "1.2", "14.4 ms"), ("0.05", "0.8", "0.04"), ("3%/month", "0.5", "1.5%/month"),
        ("4", "1.1", "5"), ("4", "0.9", "3"), ("100", "1.1", "110"), ("80%", "0.9", "72%"),
        ("1.5 GiB", "2", "3 GiB"), ("50_000", "0.5", "25000"),
        ("50000000/month", "1.1", "55000000/month"), ("2.59415ms", "0.75", "1.946ms"),
        ("99.999ms", "1", "100ms"), ("0.00012345s", "1", "0.0001235s"),
    ])
    func times(text: String, factor: String, expected: String) throws {
        let number = try #require(WrittenNumber(text))
        #expect(number.times(try ExactDecimal(parsing: factor)) == expected)
    }

    @Test(arguments: ["", "fast", "exponential 5 ms", "5 ms to 9 ms", "-3", "[1, 2]", "."])
    func none(text: String) { #expect(WrittenNumber(text) == nil) }

    /// A factor of one is no count.
    @Test func oneMayBeAFactor() throws {
        let half = try ExactDecimal(parsing: "0.5")
        #expect(try #require(WrittenNumber("1")).times(half) == "0.5")
        #expect(try #require(WrittenNumber("2")).times(ExactDecimal(parsing: "0.1")) == nil)
    }
}
