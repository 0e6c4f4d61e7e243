// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("prices lists price books, and says what of them is old")
struct PricesCommandTests {
    private static let book = """
        plimsoll prices: 1
        name: Prices of two
        as of: 2026-01-31
        prices:
          rpc/unit:
            tiers:
              graduated: [{to: 300000000, price: 0.00000045 USD/CU}, {price: 0.0000004 USD/CU}]
            provider: Node Works
            source: a list
          db/large: {price: 0.5 USD/h, region: eu-central, as of: 2025-06-30, source: a contract}
        """

    private static func run(_ arguments: [String]) throws -> Program.Outcome {
        let workspace = try Workspace()
        try workspace.write("book.yaml", book)
        try workspace.write("broken.yaml", book.replacingOccurrences(of: "0.5 USD/h", with: "0.5"))
        return try Program.run(
            ["prices"] + arguments.map { $0.hasSuffix(".yaml") ? workspace.path($0) : $0 })
    }

    @Test(
        arguments: [
            (["list", "book.yaml"], 0, "2 prices of Prices of two (2026-01-31)."),
            (["list", "book.yaml", "prices.yaml"], 0, "3 prices"),
            (["list", "book.yaml", "--filter", "NODE WORKS"], 0, "1 price of"),
            (["list", "book.yaml", "--filter", "eu-c"], 0, "db/large"),
            (["list", "book.yaml", "--filter", "none"], 0, "0 prices"),
            (["list", "book.yaml", "--format", "csv"], 0, "graduated,300000000,,0.0000004,CU"),
            (["list", "book.yaml", "--format", "markdown"], 0, "| db/large |"),
            (["list", "book.yaml", "--format", "json"], 0, "\"command\": \"prices list\""),
            (["check", "book.yaml", "--on", "2026-06-30"], 0, "All 2 prices held within a year"),
            (
                ["check", "book.yaml", "--on", "2026-07-01"], 99,
                "1 price of 2 held more than a year"
            ),
            (["check", "book.yaml", "--on", "2027-02-01"], 99, "2 prices of 2"),
            (["check", "book.yaml", "prices.yaml"], 0, "All 3 prices"),
            (
                [
                    "check", "book.yaml", "--on", "2026-07-01", "--format", "csv", "--table",
                    "stale",
                ],
                99, "db/large,2025-06-30,a contract"
            ),
        ] as [([String], Int32, String)])
    func answers(arguments: [String], status: Int32, words: String) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.output.contains(words), "\(outcome)")
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [
        (["list", "broken.yaml"], "broken.yaml:10:21: prices.db/large.price: '0.5' has no unit"),
        (["check", "broken.yaml"], "'0.5' has no unit"),
        (["check", "nowhere.yaml"], "no such file"),
        (["list", "desk.yaml"], "'plimsoll prices' is missing"),
        (["list"], "Missing expected argument"),
        (["check", "book.yaml", "--on", "today"], "--on: 'today'"),
        (["check", "book.yaml", "--on", "2026-02-30"], "a date such as 2026-01-31"),
        (["list", "book.yaml", "--table", "stale"], "there is no table 'stale'"),
    ])
    func refusals(arguments: [String], words: String) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains(words), "\(outcome)")
        #expect(outcome.output.isEmpty)
    }

    /// The clerk's price is of 2026-01-31, and SOURCE_DATE_EPOCH says what day it is.
    @Test(arguments: [("1801353600", false), ("1801440000", true)])
    func oldPricesAreFlagged(seconds: String, isOld: Bool) throws {
        let workspace = try Workspace()
        let outcome = try Program.run(
            ["run", workspace.path("desk.yaml"), "--engine", "analytic"],
            environment: ["SOURCE_DATE_EPOCH": seconds])
        let words = "1 price in use is older than a year (clerk; the oldest of 2026-01-31)"
        let said = outcome.output.replacingOccurrences(of: "\n  ", with: " ")
        #expect(said.contains(words) == isOld, "\(outcome)")
    }

    /// Every price book of the repository can be read.
    @Test(arguments: ["atk", "aws", "alchemy", "providers"])
    func ours(name: String) throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("datasets/prices/\(name).yaml").path
        let outcome = try Program.run("prices", "check", path)
        #expect(outcome.status == 0, "\(outcome)")
    }
}
