// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Say what batches of transactions save, and what people wait for them.",
        discussion: """
            Costs are exact, by the rules of the chain at the scenario's base fee. Waiting is \
            simulated, with batches and without, with the same random numbers, and so is waiting \
            for a lower base fee. 'batching' in the scenario says what a transaction uses alone, \
            and what is tried (docs/scenario.md).

            Example: plimsoll batch models/atk/batches.yaml
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The component of kind chain; it may be left out where there is one.",
            valueName: "name"))
    var chain: String?

    @Option(
        help: ArgumentHelp(
            "Find the best batch where nobody waits longer for others than this, instead of the"
                + " scenario's delays; repeatable.", valueName: "duration"))
    var delay: [String] = []

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: ChartedOutputOptions

    mutating func validate() throws { _ = try delays() }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        var run = try simulation.plan(scenario.model)
            .replicated(for: "batches are compared by pairs of replications")
        let id = try component(scenario.model)
        Interruption.watch()
        let destination = try output.prepare(tables: BatchReport.tableIDs)
        let threads = simulation.threading.count
        // One warm-up for all, or their replications would not pair.
        let planned = try scenario.model.with(run: run)
        if let warmUp = Simulation(planned).detectedWarmUp(threads: threads) {
            run.warmUp = .given(warmUp.time)
        }
        let model = try scenario.model.with(run: run)
        let measured =
            ChainTraffic.needsMeasurements(model)
            ? try Simulation(model).run(threads: threads) : nil
        let delays = try delays()
        let study = try Failure.naming(file) {
            try BatchStudy(
                model, chain: id, batching: scenario.batching, delays: delays, measured: measured
            ) { base, candidate, words in
                try PairedSimulation(
                    base, candidate, threads: threads,
                    progress: ProgressBar.told("simulating " + words, quiet: output.quiet))
            }
        }
        ProgressBar.erase()
        let report = BatchReport.make(study, identity: scenario.identity(of: "batch", run: run))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func component(_ model: Model) throws(Failure) -> ComponentID {
        let chains = model.components.indices.filter { index in
            if case .chain = model.components[index].kind { true } else { false }
        }
        let known = chains.map { model.components[$0].name }
        guard let chain else {
            guard chains.count == 1 else { throw .whichChain(known: known) }
            return ComponentID(chains[0])
        }
        guard let index = known.firstIndex(of: chain) else {
            throw .unknownChain(chain, known: known)
        }
        return ComponentID(chains[index])
    }

    private func delays() throws -> [SimTime] {
        try delay.map { text in
            let time = try OptionText.read(text, of: "--delay", as: SimTime.self)
            guard time > .zero, time <= BatchStep.longestWindow else {
                throw ValidationError(
                    "--delay is \(time); it must be above zero and at most"
                        + " \(BatchStep.longestWindow).")
            }
            return time
        }
    }
}
