// SPDX-License-Identifier: GPL-3.0-or-later

extension CalendarDay {
    /// The first of a month.
    public init(firstOf month: CalendarMonth) {
        self.init(secondsSince1970: Int64(Self.number(month.year, month.month, 1)) * 86_400)
    }

    /// Days since 1 January 1970, counted in years that begin with March, so that a leap day is the
    /// last of its year.
    public var number: Int { Self.number(year, month, day) }

    /// Nil outside the years of `CalendarMonth`.
    public var calendarMonth: CalendarMonth? {
        CalendarMonth.years.contains(year) ? CalendarMonth(year: year, month: month) : nil
    }

    /// So many days earlier; nil before 1970.
    public func before(days: Int) -> CalendarDay? {
        let earlier = number - days
        return earlier >= 0 ? CalendarDay(secondsSince1970: Int64(earlier) * 86_400) : nil
    }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let place = month > 2 ? month - 3 : month + 9
        let ofYear = (153 * place + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + ofYear - 719_468
    }
}
