// SPDX-License-Identifier: GPL-3.0-or-later

/// What one of a thing costs.
public struct UnitPrice: Sendable, Hashable {
    public let amount: Money
    public let unit: PriceUnit

    public init(amount: Money, unit: PriceUnit) {
        self.amount = amount
        self.unit = unit
    }

    /// amount · quantity, the quantity counted in the price's unit; rounded at 10^-18 USD.
    public func cost(
        of quantity: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        try amount.multiplied(by: quantity, rounding: rule)
    }
}

/// What a price is for, with the symbol that files and reports write.
public enum PriceUnit: String, Sendable, Hashable, CaseIterable {
    case hour = "h"
    case gigabyteHour = "GB-h"
    case gigabyteSecond = "GB-s"
    /// Data that is kept for a month.
    case gigabyteMonth = "GB-month"
    case gigabyte = "GB"
    case request = "request"
    /// What a provider weighs calls by: compute units, credits.
    case computeUnit = "CU"
    /// A connection that stays open for a minute.
    case connectionMinute = "connection-min"
    case ether = "ETH"
    case month = "month"
}

extension PriceUnit: CustomStringConvertible {
    public var description: String { rawValue }
}

extension UnitPrice: ParsableQuantity {
    public static let expectation =
        "a price such as 0.504 USD/h, 0.02 USD/GB, 0.023 USD/GB-h, 0.00002 USD/GB-s, "
        + "0.0001 USD/request, 3000 USD/ETH or 49 USD/month"

    static let units = UnitTable<PriceUnit>(
        PriceUnit.allCases.map { ($0.rawValue, $0) },
        nicknames: [
            ("hr", "h"), ("hour", "h"), ("hours", "h"), ("gbh", "GB-h"), ("gb-hour", "GB-h"),
            ("gbs", "GB-s"), ("gb-second", "GB-s"), ("gb-mo", "GB-month"),
            ("gbmonth", "GB-month"), ("gb-months", "GB-month"), ("cus", "CU"),
            ("compute unit", "CU"), ("credit", "CU"), ("credits", "CU"),
            ("connection-minute", "connection-min"), ("connection-minutes", "connection-min"),
            ("gigabyte", "GB"), ("req", "request"), ("requests", "request"), ("ether", "ETH"),
            ("mo", "month"), ("mon", "month"), ("months", "month"),
        ])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, "USD", "/", units.pattern])
    }

    /// Reads a decimal, USD, a slash and the unit of the price; not negative.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let value = try parser.exactDecimal(allowsNegative: false)
        if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
        guard parser.consume("USD") else {
            let currency = parser.rest.prefix { $0 != "/" }
            let nearest = Money.currencies.nearest(to: currency)
            throw parser.failure(.unknownUnit(String(currency), nearest: nearest))
        }
        unit = try parser.unitOfPrice(in: "USD")
        amount = Money(attodollars: value.scaled)
    }
}

extension QuantityParser {
    /// The slash after a currency, and what the price is of.
    mutating func unitOfPrice(in currency: String) throws(QuantityError) -> PriceUnit {
        if rest.isEmpty { throw failure(.missingUnit) }
        guard consume("/") else {
            throw failure(.unknownUnit("\(currency)\(rest)", nearest: nil))
        }
        return try unit(of: UnitPrice.units)
    }
}

extension UnitPrice: CustomStringConvertible {
    public var description: String { "\(amount)/\(unit)" }
}
