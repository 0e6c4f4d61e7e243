// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct CapacityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "How much each component carries, and the headroom now, busy and one less.",
        discussion: """
            A search by simulation finds the load at which a service level breaks: of the platform \
            as it is, of each component with ample of everything else, and of the platform without \
            the one member whose loss hurts most. Stocks and quotas follow: connections, memory, \
            disks, nodes, rate limits, tiers of prices. Exit codes: 0 the busy hour is carried, 99 \
            it is not, 3 cannot tell.

            Example: plimsoll capacity models/yardsticks/mm4.yaml --set slo.p95=6s --budget 10s
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The busy hour over the mean; by default what the load of the scenario says.",
            valueName: "factor"))
    var peak: String?

    @Option(help: ArgumentHelp("Try at most so many times the load.", valueName: "factor"))
    var max = "10"

    @Option(
        help: ArgumentHelp(
            "Find each load this closely: the largest that holds and the smallest that breaks are"
                + " no further apart.", valueName: "ratio"))
    var precision = "5%"

    @Option(
        help: ArgumentHelp(
            "Search for about this long on two cores, all components together; it is counted in"
                + " simulated events, so that the answer is the same on any machine.",
            valueName: "duration"))
    var budget = "2m"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: ChartedOutputOptions

    mutating func validate() throws { _ = try settings() }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "a verdict takes several")
        let model = try scenario.model.with(run: plan)
        guard StressTest.canBreak(model) else { throw Failure.nothingBreaks }
        let settings = try settings()
        Interruption.watch()
        let destination = try output.prepare(tables: CapacityReport.tableIDs)
        let finder = try CapacityFinder(
            model, settings, threads: simulation.threading.count
        ) { what in
            { factor in
                ProgressBar.told("\(what): trying \(factor) of the load", quiet: output.quiet)
            }
        }
        let answer = try finder.answer()
        ProgressBar.erase()
        let report = CapacityReport.make(
            answer, identity: scenario.identity(of: "capacity", seed: model.run.seed))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func settings() throws -> CapacityFinder.Settings {
        let most = try OptionText.factor(max, of: "--max", in: 1...10_000)
        return CapacityFinder.Settings(
            most: .fraction(most), precision: try OptionText.precision(precision),
            budget: try OptionText.work(budget),
            peak: try peak.map { try OptionText.factor($0, of: "--peak", in: 0.001...10_000) })
    }
}

extension OptionText {
    /// A plain number in a range.
    static func factor(
        _ text: String, of option: String, in range: ClosedRange<Double>
    ) throws -> Double {
        let value = try read(text, of: option, as: ExactDecimal.self).approximation
        guard range.contains(value) else {
            let ends = [range.lowerBound, range.upperBound].map { end in
                Int(exactly: end).map { "\($0)" } ?? "\(end)"
            }
            throw ValidationError(
                "\(option) is \(text); it must be from \(ends[0]) to \(ends[1]).")
        }
        return value
    }
}
