// SPDX-License-Identifier: GPL-3.0-or-later

/// An amount of ether in wei (10^-18 ETH), not negative, checked.
public struct Wei: Sendable, Hashable, Comparable {
    public let wei: UInt128

    public init(_ wei: UInt128) { self.wei = wei }

    public static let zero = Wei(0)

    /// An estimate of an amount, in wei, becomes whole wei by the rule.
    ///
    /// The only way from a Double. Throws where it is not finite, negative or too large.
    public init(rounding wei: Double, rule: RoundingRule) throws(QuantityError) {
        self.wei = try Wide.count(rounding: wei, of: "wei", most: .max, rule: rule)
    }

    public static func < (a: Wei, b: Wei) -> Bool { a.wei < b.wei }

    public static func + (a: Wei, b: Wei) throws(QuantityError) -> Wei {
        let (sum, overflow) = a.wei.addingReportingOverflow(b.wei)
        if overflow { throw tooLarge("\(a) + \(b)") }
        return Wei(sum)
    }

    public static func - (a: Wei, b: Wei) throws(QuantityError) -> Wei {
        let (difference, overflow) = a.wei.subtractingReportingOverflow(b.wei)
        if overflow {
            throw QuantityError(
                text: "\(a) - \(b)", expected: "an amount that is not negative", reason: .negative)
        }
        return Wei(difference)
    }

    public func multiplied(by count: UInt64) throws(QuantityError) -> Wei {
        let (product, overflow) = wei.multipliedReportingOverflow(by: UInt128(count))
        if overflow { throw Self.tooLarge("\(self) * \(count)") }
        return Wei(product)
    }

    /// wei · price / 10^18: the worth in dollars at the price of one ETH, rounded at 10^-18 USD.
    public func value(
        at etherPrice: Money, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        let isNegative = etherPrice < .zero
        guard
            let magnitude = Wide.divide(
                product: wei, etherPrice.attodollars.magnitude,
                by: ExactDecimal.scale.magnitude, isNegative: isNegative, rounding: rule),
            let worth = Wide.signed(magnitude, isNegative: isNegative)
        else { throw Money.tooLarge("\(self) at \(etherPrice)/ETH") }
        return Money(attodollars: worth)
    }

    static func tooLarge(_ operation: String) -> QuantityError {
        QuantityError(text: operation, expected: "at most \(UInt128.max) wei", reason: .overflow)
    }
}

extension Wei: ParsableQuantity {
    public static let expectation = "an amount of ether such as 1 ETH, 21 gwei or 7 wei"

    private static let units = UnitTable<Int>(
        [("ETH", 18), ("gwei", 9), ("wei", 0)], nicknames: [("ether", "ETH")])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads a decimal of ETH, gwei or wei that is a whole number of wei.
    public init(parsing text: String) throws(QuantityError) {
        wei = try Self.parse(text, units: Self.units, expected: Self.expectation)
    }

    /// A decimal in one of the units, each given by its power of ten in wei.
    static func parse(
        _ text: String, units: UnitTable<Int>, expected: String
    ) throws(QuantityError) -> UInt128 {
        var parser = QuantityParser(text, expected: expected)
        let number = try parser.number()
        let unit = try parser.unit(of: units)
        return try parser.magnitude(of: number, times: powersOfTen[unit], limit: .max)
    }
}

extension Wei: CustomStringConvertible {
    /// The shortest of ETH, gwei and wei, all exact.
    public var description: String {
        Self.shortestText(wei, in: [("ETH", 18), ("gwei", 9), ("wei", 0)])
    }

    /// The shortest exact text in one of the units; a tie goes to the earlier, zero to the last.
    static func shortestText(
        _ wei: UInt128, in units: [(symbol: String, power: Int)]
    ) -> String {
        var shortest = "\(wei) wei"
        for unit in units.reversed() where wei > 0 {
            let text = plainText(wei, decimals: unit.power) + " " + unit.symbol
            if text.utf8.count <= shortest.utf8.count { shortest = text }
        }
        return shortest
    }
}
