// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Simulate two scenarios with the same random numbers: what changes, how surely.",
        discussion: """
            Without a candidate, the base with the --set changes is the candidate. Both are \
            simulated by the base's run plan, which --set run.… changes too, so that their \
            replications pair. The exit code says whether the candidate keeps its service levels; \
            with --fail-if, whether one of these changes is surely there (99), or may be (3). \
            --format markdown is short enough for a pull request.

            Example: plimsoll compare models/atk/steady.yaml --set components.redis.ttl=1m
            """)

    @Argument(help: "The scenario to compare with.")
    var base: String

    @Argument(help: "The scenario that changes something.")
    var candidate: String?

    @Option(
        help: ArgumentHelp(
            "A change that must not be, such as 'p95 > +5%', 'p95 of buy > +20ms', 'cost > +100"
                + " USD', 'throughput < -2%', 'utilization of api > +5pp' or lost, for a service"
                + " level that breaks; repeatable.", valueName: "gate"))
    var failIf: [String] = []

    @Option(
        help: ArgumentHelp(
            "What differs by no more than this is told as within tolerance, and no change.",
            valueName: "ratio"))
    var tolerance = "0%"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        if candidate == nil && changes.sets.isEmpty {
            throw ValidationError("Nothing differs: name a candidate, or change the base by --set.")
        }
        _ = try gates()
        _ = try OptionText.read(tolerance, of: "--tolerance", as: Ratio.self)
    }

    private func gates() throws -> [ComparisonGate] {
        do {
            return try failIf.map { try ComparisonGate(parsing: $0) }
        } catch {
            throw ValidationError("--fail-if \(error)")
        }
    }

    func run() throws {
        let overrides = try changes.overrides()
        let base = try ScenarioFile.load(path: base, sets: overrides.filter(\.isOfRun))
        let candidate = try ScenarioFile.load(path: candidate ?? self.base, sets: overrides)
        var plan = try simulation.plan(base.model)
            .replicated(for: "a comparison pairs replications")
        Interruption.watch()
        let output = try output.prepare(tables: CompareReport.tableIDs)
        // One warm-up for both, or their replications would not pair.
        let warmUp = try detectedWarmUp([base.model, candidate.model], plan)
        if let warmUp { plan.warmUp = .given(warmUp.time) }
        let models = (try base.model.with(run: plan), try candidate.model.with(run: plan))
        let answer =
            simulation.engine == .analytic
            ? nil
            : try simulation.measure(
                models.0, models.1, label: "simulating both", quiet: self.output.quiet)
        let comparison = Comparison(
            base: try assess(models.0, answer?.base),
            candidate: try assess(models.1, answer?.candidate),
            tolerance: try OptionText.read(tolerance, of: "--tolerance"))
        let report = CompareReport.make(
            comparison, gates: try checks(comparison), warmUp: warmUp,
            identity: identity(base, candidate, plan, answer))
        try output.write(report)
        try Exit.follow(report.verdict)
    }

    private func checks(_ comparison: Comparison) throws -> [GateCheck] {
        do {
            return try gates().map { try GateCheck($0, comparison) }
        } catch let error as GateError {
            throw Failure.gate(error)
        }
    }

    /// Nil where it is given, or nothing is simulated.
    private func detectedWarmUp(_ models: [Model], _ plan: RunPlan) throws -> WarmUpFinding? {
        if simulation.engine == .analytic { return nil }
        let found = try models.compactMap {
            Simulation(try $0.with(run: plan)).detectedWarmUp(threads: simulation.threads)
        }
        return found.dropFirst().reduce(found.first) { $0?.longer($1) }
    }

    /// By closed form where nothing was simulated.
    private func assess(_ model: Model, _ simulated: Measurements?) throws -> Assessment {
        try Assessment(model, simulated ?? simulation.compute(model))
    }

    /// Names both scenarios, the base first.
    private func identity(
        _ base: LoadedScenario, _ candidate: LoadedScenario, _ plan: RunPlan,
        _ answer: PairedSimulation?
    ) -> Identity {
        let names =
            base.model.name == candidate.model.name
            ? base.model.name : "\(base.model.name) against \(candidate.model.name)"
        return Identity(
            version: Plimsoll.version, command: "compare", scenario: names,
            digest: "\(base.digest), \(candidate.digest)",
            pricesAsOf: candidate.model.economics.prices?.asOf,
            seed: answer == nil ? nil : plan.seed, replications: answer?.completed,
            partial: answer.flatMap { answer in
                answer.completed < answer.planned
                    ? PartialRun(completed: answer.completed, planned: answer.planned) : nil
            })
    }
}
