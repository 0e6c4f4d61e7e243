// SPDX-License-Identifier: GPL-3.0-or-later

/// A decimal with 18 places, exact in addition and checked everywhere: ±1.7 · 10^20.
public struct ExactDecimal: Sendable, Hashable, Comparable {
    /// The value times 10^18.
    public let scaled: Int128

    public init(scaled: Int128) { self.scaled = scaled }

    public init(_ whole: Int64) { scaled = Int128(whole) * Self.scale }

    static let decimals = 18
    static let scale: Int128 = 1_000_000_000_000_000_000

    public static let zero = ExactDecimal(0)
    public static let one = ExactDecimal(1)

    /// A Double near the value, for ratios and charts; never to make money from.
    public var approximation: Double { Double(scaled) / 1e18 }

    /// Every bit of the Double counts, then the rule cuts at 10^-18. Throws where it is not finite
    /// or too large.
    public init(rounding value: Double, rule: RoundingRule) throws(QuantityError) {
        scaled = try Money(rounding: value, rule: rule).attodollars
    }

    public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool { a.scaled < b.scaled }

    public static func + (a: ExactDecimal, b: ExactDecimal) throws(QuantityError) -> ExactDecimal {
        let (sum, overflow) = a.scaled.addingReportingOverflow(b.scaled)
        if overflow { throw tooLarge("\(a) + \(b)") }
        return ExactDecimal(scaled: sum)
    }

    public static func - (a: ExactDecimal, b: ExactDecimal) throws(QuantityError) -> ExactDecimal {
        let (difference, overflow) = a.scaled.subtractingReportingOverflow(b.scaled)
        if overflow { throw tooLarge("\(a) - \(b)") }
        return ExactDecimal(scaled: difference)
    }

    public func multiplied(
        by factor: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> ExactDecimal {
        try multiplied(by: factor, over: .one, rounding: rule)
    }

    /// self · factor / divisor, rounded once, after the full product; throws on a zero divisor.
    public func multiplied(
        by factor: ExactDecimal, over divisor: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> ExactDecimal {
        let operation = { "\(self) * \(factor) / \(divisor)" }
        if divisor.scaled == 0 { throw Self.zeroDivisor(operation()) }
        guard
            let result = Wide.divide(
                product: scaled, factor.scaled, by: divisor.scaled, rounding: rule)
        else { throw Self.tooLarge(operation()) }
        return ExactDecimal(scaled: result)
    }

    public func divided(
        by divisor: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> ExactDecimal {
        try multiplied(by: .one, over: divisor, rounding: rule)
    }

    static func tooLarge(_ operation: String) -> QuantityError {
        QuantityError(
            text: operation, expected: "a result within ±170141183460469231731",
            reason: .overflow)
    }

    static func zeroDivisor(_ operation: String) -> QuantityError {
        QuantityError(
            text: operation, expected: "a divisor that is not zero",
            reason: .outOfRange("the divisor is zero"))
    }
}

extension ExactDecimal: ParsableQuantity {
    public static let expectation = "a number such as 0.0001 or 50000000"

    public static var pattern: String { QuantityPattern.decimal(allowsNegative: true) }

    /// Reads a plain decimal without unit, at most 18 decimals.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let value = try parser.exactDecimal()
        guard parser.rest.isEmpty else {
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        self = value
    }
}

extension QuantityParser {
    mutating func exactDecimal(allowsNegative: Bool = true) throws(QuantityError) -> ExactDecimal {
        let number = try number(allowsNegative: allowsNegative)
        let magnitude = try magnitude(
            of: number, times: ExactDecimal.scale.magnitude, limit: Int128.max.magnitude)
        guard let scaled = Wide.signed(magnitude, isNegative: number.isNegative) else {
            throw failure(.overflow)
        }
        return ExactDecimal(scaled: scaled)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// All decimals, no trailing zeros.
    public var description: String {
        plainText(scaled.magnitude, decimals: Self.decimals, isNegative: scaled < 0)
    }
}
