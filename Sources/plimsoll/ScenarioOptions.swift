// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Model
import Reports
import Scenario

/// Changes to a scenario from the command line.
struct SetOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Change a value of the scenario, such as components.api.replicas=12; repeatable.",
            valueName: "key=value"))
    var sets: [String] = []

    @Option(
        name: .customLong("overlay"),
        help: ArgumentHelp(
            "Change the values that a file lists, a map of keys as --set takes them, such as"
                + " calibrate writes; before --set; repeatable.", valueName: "file"))
    var overlays: [String] = []

    /// Those of files first.
    func overrides() throws -> [Override] {
        var overrides: [Override] = []
        for path in overlays { overrides += try OverlayFile.read(path: path) }
        for text in sets { overrides.append(try Override(parsing: text)) }
        return overrides
    }
}

extension LoadedScenario {
    /// What names this scenario in a report.
    func identity(
        of command: String, run: RunPlan? = nil, replications: Int? = nil,
        partial: PartialRun? = nil
    ) -> Identity {
        identity(
            of: command, seed: run?.seed, replications: replications ?? run?.replications,
            partial: partial)
    }

    /// The same of two scenarios that are answered together.
    func identity(of command: String, and other: LoadedScenario, run: RunPlan) -> Identity {
        Identity(
            version: Plimsoll.version, command: command, scenario: model.name,
            digest: digest(with: other), pricesAsOf: model.economics.prices?.asOf,
            seed: run.seed, replications: run.replications, today: Today.day)
    }

    /// The same where the number of replications is not one.
    func identity(
        of command: String, seed: UInt64?, replications: Int? = nil, partial: PartialRun? = nil
    ) -> Identity {
        Identity(
            version: Plimsoll.version, command: command, scenario: model.name, digest: digest,
            pricesAsOf: model.economics.prices?.asOf, seed: seed, replications: replications,
            partial: partial, today: Today.day)
    }
}
