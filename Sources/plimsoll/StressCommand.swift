// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct StressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stress",
        abstract: "Raise the load until a service level breaks: where, what breaks, what binds.",
        discussion: """
            All rates and numbers of users grow by one factor; who they are (from), faults and \
            schedules stay as they are. Where the load of the scenario breaks a level, the search \
            goes down. Without service levels the platform breaks where it saturates. Exit codes: \
            0 the load of the scenario holds, 99 it breaks, 3 cannot tell.

            Example: plimsoll stress models/yardsticks/mm4.yaml --set slo.p95=6s
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(help: ArgumentHelp("Try at most so many times the load.", valueName: "factor"))
    var max = "100"

    @Option(
        help: ArgumentHelp(
            "Find the factor this closely: the largest that holds and the smallest that breaks are"
                + " no further apart.", valueName: "ratio"))
    var precision = "2%"

    @Option(
        help: ArgumentHelp(
            "Search for about this long on two cores; it is counted in simulated events, so that"
                + " the answer is the same on any machine. A small one shortens each replication"
                + " where that is the same test.", valueName: "duration"))
    var budget = "2m"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws { _ = try settings() }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "a verdict takes several")
        let model = try scenario.model.with(run: plan)
        guard StressTest.canBreak(model) else { throw Failure.nothingBreaks }
        let settings = try settings()
        Interruption.watch()
        let destination = try output.prepare(tables: StressReport.tableIDs)
        var test = StressTest(
            model, settings, threads: simulation.threading.count, announce: bar)
        let answer = try test.run()
        ProgressBar.erase()
        let report = StressReport.make(
            answer, identity: scenario.identity(of: "stress", seed: model.run.seed))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    /// A line of progress where somebody sees it.
    private func bar(_ factor: Ratio) -> (@Sendable (RunProgress) -> Void)? {
        ProgressBar.told("trying \(factor) of the load", quiet: output.quiet)
    }

    private func settings() throws -> StressTest.Settings {
        StressTest.Settings(
            most: .fraction(try OptionText.factor(max, of: "--max", in: 1...10_000)),
            precision: try OptionText.precision(precision), budget: try OptionText.work(budget))
    }
}
