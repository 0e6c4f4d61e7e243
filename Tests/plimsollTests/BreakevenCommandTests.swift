// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("breakeven and batch: the commands")
struct BreakevenCommandTests {
    private static let models = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("models")

    private static let gas = models.deletingLastPathComponent()
        .appendingPathComponent("datasets/gas/mainnet-yearly.csv").path

    private static func path(_ model: String) -> String {
        models.appendingPathComponent("atk/\(model).yaml").path
    }

    /// A shorter run of the same chains.
    private static let short = [
        "--replications", "3", "--set", "run.warmup=10m", "--set", "run.duration=2h", "--quiet",
    ]

    private static func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(arguments + short)
    }

    private static func ending(_ format: String) -> String {
        ["table": "txt", "markdown": "md"][format] ?? format
    }

    @Test(arguments: ["table", "markdown", "csv", "json"])
    func goldenBreakeven(format: String) throws {
        let words = [
            "breakeven", Self.path("layer-2"), "--to", "base", "--paths", "500", "--format", format,
        ]
        let outcome = try Self.run(words)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        try GoldenFile.check(outcome.output, "breakeven.\(Self.ending(format))")
        #expect(try Self.run(words + ["--threads", "1"]).output == outcome.output)
    }

    @Test(arguments: ["table", "markdown", "csv", "json"])
    func goldenBatch(format: String) throws {
        let words = ["batch", Self.path("batches"), "--format", format]
        let outcome = try Self.run(words)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        try GoldenFile.check(outcome.output, "batch.\(Self.ending(format))")
        #expect(try Self.run(words + ["--threads", "1"]).output == outcome.output)
    }

    @Test(arguments: ["arbitrum", "optimism", "base"])
    func everyLayerTwo(name: String) throws {
        let outcome = try Self.run([
            "breakeven", Self.path("layer-2"), "--to", name, "--no-latency", "--paths", "100",
        ])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("Moving to \(name) pays back in"), "\(outcome.output)")
    }

    /// Users who wait for answers: how often they ask is simulated; gas is stated by volume.
    @Test func ofUsers() throws {
        let outcome = try Program.run([
            "breakeven", Self.path("steady"), "--to", "base", "--set",
            "migration.to.base.file=../chains/base.yaml", "--replications", "2", "--set",
            "run.warmup=1s", "--set", "run.duration=2s", "--set", "run.timeline=~", "--quiet",
        ])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("coupon payments"), "\(outcome.output)")
        #expect(outcome.output.contains("Not stated, and hence assumed"))
    }

    @Test(
        arguments: [
            (
                [
                    "breakeven", "layer-2", "--to", "base", "--table", "sensitivity", "--year",
                    "2025", "--gas-prices", gas,
                ], "0.88 gwei"
            ),
            (["batch", "batches", "--delay", "10m", "--table", "batch-best"], "10"),
            (["batch", "batches", "--table", "deferral", "--format", "csv"], "\n20,"),
            (
                ["batch", "batches", "--set", "batching=~", "--set", "assumptions=~"],
                "(batching.alone)"
            ),
            (["breakeven", "layer-2", "--to", "base", "--table", "cash-flow"], "Month by month"),
            (
                [
                    "breakeven", "layer-2", "--to", "base", "--table", "sensitivity", "--set",
                    "migration.discount rate=900%",
                ], "1000%/year"
            ),
            (
                // Nothing is laid out, and each month loses.
                [
                    "breakeven", "layer-2", "--to", "base", "--set",
                    "migration.bridge=1000000 USD/month", "--set", "migration.effort=~",
                    "--set", "migration.one-off=~", "--set", "assumptions=~",
                ], "Moving to base does not pay (one case in ten: within "
            ),
            (["breakeven", "layer-2", "--to", "base", "--table", "settling"], "withdrawn"),
        ] as [([String], String)])
    func answers(arguments: [String], words: String) throws {
        let outcome = try Self.run(
            [arguments[0], Self.path(arguments[1])] + arguments.dropFirst(2))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains(words), "\(outcome.output)")
    }

    @Test(
        arguments: [
            (["breakeven", "layer-2"], "no layer 2 is named; say by --to which one: arbitrum,"),
            (["breakeven", "layer-2", "--to", "bse"], "there is no layer 2 'bse'"),
            (["breakeven", "chain-l1", "--to", "base"], "the scenario names no layer 2"),
            (
                ["breakeven", "layer-2", "--to", "base", "--set", "migration.discount rate=-100%"],
                "migration.discount rate"
            ),
            (["breakeven", "layer-2", "--to", "base", "--paths", "9"], "--paths is 9"),
            (
                ["breakeven", "layer-2", "--to", "base", "--table", "x"],
                "this command has breakeven"
            ),
            (
                [
                    "breakeven", "layer-2", "--to", "base", "--set",
                    "migration.to.base.file=none.yaml",
                ], "there is no such file"
            ),
            (["breakeven", "layer-2", "--to", "base", "--year", "2025"], "together"),
            (
                ["breakeven", "layer-2", "--to", "base", "--year", "1925", "--gas-prices", gas],
                "mainnet-yearly.csv:1: there is no year '1925'"
            ),
            (
                [
                    "breakeven", "layer-2", "--to", "base", "--no-latency", "--set",
                    "components.chain.ether price=99999999999999999999 USD/ETH",
                ], "layer-2.yaml: what 'coupon payment' sends in a month: "
            ),
            (
                [
                    "batch", "batches", "--set",
                    "components.chain.ether price=99999999999999999999 USD/ETH",
                ], "lower the base fee, the price of ether, the gas or the volume"
            ),
            (
                ["batch", "batches", "--set", "batching.alone.coupon payment=0"],
                "batching.alone.coupon payment: a transaction uses gas"
            ),
            (["batch", "batches", "--delay", "10"], "has no unit"),
            (["batch", "batches", "--delay", "2d"], "--delay is 2d"),
            (["batch", "batches", "--chain", "chian"], "there is no chain 'chian'"),
            (["batch", "soak", "--chain", "x"], "there is no chain 'x'"),
        ] as [([String], String)])
    func badArguments(arguments: [String], words: String) throws {
        let outcome = try Program.run(
            [arguments[0], Self.path(arguments[1])] + arguments.dropFirst(2))
        #expect(outcome.status == 2, "\(outcome.output)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
