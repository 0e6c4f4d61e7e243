// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Scenario

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files, for editors and validators.",
        discussion: """
            It is JSON Schema 2020-12, made from what this version reads. An editor with a YAML \
            language server uses it where the first line of a scenario is

                # yaml-language-server: $schema=plimsoll.schema.json

            What needs more than one value to tell (a name that does not exist, shares that do \
            not add up) only 'plimsoll check' can say.

            Example: plimsoll schema > plimsoll.schema.json
            """)

    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case scenarios, prices, sizes

        var text: String {
            switch self {
            case .scenarios: ScenarioSchema.ofScenarios()
            case .prices: ScenarioSchema.ofPrices()
            case .sizes: ScenarioSchema.ofSizes()
            }
        }
    }

    @Option(help: "Which files it describes.")
    var of: Subject = .scenarios

    func run() throws {
        try StandardStream.write(of.text)
    }
}
