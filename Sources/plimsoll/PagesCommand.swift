// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Reports
import Scenario

struct PagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract: "Time the pages of a scenario in browsers, and hold them against their budgets.",
        discussion: """
            Nothing is simulated but the operations that pages name as their server time. The \
            exit code is 99 where a budget is breached.

            Example: plimsoll pages models/atk/frontend.yaml --set bundles.vendor.size=160KB
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        guard !scenario.model.frontend.pages.isEmpty else { throw Failure.noPages(path: file) }
        Interruption.watch()
        let destination = try output.prepare(tables: PagesReport.tableIDs)
        let plan = simulation.plan(scenario.model)
        let answer = try PageAssessment.measured(scenario.model.with(run: plan)).map {
            try simulation.answer($0, label: "simulating", quiet: output.quiet)
        }
        let report = PagesReport.make(
            PageAssessment(scenario.model, answer?.measurements),
            identity: scenario.identity(
                of: "pages", run: answer?.replications == nil ? nil : plan,
                replications: answer?.replications))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }
}
