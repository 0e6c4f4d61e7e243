// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Reports

@Suite struct TidyTableTests {
    @Test func aFactARow() throws {
        let table = TidyTable(
            Table(
                id: "costs", title: "Costs",
                columns: [
                    .text("item", "Item"), .text("meter", "Meter"),
                    .number("quantity", "Quantity", unit: "meter a month"),
                    .number("per_hour", "An hour", unit: "USD"),
                    .estimate("p95", "p95", .duration), .value("fee", "Fee, gwei", .precise),
                ],
                rows: [
                    [
                        .text("gas, \"all\""), .text("gas"), .count(7),
                        .money(.cents(123), decimals: 2),
                        .estimate(0.25, interval: 0.2...0.3, .duration), .value(9.5, .precise),
                    ],
                    [.text("disk"), .text("GB"), .count(0), .absent, .absent, .absent],
                ]))
        #expect(
            table.text.split(separator: "\r\n").map(String.init) == [
                "item,meter,measure,value,low,high,unit",
                "\"gas, \"\"all\"\"\",gas,quantity,7,,,gas a month",
                "\"gas, \"\"all\"\"\",gas,per_hour,1.23,,,USD",
                "\"gas, \"\"all\"\"\",gas,p95,0.25,0.2,0.3,s",
                "\"gas, \"\"all\"\"\",gas,fee,9.5,,,gwei", "disk,GB,quantity,0,,,GB a month",
            ])
    }

    /// Where units are mixed, each fact has that of its own number, and no column says it again.
    @Test func mixedUnits() {
        let table = TidyTable(
            Table(
                id: "slo", title: "Service levels",
                columns: [
                    .text("objective", "Objective"), .estimate("measured", "Measured", nil),
                    .text("unit", "Unit"),
                ],
                rows: [
                    [.text("p95"), .value(0.2, .duration), .text("s")],
                    [.text("errors"), .value(0.01, .ratio), .text("fraction")],
                ]))
        #expect(
            table.columns.map(\.name) == ["objective", "measure", "value", "low", "high", "unit"])
        #expect(table.rows.map { $0[5] } == ["s", "fraction"])
    }

    @Test(arguments: [
        ("timeline", ["until", "start_s", "end_s", "measure", "value", "low", "high", "unit"]),
        ("other", ["until", "measure", "value", "low", "high", "unit"]),
    ])
    func windowsAreKeys(_ id: String, _ columns: [String]) {
        let table = TidyTable(
            Table(
                id: id, title: "",
                columns: [
                    .text("until", "Until"), .value("start", "Start", .duration),
                    .value("end", "End", .duration), .value("arrivals", "Arrive", .rate),
                ],
                rows: [
                    [.text("1m"), .value(0, .duration), .value(60, .duration), .value(5, .rate)]
                ]))
        #expect(table.columns.map(\.name) == columns)
    }

    /// A key that is called as a column of ours, and a table without facts.
    @Test func namesDoNotClash() {
        let columns: [Column] = [.text("value", "Value"), .value("share", "Share", .ratio)]
        let facts = Table(
            id: "x", title: "", columns: columns, rows: [[.text("a"), .value(1, .ratio)]])
        #expect(TidyTable(facts).columns.first?.name == "value_text")
        let texts = Table(
            id: "x", title: "", columns: [columns[0]], rows: [[.text("=1+1")]])
        #expect(TidyTable(texts).text == "value\r\n'=1+1\r\n")
    }

    @Test func everyColumnIsExplained() throws {
        let report = Self.report
        let files = NotebookExport(report).files
        let dictionary = try #require(files.first { $0.name == "columns.csv" }).text
        let rows = dictionary.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        for file in files where file.name.hasSuffix(".csv") && file.name != "columns.csv" {
            let head = try #require(file.text.split(separator: "\r\n").first)
            for column in head.split(separator: ",") {
                let row = rows.first { $0[0] == file.name && $0[1] == column }
                #expect(row.map { !$0[4].isEmpty } == true, "\(file.name): \(column)")
            }
        }
    }

    @Test("Golden: a notebook") func notebook() throws {
        let files = NotebookExport(Self.report).files
        let notebook = try #require(files.first { $0.name == "notebook.ipynb" }).text
        try GoldenFile.check(notebook, "notebook.ipynb")
        let parsed = try #require(
            JSONSerialization.jsonObject(with: Data(notebook.utf8)) as? NSDictionary)
        let cells = try #require(parsed["cells"] as? [NSDictionary])
        let ids = cells.compactMap { $0["id"] as? String }
        #expect(ids.count == cells.count && Set(ids).count == ids.count)
        #expect(ids == ["title", "load", "columns", "about-levels", "levels"])
    }

    private static let report = Report(
        identity: Identity(version: "1.2.3", command: "notebook", scenario: "A \"shop\" *<b>*"),
        verdict: .met, headline: "All levels hold.", notes: [],
        tables: [
            Table(
                id: "slo", title: "Service levels",
                columns: [
                    .text("objective", "Objective"), .estimate("measured", "Measured", nil),
                    .text("unit", "Unit"), .text("verdict", "Verdict"),
                ],
                rows: [
                    [.text("p95"), .value(0.2, .duration), .text("s"), .word("met", .good)]
                ])
        ])
}
