// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Testing

@testable import Scenario

/// Slips in chains that post to others, and in batches of transactions, and what is said of them.
@Suite struct PostingInputTests {
    static let good = """
        plimsoll: 1
        name: rollups
        traffic: {web: {rate: 5/s, mix: {pay: 100%}}}
        operations:
          pay:
            steps:
              - {submit: l2, gas: 65000, data: 110B, from: users, payer: platform}
              - batch: coupons
                size: largest
                within: 5s
                defer: {on: l1, above: 5 gwei, within: 6h}
                steps: [{submit: l1, gas: 50000, each: 25000, data each: 32B, payer: user}]
        components:
          l1:
            kind: chain
            ether price: 3000 USD/ETH
            blocks: {every: 12s, gas limit: 60000000, base fee: 1 gwei, transaction limit: 16777216}
            blobs: {base fee: 0.04 gwei, schedule: bpo2, others: {rate: 1.1/s, variation: 50%}}
          l2:
            kind: chain
            ether price: 3000 USD/ETH
            blocks: {every: 2s, gas limit: 30000000, base fee: 0.01 gwei}
            posting: {every: 2m, to: l1, in: blobs, gas: 30000, data: 2kB, tip: 1 gwei}
            data fee:
              rules: op-stack
              l1: l1
              base fee scalar: 5000
              blob base fee scalar: 1000000
              operator rules: isthmus
              operator scalar: 7
          station: {kind: station, servers: 1}
        run: {duration: 1h}
        """

    @Test("A good file is read, and its batch is the largest that fits")
    func isRead() throws {
        #expect(messages(["x.yaml": Self.good]).isEmpty)
        let model = try load(["x.yaml": Self.good]).model
        guard case .batch(let batch) = model.operations[0].steps[1] else {
            Issue.record("no batch")
            return
        }
        // (2^24 - 50000) / 25000.
        #expect(batch.size == 669 && batch.hold?.longest == .hours(6))
    }

    /// A chain is not itself because of its name.
    @Test("A chain may be named after the one that it posts to")
    func named() throws {
        let text = Self.good.changing("submit: l2", to: "submit: l1.l2").changing(
            "  l2:\n", to: "  l1.l2:\n")
        #expect(messages(["x.yaml": text]).isEmpty)
    }

    static let slips = [
        BadInput("every: 2m, to", "to", "23:5", "'every' is missing"),
        BadInput("every: 2m, to", "every: 0s, to", "23:22", "0s"),
        BadInput("to: l1, in", "to: l3, in", "23:30", "no component 'l3'"),
        BadInput("to: l1, in", "to: station, in", "23:30", "of kind station, not chain"),
        BadInput("to: l1, in", "to: l2, in", "23:30", "must be another one"),
        BadInput("in: blobs", "in: blob", "23:38", "did you mean 'blobs'?"),
        BadInput("gas: 30000, data", "gas: 17000000, data", "23:50", "one transaction may use"),
        BadInput(
            "in: blobs, gas: 30000", "in: calldata, gas: 17000000", "23:53",
            "the gas of a transaction with 100 kB of a batch"),
        BadInput("data: 2kB", "data: 2TB", "23:63", "at most"),
        BadInput(
            "    blobs: {base fee: 0.04 gwei, schedule: bpo2,", "    # {", "23:30", "no 'blobs'"),
        BadInput("schedule: bpo2, ", "", "18:5", "'schedule' is needed"),
        BadInput("bpo2", "bpo9", "18:44", "did you mean 'bpo1'?"),
        BadInput("base fee: 0.04 gwei, ", "", "18:5", "'base fee' is missing"),
        BadInput("rate: 1.1/s", "gas: 1, rate: 1.1/s", "18:59", "no key 'gas'"),
        BadInput("l1: l1", "l1: l2", "26:11", "must be another one"),
        BadInput("l1: l1", "l1: l1\n      base fee: 1 gwei", "27:7", "no meaning with 'l1'"),
        BadInput("      base fee scalar: 5000\n", "", "24:5", "'base fee scalar' is needed"),
        BadInput("rules: isthmus", "rules: ecotone", "29:23", "known are 'isthmus', 'jovian'"),
        BadInput("payer: user}", "payer: bank}", "12:78", "known are 'platform', 'user'"),
        BadInput("data each: 32B", "data each: 2kB", "7:7", "its data"),
        BadInput("each: 25000, ", "", "9:15", "write a number"),
        BadInput("gas: 50000", "gas: 16770000", "9:15", "room for two"),
        BadInput("size: largest", "size: 700", "7:7", "of at most 669"),
        BadInput("on: l1, ", "", "11:9", "'on' is missing"),
        BadInput("on: l1", "on: station", "11:21", "of kind station, not chain"),
        BadInput("within: 6h", "within: 90d", "11:48", "90d"),
    ]

    @Test("Every slip is told with its place", arguments: slips)
    func isTold(_ slip: BadInput) { slip.expectError(in: Self.good) }
}
