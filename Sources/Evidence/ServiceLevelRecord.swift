// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How many requests kept a service level, by day: what an error budget is counted from.
public struct ServiceLevelRecord: Sendable, Equatable {
    public struct Day: Sendable, Equatable {
        public let day: CalendarDay
        /// As the table of service levels names it, such as `p95 of login`.
        public let objective: String
        public let requests: Int
        /// At most as many as there were.
        public let good: Int
    }

    /// In the order of the file; no objective has a day twice, and what it has in a month adds up
    /// within an Int.
    public let days: [Day]

    static let columns = ["day", "objective", "requests", "good"]

    /// Throws where a row is none, where an objective has a day twice, and where its requests of a
    /// month are more than an Int holds.
    static func read(_ table: EvidenceTable) throws(EvidenceError) -> ServiceLevelRecord {
        let day = try table.need("day")
        let objective = try table.need("objective")
        let requests = try table.need("requests")
        let good = try table.need("good")
        var days: [Day] = []
        var seen: Set<String> = []
        var sums: [String: Int] = [:]
        for record in table.records {
            let date: CalendarDay
            do { date = try CalendarDay(parsing: record.fields[day].trimmed) } catch {
                throw table.fault(record, day, "expected a date such as 2026-10-31")
            }
            let name = record.fields[objective].trimmed
            if name.isEmpty { throw table.fault(record, objective, "expected a service level") }
            guard seen.insert("\(date) \(name)").inserted else {
                throw table.fault(record, day, "'\(name)' has this day twice")
            }
            let all = try table.count(record, requests)
            let kept = try table.count(record, good)
            if kept > all { throw table.fault(record, good, "more than the \(all) requests") }
            let place = "\(date.calendarMonth.map { "\($0)" } ?? "") \(name)"
            let (sum, isTooLarge) = sums[place, default: 0].addingReportingOverflow(all)
            if isTooLarge {
                throw table.fault(
                    record, requests,
                    "with the rows above '\(name)' has more than \(Int.max) requests in a month;"
                        + " expected a count of requests, not of bytes or microseconds")
            }
            sums[place] = sum
            days.append(Day(day: date, objective: name, requests: all, good: kept))
        }
        if days.isEmpty { throw .empty(expected: "a day below the header") }
        return ServiceLevelRecord(days: days)
    }
}
