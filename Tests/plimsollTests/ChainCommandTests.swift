// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// What commands say of a rollup whose blobs, batches or data are not what they should be.
@Suite("Chains in commands")
struct ChainCommandTests {
    /// 5 transactions of 13,004 bytes a second are half a blob a second; blocks take 1.5.
    private static let scenario = """
        plimsoll: 1
        name: Rollup
        traffic: {users: {rate: 5/s}}
        operations:
          pay:
            steps: [{submit: rollup, gas: 65000, await: inclusion, data: 13004B}]
            slo: {p95: 3s}
        components:
          l1:
            kind: chain
            ether price: 2000 USD/ETH
            blocks: {every: 12s, gas limit: 60000000, base fee: 1 gwei, pricing: constant}
            blobs: {base fee: 0.001 gwei, schedule: bpo2}
          rollup:
            kind: chain
            ether price: 2000 USD/ETH
            blocks: {every: 1s, gas limit: 90000000, base fee: 0 wei, pricing: constant}
            posting: {every: 1m, to: l1, in: blobs, gas: 30000, data: 8kB}
        run: {warmup: 2m, duration: 30m, replications: 4, seed: 7}
        """

    @Test(
        arguments: [
            ([], 0, "Meets its service level at", "l1 blobs binds first, at 1"),
            (
                ["traffic.users.rate=40/s"], 99, "Saturated: l1 blobs carries at most 1",
                "Batches ask for more than the l1 blobs that blocks take"
            ),
            (
                ["faults={stop: {halt: l1, at: 5m, for: 1h}}", "traffic.users.rate=0.5/s"], 0,
                "Meets its service level",
                "batches of 'rollup' wait for blocks of 'l1' at the end: the bill lacks"
            ),
            (
                [
                    "faults={stop: {halt: l1, at: 5m, for: 1h}}", "traffic.users.rate=0.5/s",
                    "operations.pay.steps.0.await=posted",
                    "operations.pay.slo.p95=10m",
                ], 0, "Meets its service level", "who waits for these is not."
            ),
            (
                ["operations.pay.steps.0.data=0B"], 0, "Meets its service level",
                "Transactions of 'pay' to 'rollup' have no data, so its batches carry nothing"
            ),
            (
                [
                    "components.rollup.posting.in=calldata", "traffic.users.rate=60/s",
                    "components.l1.blobs=~",
                ], 99, "Saturated: l1 block gas carries at most",
                "Transactions ask for more than the l1 block gas that others leave them"
            ),
        ] as [([String], Int32, String, String)])
    func run(changes: [String], status: Int32, headline: String, note: String) throws {
        let workspace = try Workspace()
        try workspace.write("rollup.yaml", Self.scenario)
        let sets = changes.flatMap { ["--set", $0] }
        let outcome = try Program.run(
            ["run", workspace.path("rollup.yaml"), "--quiet"] + sets,
            environment: ["COLUMNS": "400"])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.contains(headline), "\(outcome.output)")
        #expect(outcome.output.contains(note), "\(outcome.output)")
    }

    @Test func checkTellsOfMissingData() throws {
        let workspace = try Workspace()
        try workspace.write("rollup.yaml", Self.scenario)
        let outcome = try Program.run(
            "check", workspace.path("rollup.yaml"), "--set", "operations.pay.steps.0.data=0B")
        #expect(outcome.status == 0 && outcome.output.contains("have no data"))
        #expect(outcome.output.contains("60,000,000 gas each 12s"))
    }

    /// 1.5 blobs a second are 15 transactions.
    @Test func stressFindsTheBlobs() throws {
        let workspace = try Workspace()
        try workspace.write("rollup.yaml", Self.scenario)
        let outcome = try Program.run(
            "stress", workspace.path("rollup.yaml"), "--precision", "10%", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("the blocks of l1 are full of blobs"), "\(outcome.output)")
        #expect(outcome.output.contains("l1 blobs"))
    }
}
