// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct BreakevenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakeven",
        abstract: "Say when sending transactions to a layer 2 pays, and from which volume on.",
        discussion: """
            The scenario says under 'migration' which chains there are to go to, and what moving \
            takes (docs/scenario.md). Transactions are those of its load; both chains charge by \
            the exact rules of their protocols. Only what goes to the chain is compared: servers \
            and databases cost the same before and after.

            Example: plimsoll breakeven models/atk/layer-2.yaml --to base
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The chain to go to, such as base: one of the scenario's migration.to.",
            valueName: "chain"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Take the range of the base fee from a CSV file of gas prices by year, such as"
                + " datasets/gas/mainnet-yearly.csv, instead of the scenario.",
            valueName: "file"))
    var gasPrices: String?

    @Option(help: ArgumentHelp("With --gas-prices: the year.", valueName: "year"))
    var year: String?

    @Option(help: "Cases of what is not known for sure.")
    var paths = 2_000

    @Flag(inversion: .prefixedNo, help: "Simulate both chains for what latency becomes.")
    var latency = true

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: ChartedOutputOptions

    mutating func validate() throws {
        guard (gasPrices == nil) == (year == nil) else {
            throw ValidationError("Give --gas-prices and --year together.")
        }
        guard MigrationPaths.counts.contains(paths) else {
            throw ValidationError(
                "--paths is \(paths); it must be from \(MigrationPaths.counts.lowerBound) to"
                    + " \(MigrationPaths.counts.upperBound).")
        }
    }

    func run() throws {
        let overrides = try changes.overrides()
        let scenario = try ScenarioFile.load(path: file, sets: overrides)
        let (terms, target) = try terms(scenario)
        let moved = try ScenarioFile.load(path: file, sets: overrides, movedTo: target.name)
        Interruption.watch()
        let destination = try output.prepare(tables: BreakevenReport.tableIDs)
        let run = try simulation.plan(scenario.model)
            .replicated(for: "an interval takes several replications")
        let model = try scenario.model.with(run: run)
        let measured = try measured(model)
        let baseFee = try baseFee()
        let report = try Failure.naming(file) {
            let plan = try MigrationPlan(
                terms, to: target, from: model, moved: moved.model.with(run: run),
                tip: tip(moved, terms), measured: measured, baseFee: baseFee)
            let study = try BreakevenStudy(
                plan, paths: paths, seed: run.seed, latency: compared(plan))
            return try BreakevenReport.make(
                study, identity: scenario.identity(of: "breakeven", and: moved, run: run))
        }
        ProgressBar.erase()
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func terms(
        _ scenario: LoadedScenario
    ) throws(Failure) -> (Migration, Migration.Target) {
        guard let terms = scenario.migration else { throw .noMigration(path: file) }
        let known = terms.targets.map(\.name)
        guard let to else { throw .whichTarget(known: known) }
        guard let target = terms.targets.first(where: { $0.name == to }) else {
            throw .unknownTarget(to, known: known)
        }
        return (terms, target)
    }

    private func baseFee() throws -> Uncertain<WeiPerGas>? {
        guard let gasPrices, let year else { return nil }
        return try GasYear.read(gasPrices, year: year)
    }

    /// What transactions pay there above the base fee where they say nothing else.
    private func tip(_ moved: LoadedScenario, _ terms: Migration) -> WeiPerGas {
        guard let chain = terms.chain ?? moved.model.onlyChain,
            moved.tips.indices.contains(chain.index)
        else { return .zero }
        return moved.tips[chain.index]
    }

    /// Both chains, each replication of both; nothing is simulated where there are no blocks.
    private func compared(_ plan: MigrationPlan) throws -> MigrationLatency {
        guard latency, plan.left.settings?.network != nil,
            plan.left.traffic.kinds.contains(where: { $0.operation != nil })
        else { return MigrationLatency(plan, nil) }
        var run = plan.left.model.run
        // One warm-up for both, or their replications would not pair.
        let warmUp = Simulation(plan.left.model)
            .detectedWarmUp(threads: simulation.threading.count)
        if let warmUp { run.warmUp = .given(warmUp.time) }
        let simulated = try PairedSimulation(
            plan.left.model.with(run: run), plan.right.model.with(run: run),
            threads: simulation.threading.count,
            progress: ProgressBar.told("simulating both chains", quiet: output.quiet))
        return MigrationLatency(plan, simulated)
    }

    /// Of users who ask as fast as they are answered, how often that is.
    private func measured(_ model: Model) throws -> Measurements? {
        guard ChainTraffic.needsMeasurements(model) else { return nil }
        return try Simulation(model).run(
            threads: simulation.threading.count,
            progress: ProgressBar.told("simulating", quiet: output.quiet))
    }
}
