// SPDX-License-Identifier: GPL-3.0-or-later

/// An amount of US dollars in units of 10^-18, positive or negative, checked: ±1.7 · 10^20 USD.
///
/// Sums are exact. A product is formed in full width and rounded once by a named rule.
public struct Money: Sendable, Hashable, Comparable {
    /// The amount in units of 10^-18 USD.
    public let attodollars: Int128

    public init(attodollars: Int128) { self.attodollars = attodollars }

    public static let zero = Money(attodollars: 0)

    public static func usd(_ dollars: Int64) -> Money {
        Money(attodollars: Int128(dollars) * ExactDecimal.scale)
    }

    public static func cents(_ cents: Int64) -> Money {
        Money(attodollars: Int128(cents) * (ExactDecimal.scale / 100))
    }

    /// An estimate becomes money: every bit of the Double counts, then the rule cuts at 10^-18.
    ///
    /// The only way from a Double. Throws where it is not finite or too large.
    public init(rounding dollars: Double, rule: RoundingRule) throws(QuantityError) {
        let failure = { (reason: QuantityError.Reason) in
            QuantityError(
                text: "\(dollars) USD", expected: "a finite amount within ±170141183460469231731",
                reason: reason)
        }
        guard dollars.isFinite else { throw failure(.notFinite) }
        let scale = UInt64(ExactDecimal.scale)
        guard let magnitude = Wide.round(dollars, times: scale, rule: rule),
            let value = Wide.signed(magnitude, isNegative: dollars < 0)
        else { throw failure(.overflow) }
        attodollars = value
    }

    /// A Double near the amount, for ratios and charts; never to make money from.
    public var approximation: Double { Double(attodollars) / 1e18 }

    public static func < (a: Money, b: Money) -> Bool { a.attodollars < b.attodollars }

    public static func + (a: Money, b: Money) throws(QuantityError) -> Money {
        let (sum, overflow) = a.attodollars.addingReportingOverflow(b.attodollars)
        if overflow { throw tooLarge("\(a) + \(b)") }
        return Money(attodollars: sum)
    }

    public static func - (a: Money, b: Money) throws(QuantityError) -> Money {
        let (difference, overflow) = a.attodollars.subtractingReportingOverflow(b.attodollars)
        if overflow { throw tooLarge("\(a) - \(b)") }
        return Money(attodollars: difference)
    }

    public static func sum(_ amounts: [Money]) throws(QuantityError) -> Money {
        var total = Money.zero
        for amount in amounts { total = try total + amount }
        return total
    }

    /// self · count, exact.
    public func multiplied(by count: Int64) throws(QuantityError) -> Money {
        let (product, overflow) = attodollars.multipliedReportingOverflow(by: Int128(count))
        if overflow { throw Self.tooLarge("\(self) * \(count)") }
        return Money(attodollars: product)
    }

    /// self · quantity, rounded at 10^-18.
    public func multiplied(
        by quantity: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        try multiplied(by: quantity, over: .one, rounding: rule)
    }

    /// self · factor / divisor, rounded once, after the full product; throws on a zero divisor.
    public func multiplied(
        by factor: ExactDecimal, over divisor: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        let operation = { "\(self) * \(factor) / \(divisor)" }
        if divisor.scaled == 0 { throw ExactDecimal.zeroDivisor(operation()) }
        guard
            let result = Wide.divide(
                product: attodollars, factor.scaled, by: divisor.scaled, rounding: rule)
        else { throw Self.tooLarge(operation()) }
        return Money(attodollars: result)
    }

    /// self / divisor, rounded at 10^-18; throws on zero.
    public func divided(
        by divisor: Int64, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        try multiplied(by: .one, over: ExactDecimal(divisor), rounding: rule)
    }

    /// The amount cut to decimal places, 0 to 18, by the rule.
    public func rounded(
        toDecimals decimals: Int, rule: RoundingRule
    ) throws(QuantityError) -> Money {
        let quantum = Self.quantum(decimals: decimals)
        guard
            let steps = Wide.divide(product: attodollars, 1, by: quantum, rounding: rule)
        else { throw Self.tooLarge("\(self)") }
        let (value, overflow) = steps.multipliedReportingOverflow(by: quantum)
        if overflow { throw Self.tooLarge("\(self) rounded to \(decimals) decimals") }
        return Money(attodollars: value)
    }

    /// 10^-decimals USD, in units of 10^-18.
    static func quantum(decimals: Int) -> Int128 {
        precondition((0...ExactDecimal.decimals).contains(decimals), "0 to 18 decimals")
        return Int128(powersOfTen[ExactDecimal.decimals - decimals])
    }

    static func tooLarge(_ operation: String) -> QuantityError {
        QuantityError(
            text: operation, expected: "an amount within ±170141183460469231731 USD",
            reason: .overflow)
    }
}

extension Money: ParsableQuantity {
    public static let expectation = "an amount such as 0.504 USD"

    static let currencies = UnitTable<Void>(
        [("USD", ())], nicknames: [("$", "USD"), ("dollar", "USD"), ("dollars", "USD")])

    public static var pattern: String {
        QuantityPattern.text(["-?" + QuantityPattern.number, currencies.pattern])
    }

    /// Reads a decimal and USD; a minus sign is lawful.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let value = try parser.exactDecimal()
        try parser.unit(of: Self.currencies)
        attodollars = value.scaled
    }
}

extension Money: CustomStringConvertible {
    /// Exact, with its unit: 0.504 USD.
    public var description: String { decimalString + " USD" }

    /// Exact, without unit and trailing zeros: 0.504.
    public var decimalString: String { decimalString(atLeast: 0) }

    /// Exact, with zeros appended up to the given number of decimals: 12.5 at least 2 is 12.50.
    public func decimalString(atLeast decimals: Int) -> String {
        let text = ExactDecimal(scaled: attodollars).description
        guard decimals > 0 else { return text }
        let fraction = text.split(separator: ".").dropFirst().first ?? ""
        let missing = max(0, decimals - fraction.utf8.count)
        return text + (fraction.isEmpty ? "." : "") + String(repeating: "0", count: missing)
    }
}
