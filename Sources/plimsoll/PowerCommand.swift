// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct PowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Try a function at several memories: how long it takes and what it costs.",
        discussion: """
            The processor grows with the memory, up to one whole at 1,769 MB. Every memory is \
            simulated with the same requests, in the scenario as it is.

            Example: plimsoll power models/onchain-services/baseline.yaml --function query
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The component of kind lambda; it may be left out where there is one.",
            valueName: "name"))
    var function: String?

    @Option(help: ArgumentHelp("Memories in MB, separated by commas.", valueName: "list"))
    var memory = "128,256,512,1024,1769,3008"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws { _ = try memories() }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "an interval takes several replications")
        let model = try scenario.model.with(run: plan)
        let id = try component(model)
        let memories = try memories()
        Interruption.watch()
        let destination = try output.prepare(tables: PowerReport.tableIDs)
        let answer = try PowerTuning(
            model, function: id, memories: memories, threads: simulation.threading.count,
            announce: bar)
        ProgressBar.erase()
        let report = PowerReport.make(
            answer, identity: scenario.identity(of: "power", run: model.run))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func component(_ model: Model) throws(Failure) -> ComponentID {
        let functions = model.functions.map(\.id)
        let known = functions.map { model.component($0).name }
        guard let function else {
            guard functions.count == 1 else { throw .whichFunction(known: known) }
            return functions[0]
        }
        guard let index = known.firstIndex(of: function) else {
            throw .unknownFunction(function, known: known)
        }
        return functions[index]
    }

    private func bar(_ memory: Bytes) -> (@Sendable (RunProgress) -> Void)? {
        ProgressBar.told("trying \(memory)", quiet: output.quiet)
    }

    /// Plain numbers are MB as AWS counts them, of 2^20 bytes.
    private func memories() throws -> [Bytes] {
        let parts = memory.split(separator: ",").map {
            $0.drop { $0 == " " }
        }
        guard PowerTuning.memories.contains(parts.count) else {
            throw ValidationError(
                "--memory is '\(memory)'; give 2 to 64 memories, such as 256,512,1024.")
        }
        guard Set(parts.map(String.init)).count == parts.count else {
            throw ValidationError("--memory '\(memory)' names a memory twice; name each once.")
        }
        return try parts.map { part in
            let least = Function.memories.lowerBound.bytes >> 20
            let most = Function.memories.upperBound.bytes >> 20
            guard let megabytes = Int64(part), (least...most).contains(megabytes) else {
                throw ValidationError(
                    "--memory has '\(part)'; it must be a whole number of MB from \(least) to"
                        + " \(most).")
            }
            return .mebibytes(megabytes)
        }
    }
}
