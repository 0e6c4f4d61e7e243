// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("Histories of usage")
struct UsageHistoryTests {
    private func read(_ text: String) throws -> [UsageHistory] {
        try UsageHistory.read(Array(text.utf8))
    }

    @Test func months() throws {
        let history = try #require(
            try read("Month,busy_hour,remark\n2026-11,5,a\n2026-12,6.5,b\n2027-01,1e3,\n").first)
        #expect(history.name.isEmpty && history.statistic == .busyHour)
        #expect(history.start == CalendarMonth(year: 2026, month: 11))
        #expect(history.values == [5, 6.5, 1_000] && history.leftOut == 0)
    }

    @Test func severalSeries() throws {
        let histories = try read(
            "series,month,value\na,2026-01,1\nb,2025-12,9\na,2026-02,2\nb,2026-01,8\n")
        #expect(histories.map(\.name) == ["a", "b"])
        #expect(histories.map(\.values) == [[1, 2], [9, 8]])
    }

    /// Months that are not whole are left out; means are averaged, peaks are not.
    @Test(arguments: [("mean", 15.5), ("p95", 28.0), ("max", 28.0)])
    func days(statistic: String, february: Double) throws {
        var text = "day,\(statistic)\n2026-01-31,7\n"
        for day in 1...28 {
            let value = statistic == "mean" ? day + 1 : day
            text += "2026-02-\(day < 10 ? "0" : "")\(day),\(value)\n"
        }
        text += "2026-03-01,9\n"
        let history = try #require(try read(text).first)
        #expect(history.start == CalendarMonth(year: 2026, month: 2))
        #expect(history.values == [february] && history.leftOut == 2)
    }

    /// 5, 12, 19 and 26 October begin the weeks of that month; 2 November is the next.
    @Test func weeks() throws {
        let history = try #require(
            try read(
                "week,max\n2026-09-28,1\n2026-10-05,2\n2026-10-12,5\n2026-10-19,3\n"
                    + "2026-10-26,4\n2026-11-02,6\n"
            ).first)
        #expect(history.start == CalendarMonth(year: 2026, month: 10))
        #expect(history.values == [5] && history.leftOut == 2)
    }

    @Test(
        "What is no history is an error that says where and why",
        arguments: [
            ("", "a header such as"), ("month,value\n", "a row for each month"),
            ("date,value\n1,2\n", "1:1: 'date,value': no column for a date"),
            ("month,day,value\n1,2,3\n", "1:7: 'month,day,value': two columns for a date"),
            ("month,p95,max\n2026-01,1,2\n", "1:11: 'month,p95,max': two columns for a value"),
            ("month,load\n2026-01,1\n", "no column for a value; name one of value, mean"),
            ("month,value\n2026-13,1\n", "2:1: '2026-13': expected a month such as 2026-10"),
            ("month,value\n2026-1,1\n", "2:1: '2026-1': expected a month"),
            ("day,value\n2026-02-29,1\n", "2:1: '2026-02-29': expected a day"),
            ("week,value\n2026-10,1\n", "2:1: '2026-10': expected the first day of a week"),
            ("month,value\n2026-01,x\n", "2:9: 'x': expected a number"),
            ("month,value\n2026-01,nan\n", "2:9: 'nan': expected a number"),
            ("month,value\n2026-01,-1\n", "2:9: '-1': a usage is not negative"),
            ("month,value\n2026-01,1\n2026-01,1\n", "3:1: '2026-01': the date stands twice"),
            ("month,value\n2026-02,1\n2026-01,1\n", "3:1: '2026-01': it is before 2026-02"),
            ("month,value\n2026-01,1\n2026-03,1\n", "3:1: '2026-03': 2026-01 stands above"),
            ("day,value\n2024-02-28,1\n2024-03-01,1\n", "3:1: '2024-03-01': 2024-02-28"),
            ("month,value\n2026-01\n", "2:1: 1 fields, where the first line has 2"),
            ("day,value\n2026-01-05,1\n", "expected a whole month"),
        ])
    func bad(text: String, says: String) throws {
        let error = try #require(throws: EvidenceError.self) { try read(text) }
        #expect(error.description.contains(says), "\(error)")
    }

    @Test("A hundred thousand rows are read, and days of four centuries follow one another")
    func manyDays() throws {
        var text = "day,value\n"
        var month = CalendarMonth(year: 1970, month: 1)
        var rows = 0
        while rows < 100_000 {
            for day in 1...month.days {
                text += "\(month)-\(day < 10 ? "0" : "")\(day),1\n"
                rows += 1
            }
            month = try #require(month.advanced(by: 1))
        }
        let history = try #require(try read(text).first)
        #expect(history.leftOut == 0 && history.values.allSatisfy { $0 == 1 })
    }
}
