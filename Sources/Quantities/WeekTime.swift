// SPDX-License-Identifier: GPL-3.0-or-later

/// A time of the week: how long after Monday 00:00, below seven days; without a day, of the day.
public struct WeekTime: Sendable, Hashable {
    public let sinceMonday: SimTime
    /// Whether a day was named.
    public let hasDay: Bool

    public static let start = WeekTime(sinceMonday: .zero, hasDay: false)
    public static let day = SimTime.days(1)
    public static let week = SimTime.days(7)

    private static let days = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
}

extension WeekTime: ParsableQuantity {
    public static let expectation = "a time of the week such as Mon 08:30, Sunday, 14:00 or 14h30m"

    /// A day, a time of the day, or both; days in any case.
    public static var pattern: String {
        let days = days.map { "(" + $0.map { "[\($0)\($0.uppercased())]" }.joined() + ")" }
        let short = Self.days.map {
            "(" + $0.prefix(3).map { "[\($0)\($0.uppercased())]" }.joined() + ")"
        }
        let day = QuantityPattern.any(days + short)
        let clock = "([0-9]{1,2}:[0-5]?[0-9]|\(SimTime.wordPattern))"
        return "^ *(\(day)|(\(day) +)?\(clock)) *$"
    }

    /// Reads a day in full or by three letters, a time of the day, or both.
    public init(parsing text: String) throws(QuantityError) {
        var words = text.split(separator: " ")
        var days: Int64 = 0
        var hasDay = false
        if let first = words.first, let day = Self.day(String(first)) {
            days = day
            hasDay = true
            words.removeFirst()
        }
        guard words.count == 1 || (words.isEmpty && hasDay) else {
            throw QuantityError(text: text, expected: Self.expectation, reason: .notANumber)
        }
        let clock = try words.first.map { word throws(QuantityError) in
            try Self.clock(String(word), in: text)
        }
        self.init(sinceMonday: .days(days) + (clock ?? .zero), hasDay: hasDay)
    }

    private static func day(_ word: String) -> Int64? {
        let word = word.lowercased()
        let found = days.firstIndex { $0 == word || $0.prefix(3) == word }
        return found.map(Int64.init)
    }

    /// 08:30, or a duration below a day.
    private static func clock(_ word: String, in text: String) throws(QuantityError) -> SimTime {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        let time: SimTime
        if parts.count == 1 {
            do { time = try SimTime(parsing: word) } catch {
                throw QuantityError(text: text, expected: expectation, reason: error.reason)
            }
        } else {
            let isClock =
                parts.count == 2
                && parts.allSatisfy { part in
                    (1...2).contains(part.utf8.count)
                        && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                }
            guard isClock, let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]), minutes < 60
            else { throw QuantityError(text: text, expected: expectation, reason: .notANumber) }
            time = .hours(Int64(hours)) + .minutes(Int64(minutes))
        }
        guard time < day else {
            throw QuantityError(
                text: text, expected: expectation, reason: .outOfRange("a day has 24 hours"))
        }
        return time
    }
}
