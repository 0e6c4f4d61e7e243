// SPDX-License-Identifier: GPL-3.0-or-later

extension Timestamp {
    /// So many seconds after 1970 began; nil before that, and after 2261.
    public init?(secondsSince1970 seconds: Int64) {
        guard (0...Self.lastSecond).contains(seconds) else { return nil }
        nanoseconds = seconds * 1_000_000_000
        resolution = 1_000_000_000
    }

    /// The end of 2261, which the type still holds with all its ns.
    private static let lastSecond: Int64 = 9_214_646_399

    /// Whole seconds since 1970; of a part the second that it falls in.
    public var seconds: Int64 { nanoseconds / 1_000_000_000 }
}

extension Timestamp: CustomStringConvertible {
    /// In UTC, as it is read: 2026-01-31T08:30:00Z, with as many decimals as it takes.
    public var description: String {
        let day = CalendarDay(secondsSince1970: seconds)
        let parts = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60]
        let clock = parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        let rest = nanoseconds % 1_000_000_000
        guard rest > 0 else { return "\(day)T\(clock)Z" }
        var decimals = String(String(1_000_000_000 + rest).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return "\(day)T\(clock).\(decimals)Z"
    }
}
