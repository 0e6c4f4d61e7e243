// SPDX-License-Identifier: GPL-3.0-or-later

/// What capital costs, or by how much money is discounted, in a year: 10% is 0.1.
public struct YearlyRate: Sendable, Hashable {
    /// Above -1, in 10^-18.
    public let share: ExactDecimal

    /// Of a year: from losing 99% to elevenfold.
    public static let shares = LawfulShare.range

    /// Throws where the share is out of that range.
    public init(share: ExactDecimal) throws(QuantityError) {
        if let reason = LawfulShare.check(share) {
            throw QuantityError(text: "\(share)", expected: Self.expectation, reason: reason)
        }
        self.share = share
    }

    /// A share of a year, as it is divided among its twelve months: r / 12.
    public func ofMonth(_ amount: Money) throws(QuantityError) -> Money {
        try amount.multiplied(by: share, over: ExactDecimal(12), rounding: .halfEven)
    }
}

extension YearlyRate: ParsableQuantity {
    public static let expectation = "a yearly rate above -100%, such as 8% or 8%/year"

    private static let units = UnitTable<Void>(
        [("year", ())], nicknames: [("y", "year"), ("yr", "year"), ("a", "year")])

    public static var pattern: String {
        QuantityPattern.text(["-?" + QuantityPattern.number, "%", "(/[ \\t]*year)?"])
    }

    /// Reads a percentage that may be negative, and `/year` if it is there.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        share = try parser.percentage()
        if parser.rest.isEmpty { return }
        try parser.slash()
        try parser.unit(of: Self.units)
    }
}

extension YearlyRate: CustomStringConvertible {
    /// As it is read: 8%/year.
    public var description: String {
        "\(share.percent)/year"
    }
}
