// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("An amount in parts")
struct MoneySplitTests {
    @Test(
        arguments: [
            ("100 USD", [1, 1], ["50", "50"]),
            (
                "1 USD", [1, 1, 1],
                [
                    "0.333333333333333334", "0.333333333333333333", "0.333333333333333333",
                ]
            ),
            ("-1 USD", [1, 2], ["-0.333333333333333333", "-0.666666666666666667"]),
            ("10 USD", [0, 4, 0, 1], ["0", "8", "0", "2"]),
            ("0 USD", [1, 2], ["0", "0"]),
            (
                "0.000000000000000001 USD", [1, 3],
                [
                    "0", "0.000000000000000001",
                ]
            ),
            ("7 USD", [1e-300, 0], ["7", "0"]), ("7 USD", [1e300, 1e300], ["3.5", "3.5"]),
        ] as [(String, [Double], [String])])
    func byHand(amount: String, weights: [Double], parts: [String]) throws {
        let found = try #require(try Money(parsing: amount).split(by: weights))
        #expect(found.map(\.decimalString) == parts)
    }

    @Test(arguments: [[], [0], [0, 0, 0]] as [[Double]])
    func noWeight(weights: [Double]) throws {
        #expect(try Money.usd(1).split(by: weights) == nil)
    }

    /// The parts add up, and each is its share within one unit of 10^-18 and the weights' rounding.
    @Test func properties() throws {
        var numbers = TestNumbers(seed: 16)
        for _ in 0..<500 {
            let amount = Money(
                attodollars: Int128(Int64(bitPattern: numbers.next()) >> numbers.below(30)))
            let weights = (0...numbers.below(12)).map { _ in
                Double(numbers.below(1_000_000)) / Double(1 + numbers.below(1_000))
            }
            guard let parts = try amount.split(by: weights) else {
                #expect(weights.allSatisfy { $0 == 0 })
                continue
            }
            #expect(try Money.sum(parts) == amount)
            let sum = weights.reduce(0, +)
            for (part, weight) in zip(parts, weights) {
                let exact = Double(amount.attodollars) * weight / sum
                let gap = (Double(part.attodollars) - exact).magnitude
                #expect(gap <= 1 + 1e-12 * Double(amount.attodollars).magnitude)
            }
        }
    }
}
