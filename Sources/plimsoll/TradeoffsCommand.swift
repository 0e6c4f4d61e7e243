// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct TradeoffsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tradeoffs",
        abstract: "Weigh options of a platform: what each costs, and what it does to latency.",
        discussion: """
            A little more or less of what is paid for, other times to live, environments that \
            stand ready, calls in one round trip, smaller images, and what the scenario names \
            under 'options'. Each is simulated with the same random numbers as the platform as it \
            is; the price of a millisecond of p95 follows.

            Example: plimsoll tradeoffs models/atk/tradeoffs.yaml
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(help: "Weigh so many options at most, those first that the scenario names.")
    var mostOptions = 16

    @Flag(help: "Weigh only what the scenario names under 'options'.")
    var namedOnly = false

    @Option(
        help: ArgumentHelp(
            "Simulate for about this long on two cores: where the load is steady, options are"
                + " measured for a shorter time, a twentieth of it at least and the whole warm-up;"
                + " fewer options take less. It is counted in simulated events, so that the answer"
                + " is the same on any machine.", valueName: "duration"))
    var budget = "60s"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        _ = try work()
        guard (1...1_000).contains(mostOptions) else {
            throw ValidationError("--most-options is \(mostOptions); it must be from 1 to 1000.")
        }
    }

    func run() throws {
        let overrides = try changes.overrides()
        let scenario = try ScenarioFile.load(path: file, sets: overrides)
        var plan = try simulation.plan(scenario.model)
            .replicated(for: "options are compared by pairs of replications")
        let named = try self.named(scenario, overrides)
        let work = try work()
        Interruption.watch()
        let destination = try output.prepare(tables: TradeoffsReport.tableIDs)
        // One warm-up for all options, or their replications would not pair.
        let warmUp = try Simulation(scenario.model.with(run: plan))
            .detectedWarmUp(threads: simulation.threading.count)
        if let warmUp { plan.warmUp = .given(warmUp.time) }
        let study = try TradeoffStudy(
            scenario.model.with(run: plan), named: named, findsOthers: !namedOnly,
            most: mostOptions, budget: work, threads: simulation.threading.count,
            load: { load($0, overrides) },
            announce: { ProgressBar.told("trying " + $0, quiet: output.quiet) })
        ProgressBar.erase()
        let report = TradeoffsReport.make(
            study, warmUp: warmUp, identity: scenario.identity(of: "tradeoffs", run: plan))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    /// What is wrong with any of them is told before anything is simulated.
    private func named(
        _ scenario: LoadedScenario, _ overrides: [Override]
    ) throws -> [TradeoffOption] {
        try scenario.options.map { option in
            let model = try ScenarioFile.load(path: file, sets: overrides + option.changes).model
            return TradeoffOption(
                named: option.name, sets: option.changes.map(\.text),
                subject: scenario.model.subject(ofKeys: option.changes.map(\.keys)), model: model)
        }
    }

    /// For an option that no lever makes.
    private func load(
        _ option: TradeoffOption, _ overrides: [Override]
    ) -> Result<Model, OptionRefusal> {
        do {
            let sets = try option.sets.map { try Override(parsing: $0) }
            return .success(try ScenarioFile.load(path: file, sets: overrides + sets).model)
        } catch {
            return .failure(OptionRefusal(words: "\(error)"))
        }
    }

    private func work() throws -> WorkBudget { try OptionText.work(budget) }
}
