// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Planning
import Reports
import Scenario

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Simulate a scenario: service levels, what binds first, headroom, cost.")

    @Argument(help: "The scenario file.")
    var file: String

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Precision") var stopping: StoppingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let model = try scenario.model.with(run: simulation.plan(scenario.model))
        Interruption.watch()
        let output = try output.prepare(tables: RunReport.tableIDs)
        let answer = try simulation.measure(
            model, until: stopping.rule(), label: "simulating", quiet: self.output.quiet)
        let assessment = try Assessment(model, answer.measurements)
        let identity = scenario.identity(
            of: "run", run: model.run, replications: answer.replications)
        let report = RunReport.make(assessment, ended: answer.end, identity: identity)
        try output.write(report)
        try Exit.follow(report.verdict)
    }
}
