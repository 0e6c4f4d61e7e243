// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Reports
import Scenario

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a scenario without simulating it: what is wrong, or what it says.",
        discussion: "Example: plimsoll check models/atk/steady.yaml")

    @Argument(help: "The scenario file.")
    var file: String

    @Flag(help: "Print the merged scenario as one file instead.")
    var resolved = false

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        if resolved, output.format != .table || output.table != nil || output.out != nil {
            throw ValidationError("--resolved prints YAML; leave --format, --table and --out away.")
        }
    }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        for option in scenario.options {
            _ = try ScenarioFile.load(path: file, sets: changes.overrides() + option.changes)
        }
        if resolved { return try StandardStream.write(scenario.resolvedText) }
        let output = try output.prepare(tables: CheckReport.tableIDs)
        try output.write(
            CheckReport.make(scenario.model, identity: scenario.identity(of: "check")))
    }
}
