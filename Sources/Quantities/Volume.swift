// SPDX-License-Identifier: GPL-3.0-or-later

/// A given number of things in each period, kept as it was written: 50000000 a month.
public struct Volume: Sendable, Hashable {
    public let count: ExactDecimal
    public let per: Period

    public enum Period: String, Sendable, Hashable, CaseIterable {
        case second = "s"
        case hour = "h"
        case day = "day"
        case month = "month"
    }

    /// - Precondition: the count is not negative.
    public init(count: ExactDecimal, per: Period) {
        precondition(count >= .zero, "a volume is not negative")
        self.count = count
        self.per = per
    }

    /// So many times the count, rounded at 10^-18; none where the factor is negative.
    public func scaled(by factor: ExactDecimal) throws(QuantityError) -> Volume {
        let product = try count.multiplied(by: factor, rounding: .halfEven)
        return Volume(count: max(product, .zero), per: per)
    }

    /// count · hours / hours of a period: exact before one rounding at 10^-18.
    ///
    /// The hours of a month are used by a monthly volume alone; they must not be zero.
    public func quantity(
        inHours hours: ExactDecimal, hoursPerMonth: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> ExactDecimal {
        switch per {
        case .second:
            // A second is no exact decimal of an hour; 3600 of them are one.
            let seconds = try hours.multiplied(by: ExactDecimal(3_600), rounding: rule)
            return try count.multiplied(by: seconds, rounding: rule)
        case .hour: return try count.multiplied(by: hours, rounding: rule)
        case .day: return try count.multiplied(by: hours, over: ExactDecimal(24), rounding: rule)
        case .month: return try count.multiplied(by: hours, over: hoursPerMonth, rounding: rule)
        }
    }
}

extension Volume: ParsableQuantity {
    public static let expectation = "a volume such as 3000/day or 50000000/month"

    private static let units = UnitTable<Period>(
        Period.allCases.map { ($0.rawValue, $0) },
        nicknames: [
            ("sec", "s"), ("second", "s"), ("hr", "h"), ("hour", "h"), ("d", "day"),
            ("days", "day"), ("mo", "month"), ("mon", "month"), ("months", "month"),
        ])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, "/", units.pattern])
    }

    /// Reads a decimal and /s, /h, /day or /month; not negative.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let value = try parser.exactDecimal(allowsNegative: false)
        guard parser.consume("/") else {
            if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        per = try parser.unit(of: Self.units)
        count = value
    }
}

extension Volume: CustomStringConvertible {
    public var description: String { "\(count)/\(per.rawValue)" }
}
