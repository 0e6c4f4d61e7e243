// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Model
import Testing

@testable import Scenario

/// Databases of a size from a book: what the size stands for, what wins over it, and slips.
@Suite struct SizeTests {
    static let scenario = """
        plimsoll: 1
        name: Sizes
        prices: prices.yaml
        sizes: sizes.yaml
        traffic: {visitors: {rate: 100/s}}
        operations: {visit: {steps: [{query: db, time: 2ms}]}}
        components:
          db: {kind: postgres, size: db.large, pool: {per pod: 9}, max connections: by memory}
          api: {kind: pods, replicas: 2, cores: 2}
        """.changing("{steps: [", to: "{steps: [{on: api, cpu: 1ms}, ")

    static let sizes = """
        plimsoll sizes: 1
        name: Test sizes
        as of: 2026-01-31
        sizes:
          db.large: {cpus: 2, memory: 16GiB, price: db/large, source: a list}
          db.huge: {cpus: 64, memory: 512GiB, price: db/huge, source: a list}
          db.free: {cpus: 2, memory: 1GiB, source: a list}
          db.dear: {cpus: 2, memory: 1GiB, price: db/dear, source: a list}
        """

    static let prices = """
        plimsoll prices: 1
        name: Test prices
        as of: 2026-01-31
        prices:
          db/large: {price: 0.225 USD/h, source: a list}
          db/huge: {price: 7.2 USD/h, source: a list}
        """

    private static func files(_ text: String) -> [String: String] {
        ["x.yaml": text, "sizes.yaml": sizes, "prices.yaml": prices]
    }

    private func database(_ text: String, _ sets: [String] = []) throws -> (Database, Charge?) {
        let model = try load(Self.files(text), sets: sets).model
        guard case .database(let database) = model.components[0].kind else {
            throw CocoaError(.featureUnsupported)
        }
        return (database, model.components[0].charge)
    }

    struct Row: Sendable {
        let sets: [String]
        let parallelism: Int
        let connections: Int?
        let price: String?
    }

    /// Connections by min(memory / 9,531,392 B, 5000): 17,179,869,184 / 9,531,392 = 1802.4.
    @Test(arguments: [
        Row(sets: [], parallelism: 2, connections: 1802, price: "db/large"),
        Row(
            sets: ["components.db.size=db.huge"], parallelism: 64, connections: 5000,
            price: "db/huge"),
        Row(
            sets: ["components.db.parallelism=7"], parallelism: 7, connections: 1802,
            price: "db/large"),
        Row(
            sets: ["components.db.price=db/huge", "components.db.max connections=50"],
            parallelism: 2, connections: 50, price: "db/huge"),
        Row(
            sets: ["components.db.size=db.free", "components.db.price=db/large"],
            parallelism: 2, connections: 112, price: "db/large"),
        Row(sets: ["prices=null"], parallelism: 2, connections: 1802, price: nil),
    ])
    func standsFor(_ row: Row) throws {
        let (database, charge) = try database(Self.scenario, row.sets)
        #expect(database.parallelism == row.parallelism)
        #expect(database.connecting?.most == row.connections)
        #expect(charge?.price?.path == row.price)
    }

    /// The book is a part of what the digest stands for, and its path starts at its own file.
    @Test func book() throws {
        let files = Self.files(Self.scenario)
        var others = files
        others["sizes.yaml"] = Self.sizes.changing("cpus: 64", to: "cpus: 48")
        #expect(try load(files).digest != load(others).digest)
        let nested = [
            "x.yaml": "extends: base/y.yaml", "base/y.yaml": Self.scenario,
            "base/sizes.yaml": Self.sizes, "base/prices.yaml": Self.prices,
        ]
        let scenario = try load(nested)
        #expect(scenario.resolvedText.contains("sizes: base/sizes.yaml\n"))
    }

    static let slips = [
        BadInput("size: db.large", "size: db.larg", "8:30", "db.size", "did you mean 'db.large'?"),
        BadInput("size: db.large", "size: ''", "8:30", "db.size", "there is no value"),
        BadInput("size: db.large", "sise: db.large", "8:24", "did you mean 'size'?"),
        BadInput(
            "size: db.large", "parallelism: 0, size: db.large", "8:37", "db.parallelism", "'0'"),
        BadInput("size: db.large, ", "", "8:3", "neither 'parallelism' nor"),
        BadInput(
            "size: db.large", "parallelism: 4", "8:77", "no size by whose memory",
            "write a number"),
        BadInput("by memory", "by size", "8:77", "db.max connections", "'by size'"),
        BadInput("size: db.large", "size: db.free", "8:30", "no price for 'db.free'", "'price'"),
        BadInput("size: db.large", "size: db.dear", "8:30", "no 'db/dear'", "add it to the price"),
        BadInput("sizes: sizes.yaml\n", "", "7:30", "has no size book", "add 'sizes'"),
        BadInput("sizes: sizes.yaml", "sizes: other.yaml", "4:8", "no such file"),
        BadInput("sizes: sizes.yaml", "sizes: [sizes.yaml]", "4:8", "sizes", "this is a list"),
        BadInput("sizes: sizes.yaml", "size: sizes.yaml", "4:1", "did you mean 'sizes'?"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        let found = messages(Self.files(Self.scenario.changing(input.part, to: input.becomes)))
        let hit = found.first { $0.hasPrefix("x.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }

    static let slipsOfBooks = [
        BadInput("plimsoll sizes: 1", "plimsoll sizes: 2", "1:17", "plimsoll sizes"),
        BadInput("plimsoll sizes: 1", "plimsoll prices: 1", "1:1", "plimsoll prices"),
        BadInput("name: Test sizes\n", "", "1:1", "'name' is missing"),
        BadInput("2026-01-31", "2026-02-31", "3:8", "as of", "is not a date"),
        BadInput("cpus: 2, ", "", "5:3", "sizes.db.large", "'cpus' is missing"),
        BadInput("cpus: 2", "cpus: two", "5:20", "db.large.cpus", "'two'"),
        BadInput("cpus: 2", "cpu: 2", "5:14", "did you mean 'cpus'?"),
        BadInput("memory: 16GiB", "memory: 16", "5:31", "db.large.memory", "no unit"),
        BadInput("memory: 16GiB", "memory: 0B", "5:31", "no memory of an instance", "16GiB"),
        BadInput("source: a list}", "source: ''}", "5:63", "db.large.source", "no value"),
    ]

    @Test(arguments: slipsOfBooks)
    func slipOfABook(_ input: BadInput) {
        var files = Self.files(Self.scenario)
        files["sizes.yaml"] = Self.sizes.changing(input.part, to: input.becomes)
        let found = messages(files)
        let hit = found.first { $0.hasPrefix("sizes.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }
}
