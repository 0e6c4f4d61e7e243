// SPDX-License-Identifier: GPL-3.0-or-later

/// Events a second: arrivals, requests, completions; finite and not negative.
@frozen
public struct Rate: Sendable, Hashable, Comparable {
    public let perSecond: Double

    @inlinable
    init(_perSecond: Double) {
        precondition(_perSecond.isFinite && _perSecond >= 0, "a rate is finite and not negative")
        perSecond = _perSecond
    }

    @inlinable
    public static var zero: Rate { Rate(_perSecond: 0) }

    @inlinable
    public static func perSecond(_ count: Double) -> Rate { Rate(_perSecond: count) }
    @inlinable
    public static func perMinute(_ count: Double) -> Rate { Rate(_perSecond: count / 60) }
    @inlinable
    public static func perHour(_ count: Double) -> Rate { Rate(_perSecond: count / 3_600) }
    @inlinable
    public static func perDay(_ count: Double) -> Rate { Rate(_perSecond: count / 86_400) }

    @inlinable
    public static func < (a: Rate, b: Rate) -> Bool { a.perSecond < b.perSecond }
    @inlinable
    public static func + (a: Rate, b: Rate) -> Rate { .perSecond(a.perSecond + b.perSecond) }
    @inlinable
    public static func * (a: Rate, share: Ratio) -> Rate {
        .perSecond(a.perSecond * share.fraction)
    }
    /// The expected number of events in a time.
    @inlinable
    public static func * (a: Rate, time: SimTime) -> Double { a.perSecond * time.seconds }
}

extension Rate: ParsableQuantity {
    public static let expectation = "a rate such as 10000/s, 100/min or 3000/day"

    static let largestParsed = 1e15

    private static let periods: [(symbol: String, meaning: Double)] = [
        ("s", 1), ("min", 60), ("h", 3_600), ("day", 86_400),
    ]
    private static let units = UnitTable<Double>(
        periods,
        nicknames: [
            ("sec", "s"), ("second", "s"), ("m", "min"), ("minute", "min"), ("hr", "h"),
            ("hour", "h"), ("d", "day"), ("days", "day"),
        ])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, "/", units.pattern])
    }

    /// Reads a number and /s, /min, /h or /day; at most 10^15 a second.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let number = try parser.number()
        guard parser.consume("/") else {
            if parser.rest.isEmpty { throw parser.failure(.missingUnit) }
            let unit = String(parser.rest)
            let perSecondNames = ["rps", "qps", "tps", "req/s", "requests/s"]
            let isRateName = perSecondNames.contains(unit.lowercased())
            throw parser.failure(.unknownUnit(unit, nearest: isRateName ? "/s" : nil))
        }
        let period = try parser.unit(of: Self.units)
        guard let count = number.double() else { throw parser.failure(.overflow) }
        if count / period > Self.largestParsed {
            throw parser.failure(.outOfRange("at most \(plainText(Self.largestParsed))/s"))
        }
        self = .perSecond(count / period)
    }
}

extension Rate: CustomStringConvertible {
    /// In the first of s, min, h and day that needs at most three decimals, else in s; it reads
    /// back as the same rate.
    public var description: String {
        for period in Self.periods {
            // The product may miss by its rounding the number that was once divided.
            let count = (perSecond * period.meaning * 1_000).rounded() / 1_000
            if count / period.meaning == perSecond {
                return plainText(count) + "/" + period.symbol
            }
        }
        return plainText(perSecond) + "/s"
    }
}
