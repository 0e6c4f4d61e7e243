// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what binds, why the slowest are slow, and the smallest change that helps.",
        discussion: """
            Where a service level is not kept, each resource is searched for the least of it that \
            keeps all of them; where all are kept, for what could go. The exit code is that of run.

            Example: plimsoll explain models/atk/steady.yaml --set traffic.users.count=1500
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(help: "Tell the slowest requests of this operation alone.")
    var operation: String?

    @Option(
        help: ArgumentHelp(
            "Search for about this long on two cores; it is counted in simulated events, so that"
                + " the answer is the same on any machine. The base and the best change come on"
                + " top.", valueName: "duration"))
    var budget = "60s"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws { _ = try work() }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        var plan = try simulation.plan(scenario.model)
            .replicated(for: "changes are compared by pairs of replications")
        let operation = try operation.map { try id(of: $0, in: scenario.model) }
        let work = try work()
        Interruption.watch()
        let destination = try output.prepare(tables: ExplainReport.tableIDs)
        // One warm-up for all changes, or their replications would not pair.
        let warmUp = try Simulation(scenario.model.with(run: plan))
            .detectedWarmUp(threads: simulation.threading.count)
        if let warmUp { plan.warmUp = .given(warmUp.time) }
        let model = try scenario.model.with(run: plan)
        let measured = try Simulation(model).run(
            threads: simulation.threading.count, progress: bar("simulating"))
        var explainer = Explainer(
            try Assessment(model, measured), operation: operation, budget: work,
            threads: simulation.threading.count, announce: { bar("trying " + $0) })
        let explanation = explainer.explain()
        ProgressBar.erase()
        let report = ExplainReport.make(
            explanation, warmUp: warmUp,
            identity: scenario.identity(of: "explain", run: model.run))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    /// A line of progress where somebody sees it.
    private func bar(_ label: String) -> (@Sendable (RunProgress) -> Void)? {
        ProgressBar.told(label, quiet: output.quiet)
    }

    private func work() throws -> WorkBudget { try OptionText.work(budget) }

    private func id(of name: String, in model: Model) throws(Failure) -> OperationID {
        guard let index = model.operations.firstIndex(where: { $0.name == name }) else {
            throw .unknownOperation(name, known: model.operations.map(\.name))
        }
        return OperationID(index)
    }
}
