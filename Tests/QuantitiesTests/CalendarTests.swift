// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite("Months of the calendar, and growth from one to the next")
struct CalendarTests {
    /// Days of months by the Gregorian rule (ISO 8601): 2000 is a leap year, 2100 is none.
    @Test(arguments: [
        ("2026-11", 30, 720), ("2026-12", 31, 744), ("2027-02", 28, 672), ("2028-02", 29, 696),
        ("2000-02", 29, 696), ("2100-02", 28, 672), ("1970-01", 31, 744), ("2261-12", 31, 744),
    ])
    func hours(text: String, days: Int, hours: Int64) throws {
        let month = try CalendarMonth(parsing: text)
        #expect(month.days == days)
        #expect(month.hours == hours)
        #expect(month.description == text)
        #expect(month.start == text + "-01T00:00:00Z")
    }

    @Test func endsWhereTheNextBegins() throws {
        #expect(try CalendarMonth(parsing: "2026-12").end == "2027-01-01T00:00:00Z")
        #expect(try CalendarMonth(parsing: "2261-12").end == "2262-01-01T00:00:00Z")
    }

    /// A year has 8,760 h, one with a 29 February 8,784.
    @Test(arguments: [
        ("2026-11..2027-10", 12, 8_760), ("2027-11..2028-10", 12, 8_784),
        ("2026-11..2026-11", 1, 720), ("2026-11", 1, 720), ("2026-12..2027-01", 2, 1_488),
        ("2026-01..2035-12", 120, 87_648),
    ])
    func ranges(text: String, months: Int, hours: Int64) throws {
        let range = try MonthRange(parsing: text)
        #expect(range.months.count == months)
        #expect(range.months.reduce(0) { $0 + $1.hours } == hours)
        #expect(try MonthRange(parsing: range.description) == range)
    }

    @Test(
        arguments: [
            ("2026-13", .outOfRange("years from 1970 to 2261, months from 01 to 12")),
            ("2026-00", .outOfRange("years from 1970 to 2261, months from 01 to 12")),
            ("0026-01", .outOfRange("years from 1970 to 2261, months from 01 to 12")),
            ("2027-10..2026-11", .outOfRange("2026-11 is before 2027-10")),
            ("2026-01..2036-01", .outOfRange("at most 120 months")),
            ("2026-1", .notANumber), ("2026", .notANumber), ("Nov 2026", .notANumber),
            ("2026-11-01", .notANumber), ("2026-11..", .notANumber), ("..2026-11", .notANumber),
            ("2026-11..2026-12..2027-01", .notANumber), ("2026-11.2026-12", .notANumber),
            ("", .notANumber), ("２０２６-11", .notANumber),
        ] as [(String, QuantityError.Reason)])
    func refused(text: String, reason: QuantityError.Reason) {
        let error = #expect(throws: QuantityError.self) { try MonthRange(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.text == text)
    }

    @Test(
        arguments: [
            ("5%/month", "5%/month", 1.05), ("60 % / year", "60%/year", 1.6),
            ("-2%/month", "-2%/month", 0.98), ("0%/month", "0%/month", 1),
            ("2.5%/month", "2.5%/month", 1.025),
        ])
    func growth(text: String, printed: String, factor: Double) throws {
        let growth = try Growth(parsing: text)
        #expect(growth.description == printed)
        #expect((growth.factor.approximation - factor).magnitude < 1e-15)
        #expect(try Growth(parsing: growth.description) == growth)
    }

    @Test(
        arguments: [
            ("5%", .missingUnit), ("5", .missingUnit),
            ("5/month", .unknownUnit("/month", nearest: "%")),
            ("5%/week", .unknownUnit("week", nearest: nil)),
            ("5%/mon", .unknownUnit("mon", nearest: "month")),
            ("-100%/month", .outOfRange("from -99% to 1000%")),
            ("1001%/year", .outOfRange("from -99% to 1000%")), ("fast", .notANumber),
        ] as [(String, QuantityError.Reason)])
    func noGrowth(text: String, reason: QuantityError.Reason) {
        let error = #expect(throws: QuantityError.self) { try Growth(parsing: text) }
        #expect(error?.reason == reason)
    }
}
