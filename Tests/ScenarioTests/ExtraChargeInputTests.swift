// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

@Suite struct ExtraChargeInputTests {
    static let scenario = """
        plimsoll: 1
        name: Shop
        prices: prices.yaml
        traffic: {buyers: {rate: 1/s}}
        operations:
          look:
            steps:
              - {on: api, cpu: 1ms}
              - {query: db, time: 5ms}
              - {call: rpc, method: eth_call, calls: 3}
        components:
          api:
            kind: pods
            replicas: 3
            cores: 1
            nodes: {pods per node: 4, max: 9, boot: 60s, price: node}
            charges: {balancer: {price: node, count: 1, layer: cdn}}
          db:
            kind: postgres
            parallelism: 4
            charges:
              storage: {price: disk, size each: 100GiB}
              backup: {price: disk, size: 50GiB}
              operations: {price: call, per use: 2.5}
              egress: {price: traffic, bytes per use: 20KB}
              snapshots: {price: call, volume: 30/day}
          rpc: {kind: service, latency: 5ms, price: unit}
        """

    static let book = """
        plimsoll prices: 1
        name: Test prices
        as of: 2026-01-31
        prices:
          node: {price: 0.5 USD/h, source: a list}
          disk: {price: 0.1 USD/GB-month, source: a list}
          call: {price: 0.001 USD/request, source: a list}
          traffic: {price: 0.02 USD/GB, source: a list}
          unit: {price: 0.1 USD/CU, methods: {eth_call: 26, eth_getLogs: 60}, source: a list}
        """

    private static func components(_ text: String) throws -> [Component] {
        try load(["x.yaml": text, "prices.yaml": book]).model.components
    }

    @Test func everythingIsRead() throws {
        let components = try Self.components(Self.scenario)
        #expect(components[0].charge == nil)
        #expect(components[0].allExtras.map(\.name) == ["balancer", "nodes"])
        #expect(components[0].allExtras.map(\.layer) == [.cdn, .compute])
        #expect(components[0].allExtras.map(\.quantity) == [.running(.one, isEach: false), .nodes])
        let half = try ExactDecimal(parsing: "2.5")
        #expect(
            components[1].extras.map(\.quantity) == [
                .kept(.gibibytes(100), isEach: true), .kept(.gibibytes(50), isEach: false),
                .perUse(half), .bytesPerUse(.bytes(20_000)),
                .volume(Volume(count: ExactDecimal(30), per: .day)),
            ])
        #expect(components[1].extras.allSatisfy { $0.layer == .database })
        guard case .service(let service) = components[2].kind else { return #expect(Bool(false)) }
        #expect(service.methods.map(\.name) == ["eth_call", "eth_getLogs"])
        #expect(service.methods.map(\.units) == [26, 60])
    }

    /// What a cdn delivers is divided among regions.
    @Test func shares() throws {
        let text = Self.scenario.changing(
            "{kind: service, latency: 5ms, price: unit}",
            to: "{kind: service, latency: 5ms, price: unit}\n"
                + "  edge: {kind: cdn, charges: {eu: {price: traffic, share: 60.5%}}}")
        let extras = try Self.components(text)[3].extras
        #expect(
            extras.map(\.quantity) == [.shareOfBytes(try Percentage(parsing: "60.5%"))])
        #expect(extras.map(\.layer) == [.cdn])
    }

    static let slips = [
        BadInput("method: eth_call", "method: eth_cal", "8:7", "eth_cal", "its price weighs"),
        BadInput("method: eth_call, ", "", "8:7", "'rpc'", "not given", "eth_getLogs"),
        BadInput("method: eth_call", "methods: eth_call", "10:21", "did you mean 'method'?"),
        BadInput("60s, price: node", "60s, price: nod", "16:57", "did you mean 'node'?"),
        BadInput("60s, price: node", "60s, price: disk", "16:57", "a price per GB-month", "per h"),
        BadInput("count: 1,", "count: -1,", "17:46", "balancer.count", "'-1'", "from 0"),
        BadInput("count: 1,", "per use: 1,", "17:39", "kind pods has no 'per use'", "'volume'"),
        BadInput("count: 1,", "share: 1%,", "17:39", "kind pods has no 'share'"),
        BadInput("count: 1, ", "", "17:15", "nothing says how much there is", "count each"),
        BadInput("count: 1", "count: 1, size: 5GB", "17:15", "said twice", "give one of"),
        BadInput("layer: cdn", "layer: cdm", "17:56", "balancer.layer", "'cdn'?"),
        BadInput("size each: 100GiB", "size each: 100", "22:41", "storage.size each", "no unit"),
        BadInput("price: disk, size: 50GiB", "price: call, size: 50GiB", "23:23", "per request"),
        BadInput("price: call, per use", "per use", "24:7", "'price' is missing"),
        BadInput("per use: 2.5", "per use: much", "24:42", "operations.per use", "not a number"),
        BadInput("bytes per use: 20KB", "bytes per use: 20", "25:47", "no unit"),
        BadInput("volume: 30/day", "volume: 30", "26:40", "snapshots.volume", "has no unit"),
        BadInput("volume: 30/day", "amount: 30/day", "26:32", "no key 'amount'"),
        BadInput(
            "price: unit", "price: unit, charges: {x: {price: node, count each: 1}}", "27:78",
            "no 'count each'"),
    ]

    @Test(arguments: slips)
    func slip(_ input: BadInput) {
        input.expectError(in: Self.scenario, beside: ["prices.yaml": Self.book])
    }

    static let slipsOfBook = [
        BadInput("eth_call: 26", "eth_call: -1", "9:49", "methods.eth_call", "'-1'"),
        BadInput("eth_call: 26", "eth_call: 2.5", "9:49", "whole number"),
        BadInput("0.1 USD/CU", "0.1 USD/request", "9:34", "where a price is per CU", "leave"),
        BadInput("{eth_call: 26, eth_getLogs: 60}", "[26]", "9:38", "unit.methods", "a list"),
    ]

    @Test(arguments: slipsOfBook)
    func slipOfBook(_ input: BadInput) {
        let book = Self.book.changing(input.part, to: input.becomes)
        let found = messages(["x.yaml": Self.scenario, "prices.yaml": book])
        let hit = found.first { $0.hasPrefix("prices.yaml:\(input.place): ") }
        #expect(hit != nil, "\(found)")
        for words in input.says { #expect(hit?.contains(words) == true, "\(found)") }
    }
}
