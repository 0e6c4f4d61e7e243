// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Scenario

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a small scenario with comments, to start from.",
        discussion: """
            It writes NAME.yaml, which runs as it stands, and beside it plimsoll.schema.json, with \
            which an editor checks and completes keys. Nothing is overwritten.

            Example: plimsoll new shop
            """)

    private static let schema = "plimsoll.schema.json"

    @Argument(help: "What the scenario is called: letters, digits, '-', '_', '.' and spaces.")
    var name: String

    func run() throws {
        let path = name.hasSuffix(".yaml") ? name : name + ".yaml"
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        let title = path.dropFirst(folder.count).dropLast(".yaml".count)
        let isPlain = title.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
                || "-_. ".unicodeScalars.contains($0)
        }
        guard isPlain, let first = title.first, !"-. ".contains(first), title.last != " " else {
            throw Failure.badName(String(title))
        }
        let scenario = try NewFile(path, StarterScenario.text(named: String(title)))
        let schema = try NewFile(folder + Self.schema, ScenarioSchema.ofScenarios())
        guard try scenario.publish() else { throw Failure.exists(path: path) }
        let isNew = try schema.publish()
        try StandardStream.write(words(path, folder + Self.schema, isNew))
    }

    private func words(_ path: String, _ schema: String, _ isNew: Bool) -> String {
        let shown = path.contains(" ") ? "'\(path)'" : path
        let written =
            isNew
            ? "Wrote \(path), and \(schema) for your editor."
            : "Wrote \(path). \(schema) was there and stays; 'plimsoll schema' prints today's."
        return """
            \(written) Next:

              plimsoll run \(shown)
              plimsoll explain \(shown)
              plimsoll compare \(shown) --set components.web.replicas=3

            """
    }
}
