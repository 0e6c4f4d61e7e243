// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Scenario

@Suite struct SchemaTests {
    private static let ofScenarios = Result { try SchemaValidator(ScenarioSchema.ofScenarios()) }
    private static let ofPrices = Result { try SchemaValidator(ScenarioSchema.ofPrices()) }
    private static let ofSizes = Result { try SchemaValidator(ScenarioSchema.ofSizes()) }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func parsed(_ text: String) -> DocumentNode? {
        let problems = Problems()
        var parser = DocumentParser(file: "x.yaml", problems: problems)
        let document = parser.parse(Array(text.utf8))
        return problems.isEmpty ? document : nil
    }

    private static func accepts(_ text: String) throws -> Bool {
        let document = try #require(parsed(text))
        return try ofScenarios.get().accepts(JSONValue(document))
    }

    /// Files that people run and those they extend, so every part of a model.
    private static let files = ["models", "datasets", "Benchmarks/scenarios"].flatMap {
        folder -> [String] in
        let names = FileManager.default.enumerator(atPath: root.path + "/" + folder)
        return (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".yaml") }
            .map { folder + "/" + $0 }.sorted()
    }

    @Test func thereAreFiles() { #expect(Self.files.count > 4) }

    @Test(arguments: SchemaTests.files)
    func fileOfTheRepository(path: String) throws {
        let text = try String(
            decoding: Data(contentsOf: Self.root.appendingPathComponent(path)), as: UTF8.self)
        let document = try #require(Self.parsed(text))
        let schema =
            if document["plimsoll prices"] != nil {
                try Self.ofPrices.get()
            } else if document["plimsoll sizes"] != nil {
                try Self.ofSizes.get()
            } else {
                try Self.ofScenarios.get()
            }
        #expect(try schema.accepts(JSONValue(document)))
    }

    @Test func fixtures() throws {
        #expect(try Self.accepts(Fixtures.mm4))
        #expect(try Self.accepts(Fixtures.everything))
        #expect(try Self.accepts(Fixtures.policies))
        #expect(try Self.accepts(Fixtures.degradation))
        let prices = try #require(Self.parsed(Fixtures.prices))
        #expect(try Self.ofPrices.get().accepts(JSONValue(prices)))
        #expect(try Self.accepts(SizeTests.scenario))
        let sizes = try #require(Self.parsed(SizeTests.sizes))
        #expect(try Self.ofSizes.get().accepts(JSONValue(sizes)))
    }

    /// YAML takes the first for 16; whether a step has `cpu` or `time` hangs on the kind of the
    /// component that it names.
    private static let beyondSchemas = ["servers: 0x10", "cpu: {mean: 1s}"]

    /// What a schema can tell of the slips of `BadInputTests`, by the words of the reader.
    @Test func slips() throws {
        let tables = [
            (Fixtures.mm4, BadInputTests.slips),
            (Fixtures.everything, BadInputTests.slipsInEverything),
            (Fixtures.policies, PolicyInputTests.slips),
            (Fixtures.degradation, BadDegradationTests.slips),
            (BackendInputTests.scenario, BackendInputTests.slips),
        ]
        var refused = 0
        for (text, rows) in tables {
            for row in rows {
                let text = text.changing(row.part, to: row.becomes)
                guard let document = Self.parsed(text) else { continue }
                let found = messages(["x.yaml": text, "prices.yaml": Fixtures.prices])
                guard found.contains(where: Self.isOfShape) else { continue }
                let isAccepted = try Self.ofScenarios.get().accepts(JSONValue(document))
                let isBeyond = Self.beyondSchemas.contains(row.becomes)
                #expect(isAccepted == isBeyond, "\(row.testDescription): \(found)")
                refused += isAccepted ? 0 : 1
            }
        }
        #expect(refused > 60)
    }

    /// Whether one value, or the keys of one map, are enough to tell what is wrong.
    private static func isOfShape(_ message: String) -> Bool {
        let words = [
            "there is no key '", "is missing; add it", "is not known here", "nothing that is known",
            "a step does one thing", "do not make a", "neither users nor", "both users and",
            "this is a list", "this is a map", "this is a single value", "there is no value",
            "has no unit", "unknown unit", "is not a number", "there is no metric", "rests on one",
            "there are no steps", "there are no branches", "there are no shares", "no popularity",
            "is negative",
        ]
        return words.contains { message.contains($0) }
    }

    // MARK: Against the reader

    /// Every key is renamed or taken away, and every value replaced. What the reader accepts the
    /// schema accepts; what the reader finds of the wrong shape the schema refuses.
    @Test(
        arguments: [
            Fixtures.mm4, Fixtures.everything, Fixtures.policies, Fixtures.degradation,
            BackendInputTests.withoutFaults,
        ], 0..<8)
    func mutants(text: String, part: Int) throws {
        let document = try #require(Self.parsed(text))
        var counts = (accepted: 0, refused: 0)
        for (index, mutant) in document.mutants.enumerated() where index % 8 == part {
            let text = DocumentWriter.write(mutant)
            let found = messages(["x.yaml": text, "prices.yaml": Fixtures.prices])
            let isAccepted = try Self.ofScenarios.get().accepts(JSONValue(mutant))
            if found.isEmpty {
                #expect(isAccepted, "\(text)")
                counts.accepted += 1
            } else if found.contains(where: { Self.isOfShape($0) && !Self.isOfWhole($0) }) {
                #expect(!isAccepted, "\(found)\n\(text)")
                counts.refused += 1
            }
        }
        #expect(counts.accepted + counts.refused > 5)
    }

    /// A section may stand in the file that extends this one.
    private static func isOfWhole(_ message: String) -> Bool {
        message.contains("the key 'traffic' is missing")
            || message.contains("the key 'operations' is missing")
    }

    @Test(
        arguments: [
            ("extends: a.yaml\n", true), ("extends: a.yaml\nslo: ~\n", true),
            ("extends: a.yaml\ncomponents: {db: {replicas: 3}}\n", true),
            ("extends: a.yaml\ncomponents: {db: {pool: null, replicas: 3}, old: ~}\n", true),
            ("extends: a.yaml\ncomponents: {db: {replica: 3}}\n", false),
            ("extends: a.yaml\ncomponents: {db: {replicas: three}}\n", false),
            ("extends: a.yaml\noperations: {look: {slo: {p95: 1s}}}\n", true),
            ("extends: a.yaml\noperations: {look: {steps: [{on: api}]}}\n", false),
            ("extends: a.yaml\ntraffic: {users: {think: {p95: 3s}}}\n", true),
            ("extends: a.yaml\nrun: {sead: 3}\n", false),
            ("plimsoll: 1\nname: a base\ncomponents: {edge: {kind: cdn}}\n", true),
            ("plimsoll: 1\nname: a base\ncomponents: {edge: {layer: cdn}}\n", false),
            ("name: a base\n", false), ("plimsoll: '1'\nname: 2026\n", true),
        ] as [(String, Bool)])
    func filesInParts(text: String, isAccepted: Bool) throws {
        #expect(try Self.accepts(text) == isAccepted)
    }

    /// A reader that reads a value only once another is right would leave a hole.
    @Test func everyValueIsKnown() throws {
        for text in [
            ScenarioSchema.ofScenarios(), ScenarioSchema.ofPrices(), ScenarioSchema.ofSizes(),
        ] {
            let schema = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            #expect(Self.holes(schema, "").isEmpty)
        }
    }

    private static func holes(_ value: JSONValue, _ path: String) -> Set<String> {
        switch value {
        case .null, .flag, .number, .text: return []
        case .list(let items):
            return items.reduce(into: []) { $0.formUnion(holes($1, path)) }
        case .map(let entries):
            var found: Set<String> = []
            for (key, value) in entries {
                if key == "properties", case .map(let properties) = value {
                    found.formUnion(
                        properties.filter { $0.value == .map([:]) }.map { path + "." + $0.key })
                }
                found.formUnion(holes(value, path + "." + key))
            }
            return found
        }
    }

    @Test func alwaysTheSame() {
        #expect(ScenarioSchema.ofScenarios() == ScenarioSchema.ofScenarios())
    }
}

extension DocumentNode {
    /// This document with one place changed, for each place and each change.
    fileprivate var mutants: [DocumentNode] {
        let others: [Value] = [
            .scalar(.init(text: "?", isQuoted: true)), .scalar(.init(text: "1", isQuoted: false)),
            .list([]), .map([]),
        ]
        func with(_ value: Value) -> DocumentNode { DocumentNode(place: place, value: value) }
        switch value {
        case .scalar: return others.map(with)
        case .list(let items):
            return others.map(with)
                + items.indices.flatMap { index in
                    items[index].mutants.map { mutant in
                        var items = items
                        items[index] = mutant
                        return with(.list(items))
                    }
                }
        case .map(let entries):
            return others.map(with)
                + entries.indices.flatMap { index in
                    let entry = entries[index]
                    var fewer = entries
                    fewer.remove(at: index)
                    let renamed = Entry(
                        key: entry.key + "z", keyPlace: entry.keyPlace, value: entry.value)
                    return [with(.map(fewer)), with(.map(fewer + [renamed]))]
                        + entry.value.mutants.map { mutant in
                            var entries = entries
                            entries[index] = Entry(
                                key: entry.key, keyPlace: entry.keyPlace, value: mutant)
                            return with(.map(entries))
                        }
                }
        }
    }
}
