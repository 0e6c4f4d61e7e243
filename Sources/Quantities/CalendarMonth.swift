// SPDX-License-Identifier: GPL-3.0-or-later

/// A month of the Gregorian calendar; its days begin and end in UTC and have 24 hours each.
public struct CalendarMonth: Sendable, Hashable, Comparable {
    public let year: Int
    /// 1 to 12.
    public let month: Int

    public static let years = 1970...2261

    /// - Precondition: the year is one of `years`, the month from 1 to 12.
    public init(year: Int, month: Int) {
        precondition(Self.years.contains(year), "a year from 1970 to 2261")
        precondition((1...12).contains(month), "a month from 1 to 12")
        self.year = year
        self.month = month
    }

    /// 28 to 31.
    public var days: Int { Self.days(in: month, of: year) }

    /// 28 to 31 days of a month from 1 to 12, in any year.
    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// 24 hours for each of its days.
    public var hours: Int64 { Int64(days) * 24 }

    /// So many months later; nil where there is no such month.
    public func advanced(by months: Int) -> CalendarMonth? {
        let count = year * 12 + (month - 1) + months
        guard count >= 0, Self.years.contains(count / 12) else { return nil }
        return CalendarMonth(year: count / 12, month: count % 12 + 1)
    }

    /// Its first instant, as RFC 3339 writes it: 2026-11-01T00:00:00Z.
    public var start: String { "\(self)-01T00:00:00Z" }

    /// The first instant after it.
    public var end: String { advanced(by: 1)?.start ?? "\(year + 1)-01-01T00:00:00Z" }

    public static func < (a: CalendarMonth, b: CalendarMonth) -> Bool {
        (a.year, a.month) < (b.year, b.month)
    }

}

extension CalendarMonth: ParsableQuantity {
    public static let expectation = "a month such as 2026-11"

    public static var pattern: String { "^[0-9]{4}-(0[1-9]|1[0-2])$" }

    /// Reads a year of four digits and a month of two, as ISO 8601 writes them.
    public init(parsing text: String) throws(QuantityError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, parts[1].count == 2,
            let year = Self.number(parts[0]), let month = Self.number(parts[1])
        else {
            throw QuantityError(text: text, expected: Self.expectation, reason: .notANumber)
        }
        guard Self.years.contains(year), (1...12).contains(month) else {
            let allowed =
                "years from \(Self.years.lowerBound) to \(Self.years.upperBound), months from 01"
                + " to 12"
            throw QuantityError(
                text: text, expected: Self.expectation, reason: .outOfRange(allowed))
        }
        self.init(year: year, month: month)
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        var value = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}

extension CalendarMonth: CustomStringConvertible {
    /// As it is read: 2026-11.
    public var description: String { "\(year)-" + (month < 10 ? "0" : "") + "\(month)" }
}

/// Months one after the other, the first and the last included.
public struct MonthRange: Sendable, Hashable {
    public static let most = 120

    /// At least one, at most `most`.
    public let months: [CalendarMonth]

    public var first: CalendarMonth { months[0] }
    public var last: CalendarMonth { months[months.count - 1] }
}

extension MonthRange: ParsableQuantity {
    public static let expectation = "a month such as 2026-11, or months such as 2026-11..2027-10"

    public static var pattern: String {
        let month = CalendarMonth.pattern.dropFirst().dropLast()
        return "^\(month)(\\.\\.\(month))?$"
    }

    /// Reads one month, or two with `..` between them, the earlier one first.
    public init(parsing text: String) throws(QuantityError) {
        var ends: [String] = []
        var rest = Substring(text)
        while let dot = rest.firstIndex(of: "."), rest[dot...].hasPrefix("..") {
            ends.append(String(rest[..<dot]))
            rest = rest[dot...].dropFirst(2)
        }
        ends.append(String(rest))
        guard ends.count <= 2, let first = ends.first, let last = ends.last else {
            throw QuantityError(text: text, expected: Self.expectation, reason: .notANumber)
        }
        let from = try Self.month(first, of: text)
        let to = try Self.month(last, of: text)
        guard from <= to else {
            throw QuantityError(
                text: text, expected: Self.expectation,
                reason: .outOfRange("\(to) is before \(from)"))
        }
        var months = [from]
        var month = from
        while month < to, let next = month.advanced(by: 1) {
            guard months.count < Self.most else {
                throw QuantityError(
                    text: text, expected: Self.expectation,
                    reason: .outOfRange("at most \(Self.most) months"))
            }
            months.append(next)
            month = next
        }
        self.months = months
    }

    private static func month(
        _ text: String, of whole: String
    ) throws(QuantityError) -> CalendarMonth {
        do { return try CalendarMonth(parsing: text) } catch {
            throw QuantityError(text: whole, expected: expectation, reason: error.reason)
        }
    }
}

extension MonthRange: CustomStringConvertible {
    /// As it is read.
    public var description: String { months.count == 1 ? "\(first)" : "\(first)..\(last)" }
}
