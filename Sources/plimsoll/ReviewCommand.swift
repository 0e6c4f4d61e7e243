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
            next review. With --free, numbers of the scenario are fitted first, as plimsoll \
            calibrate does, to the load tests of the directory and to utilizations of the month; \
            where the model fits, the review goes by them and the pack holds them. Exit code 99 \
            where a service level was missed, the budget overspent, or something has run out.

            Example: plimsoll review platform.yaml --month 2026-10 --evidence 2026-10
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(help: ArgumentHelp("The month under review.", valueName: "month"))
    var month: String

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

    @OptionGroup(title: "Fit") var fitting: FitOptions
    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        _ = try reviewed()
        if fitting.free.isEmpty, !fitting.levels.isEmpty || !fitting.names.isEmpty {
            throw ValidationError("--at and --name say how tests are fitted; add --free.")
        }
    }

    func run() throws {
        let month = try reviewed()
        let overrides = try changes.overrides()
        let given = try ScenarioFile.load(path: file, sets: overrides)
        let found = try EvidenceFolder.read(evidence, month, series: load.series)
        Interruption.watch()
        try output.destination.check(tables: ReviewReport.tableIDs)
        let book = ReviewLedger(ledgerPath, of: given.model.name)
        let previous = try book.previous(before: month, writing: keep)
        let pack = try ReviewPack(output.out ?? "review-\(month)")
        let refit = try refit(study(given, overrides, found))
        let scenario = refit?.scenario ?? given
        let study = study(scenario, refit?.overrides ?? overrides, found)
        let (review, basis) = try study.review(
            previous: previous, changes: Self.changes(since: previous, scenario))
        ProgressBar.erase()
        // Half of the replications are no review.
        if let status = Interruption.status { throw ExitCode(status) }
        let report = ReviewReport.make(
            review, basis: basis, refit: refit?.fit,
            identity: scenario.identity(of: "review", run: review.base.model.run))
        let destination = Output(
            format: output.format, options: output.destination, directory: nil)
        _ = try destination.only(of: report)
        // All that can fail for what the review found comes before anything appears.
        try pack.fill(report, overlay: refit?.overlay)
        if keep {
            try book.keep(review, of: scenario, at: try Today.now) { try pack.publish() }
        } else {
            try pack.publish()
        }
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func study(
        _ scenario: LoadedScenario, _ overrides: [Override], _ found: MonthEvidence
    ) -> ReviewStudy {
        ReviewStudy(
            scenario: scenario, evidence: found, folder: evidence, load: load,
            simulation: simulation, overrides: overrides, quiet: output.quiet)
    }

    /// Nil where no number is free.
    private func refit(_ study: ReviewStudy) throws -> ReviewRefit? {
        if fitting.free.isEmpty { return nil }
        // What is wrong with the rest is told before the fit, which takes long.
        _ = try study.ready(study.scenario.model)
        return try ReviewRefit(
            fitting, study.scenario, study.overrides, to: study.evidence, folder: evidence,
            simulation: simulation, quiet: output.quiet)
    }

    private func reviewed() throws -> CalendarMonth {
        try OptionText.read(month, of: "--month", as: CalendarMonth.self)
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
