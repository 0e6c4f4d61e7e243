// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Verification

/// What a case of money or of a line through points may not ask.
@Suite struct FinanceCaseTests {
    @Test(arguments: [
        ("payback", #"{"oneTimeCost": 5, "monthlySaving": 0}"#, "never paid back; save more"),
        ("payback", #"{"oneTimeCost": 5}"#, "'monthlySaving' of payback is missing"),
        ("trimmed-mean", #"{"values": [1, 2], "trim": 0.5}"#, "must be below 0.5"),
        ("trimmed-mean", #"{"values": [], "trim": 0}"#, "must hold a number"),
        ("monthly-cost", #"{"hourlyPrice": 0.12345678901234567, "hoursPerMonth": 1}"#, "15 digits"),
        ("monthly-cost", #"{"hourlyPrice": 1e-19, "hoursPerMonth": 1}"#, "'hourlyPrice'"),
        ("monthly-cost", #"{"hourlyPrice": 1e15, "hoursPerMonth": 1e15}"#, "is too large"),
        ("bill", #"{"lines": [{"quantity": 1}]}"#, "'lines[0].unitPrice' of bill is missing"),
        (
            "invocation-cost",
            #"{"pricePerMillisecond": 1, "baseMemoryMebibytes": 0, "memoryMebibytes": 1, "#
                + #""durationsMilliseconds": [1]}"#, "the divisor is zero"
        ),
        ("least-squares", #"{"times": [0, 1], "values": [1]}"#, "each time needs its value"),
        ("least-squares", #"{"times": [1], "values": [1]}"#, "a line needs two"),
        ("least-squares", #"{"times": [1, 1], "values": [1, 2]}"#, "all points are of one time"),
        ("least-squares", #"{"times": [0, 1e300], "values": [1, 2]}"#, "too large to be squared"),
        (
            "linear-runway", #"{"times": [0, 1], "values": [2, 2], "capacity": 9, "now": 1}"#,
            "does not rise"
        ),
        ("seasonal-naive", #"{"season": 3, "history": [1, 2], "actual": [1]}"#, "has 2 points"),
        ("seasonal-naive", #"{"season": 0, "history": [1], "actual": [1]}"#, "1 or more"),
        ("seasonal-naive", #"{"season": 1, "history": [1], "actual": []}"#, "'actual' is empty"),
    ])
    func refusals(system: String, parameters: String, words: String) throws {
        let text = KnownCaseReadingTests.text(
            system: #""\#(system)""#, parameters: parameters, expected: "{}")
        do {
            _ = try KnownCaseReadingTests.read(text)
            Issue.record("\(system) takes \(parameters)")
        } catch {
            #expect(error.description.contains(words), "\(error)")
            #expect(error.caseID == "A1")
        }
    }

    /// A JSON number becomes the decimal that was written.
    @Test(
        arguments: [
            (0.1, "0.1"), (560.64, "560.64"), (2.1e-9, "0.0000000021"), (-3.5, "-3.5"), (0, "0"),
            (1e16, "10000000000000000"), (123_456_789_012_345, "123456789012345"),
            (0.000_016_666_7, "0.0000166667"), (730, "730"), (1e-18, "0.000000000000000001"),
            (1_234_567_890_123_456, nil), (1.0 / 3, nil), (1e-19, nil), (1e30, nil),
        ] as [(Double, String?)])
    func decimals(number: Double, text: String?) {
        #expect(ExactDecimal(written: number)?.description == text)
    }
}
