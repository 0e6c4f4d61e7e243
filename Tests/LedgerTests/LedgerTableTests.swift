// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Ledger

@Suite("Rows for a ledger from CSV")
struct LedgerTableTests {
    @Test func forecasts() throws {
        let text = """
            period,line,unit,made,central,low,high,level,method,scenario_name
            2026-12,spend/gas,USD,2026-11,1234.000000000000000001,1000,1500,90%,trend,
            2026-11,load,requests/s,2026-11,1.5e3,,,,,Desk
            2026-11,load,requests/s,2026-11,1.5e3,,,,,Shop
            """
        let read = try LedgerTable.forecasts(Array(text.utf8))
        #expect(
            try read == [
                Ledger.Forecast(
                    made: CalendarMonth(202611), line: .gas(), period: CalendarMonth(202612),
                    central: .usd("1234.000000000000000001"),
                    interval: .init(low: .usd("1000"), high: .usd("1500"), level: .percent(90)),
                    method: "trend"),
                Sample.forecast(
                    .load(), made: 202611, of: 202611, 1_500, method: "given",
                    scenarioName: "Desk"),
                Sample.forecast(
                    .load(), made: 202611, of: 202611, 1_500, method: "given",
                    scenarioName: "Shop"),
            ])
    }

    @Test func actuals() throws {
        let text =
            "line,unit,period,value\r\nspend/gas,USD,2026-10,-3\r\nload,requests/s,2026-10,7\r\n"
        #expect(
            try LedgerTable.actuals(Array(text.utf8)) == [
                Ledger.Actual(
                    line: .gas(), period: CalendarMonth(202610), value: .usd("-3")),
                Sample.actual(.load(), 202610, 7),
            ])
    }

    @Test(
        "What is no actual is an error that says where and why",
        arguments: [
            ("", "1:1: it is empty"), ("line,unit,period,value\n", "2:1: no row follows"),
            ("line,unit,value\na,s,1\n", "1:1: 'period': the column is missing"),
            ("line,unit,period,value,note\n", "1:24: 'note': no such column; there are line"),
            ("line,unit,period,value,unit\n", "1:24: 'unit': the column stands twice"),
            ("line,unit,period,value\na,s,2026-13,1\n", "2:5: '2026-13': expected a month"),
            ("line,unit,period,value\na,s,2026-10,x\n", "2:13: 'x': expected a number"),
            ("line,unit,period,value\na,s,2026-10,nan\n", "2:13: 'nan': expected a number"),
            ("line,unit,period,value\na,USD,2026-10,1e3\n", "2:15: '1e3': expected a number"),
            (
                "line,unit,period,value\na,s,2026-10,1e20\n",
                "2:13: '1e20': expected a number within"
            ),
            ("line,unit,period,value\n,s,2026-10,1\n", "2:1: expected 1 to 2000 characters"),
            ("line,unit,period,value\na,,2026-10,1\n", "2:3: expected 1 to 40 characters"),
            (
                "line,unit,period,value\na,s,2026-10,1\na,s,2026-10,2\n",
                "3:1: 'a': this line and period stand above"
            ),
            ("line,unit,period,value\na,s,2026-10\n", "2:1: 3 fields, where the first line has 4"),
        ])
    func noActuals(text: String, says: String) throws {
        let error = #expect(throws: LedgerError.self) {
            try LedgerTable.actuals(Array(text.utf8))
        }
        #expect(error?.description.hasPrefix(says) == true, "\(String(describing: error))")
    }

    /// A name may stand on several lines of the file; what it does not hold has no line.
    @Test(arguments: [(0, 2), (1, 3), (2, 5), (3, nil), (-1, nil)])
    func lineOfRow(row: Int, line: Int?) {
        let text = "line,unit\na,s\n\"b\nc\",s\nd,s\n"
        #expect(LedgerTable.line(ofRow: row, in: Array(text.utf8)) == line)
    }

    @Test(
        "What is no forecast is an error that says where and why",
        arguments: [
            ("2026-09,2026-10,1,,,", "2:13: '2026-09': it is before 2026-10"),
            ("2026-11,2026-10,1,1,,90%", "2:31: '1': an interval has low, high and level"),
            ("2026-11,2026-10,1,2,3,90%", "2:31: '2': it is above 1"),
            ("2026-11,2026-10,4,2,3,90%", "2:33: '3': it is below 4"),
            ("2026-11,2026-10,1,0,3,0.9", "2:35: '0.9': expected a percentage such as 90%"),
            ("2026-11,2026-10,1,0,3,100%", "2:35: '100%': expected a share between 0 and 1"),
            ("2026-11,oct,1,0,3,90%", "2:21: 'oct': expected a month"),
        ])
    func noForecasts(row: String, says: String) throws {
        let text = "line,unit,period,made,central,low,high,level\nabcdef,reqs," + row + "\n"
        let error = #expect(throws: LedgerError.self) {
            try LedgerTable.forecasts(Array(text.utf8))
        }
        #expect(error?.description.hasPrefix(says) == true, "\(String(describing: error))")
    }
}
