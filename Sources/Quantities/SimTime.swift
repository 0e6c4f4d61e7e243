// SPDX-License-Identifier: GPL-3.0-or-later

/// An instant of simulated time, or a duration: a whole number of nanoseconds, up to 292 years.
///
/// Arithmetic traps on overflow: durations that are read from a text are at most 100 years.
@frozen
public struct SimTime: Sendable, Hashable, Comparable {
    public let nanoseconds: Int64

    @inlinable @inline(__always)
    init(_nanoseconds: Int64) { nanoseconds = _nanoseconds }

    /// The nearest nanosecond, ties away from zero.
    ///
    /// - Precondition: finite and within ±292 years.
    @inlinable
    public init(roundingSeconds seconds: Double) {
        let scaled = seconds * 1e9
        // Truncation and a compare: rounded() calls libm where the CPU may lack SSE4.1. The
        // conversion traps on NaN and out of range; the difference is exact (Sterbenz).
        let whole = Int64(scaled)
        let rest = scaled - Double(whole)
        nanoseconds = whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0)
    }

    @inlinable
    public static var zero: SimTime { SimTime(_nanoseconds: 0) }
    @inlinable
    public static var max: SimTime { SimTime(_nanoseconds: .max) }

    @inlinable
    public static func nanoseconds(_ count: Int64) -> SimTime { SimTime(_nanoseconds: count) }
    @inlinable
    public static func microseconds(_ count: Int64) -> SimTime { .nanoseconds(count * 1_000) }
    @inlinable
    public static func milliseconds(_ count: Int64) -> SimTime { .nanoseconds(count * 1_000_000) }
    @inlinable
    public static func seconds(_ count: Int64) -> SimTime { .nanoseconds(count * 1_000_000_000) }
    @inlinable
    public static func minutes(_ count: Int64) -> SimTime { .seconds(count * 60) }
    @inlinable
    public static func hours(_ count: Int64) -> SimTime { .seconds(count * 3_600) }
    @inlinable
    public static func days(_ count: Int64) -> SimTime { .seconds(count * 86_400) }

    /// The nearest Double; exact to the nanosecond below 104 days.
    @inlinable
    public var seconds: Double { Double(nanoseconds) / 1e9 }
    @inlinable
    public var milliseconds: Double { Double(nanoseconds) / 1e6 }
    @inlinable
    public var hours: Double { Double(nanoseconds) / 3.6e12 }

    /// The duration in hours cut to 1e-18, by the rule: 1h30m is 1.5.
    public func hours(rounding rule: RoundingRule) -> ExactDecimal {
        // |ns| · 10^18 / (3.6 · 10^12) stays below 2^63 · 2.8 · 10^5, far inside an Int128.
        let scaled = Wide.divide(
            product: Int128(nanoseconds), ExactDecimal.scale, by: 3_600_000_000_000, rounding: rule)
        guard let scaled else { preconditionFailure("hours of an Int64 of nanoseconds fit") }
        return ExactDecimal(scaled: scaled)
    }

    @inlinable @inline(__always)
    public static func < (a: SimTime, b: SimTime) -> Bool { a.nanoseconds < b.nanoseconds }
    @inlinable @inline(__always)
    public static func + (a: SimTime, b: SimTime) -> SimTime {
        .nanoseconds(a.nanoseconds + b.nanoseconds)
    }
    @inlinable @inline(__always)
    public static func - (a: SimTime, b: SimTime) -> SimTime {
        .nanoseconds(a.nanoseconds - b.nanoseconds)
    }
    @inlinable
    public static func * (a: SimTime, count: Int64) -> SimTime {
        .nanoseconds(a.nanoseconds * count)
    }
    @inlinable @inline(__always)
    public static func += (a: inout SimTime, b: SimTime) { a = a + b }
    @inlinable @inline(__always)
    public static func -= (a: inout SimTime, b: SimTime) { a = a - b }

    /// How many times the other fits, as a fraction; the other must not be zero.
    @inlinable
    public func ratio(to other: SimTime) -> Double {
        precondition(other != .zero, "a ratio to no time")
        return Double(nanoseconds) / Double(other.nanoseconds)
    }
}

extension SimTime: ParsableQuantity {
    public static let expectation = "a duration such as 1.4ms, 5m or 1h30m"

    static let longestParsed = SimTime.days(36_500)

    private static let units = UnitTable<UInt128>(
        [
            ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000),
            ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
            ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
            ("w", 604_800_000_000_000), ("y", 31_536_000_000_000_000),
        ],
        nicknames: [
            ("nanoseconds", "ns"), ("microseconds", "us"), ("usec", "us"), ("millis", "ms"),
            ("milliseconds", "ms"), ("msec", "ms"), ("sec", "s"), ("secs", "s"), ("seconds", "s"),
            ("min", "m"), ("mins", "m"), ("minutes", "m"), ("hr", "h"), ("hrs", "h"),
            ("hours", "h"), ("days", "d"), ("weeks", "w"), ("years", "y"),
        ])

    public static var pattern: String { QuantityPattern.sequence(units) }
    /// Without spaces, as a part of other patterns.
    static var wordPattern: String { QuantityPattern.word(units) }

    /// Reads Prometheus durations, whose numbers may have decimals, from large to small units: y
    /// (365d), w (7d), d, h, m, s, ms, us or µs, ns; exact to the nanosecond, at most 100 years.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let limit = UInt128(Self.longestParsed.nanoseconds)
        var total: UInt128 = 0
        var previous = UInt128.max
        repeat {
            let number = try parser.number()
            let unit = try parser.leadingUnit(of: Self.units)
            if unit >= previous { throw parser.failure(.unitsOutOfOrder) }
            previous = unit
            total += try parser.magnitude(of: number, times: unit, limit: .max / 16)
            if total > limit { throw parser.failure(.outOfRange("at most \(Self.longestParsed)")) }
        } while !parser.rest.isEmpty
        self = .nanoseconds(Int64(total))
    }
}

extension SimTime: CustomStringConvertible {
    /// Exact: whole days, hours and minutes, then seconds; below a second one of ms, us or ns.
    public var description: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        switch magnitude {
        case 0: return "0s"
        case ..<1_000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + plainText(UInt128(magnitude), decimals: 3) + "us"
        case ..<1_000_000_000: return sign + plainText(UInt128(magnitude), decimals: 6) + "ms"
        default: return sign + Self.clockText(magnitude)
        }
    }

    private static func clockText(_ nanoseconds: UInt64) -> String {
        var rest = nanoseconds
        var text = ""
        let clock: [(symbol: String, size: UInt64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ]
        for unit in clock where rest >= unit.size {
            text += "\(rest / unit.size)\(unit.symbol)"
            rest %= unit.size
        }
        return rest == 0 ? text : text + plainText(UInt128(rest), decimals: 9) + "s"
    }
}
