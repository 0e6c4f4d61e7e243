// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

/// Chains to go to, and batches that could be otherwise.
@Suite struct MigrationInputTests {
    static let scenario = """
        plimsoll: 1
        name: Moving
        traffic: {visitors: {rate: 1/s, mix: {pay: 100%}}}
        operations:
          pay: {steps: [{submit: chain, gas: 50000, await: inclusion, from: hot}]}
        components:
          chain:
            kind: chain
            ether price: 3000 USD/ETH
            accounts: {hot: 4}
            blocks: {every: 12s, gas limit: 30000000, pricing: constant, base fee: 2 gwei}
        migration:
          chain: chain
          to:
            base: {file: far/base.yaml, component: l2, rpc: 5 USD/month, posting: 1 USD/month}
            arbitrum: {file: far/arbitrum.yaml, prices at: 0.64 gwei}
          effort: {low: 1 USD, mid: 2 USD, high: 3 USD}
          one-off: 30000 USD
          liquidity: 50000 USD
          cost of capital: 6%
          discount rate: 10%/year
          bridge: 500 USD/month
          rpc: 4000 USD/month
          months: 36
          growth: {low: -1%/month, mid: 5%/month, high: 100%/year}
          base fee: 3 gwei
          data: 120B
        batching:
          alone: {pay: 60000}
          delays: [1m, 1h]
          defer: {above: [2 gwei], within: 12h}
        """

    static let base = """
        plimsoll: 1
        components:
          l2:
            kind: chain
            ether price: 1 USD/ETH
            tip: 0.5 gwei
            blocks: {every: 2s, gas limit: 60000000, pricing: constant, base fee: 0.1 gwei}
          other: {kind: chain, ether price: 1 USD/ETH, gas price: 1 gwei}
        """

    private static let files = ["x.yaml": scenario, "far/base.yaml": base]

    private static func moved(
        _ target: String, _ files: [String: String] = files, sets: [String] = []
    ) throws -> LoadedScenario {
        try ScenarioFile.load(
            path: "x.yaml", sets: sets.map { try Override(parsing: $0) }, movedTo: target,
            reader: .memory(files.mapValues { Array($0.utf8) }))
    }

    @Test func readsAll() throws {
        let scenario = try load(Self.files)
        let migration = try #require(scenario.migration)
        #expect(migration.targets.map(\.name) == ["base", "arbitrum"])
        #expect(migration.targets[1].statedAt == (try WeiPerGas(parsing: "0.64 gwei")))
        #expect(migration.effort == Uncertain(low: .usd(1), mid: .usd(2), high: .usd(3)))
        #expect(migration.baseFee == Uncertain(certain: .gwei(3)))
        #expect(migration.discountRate == (try YearlyRate(parsing: "10%")))
        #expect(scenario.batching.alone.map(\.gas) == [Gas(60_000)])
        #expect(scenario.batching.delays == [.minutes(1), .hours(1)])
        #expect(scenario.batching.thresholds == [.gwei(2)])
    }

    /// The other chain's blocks and tip; the accounts and the price of ether of the one left.
    @Test func moves() throws {
        let loaded = try Self.moved("base")
        guard case .chain(let chain) = loaded.model.components[0].kind else {
            Issue.record("a chain")
            return
        }
        #expect(chain.etherPrice == .usd(3_000))
        #expect(chain.network?.blocks.interval == .seconds(2))
        #expect(chain.network?.accounts == [ChainAccount(name: "hot", count: 4)])
        #expect(loaded.tips == [try WeiPerGas(parsing: "0.5 gwei")])
        #expect(try load(Self.files).digest != loaded.digest)
    }

    /// Paths start at the file that names them, also where it is extended.
    @Test func extended() throws {
        let files = [
            "x.yaml": "plimsoll: 1\nname: Below\nextends: deep/y.yaml",
            "deep/y.yaml": Self.scenario, "deep/far/base.yaml": Self.base,
        ]
        #expect(try Self.moved("base", files).model.components[0].name == "chain")
    }

    @Test(arguments: [
        ("base", ["migration.to.base.file=nowhere.yaml"], "there is no such file"),
        ("base", ["migration.to.base.component=~"], "does not say which chain it is"),
        ("base", ["migration.to.base.component=l3"], "does not say which chain it is"),
        ("bse", [], "did you mean 'base'?"), ("base", ["migration=~"], "names no layer 2"),
    ])
    func cannotMove(target: String, sets: [String], words: String) {
        let error = #expect(throws: ScenarioErrors.self) {
            try Self.moved(target, sets: sets)
        }
        #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
    }

    @Test(arguments: [
        BadInput("rate: 10%/year", "rate: -100%", "21:18", "migration.discount rate", "-99%"),
        BadInput("rate: 10%/year", "rate: 10", "21:18", "has no unit", "8% or 8%/year"),
        BadInput("rate: 10%/year", "rate: 10%/month", "21:18", "month"),
        BadInput("capital: 6%", "capital: 6 USD", "20:20", "migration.cost of capital"),
        BadInput("{low: 1 USD, mid: 2", "{low: 4 USD, mid: 2", "17:11", "do not ascend"),
        BadInput("mid: 5%/month", "mid: 50%/month", "25:11", "migration.growth", "not ascend"),
        BadInput("low: 1 USD", "low: -1 USD", "17:17", "is negative"),
        BadInput("high: 3 USD}", "top: 3 USD}", "17:36", "there is no key 'top'"),
        BadInput("base fee: 3 gwei", "base fee: 0 gwei", "26:13", "is out of range"),
        BadInput("months: 36", "months: 601", "24:11", "from 1 to 600"),
        BadInput("rpc: 4000 USD/month", "rpc: 4000 USD", "23:8", "has no unit"),
        BadInput("chain: chain\n", "chain: chian\n", "13:10", "did you mean 'chain'?"),
        BadInput("file: far/base.yaml, ", "", "15:5", "the key 'file' is missing"),
        BadInput("prices at: 0.64 gwei", "prices at: 0.64", "16:52", "has no unit"),
        BadInput("bridge:", "brigde:", "22:3", "did you mean 'bridge'?"),
        BadInput("alone: {pay", "alone: {pai", "29:11", "there is no operation 'pai'", "'pay'"),
        BadInput("delays: [1m", "delays: [2d", "30:12", "batching.delays.0"),
        BadInput("above: [2 gwei]", "above: 2 gwei", "31:18", "a list of gas prices"),
        BadInput(", within: 12h", "", "31:3", "the key 'within' is missing"),
    ])
    func slip(_ slip: BadInput) { slip.expectError(in: Self.scenario) }

    @Test func noLayerTwo() {
        let text = Self.scenario.changing("  to:\n", to: "  to: {}\n  was:\n")
        #expect(messages(["x.yaml": text]).contains { $0.contains("no layer 2 is named") })
    }
}
