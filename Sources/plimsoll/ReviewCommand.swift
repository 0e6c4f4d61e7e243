// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Evidence
import Forecasting
import Ledger
import Model
import Planning
import Quantities
import Reports
import Review
import Scenario

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "The monthly review: what was measured and billed, and what to decide.",
        discussion: """
            Reads every file of the evidence as plimsoll observe does, holds the invoice against \
            the forecast of the last review, forecasts load, spend and what runs out, and writes \
            a pack into --out, by default review-MONTH: review.md, review.html, a CSV a table, \
            charts, and a notebook. What was forecast and what came goes into the ledger, for the \
            next review. Exit code 99 where a service level was missed, the budget overspent, or \
            something has run out.

            Example: plimsoll review platform.yaml --month 2026-10 --evidence 2026-10
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(help: ArgumentHelp("The month under review.", valueName: "month"))
    var month: CalendarMonth

    @Option(
        help: ArgumentHelp(
            "The directory of what was measured and billed: a history of the load, a bill, and"
                + " what else there is.", valueName: "dir"))
    var evidence: String

    @Option(
        help: ArgumentHelp(
            "The ledger; plimsoll.sqlite beside the scenario by default.", valueName: "file"))
    var ledger: String?

    @Flag(inversion: .prefixedNo, help: "Keep what is forecast and what came in the ledger.")
    var keep = true

    @OptionGroup(title: "Load") var load: ReviewLoadOptions

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let found = try EvidenceFolder.read(evidence, month, series: load.series)
        Interruption.watch()
        try output.destination.check(tables: ReviewReport.tableIDs)
        let pack = try ReviewPack(output.out ?? "review-\(month)")
        let study = ReviewStudy(
            scenario: scenario, evidence: found, folder: evidence, load: load,
            simulation: simulation,
            overrides: try changes.overrides(), quiet: output.quiet)
        let book = try self.book(of: scenario.model.name)
        let previous = try book?.previous(before: month)
        let (review, basis) = try study.review(
            previous: previous, changes: Self.changes(since: previous, scenario))
        ProgressBar.erase()
        let report = ReviewReport.make(
            review, basis: basis,
            identity: scenario.identity(of: "review", run: review.base.model.run))
        try pack.publish(report)
        if keep { try book?.keep(review, of: scenario, at: try Today.now) }
        try Output(format: output.format, options: output.destination, directory: nil)
            .write(report)
        try Exit.follow(report.verdict)
    }

    /// What nothing is kept in is not begun either.
    private func book(of scenario: String) throws -> ReviewLedger? {
        do {
            return ReviewLedger(
                try Ledger.open(ledgerPath, creating: keep), of: scenario)
        } catch LedgerError.missing where !keep { return nil }
    }

    private static func changes(
        since previous: PreviousReview?, _ scenario: LoadedScenario
    ) -> [MonthlyReview.KeyChange] {
        let changes = previous?.document.flatMap {
            ScenarioChange.between($0, scenario.resolvedText)
        }
        return (changes ?? []).map {
            MonthlyReview.KeyChange(path: $0.path, before: $0.before, after: $0.after)
        }
    }

    /// Beside the scenario, where no other is named.
    private var ledgerPath: String {
        if let ledger { return ledger }
        guard let slash = file.lastIndex(of: "/") else { return Ledger.usualName }
        return file[...slash] + Ledger.usualName
    }
}

extension CalendarMonth: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(parsing: argument) }
}

/// How the load of a history is that of the scenario.
struct ReviewLoadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which series of the history is the platform's load, where it has several.",
            valueName: "name"))
    var series: String?

    @OptionGroup var ahead: RunwayOptions

    @Flag(inversion: .prefixedNo, help: "Look for the load at which a service level breaks.")
    var levels = true

    @Option(
        help: ArgumentHelp(
            "Look for about this long on two cores for the load at which a service level breaks,"
                + " as plimsoll stress does.", valueName: "duration"))
    var budget = "1m"

    mutating func validate() throws { _ = try OptionText.work(budget) }
}
