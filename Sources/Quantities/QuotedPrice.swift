// SPDX-License-Identifier: GPL-3.0-or-later

/// What one of a thing costs in the currency of who sells it: 0.47 EUR/h.
public struct QuotedPrice: Sendable, Hashable {
    public let amount: ExactDecimal
    public let currency: CurrencyCode
    public let unit: PriceUnit

    /// In dollars, at so many for one of its currency; rounded at 10^-18 USD.
    public func price(at rate: ExactDecimal) throws(QuantityError) -> UnitPrice {
        let dollars = try Money(attodollars: amount.scaled)
            .multiplied(by: rate, rounding: .halfEven)
        return UnitPrice(amount: dollars, unit: unit)
    }
}

/// Three capital letters, as ISO 4217 has them.
public struct CurrencyCode: Sendable, Hashable, CustomStringConvertible {
    public let letters: String

    public static let dollar = CurrencyCode(letters: "USD")

    fileprivate init(letters: String) { self.letters = letters }

    public var description: String { letters }
}

extension CurrencyCode: ParsableQuantity {
    public static let expectation = "the three letters of a currency, such as EUR"
    static let letters = "[A-Z][A-Z][A-Z]"
    public static var pattern: String { QuantityPattern.text([letters]) }

    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        self = try parser.currency()
        guard parser.rest.isEmpty else {
            throw parser.failure(.unknownUnit(parser.text, nearest: nil))
        }
    }
}

extension QuotedPrice: ParsableQuantity {
    public static let expectation = UnitPrice.expectation

    public static var pattern: String {
        QuantityPattern.text(
            [QuantityPattern.number, CurrencyCode.letters, "/", UnitPrice.units.pattern])
    }

    /// Reads a decimal, a currency, a slash and the unit of the price; not negative.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        amount = try parser.exactDecimal(allowsNegative: false)
        currency = try parser.currency()
        unit = try parser.unitOfPrice(in: currency.letters)
    }
}

/// What one of a currency is in dollars: 1.08 USD/EUR.
public struct ExchangeRate: Sendable, Hashable {
    public let dollars: ExactDecimal
    public let currency: CurrencyCode
}

extension ExchangeRate: ParsableQuantity {
    public static let expectation = "a rate such as 1.08 USD/EUR"

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, "USD", "/", CurrencyCode.letters])
    }

    /// Reads a decimal above zero, USD, a slash and a currency.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        dollars = try parser.exactDecimal(allowsNegative: false)
        if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
        guard parser.consume("USD"), parser.consume("/") else {
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        currency = try parser.currency()
        guard parser.rest.isEmpty else {
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        guard dollars > .zero else { throw parser.failure(.outOfRange("more than 0 USD")) }
    }
}

extension ExchangeRate: CustomStringConvertible {
    public var description: String { "\(dollars) USD/\(currency)" }
}

extension QuantityParser {
    fileprivate mutating func currency() throws(QuantityError) -> CurrencyCode {
        if rest.isEmpty { throw failure(.missingUnit) }
        let word = rest.prefix { $0 != "/" && $0 != " " && $0 != "\t" }
        let isCode = word.utf8.count == 3 && word.utf8.allSatisfy { (0x41...0x5a).contains($0) }
        guard isCode, consume(String(word)) else {
            let nearest = Money.currencies.nearest(to: word)
            throw failure(.unknownUnit(String(word), nearest: nearest))
        }
        return CurrencyCode(letters: String(word))
    }
}
