// SPDX-License-Identifier: GPL-3.0-or-later

/// An instant as RFC 3339 writes it, such as 2026-01-31T08:30:00.25Z, in ns since 1970.
public struct Timestamp: Sendable, Hashable {
    public let nanoseconds: Int64
    /// Of the last digit that is written, in ns: 10^9 where there is no fraction of a second.
    public let resolution: Int64

    /// Nil where the text is none. Leap seconds and years before 1970 or after 2261 are refused.
    public init?(parsing text: String) {
        guard let day = try? CalendarDay(parsing: String(text.prefix(10))) else { return nil }
        var rest = Array(text.dropFirst(10).utf8)[...]
        guard Self.take(&rest, "T") || Self.take(&rest, "t") || Self.take(&rest, " "),
            let hour = Self.digits(&rest, 2), Self.take(&rest, ":"),
            let minute = Self.digits(&rest, 2), Self.take(&rest, ":"),
            let second = Self.digits(&rest, 2), let fraction = Self.fraction(&rest),
            let offset = Self.offset(&rest), rest.isEmpty,
            CalendarMonth.years.contains(day.year), hour < 24, minute < 60, second < 60
        else { return nil }
        let minutes = (Int64(day.number) * 24 + hour) * 60 + minute - offset
        nanoseconds = (minutes * 60 + second) * 1_000_000_000 + fraction.value
        resolution = fraction.unit
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ text: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: text) else { return false }
        rest.removeFirst()
        return true
    }

    /// Up to nine decimals, and the last one's unit, in ns.
    private static func fraction(
        _ rest: inout ArraySlice<UInt8>
    ) -> (value: Int64, unit: Int64)? {
        var (value, unit): (Int64, Int64) = (0, 1_000_000_000)
        guard take(&rest, ".") else { return (value, unit) }
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            guard unit > 1 else { return nil }
            rest.removeFirst()
            unit /= 10
            value += Int64(byte - 0x30) * unit
        }
        return unit < 1_000_000_000 ? (value, unit) : nil
    }

    /// In minutes east of UTC.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        if take(&rest, "Z") || take(&rest, "z") { return 0 }
        let sign: Int64
        if take(&rest, "+") { sign = 1 } else if take(&rest, "-") { sign = -1 } else { return nil }
        guard let hours = digits(&rest, 2), take(&rest, ":"), let minutes = digits(&rest, 2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
