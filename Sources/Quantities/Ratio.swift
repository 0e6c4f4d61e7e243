// SPDX-License-Identifier: GPL-3.0-or-later

/// A share or a utilization: a fraction, finite and not negative; it may exceed 1.
@frozen
public struct Ratio: Sendable, Hashable, Comparable {
    public let fraction: Double

    @inlinable
    init(_fraction: Double) {
        precondition(_fraction.isFinite && _fraction >= 0, "a ratio is finite and not negative")
        fraction = _fraction
    }

    @inlinable
    public static var zero: Ratio { Ratio(_fraction: 0) }
    @inlinable
    public static var one: Ratio { Ratio(_fraction: 1) }

    @inlinable
    public static func percent(_ value: Double) -> Ratio { Ratio(_fraction: value / 100) }
    @inlinable
    public static func fraction(_ value: Double) -> Ratio { Ratio(_fraction: value) }

    @inlinable
    public var percent: Double { fraction * 100 }

    @inlinable
    public static func < (a: Ratio, b: Ratio) -> Bool { a.fraction < b.fraction }
}

extension Ratio: ParsableQuantity {
    public static let expectation = "a percentage such as 70% or 0.1%"

    static let largestParsed = 1e12

    private static let units = UnitTable<Void>([("%", ())], nicknames: [("percent", "%")])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads a percentage, to the nearest Double of the fraction; the sign % is required.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let number = try parser.number()
        if parser.rest.isEmpty, let bare = number.double() {
            // 0.7 was meant as a fraction, 70 as a percentage.
            let meant = plainText(bare, shift: bare <= 1 ? 2 : 0)
            throw QuantityError(
                text: text, expected: "a percentage such as \(meant)%", reason: .missingUnit)
        }
        try parser.unit(of: Self.units)
        guard let value = number.double(timesTenToThe: -2) else { throw parser.failure(.overflow) }
        if value > Self.largestParsed {
            throw parser.failure(.outOfRange("at most \(Ratio.fraction(Self.largestParsed))"))
        }
        self = .fraction(value)
    }
}

extension Ratio: CustomStringConvertible {
    /// The shortest percentage that reads back as the same fraction: 70%.
    public var description: String { plainText(fraction, shift: 2) + "%" }
}
