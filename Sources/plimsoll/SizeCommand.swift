// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct SizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "The cheapest configuration that meets every service level.",
        discussion: """
            Knobs are keys as --set takes them, with a range (4..20, 4..20/4) or a list (30s,60s) \
            of values. Closed forms rank and prune all configurations, and simulation from one \
            seed decides: the cheapest that surely holds, what faster ones cost, and why cheaper \
            ones are out. Exit codes: 0 found, 99 none meets the levels, 3 cannot tell.

            Example: plimsoll size models/atk/capacity.yaml --knob api.pods=1..5
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        name: .customLong("knob"),
        help: ArgumentHelp(
            "What may be changed, such as components.api.replicas=4..20 or"
                + " components.redis.ttl=30s,60s,120s; repeatable. The word components may be left"
                + " out, and pods stands for replicas.", valueName: "key=values"))
    var knobs: [String]

    @Option(help: "What a configuration must meet: the service levels of the scenario.")
    var meet: Aim = .slo

    @Option(help: "What is to be least: what a month costs.")
    var minimize: Goal = .cost

    @Option(
        help: ArgumentHelp(
            "How sure all verdicts together are to be.", valueName: "ratio"))
    var confidence = "95%"

    @Option(
        help: ArgumentHelp(
            "Search for about this long on two cores; it is counted in simulated events, so that"
                + " the answer is the same on any machine. A small one shortens each replication"
                + " where that is the same test.", valueName: "duration"))
    var budget = "2m"

    @Flag(help: "Simulate every configuration, to compare with: takes long.")
    var exhaustive = false

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    enum Aim: String, ExpressibleByArgument, CaseIterable { case slo }
    enum Goal: String, ExpressibleByArgument, CaseIterable { case cost }

    mutating func validate() throws { _ = try (settings(), grid(named: [])) }

    func run() throws {
        let overrides = try changes.overrides()
        let scenario = try ScenarioFile.load(path: file, sets: overrides)
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "a verdict takes several")
        let model = try scenario.model.with(run: plan)
        guard !model.objectives.isEmpty else { throw Failure.noLevels }
        let grid = try grid(named: model.components)
        try check(grid, overrides)
        let settings = try settings()
        Interruption.watch()
        let destination = try output.prepare(tables: SizingReport.tableIDs)
        var search = SizingSearch(
            model, grid, settings, threads: simulation.threading.count,
            load: { load($0, overrides, plan) },
            announce: { ProgressBar.told("trying " + $0, quiet: output.quiet) })
        let answer = try search.answer()
        ProgressBar.erase()
        guard answer.candidates.contains(where: { $0.cost.map { $0 > .zero } ?? false }) else {
            throw Failure.nothingCosts
        }
        let report = SizingReport.make(
            answer, identity: scenario.identity(of: "size", seed: plan.seed))
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    // MARK: Knobs

    private func grid(named components: [Component]) throws -> SizingGrid {
        guard !knobs.isEmpty else {
            throw ValidationError(
                "Give a --knob, such as --knob components.api.replicas=4..20.")
        }
        do {
            let read = try knobs.map { text throws(KnobError) in try Knob(parsing: text) }
            return try SizingGrid(read.map { $0.named(Self.key($0.key, components)) })
        } catch { throw ValidationError("--knob \(error)") }
    }

    /// `api.pods` is short for `components.api.replicas`. Written in one way, so that a key that is
    /// named twice is seen.
    private static func key(_ key: String, _ components: [Component]) -> String {
        // What is no key is told with its values.
        guard let set = try? Override(parsing: key + "=0") else { return key }
        var parts = set.keys
        if let component = components.first(where: { $0.name == parts.first }) {
            if case .pods = component.kind, parts.count == 2, parts[1] == "pods" {
                parts[1] = "replicas"
            }
            parts.insert("components", at: 0)
        }
        return parts.map { $0.contains(".") ? "\"\($0)\"" : $0 }.joined(separator: ".")
    }

    /// What is wrong with a key is told before anything is simulated: of each knob one value at
    /// least must be one that the scenario can have.
    private func check(_ grid: SizingGrid, _ overrides: [Override]) throws {
        for knob in grid.knobs {
            var refusal: (any Error)?
            for value in knob.values {
                do {
                    let set = try Override(parsing: "\(knob.key)=\(value)")
                    _ = try ScenarioFile.load(path: file, sets: overrides + [set])
                    refusal = nil
                    break
                } catch { refusal = refusal ?? error }
            }
            if let refusal { throw refusal }
        }
    }

    private func load(
        _ sets: [String], _ overrides: [Override], _ plan: RunPlan
    ) -> Result<Model, OptionRefusal> {
        do {
            let changes = try sets.map { try Override(parsing: $0) }
            let model = try ScenarioFile.load(path: file, sets: overrides + changes).model
            return .success(try model.with(run: plan))
        } catch {
            return .failure(OptionRefusal(words: "\(error)"))
        }
    }

    private func settings() throws -> SizingSearch.Settings {
        let ratio = try OptionText.read(confidence, of: "--confidence", as: Ratio.self)
        guard (0.5...0.9999).contains(ratio.fraction) else {
            throw ValidationError("--confidence is \(ratio); it must be from 50% to 99.99%.")
        }
        return SizingSearch.Settings(
            confidence: ratio, budget: try OptionText.work(budget), isExhaustive: exhaustive)
    }
}
