// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

@Suite("Options that a scenario names")
struct NamedOptionTests {
    private static let options =
        Fixtures.mm4 + "\noptions: {more: {components.desk.servers: 5, slo.p95: 3s}}\n"

    @Test(arguments: [
        BadInput("options: {more: {", "options: {more: [{", "", "write a map"),
        BadInput("components.desk.servers: 5", "run.seed: 5", "", "an option cannot change 'run'"),
        BadInput("components.desk.servers: 5", "a..b: 5", "", "is no path of keys"),
        BadInput("components.desk.servers: 5, slo.p95: 3s", "", "", "the option changes nothing"),
    ])
    func slips(slip: BadInput) {
        let closing = slip.becomes.hasSuffix("[{")
        let text = Self.options.changing(slip.part, to: slip.becomes)
        let found = messages(["x.yaml": closing ? text.changing("3s}}", to: "3s}]}") : text])
        for words in slip.says {
            #expect(found.contains { $0.contains(words) && $0.contains("x.yaml:") }, "\(found)")
        }
    }

    /// What an option changes is what `--set` changes, and nothing of it is in the model as it is.
    @Test(arguments: [
        ("components.desk.servers: 5", "components.desk.servers=5"),
        ("components.desk: {kind: station, servers: 7}", "components.desk.servers=7"),
        ("\"operations.visit.steps.0.time\": {mean: 2s}", "operations.visit.steps.0.time.mean=2s"),
        ("operations.visit.slo: {p95: 2s}", "operations.visit.slo={p95: 2s}"),
        ("slo: {p95: 2s, \"errors\": \"1%\"}", "slo={p95: 2s, errors: 1%}"),
    ])
    func changesAsSetDoes(change: String, set: String) throws {
        let text = Fixtures.mm4 + "\noptions: {it: {\(change)}}\n"
        let reader = FileReader.memory(["x.yaml": Array(text.utf8)])
        let plain = try ScenarioFile.load(path: "x.yaml", reader: reader)
        let option = try #require(plain.options.first)
        #expect(plain.options.count == 1 && option.name == "it")
        let one = try ScenarioFile.load(path: "x.yaml", sets: option.changes, reader: reader)
        let other = try ScenarioFile.load(
            path: "x.yaml", sets: [try Override(parsing: set)], reader: reader)
        #expect(one.resolvedText == other.resolvedText)
        #expect(one.resolvedText != plain.resolvedText)
        // As it is told, it can be given to --set.
        let told = try ScenarioFile.load(
            path: "x.yaml", sets: try option.changes.map { try Override(parsing: $0.text) },
            reader: reader)
        #expect(told.resolvedText == one.resolvedText)
    }
}
