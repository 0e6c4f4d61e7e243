// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in chains with blocks, and what is said about them.
@Suite struct ChainInputTests {
    static let good = """
        plimsoll: 1
        name: chains
        traffic: {web: {rate: 5/s, mix: {pay: 100%}}}
        operations:
          pay:
            steps:
              - {submit: l1, gas: 65000, await: confirmed, tip: 1 gwei, cap: 3, replace after: 5}
              - {submit: l2, gas: 50000, each: 25000, from: users, data: 180B, highest cap: 9 gwei}
              - {submit: l1, gas: 21000, from: cold, defer: {above: 5 gwei, within: 6h}}
              - {batch: b, size: 20, within: 5s, steps: [{submit: l1, gas: 9000, each: 50000}]}
        components:
          l1:
            kind: chain
            ether price: 3000 USD/ETH
            blocks:
              {every: 12s, gas limit: 60000000, base fee: 0.6 gwei, transaction limit: 16777216}
            others:
              rate: 25/s
              gas: 100000
              willing: {at: 0.64 gwei, elasticity: 1.5}
              tips: [{tip: 1 gwei, share: 40%}, {tip: 2 gwei, share: 60%}]
              variation: 36%
              spikes: [{at: 10m, for: 5m, times: 4}]
            confirmations: 12
            finality: 12.8m
            accounts: {hot: 4, cold: 1}
            tip: 0.1 gwei
          l2:
            kind: chain
            ether price: 3000 USD/ETH
            blocks:
              every: 250ms
              gas limit: 32000000
              order: first-come
              pricing: backlog
              least base fee: 0.02 gwei
              targets: [{gas: 60000000, window: 9s}]
            data fee: {rules: arbitrum, unit price: 0.1 gwei}
          l3:
            kind: chain
            ether price: 3000 USD/ETH
            blocks:
              {every: 2s, flashblocks: 200ms, gas limit: 900000, base fee: 0 wei, pricing: constant}
            others:
              rate: 1/s
              gas: 30000
              willing: [{price: 0 wei, share: 100%}, {price: 9 wei, share: 5%}]
            posting: 2m
            withdrawal: 7d
            data fee:
              rules: op-stack
              base fee: 1 gwei
              blob base fee: 1 wei
              base fee scalar: 5000
              blob base fee scalar: 1000000
        faults:
          stop: {halt: l2, at: 1m, for: 1m}
        run: {duration: 1h}
        """

    @Test("A good file is read")
    func isRead() { #expect(messages(["x.yaml": Self.good]).isEmpty) }

    static let slips = [
        BadInput("every: 12s", "every: 12", "16:15", "l1.blocks.every", "'12' has no unit"),
        BadInput("every: 12s", "every: 2ms", "16:15", "2ms", "10ms"),
        BadInput("every: 12s, ", "", "15:5", "'every' is missing"),
        BadInput("base fee: 0.6 gwei, ", "", "15:5", "'base fee' is needed"),
        BadInput("gas limit: 60000000, base fee: 0", "gas limit: 20000, base fee: 0", "16:31"),
        BadInput("12s, gas", "12s, missed: 99.9%, gas", "16:28", "at most 99%"),
        BadInput("limit: 16777216", "limit: 70000000", "16:80", "at most that of a block"),
        BadInput("elasticity: 1.5", "elasticity: 0", "20:44", "from 0.01 to 100"),
        BadInput("share: 40%", "share: 30%", "21:13", "add up to 90%"),
        BadInput("times: 4}", "times: 4}, {at: 12m, for: 1m, times: 2}", "23:46", "in order"),
        BadInput("confirmations: 12\n", "finality: 9m\n", "25:5", "twice"),
        BadInput("    confirmations: 12\n", "", "7:7", "has no 'confirmations'"),
        BadInput("await: confirmed", "await: posted", "7:7", "has no 'posting'"),
        BadInput("await: confirmed", "await: confirm", "7:41", "did you mean 'confirmed'?"),
        BadInput("gas: 65000", "gas: 17000000", "7:7", "17000000 gas", "16777216 gas"),
        BadInput("gas: 9000", "gas: 15900000", "7:7", "smaller batches"),
        BadInput("cap: 3", "cap: 0.5", "7:70", "from 1 to 1000"),
        BadInput("from: cold", "from: cool", "9:40", "known are 'hot', 'cold', 'users'"),
        BadInput("hot: 4", "users: 4", "26:15", "not the platform's"),
        BadInput("hot: 4", "hot: 0", "26:21", "'0' is out of range"),
        BadInput("above: 5 gwei, ", "", "9:46", "'above' is missing"),
        BadInput("within: 6h", "within: 60d", "9:77", "60d"),
        BadInput("order: first-come", "order: fifo", "34:14", "known are 'tip'"),
        BadInput("window: 9s", "window: 9ms", "37:41", "9ms"),
        BadInput("pricing: backlog", "pricing: constant", "36:7", "no meaning"),
        BadInput("flashblocks: 200ms", "flashblocks: 300ms", "43:32", "no whole number"),
        BadInput("{price: 9 wei", "{price: 0 wei", "47:16", "above the one before"),
        BadInput("rules: op-stack", "rules: op-stak", "51:14", "did you mean 'op-stack'?"),
        BadInput("halt: l2", "halt: l4", "57:16", "did you mean"),
        BadInput("rate: 1/s", "rait: 1/s", "45:7", "no key 'rait'"),
        BadInput("run: {duration: 1h}", "run: {duration: 100y}", "32:14", "number of blocks"),
    ]

    @Test("Every slip is told with its place", arguments: slips)
    func isTold(_ slip: BadInput) { slip.expectError(in: Self.good) }

    @Test("What is said of blocks needs them")
    func withoutBlocks() {
        let metered = """
            plimsoll: 1
            name: metered
            traffic: {web: {rate: 5/s, mix: {pay: 100%}}}
            operations:
              pay:
                steps: [{submit: l1, gas: 65000}]
            components:
              l1: {kind: chain, gas price: 2 gwei, ether price: 3000 USD/ETH}
            run: {duration: 1h}
            """
        #expect(messages(["x.yaml": metered]).isEmpty)
        for slip in [
            BadInput("gas: 65000", "gas: 65000, await: inclusion", "6:12", "has no 'blocks'"),
            BadInput("gas: 65000", "gas: 65000, tip: 1 gwei", "6:12", "has no 'blocks'"),
            BadInput("gas price: 2 gwei, ", "", "8:3", "'gas price' is needed"),
            BadInput("/ETH}", "/ETH, posting: 1m}", "8:67", "the chain has none"),
            BadInput(
                "run:", "faults: {stop: {halt: l1, at: 1m, for: 1m}}\nrun:", "9:16", "'blocks'"),
        ] { slip.expectError(in: metered) }
    }
}
