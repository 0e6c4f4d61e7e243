// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Reports
import Scenario

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Hold published figures of several scenarios against the model, and the laws.",
        discussion: """
            Simulates each scenario and shows what it has under 'observed' beside the model's own \
            figures; where they differ, whether a law of operational analysis forbids them.

            Example: plimsoll reproduce models/atk/steady.yaml
            """)

    @Argument(help: "The scenario files.")
    var files: [String]

    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let scenarios = try files.map { try ScenarioFile.load(path: $0, sets: []) }
        for (file, scenario) in zip(files, scenarios) where !hasFigures(scenario) {
            throw Failure.noObservations(path: file)
        }
        Interruption.watch()
        let output = try output.prepare(tables: ReproductionReport.tableIDs)
        let assessments = try scenarios.map { scenario in
            let model = try scenario.model.with(run: simulation.plan(scenario.model))
            let answer = try simulation.answer(
                model, label: model.name, quiet: self.output.quiet)
            return try Assessment(model, answer.measurements)
        }
        let identity = Identity(
            version: Plimsoll.version, command: "reproduce",
            scenario: scenarios.count == 1
                ? scenarios[0].model.name : "Published figures of \(scenarios.count) scenarios",
            digest: scenarios.map(\.digest).joined(separator: ", "))
        try output.write(ReproductionReport.make(assessments, identity: identity))
    }

    /// Whether it has figures of the platform; those of pages are another command's.
    private func hasFigures(_ scenario: LoadedScenario) -> Bool {
        scenario.model.remarks.observations.contains { $0.pageMetric == nil }
    }
}
