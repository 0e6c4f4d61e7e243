// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Planning
@testable import Scenario

/// From where to where a move pays, where its gain rises and falls with the volume: batches that
/// fill share their gas here, and none of the data there.
@Suite("Breakeven of batches: each change of sign") struct EvenSearchTests {
    private static let left = """
        plimsoll: 1
        name: Batches
        traffic: {owners: {rate: 1000/day, mix: {pay: 50%, buy: 50%}}}
        operations:
          pay:
            steps:
              - batch: payments
                size: 100
                within: 1h
                steps: [{submit: chain, gas: 100000, each: 1000, data: 100B, data each: 100B}]
          buy: {steps: [{delay: 1ms}]}
        components:
          chain:
            kind: chain
            ether price: 3000 USD/ETH
            blocks: {every: 12s, gas limit: 30000000, pricing: constant, base fee: 2 gwei}
        migration: {to: {there: {file: there.yaml}}, months: 12, bridge: 0 USD/month}
        run: {warmup: 0s, duration: 1h}
        """

    /// Data is dear there, and all else costs next to nothing.
    private static let there = """
        plimsoll: 1
        name: There
        components:
          chain:
            kind: chain
            ether price: 1 USD/ETH
            blocks: {every: 2s, gas limit: 30000000, pricing: constant, base fee: 0.001 gwei}
            data fee:
              rules: op-stack
              base fee: 2 gwei
              blob base fee: 0.04 gwei
              base fee scalar: 5000000
              blob base fee scalar: 1000000
        """

    static func plan(_ sets: [String]) throws -> MigrationPlan {
        try BreakevenTests.plan(sets: sets, left: left, there: there)
    }

    static let standing = "migration.bridge=100 USD/month"
    /// Transactions of their own, which are much cheaper there, and a little.
    private static let others = "operations.buy.steps=[{submit: chain, gas: 100000, data: 100B}]"
    private static let fewOthers = "operations.buy.steps=[{submit: chain, gas: 10000, data: 100B}]"
    /// Batches that fill late, and share dear data there.
    static let lateOthers =
        "operations.buy.steps=[{batch: others, size: 100, within: 1m, steps:"
        + " [{submit: chain, gas: 1000, each: 20000, data: 1000B}]}]"

    /// What the months say, and in how many ranges it pays: an open one at either end or none.
    @Test(
        arguments: [
            ([], "-1"), ([standing], "1-2"), ([standing, others], "1-"),
            ([standing, fewOthers], "1-2"),
            (["migration.bridge=10 USD/month", lateOthers], "1-2 3-"),
            (["migration.bridge=900000 USD/month"], ""),
            (["migration.growth=20%/month"], "-1"),
            ([standing, "migration.growth=20%/month", "migration.effort=500 USD"], "1-2"),
        ] as [([String], String)])
    func changes(sets: [String], shape: String) throws {
        let plan = try Self.plan(sets)
        let answer = try Breakeven(plan)
        #expect(Self.shape(answer.volumeOfMonth) == shape, "\(answer.volumeOfMonth)")
        let ranges = (Self.ranges(answer.volumeOfMonth), Self.ranges(answer.volumeOfWorth))
        // By the exact rules, at volumes a twelfth apart.
        var volume = 0.001
        while volume < 1_000 {
            var inputs = plan.inputs
            inputs.volume = try ExactDecimal(rounding: volume, rule: .halfEven)
            let pays = (
                try plan.saving(inputs, month: 1) >= .zero, try plan.worth(inputs) >= .zero
            )
            #expect(ranges.0.contains { $0.contains(volume) } == pays.0, "month at \(volume)")
            #expect(ranges.1.contains { $0.contains(volume) } == pays.1, "all at \(volume)")
            volume *= 1.083
        }
    }

    /// Both parts rise, and their difference is what the plan says.
    @Test(arguments: [[], [standing, others], ["migration.growth=20%/month"]])
    func parts(sets: [String]) throws {
        let plan = try Self.plan(sets)
        let (month, worth) = (try VolumeGain(ofMonth: plan), try VolumeGain(ofWorth: plan))
        var last = (try month.parts(at: .zero), try worth.parts(at: .zero))
        for doubling in -8...8 {
            var inputs = plan.inputs
            inputs.volume =
                doubling < 0
                ? try ExactDecimal.one.divided(
                    by: ExactDecimal(1 << -doubling), rounding: .halfEven)
                : ExactDecimal(1 << doubling)
            let next = (
                try month.parts(at: inputs.volume), try worth.parts(at: inputs.volume)
            )
            #expect(next.0.up >= last.0.up && next.0.down >= last.0.down)
            #expect(next.1.up >= last.1.up && next.1.down >= last.1.down)
            let gains = (try next.0.up - next.0.down, try next.1.up - next.1.down)
            let exact = (try plan.saving(inputs, month: 1), try plan.worth(inputs))
            #expect(abs(try (gains.0 - exact.0).approximation) < 1e-9)
            #expect(abs(try (gains.1 - exact.1).approximation) < 1e-9)
            last = next
        }
    }

    /// A chain that is the same in all: nothing is saved at any volume, and the search ends.
    @Test func sameChain() throws {
        let plan = try BreakevenTests.plan(
            sets: ["components.chain.blocks.base fee=0.001 gwei", "migration.bridge=1 USD/month"],
            left: Self.left, there: String(Self.there.split(separator: "    data fee:")[0]))
        #expect(try Breakeven(plan).volumeOfMonth == .never(.nothingSaved))
    }

    /// Full batches, whose data costs more there for each gwei than gas does here.
    @Test(
        arguments: [
            (["migration.rpc=10 USD/month", "migration.to.there.rpc=0 USD/month"], "up to"),
            (["migration.bridge=10 USD/month"], "never"),
        ] as [([String], String)])
    func baseFees(sets: [String], kind: String) throws {
        let full = "operations.pay.steps.0.within=24h"
        let point = try Breakeven(Self.plan(sets + [full])).feeOfMonth
        switch point {
        case .upTo(let price): #expect(kind == "up to" && price > .zero)
        case .never(let reason): #expect(kind == "never" && reason == .nothingSaved)
        case .from, .within, .always: Issue.record("\(point)")
        }
    }

    private static func ranges(_ point: EvenPoint<ExactDecimal>) -> [ClosedRange<Double>] {
        switch point {
        case .from(let volume): [volume.approximation...(.infinity)]
        case .upTo(let volume): [0...volume.approximation]
        case .within(let ranges):
            ranges.map {
                ($0.from?.approximation ?? 0)...($0.upTo?.approximation ?? .infinity)
            }
        case .always: [0...(.infinity)]
        case .never: []
        }
    }

    /// Ends of ranges in their order: `-1` is up to one, `1-` from one on.
    private static func shape(_ point: EvenPoint<ExactDecimal>) -> String {
        var ends = 0
        return ranges(point).map { range in
            var text = ""
            if range.lowerBound > 0 {
                ends += 1
                text += "\(ends)"
            }
            text += "-"
            if range.upperBound < .infinity {
                ends += 1
                text += "\(ends)"
            }
            return text
        }.joined(separator: " ")
    }
}
