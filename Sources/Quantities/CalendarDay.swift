// SPDX-License-Identifier: GPL-3.0-or-later

/// A day of the Gregorian calendar, in UTC.
public struct CalendarDay: Sendable, Hashable, Comparable {
    public let year: Int
    /// 1 to 12.
    public let month: Int
    public let day: Int

    private init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that so many seconds after 1970 began fall in.
    ///
    /// Days are counted from 1 March of the year 0, so that a leap day ends a year (Howard Hinnant,
    /// chrono-compatible low-level date algorithms, civil_from_days).
    ///
    /// - Precondition: from 0 to the end of the year 9999.
    public init(secondsSince1970 seconds: Int64) {
        precondition((0..<253_402_300_800).contains(seconds), "a second from 1970 to 9999")
        let days = Int(seconds / 86_400) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * month + 2) / 5 + 1
        self.month = month < 10 ? month + 3 : month - 9
        year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
    }

    /// The same day of the year after it; of 29 February the first of March, as it has passed.
    public var yearLater: CalendarDay {
        let isLeapDay = month == 2 && day == 29
        return CalendarDay(
            year: year + 1, month: isLeapDay ? 3 : month, day: isLeapDay ? 1 : day)
    }

    public static func < (a: CalendarDay, b: CalendarDay) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}

extension CalendarDay: ParsableQuantity {
    public static let expectation = "a date such as 2026-01-31"
    public static var pattern: String { "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }

    /// Reads a year of four digits, a month and a day of two, as ISO 8601 writes them.
    public init(parsing text: String) throws(QuantityError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.map(\.count) == [4, 2, 2], isDigits else {
            throw QuantityError(text: text, expected: Self.expectation, reason: .notANumber)
        }
        let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard (1...12).contains(numbers[1]),
            (1...CalendarMonth.days(in: numbers[1], of: numbers[0])).contains(numbers[2])
        else {
            throw QuantityError(
                text: text, expected: Self.expectation, reason: .outOfRange("days that there are"))
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}

extension CalendarDay: CustomStringConvertible {
    /// As it is read: 2026-01-31.
    public var description: String {
        let year = String(repeating: "0", count: max(0, 4 - "\(year)".utf8.count)) + "\(year)"
        return [year, Self.twoDigits(month), Self.twoDigits(day)].joined(separator: "-")
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
