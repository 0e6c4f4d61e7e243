// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Model
import Quantities
import Reports
import Scenario

struct PricesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "What price books hold, and how old it is.",
        subcommands: [PricesListCommand.self, PricesCheckCommand.self])

    static func read(_ paths: [String]) throws(ScenarioErrors) -> [PricesReport.Book] {
        var books: [PricesReport.Book] = []
        for path in paths {
            books.append(PricesReport.Book(path: path, book: try PriceBookFile.load(path: path)))
        }
        return books
    }
}

struct PricesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the prices of price books: tiers, free units, fees, dates and sources.",
        discussion: "Example: plimsoll prices list datasets/prices/aws.yaml --filter lambda")

    @Argument(help: "Price books.")
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Only prices whose key, provider, SKU or region holds this.", valueName: "text"))
    var filter: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let books = try PricesCommand.read(files)
        let destination = try output.prepare(tables: PricesReport.tableIDsOfList)
        try destination.write(
            PricesReport.list(
                books, filter: filter,
                identity: Identity(version: Plimsoll.version, command: "prices list")))
    }
}

struct PricesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check price books: whether they can be read, and which prices are old.",
        discussion: """
            The exit code is 99 where a price held more than a year ago, 2 where a book cannot be \
            read.

            Example: plimsoll prices check datasets/prices/aws.yaml
            """)

    @Argument(help: "Price books.")
    var files: [String]

    @Option(
        help: ArgumentHelp("The day to check for; today by default.", valueName: "date"))
    var on: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        if let on { _ = try OptionText.read(on, of: "--on", as: CalendarDay.self) }
    }

    func run() throws {
        let books = try PricesCommand.read(files)
        let day = try on.map { try OptionText.read($0, of: "--on", as: CalendarDay.self) }
        let destination = try output.prepare(tables: PricesReport.tableIDsOfCheck)
        let report = PricesReport.check(
            books, on: day ?? Today.day,
            identity: Identity(version: Plimsoll.version, command: "prices check"))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }
}
