// SPDX-License-Identifier: GPL-3.0-or-later

/// By what share something grows in each period over the one before: 5% a month, or -10% a year.
public struct Growth: Sendable, Hashable {
    /// In 10^-18; above -1.
    public let share: ExactDecimal
    public let per: Period

    public enum Period: String, Sendable, Hashable, CaseIterable {
        case month
        case year

        public var months: Int {
            switch self {
            case .month: 1
            case .year: 12
            }
        }
    }

    /// Of a period: from losing 99% to growing elevenfold.
    public static let shares = LawfulShare.range

    /// 1 and the share.
    public var factor: ExactDecimal {
        ExactDecimal(scaled: ExactDecimal.one.scaled + share.scaled)
    }
}

extension Growth: ParsableQuantity {
    public static let expectation = "a growth such as 5%/month, 60%/year or -2%/month"

    private static let units = UnitTable<Period>(
        Period.allCases.map { ($0.rawValue, $0) },
        nicknames: [
            ("mo", "month"), ("mon", "month"), ("months", "month"), ("y", "year"), ("yr", "year"),
            ("a", "year"),
        ])

    public static var pattern: String {
        QuantityPattern.text(["-?" + QuantityPattern.number, "%", "/", units.pattern])
    }

    /// Reads a percentage that may be negative, a slash and a period.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        share = try parser.percentage()
        try parser.slash()
        per = try parser.unit(of: Self.units)
    }
}

extension Growth: CustomStringConvertible {
    /// As it is read: 5%/month.
    public var description: String {
        "\(share.percent)/\(per.rawValue)"
    }
}
