// SPDX-License-Identifier: GPL-3.0-or-later

/// A share of money, exact: 12.5% is 0.125. It may exceed 100%.
public struct Percentage: Sendable, Hashable, Comparable {
    public let fraction: ExactDecimal

    public init(fraction: ExactDecimal) { self.fraction = fraction }

    public static let zero = Percentage(fraction: .zero)
    public static let whole = Percentage(fraction: .one)

    public static func < (a: Percentage, b: Percentage) -> Bool { a.fraction < b.fraction }

    /// The share of an amount, rounded at 10^-18 USD.
    public func of(_ amount: Money, rounding rule: RoundingRule) throws(QuantityError) -> Money {
        try amount.multiplied(by: fraction, rounding: rule)
    }
}

extension Percentage: ParsableQuantity {
    public static let expectation = Ratio.expectation
    public static var pattern: String { Ratio.pattern }

    /// Reads a decimal and %; at most 16 decimals, not negative.
    public init(parsing text: String) throws(QuantityError) {
        let ratio = try Ratio(parsing: text)
        var parser = QuantityParser(text, expected: Self.expectation)
        let percent = try parser.exactDecimal(allowsNegative: false)
        let (fraction, rest) = percent.scaled.quotientAndRemainder(dividingBy: 100)
        guard rest == 0, ratio.fraction.isFinite else { throw parser.failure(.notExact) }
        self.fraction = ExactDecimal(scaled: fraction)
    }
}

extension Percentage: CustomStringConvertible {
    public var description: String { ExactDecimal(scaled: fraction.scaled * 100).description + "%" }
}
