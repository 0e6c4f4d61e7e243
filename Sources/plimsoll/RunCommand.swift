// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Reports
import Scenario

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Simulate a scenario: service levels, what binds first, headroom, cost.",
        discussion: "Example: plimsoll run models/atk/steady.yaml --set components.api.replicas=12")

    @Argument(help: "The scenario file.")
    var file: String

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Precision") var stopping: StoppingOptions
    @OptionGroup(title: "Output") var output: ChartedOutputOptions

    mutating func validate() throws {
        if simulation.engine == .analytic, stopping.isAsked {
            throw ValidationError(
                "--precision and --until-decided ask for a simulation; leave --engine analytic out."
            )
        }
    }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        var plan = simulation.plan(scenario.model)
        if stopping.isAsked {
            plan = try plan.replicated(for: "--precision and --until-decided take several")
        }
        let model = try scenario.model.with(run: plan)
        Interruption.watch()
        let output = try output.prepare(tables: RunReport.tableIDs)
        let report =
            simulation.engine == .analytic
            ? try computed(model, scenario) : try simulated(model, scenario)
        try output.write(report)
        try Exit.follow(report.verdict)
    }

    private func computed(_ model: Model, _ scenario: LoadedScenario) throws -> Report {
        let assessment = try Assessment(model, simulation.compute(model))
        return RunReport.make(assessment, identity: scenario.identity(of: "run"))
    }

    private func simulated(_ model: Model, _ scenario: LoadedScenario) throws -> Report {
        let answer = try simulation.measure(
            model, until: stopping.rule(), label: "simulating", quiet: output.quiet)
        let assessment = try Assessment(model, answer.measurements)
        let identity = scenario.identity(
            of: "run", run: model.run, replications: answer.replications,
            partial: partial(answer))
        return RunReport.make(
            assessment, ended: answer.end, paper: paper(model, answer.measurements.warmUp),
            identity: identity)
    }

    /// The closed form of the window that was measured; nil where there is none.
    private func paper(_ model: Model, _ warmUp: WarmUpFinding?) -> Measurements? {
        var plan = model.run
        if let warmUp { plan.warmUp = .given(warmUp.time) }
        return try? simulation.compute(model.with(run: plan))
    }

    private func partial(_ answer: SequentialRun) -> PartialRun? {
        guard case .interrupted(let planned) = answer.end else { return nil }
        return PartialRun(completed: answer.replications, planned: planned)
    }
}
