// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

@Suite("Changes in a file of their own")
struct OverlayTests {
    private static func files(_ overlay: String) -> FileReader {
        .memory(["x.yaml": Array(Fixtures.mm4.utf8), "o.yaml": Array(overlay.utf8)])
    }

    @Test func changesAsSetDoes() throws {
        let reader = Self.files("# remarks\ncomponents.desk.servers: 7\n\"slo.p95\": 3s\n")
        let changes = try OverlayFile.read(path: "o.yaml", reader: reader)
        let one = try ScenarioFile.load(path: "x.yaml", sets: changes, reader: reader)
        let other = try ScenarioFile.load(
            path: "x.yaml",
            sets: ["components.desk.servers=7", "slo.p95=3s"].map { try Override(parsing: $0) },
            reader: reader)
        #expect(one.resolvedText == other.resolvedText)
    }

    @Test func readsWhatItWrites() throws {
        let sets = ["operations.visit.steps.0.time.mean=2.4ms", "slo.\"p99.9\"=3s", "a b.c=70%"]
        let text = try OverlayFile.text(sets: sets, remarks: ["Fitted.", ""])
        #expect(text.hasPrefix("# Fitted.\n#\n"))
        let read = try OverlayFile.read(path: "o.yaml", reader: Self.files(text))
        #expect(read.map(\.text) == sets)
    }

    @Test(arguments: [
        ("- 1\n", "o.yaml:1:1: the file holds a list"),
        ("a..b: 3\n", "o.yaml:1:1: a..b: 'a..b' is no path of keys"),
        ("extends: y.yaml\n", "o.yaml:1:1: extends: an overlay cannot change 'extends'"),
    ])
    func refused(_ overlay: String, _ words: String) {
        let error = #expect(throws: ScenarioErrors.self) {
            try OverlayFile.read(path: "o.yaml", reader: Self.files(overlay))
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func wrongValueIsToldWhereItStands() throws {
        let reader = Self.files("\ncomponents.desk.servers: many\n")
        let changes = try OverlayFile.read(path: "o.yaml", reader: reader)
        let error = #expect(throws: ScenarioErrors.self) {
            try ScenarioFile.load(path: "x.yaml", sets: changes, reader: reader)
        }
        #expect(error?.description.contains("o.yaml:2:") == true, "\(error?.description ?? "")")
    }

    @Test func valueOfAKey() throws {
        let scenario = try ScenarioFile.load(path: "x.yaml", reader: Self.files(""))
        #expect(try scenario.value(of: "components.desk.servers") == "4")
        for (key, words) in [
            ("components.desk.server", "did you mean 'components.desk.servers'?"),
            ("components.desk", "name one value of it, such as components.desk.kind"),
            ("a..b", "there is no key 'a..b'"),
        ] {
            let error = #expect(throws: ScenarioError.self) { try scenario.value(of: key) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}
