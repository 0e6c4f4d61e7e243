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
    public static let shares = -0.99...10

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
        let percent = try parser.exactDecimal()
        if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
        guard parser.consume("%"), parser.consume("/") else {
            if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        per = try parser.unit(of: Self.units)
        share = try percent.divided(by: ExactDecimal(100), rounding: .halfEven)
        guard Self.shares.contains(share.approximation) else {
            throw parser.failure(.outOfRange("from -99% to 1000%"))
        }
    }
}

extension Growth: CustomStringConvertible {
    /// As it is read: 5%/month.
    public var description: String {
        let percent = try? share.multiplied(by: ExactDecimal(100), rounding: .halfEven)
        return "\(percent ?? share)%/\(per.rawValue)"
    }
}
