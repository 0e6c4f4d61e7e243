// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A quantity that was measured, by consecutive whole months, in a unit of the reader's own.
public struct UsageHistory: Sendable, Equatable {
    /// Empty where the file has one series only.
    public let name: String
    public let statistic: Statistic
    /// The month of the first value.
    public let start: CalendarMonth
    /// Finite and not negative, a value a month.
    public let values: [Double]
    /// Rows at the ends that belong to months which the file does not hold whole.
    public let leftOut: Int

    /// What a value says of its month, day or week; the name of its column.
    public enum Statistic: String, Sendable, CaseIterable {
        /// What is not said.
        case value
        case mean
        /// The mean of the busiest hour.
        case busyHour = "busy hour"
        case p95
        case max

        /// How days and weeks make a month: the mean of their means, else the largest.
        func combined(_ values: [Double]) -> Double {
            switch self {
            case .value, .mean: values.reduce(0, +) / Double(Swift.max(values.count, 1))
            case .busyHour, .p95, .max: values.max() ?? 0
            }
        }
    }

    /// The month of the last value; nil where it has none.
    public var last: CalendarMonth? { start.advanced(by: values.count - 1) }

    /// The same without the months after this one; nil where none is left.
    public func through(_ month: CalendarMonth) -> UsageHistory? {
        let kept = values.indices.filter { index in
            start.advanced(by: index).map { $0 <= month } ?? false
        }
        if kept.isEmpty { return nil }
        return UsageHistory(
            name: name, statistic: statistic, start: start, values: Array(values[..<kept.count]),
            leftOut: leftOut)
    }

    public static let largestFile = 16 << 20

    /// Reads CSV with a header: a column `month` (2026-10), `day` or `week` (2026-10-31, of a week
    /// its first day), one of the names of `Statistic`, and `series` where there are several. Other
    /// columns are passed over. Days and weeks are put together to months; a week belongs to the
    /// month in which it begins.
    ///
    /// Throws where a row is no date and amount, and where a series has gaps, goes back or names a
    /// date twice.
    public static func read(_ bytes: [UInt8]) throws(EvidenceError) -> [UsageHistory] {
        var reader = try UsageHistoryReader(bytes)
        return try reader.histories()
    }
}
