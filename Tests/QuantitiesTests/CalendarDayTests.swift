// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite struct CalendarDayTests {
    /// Days since 1 January 1970, by `date -u -d … +%s`.
    @Test(arguments: [
        ("1970-01-01", 0), ("1972-02-29", 789), ("2000-03-01", 11_017), ("2026-11-22", 20_779),
        ("2100-02-28", 47_540), ("2100-03-01", 47_541),
    ])
    func number(text: String, expected: Int) throws {
        let day = try CalendarDay(parsing: text)
        #expect(day.number == expected)
        #expect(CalendarDay(secondsSince1970: Int64(expected) * 86_400) == day)
    }

    @Test(arguments: [
        (0, "2027-03-01"), (1, "2027-02-28"), (60, "2026-12-31"), (400, "2026-01-25"),
    ])
    func before(days: Int, expected: String) {
        let march = CalendarDay(firstOf: CalendarMonth(year: 2027, month: 3))
        #expect(march.before(days: days)?.description == expected)
    }

    @Test func bounds() throws {
        #expect(try CalendarDay(parsing: "1969-12-31").calendarMonth == nil)
        #expect(CalendarDay(firstOf: CalendarMonth(year: 1970, month: 1)).before(days: 1) == nil)
        let last = CalendarMonth(year: 2261, month: 12)
        #expect(last.advanced(by: 1) == nil && last.advanced(by: -12)?.year == 2260)
        #expect(CalendarMonth(year: 1970, month: 1).advanced(by: -1) == nil)
        #expect(last.advanced(by: -30_000) == nil)
    }
}
