// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Ledger
import Quantities
import Reports

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Keep forecasts and what came in a file that only grows, and score them.",
        discussion: """
            One SQLite file. A row is never changed or removed: a correction is a newer row. What \
            a command has told of is on the disk.
            """,
        subcommands: [LedgerAddCommand.self, LedgerListCommand.self, LedgerScoreCommand.self])
}

/// Which file a ledger is.
struct LedgerOptions: ParsableArguments {
    @Option(
        name: .customLong("ledger"),
        help: ArgumentHelp("The ledger's file.", valueName: "file"))
    var path = Ledger.usualName

    /// Checked, so that what is read from it holds.
    func openToRead() throws(LedgerError) -> Ledger {
        let ledger = try Ledger.open(path, creating: false)
        try ledger.check()
        return ledger
    }
}

/// What a ledger holds.
enum LedgerSubject: String, ExpressibleByArgument, CaseIterable {
    case forecasts, actuals, runs
}

struct LedgerAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add the rows of a CSV file to a ledger, all of them or none.",
        discussion: """
            Of forecasts the columns are line, unit, made (the month they were made in), period \
            (the month they are about), central, and where they are known low, high and level \
            (such as 90%), method and scenario (a digest), and scenario_name where the ledger has \
            the line of several scenarios. Of actuals: line, unit, period and value, and then \
            scenario (its name). Amounts in a currency, such as USD, are kept to the last digit. A \
            row that differs from what the ledger says corrects it; one that says the same is not \
            written again.

            Example: plimsoll ledger add actuals october.csv
            """)

    @Argument(help: "What the rows are: forecasts or actuals.")
    var subject: Subject

    @Argument(help: "The rows.")
    var file: String

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case forecasts, actuals
    }

    func run() throws {
        let bytes = try InputFile.read(file, limit: LedgerTable.largest)
        var forecasts: [Ledger.Forecast] = []
        var actuals: [Ledger.Actual] = []
        let appended: Ledger.Appended
        let source: Ledger.Source
        let destination: Output
        do {
            switch subject {
            case .forecasts: forecasts = try LedgerTable.forecasts(bytes)
            case .actuals: actuals = try LedgerTable.actuals(bytes)
            }
            source = try Ledger.Source(path: file, digest: SHA256.digest(of: bytes))
            destination = try output.prepare(tables: LedgerReport.tableIDsOfAdd)
            appended = try Ledger.open(ledger.path).append(
                forecasts: forecasts, actuals: actuals, source: source, at: Today.now)
        } catch let error as LedgerError {
            throw Failure.rows(
                path: file, line: error.row.flatMap { LedgerTable.line(ofRow: $0, in: bytes) },
                error)
        }
        try destination.write(
            LedgerReport.added(
                subject.rawValue, written: appended.forecasts + appended.actuals,
                unchanged: appended.unchanged, from: source, to: ledger.path,
                identity: Identity(version: Plimsoll.version, command: "ledger add")))
    }
}

struct LedgerListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what a ledger holds, the newest row of each place.",
        discussion: "Example: plimsoll ledger list forecasts")

    @Argument(help: "What to list: forecasts, actuals or runs; all of them by default.")
    var subjects: [LedgerSubject] = []

    @Flag(help: "Also show rows that newer ones correct.")
    var all = false

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let destination = try output.prepare(tables: LedgerReport.tableIDsOfList)
        let open = try ledger.openToRead()
        let shown = subjects.isEmpty ? LedgerSubject.allCases : subjects
        var contents = LedgerReport.Contents()
        for subject in shown {
            switch subject {
            case .forecasts: contents.forecasts = try open.forecasts(all: all)
            case .actuals: contents.actuals = try open.actuals(all: all)
            case .runs: contents.runs = try open.runs()
            }
        }
        try destination.write(
            LedgerReport.list(
                contents, of: ledger.path, all: all,
                identity: Identity(version: Plimsoll.version, command: "ledger list")))
    }
}

struct LedgerScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Hold forecasts against what came: errors, bias, and how often intervals held.",
        discussion: """
            Only months that are over count. Each line and method is scored over all forecasts, \
            and in the table leads (--table leads) by how many months ahead they were made.

            Example: plimsoll ledger score
            """)

    @Option(
        help: ArgumentHelp("The day to score on; today by default.", valueName: "date"))
    var on: String?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws { _ = try month() }

    func run() throws {
        let today = try month()
        let destination = try output.prepare(tables: LedgerScoreReport.tableIDs)
        let open = try ledger.openToRead()
        let score = LedgerScore(
            forecasts: try open.forecasts(), actuals: try open.actuals(), today: today)
        try destination.write(
            LedgerScoreReport.make(
                score, of: ledger.path, today: today,
                identity: Identity(version: Plimsoll.version, command: "ledger score")))
    }

    /// The month that is not over.
    private func month() throws -> CalendarMonth {
        let day = try on.map { try OptionText.read($0, of: "--on", as: CalendarDay.self) }
        guard let month = (day ?? Today.day).calendarMonth else {
            throw ValidationError("--on: expected a day from 1970 to 2261.")
        }
        return month
    }
}
