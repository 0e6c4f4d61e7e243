// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A month, or a day of the Gregorian calendar that stands for itself or begins a week.
struct UsageDate: Comparable, CustomStringConvertible {
    enum Step: String, CaseIterable {
        case month, week, day

        /// From one date to the next: in months, or in days.
        var length: Int {
            switch self {
            case .month, .day: 1
            case .week: 7
            }
        }

        var expectation: String {
            switch self {
            case .month: "a month such as 2026-10"
            case .week: "the first day of a week such as 2026-10-26"
            case .day: "a day such as 2026-10-31"
            }
        }
    }

    let month: CalendarMonth
    /// Nil where it is a month.
    let day: CalendarDay?
    /// Months since year 0, or days since 1 January 1970.
    let number: Int

    init?(_ text: String, _ step: Step) {
        switch step {
        case .month:
            guard let month = try? CalendarMonth(parsing: text) else { return nil }
            self.month = month
            day = nil
            number = month.year * 12 + month.month
        case .week, .day:
            guard let day = try? CalendarDay(parsing: text), let month = day.calendarMonth
            else { return nil }
            self.month = month
            self.day = day
            number = day.number
        }
    }

    /// Whether no earlier date of the kind lies in the month.
    func beginsMonth(_ step: Step) -> Bool { day.map { $0.day <= step.length } ?? true }

    /// Whether no later date of the kind lies in the month.
    func endsMonth(_ step: Step) -> Bool {
        day.map { $0.day + step.length > month.days } ?? true
    }

    static func < (a: UsageDate, b: UsageDate) -> Bool { a.number < b.number }

    var description: String { day.map { "\($0)" } ?? "\(month)" }
}
