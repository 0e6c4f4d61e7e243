// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

@Suite struct MergeTests {
    /// What the later document makes of the earlier, as resolved text.
    @Test(arguments: [
        ("a: {b: 1, c: 2}", "a: {c: 3}", "a: {b: 1, c: 3}"),
        ("a: [1, 2]", "a: [3]", "a: [3]"),
        ("a: 1\nb: 2", "c: 3", "a: 1\nb: 2\nc: 3"),
        ("a: 1\nb: 2", "a: null", "b: 2"),
        ("a: {b: 1, c: 2}", "a: {b: ~}", "a: {c: 2}"),
        ("a: 1", "a: 'null'", "a: \"null\""),
        ("a: {b: {c: {d: 1}}}", "b: [[x, [y]]]", "a:\n  b: {c: {d: 1}}\nb:\n  - [x, [y]]"),
        ("a: {b: 1}", "a: 2", "a: 2"),
        ("a: 2", "a: {b: 1, c: null}", "a: {b: 1}"),
        ("a: null\nb: 1", "c: 2", "b: 1\nc: 2"),
        ("b: 1\na: 1", "a: 2\nb: 2", "b: 2\na: 2"),
    ])
    func merge(_ earlier: String, _ later: String, _ expected: String) throws {
        let documents = try [earlier, later].map { text in
            var parser = DocumentParser(file: "x.yaml", problems: Problems())
            let document = parser.parse(Array(text.utf8))
            return try #require(document)
        }
        let merged = documents[0].withoutRemovals().merged(under: documents[1])
        #expect(DocumentWriter.write(merged) == expected + "\n")
    }

    @Test func extendsChain() throws {
        let files = [
            "models/x.yaml": "extends: ../base/mid.yaml\nrun: {seed: 9}\n",
            "base/mid.yaml": "extends: sub/mm4.yaml\nname: middle\nprices: prices.yaml\n",
            "base/sub/mm4.yaml": Fixtures.mm4,
            "base/prices.yaml": Fixtures.prices,
        ]
        let scenario = try load(files, "models/x.yaml")
        #expect(scenario.model.name == "middle")
        #expect(scenario.model.run.seed == 9)
        #expect(scenario.model.run.replications == 4)
        #expect(scenario.model.economics.prices?.entries.count == 3)
        #expect(scenario.resolvedText.contains("prices: ../base/prices.yaml\n"))
        #expect(!scenario.resolvedText.contains("extends"))
    }

    @Test func errorsKeepTheirFiles() {
        let files = [
            "x.yaml": "extends: base.yaml\nrun: {sead: 9}\n",
            "base.yaml": Fixtures.mm4.changing("servers: 4", to: "servers: four"),
        ]
        let found = messages(files)
        #expect(found.count == 2)
        #expect(found[0].hasPrefix("x.yaml:2:7: run.sead: "))
        #expect(found[1].hasPrefix("base.yaml:10:34: components.desk.servers: 'four' is not"))
    }

    @Test func parentOfAnotherVersion() {
        let files = [
            "x.yaml": Fixtures.mm4 + "\nextends: base.yaml\n", "base.yaml": "plimsoll: 2\n",
        ]
        let problem = "base.yaml:1:11: plimsoll: '2' is not a version that is known; write 1"
        #expect(messages(files) == [problem])
    }

    @Test func circle() {
        let files = [
            "a/x.yaml": "extends: ../b/y.yaml\n", "b/y.yaml": "extends: ../a/z.yaml\n",
            "a/z.yaml": "extends: ./x.yaml\n",
        ]
        let found = messages(files, "a/x.yaml")
        #expect(found.count == 1)
        #expect(found[0].contains("a/x.yaml -> b/y.yaml -> a/z.yaml -> a/x.yaml"))
        #expect(found[0].hasPrefix("a/z.yaml:1:10: extends: "))
    }

    @Test func missingParent() {
        let found = messages(["x.yaml": "extends: no/such.yaml\n"])
        #expect(
            found == [
                "x.yaml:1:10: extends: 'no/such.yaml': there is no such file; check the path"
            ])
    }

    @Test(arguments: [
        ("run.seed=8", "seed: 8"),
        ("components.desk.queue limit=5", "queue limit: 5"),
        ("operations.visit.steps.0.time.mean=2ms", "time: {mean: 2ms}"),
        ("operations.visit.steps.0.time=2ms", "time: 2ms"),
        ("operations.visit.steps.0.time={mean: 2s, p95: 4s}", "{mean: 2s, p95: 4s}"),
        ("operations.visit.slo.\"p99.9\"=1s", "slo: {p99.9: 1s}"),
        ("slo.errors=1%", "slo: {errors: 1%}"),
        ("run=null", "servers: 4}}\n"),
        ("name=a: b=c", "name: \"a: b=c\""),
    ])
    func set(_ text: String, _ expected: String) throws {
        let scenario = try load(["x.yaml": Fixtures.mm4], sets: [text])
        #expect(scenario.resolvedText.contains(expected), "\(scenario.resolvedText)")
        #expect(scenario.digest != (try load(["x.yaml": Fixtures.mm4]).digest))
    }

    @Test(arguments: [
        ("run.seed", "--set run.seed: 'run.seed' does not name a key"),
        ("extends=y.yaml", "'extends' is read before anything is set"),
        ("=5", "--set =5: "),
        ("a..b=5", "--set a..b=5: "),
        (
            "run.sead=8",
            "--set run.sead=8: run.sead: there is no key 'sead' here; did you mean 'seed'"
        ),
        ("run.seed=x", "--set run.seed=x: run.seed: 'x' is not a number"),
        ("components.dask.servers=5", "there is no 'dask' in components; did you mean 'desk'?"),
        (
            "operations.visit.steps.1.time=2ms",
            "'1' is no item of this list of 1; count from 0 to 0"
        ),
        ("run={seed: [}", "--set run={seed: [}: this is not YAML"),
        ("run={seed: 1, seed: 2}", "'seed' is given twice"),
        ("components.desk.servers=0", "'0' is out of range"),
    ])
    func badSet(_ text: String, _ words: String) {
        let found = messages(["x.yaml": Fixtures.mm4], sets: [text])
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test func assumptions() throws {
        let rows = try load(
            Fixtures.files,
            sets: ["components.db.replicas=3", "operations.buy.steps.1.repeat=3"]
        ).model.remarks.assumptions
        func row(_ path: String) -> [String?] {
            rows.filter { $0.path == path }.flatMap {
                [$0.value, $0.basis?.rawValue, $0.source]
            }
        }
        #expect(row("components.db.replicas") == ["3", "guessed", "--set"])
        #expect(
            row("operations.look.steps.0.cpu") == [
                "{mean: 1.4ms, p95: 3ms}", "fitted", "p95 of the document",
            ])
        #expect(row("operations.buy.steps.1.repeat") == ["3", "guessed", "--set"])
        #expect(row("components.api.replicas") == ["10", nil, ""])
        #expect(row("traffic.users.count") == [])
        #expect(row("components.api.kind") == [])
        #expect(
            rows.prefix(3).map(\.path) == [
                "components.db.replicas", "operations.look.steps.0.cpu", "traffic.users",
            ])
    }

    /// One slip in each section is reported in one go, in the order of the lines.
    @Test func everythingAtOnce() {
        let text = Fixtures.everything
            .changing("count: 100", to: "count: -1").changing("on: api", to: "on: apis")
            .changing("cores: 2", to: "cores: two").changing("size: 512B", to: "size: 512")
            .changing("p99: 500ms", to: "p98: 500ms").changing("seed: 7", to: "seed: 7s")
        let found = messages([
            "x.yaml": text,
            "prices.yaml": Fixtures.prices.changing(
                "0.504 USD/h", to: "0.504"),
        ])
        let paths = found.map { $0.split(separator: ": ")[1] }
        #expect(
            paths == [
                "traffic.users.count", "operations.look.steps.0.on", "components.api.cores",
                "keyspaces.balances.size", "slo.p98", "run.seed", "prices.pod/large.price",
            ])
    }

    /// A name, quoted or not, stays the text that it is.
    @Test(arguments: ["yes", "on", "0x10", "1_000", "null", "~", "12:30:45", "2026-01-31", "a: b"])
    func scalarsAreText(_ name: String) throws {
        let text = Fixtures.mm4.changing("M/M/4", to: "'\(name)'")
        let first = try load(["x.yaml": text])
        #expect(first.model.name == name)
        #expect(try load(["x.yaml": first.resolvedText]).model.name == name)
    }
}
