// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning
@testable import Scenario

/// What batches save and what they make people wait, against figures that are known.
@Suite("Batches of transactions")
struct BatchStudyTests {
    /// 5,000 payments a day at 2 gwei and 3,000 USD.
    static let scenario = """
        plimsoll: 1
        name: Batches
        traffic: {owners: {rate: 5000/day, mix: {pay: 100%}}}
        operations:
          pay:
            steps:
              - batch: payments
                size: 50
                within: 1h
                steps: [{submit: chain, gas: 50000, each: 25000, await: inclusion}]
        components:
          chain:
            kind: chain
            ether price: 3000 USD/ETH
            blocks: {every: 12s, gas limit: 30000000, transaction limit: 16777216,
              pricing: constant, base fee: 2 gwei}
            confirmations: 1
        batching: {alone: {pay: 50000}}
        run: {warmup: 2h, duration: 10d, replications: 8, seed: 11}
        """

    private static func study(
        sets: [String] = [], delays: [SimTime] = [], isSimulated: Bool = false
    ) throws -> BatchStudy {
        let loaded = try ScenarioFile.load(
            path: "x.yaml", sets: sets.map { try Override(parsing: $0) },
            reader: .memory(["x.yaml": Array(scenario.utf8)]))
        return try BatchStudy(
            loaded.model, chain: try #require(loaded.model.onlyChain), batching: loaded.batching,
            delays: delays, measured: nil,
            simulate: isSimulated
                ? { base, candidate, _ in try PairedSimulation(base, candidate, threads: 2) }
                : nil)
    }

    /// Alone 50,000 gas at 0.000006 USD are 0.30 USD. In batches of 50, that fill before an hour is
    /// over, 26,000 gas are 0.156 USD: 0.144 USD less, 5,000 times a day.
    @Test func savings() throws {
        let table = try Self.study().table
        let row = try #require(table.rows.first)
        #expect(row.costAlone == .cents(30))
        #expect(abs(row.gasBatched - 26_000) < 1e-6)
        #expect(abs(row.costBatched.approximation - 0.156) < 1e-9)
        #expect(try table.savedPerDay.rounded(toDecimals: 2, rule: .halfEven) == .usd(720))
        #expect(try table.savedPerYear.rounded(toDecimals: 2, rule: .halfEven) == .usd(262_800))
        #expect(abs((row.savedShare ?? 0) - 0.48) < 1e-9)
    }

    /// Without what is stated, a transaction alone is a batch of one.
    @Test func alone() throws {
        let row = try #require(try Self.study(sets: ["batching=~"]).table.rows.first)
        #expect(row.gasAlone == 75_000 && !row.isAloneStated)
    }

    /// An operation that sends several transactions is one row, and what is stated of it alone is
    /// of all of them: 50,000 gas, whatever it sends in batches.
    @Test(
        arguments: [
            (
                "[{submit: chain, gas: 50000, each: 25000}, {submit: chain, gas: 50000,"
                    + " each: 25000}]",
                0.30, 2 * 0.156
            ),
            (
                "[{submit: chain, gas: 50000, each: 25000}, {submit: chain, gas: 0, each: 6000}]",
                0.30, 0.156 + 0.036
            ),
        ] as [(String, Double, Double)])
    func several(steps: String, alone: Double, batched: Double) throws {
        let study = try Self.study(sets: ["operations.pay.steps.0.steps=" + steps])
        let row = try #require(study.table.rows.first)
        #expect(study.table.rows.count == 1 && row.batches == ["payments"])
        #expect(abs(row.gasAlone - 50_000) <= 1)
        #expect(abs(row.costAlone.approximation - alone) < 1e-5)
        #expect(abs(row.costBatched.approximation - batched) < 1e-9)
        #expect(abs(row.requests.approximation - 5_000) < 1e-6)
        // As it is, the best batch for an hour is hardly cheaper, of all that it sends.
        let best = try #require(
            try Self.study(
                sets: ["operations.pay.steps.0.steps=" + steps], delays: [.hours(1)]
            ).limits.first?.best.first)
        #expect(abs(best.cost.approximation / batched - 1) < 0.04 && best.savedOfNow > 0)
        let saved = 5_000 * (alone - batched)
        #expect(abs(study.table.savedPerDay.approximation - saved) < 0.1)
    }

    /// What a batch alone saves beside a transaction of its own is told apart.
    @Test func besides() throws {
        let table = try Self.study(sets: [
            "operations.pay.steps=[{batch: payments, size: 50, within: 1h, steps: [{submit: chain,"
                + " gas: 50000, each: 25000}]}, {submit: chain, gas: 40000}]"
        ]).table
        #expect(table.rows.map(\.batches) == [["payments"], []])
        #expect(table.rows.map(\.gasAlone) == [50_000, 40_000])
        #expect(table.rows[1].savedPerDay == .zero)
        #expect(try table.savedPerDay.rounded(toDecimals: 2, rule: .halfEven) == .usd(720))
    }

    /// What users pay is no saving of the platform, be it all of a batch or a part.
    @Test func usersPay() throws {
        let paid = "{submit: chain, gas: 50000, each: 25000, await: inclusion}"
        let own = paid.replacing("}", with: ", payer: user}")
        let all = try Self.study(
            sets: [
                "operations.pay.steps.0.steps=[\(own)]",
                "batching.defer={above: [1 gwei], within: 1h}", "run.duration=1d",
            ], isSimulated: true)
        #expect(all.table.rows.isEmpty && all.table.savedPerDay == .zero)
        #expect(all.limits.map(\.isPaidByUsers) == [true])
        let held = try #require(all.deferrals.first)
        #expect(held.isPaidByUsers && held.saved(at: all.etherPrice) == nil)
        let delays = [SimTime.hours(1)]
        let both = try Self.study(
            sets: ["operations.pay.steps.0.steps=[\(paid), \(own)]"], delays: delays)
        let one = try Self.study(delays: delays)
        // Each has half of the gas that is stated alone.
        #expect(both.table.rows.map(\.gasAlone) == [25_000])
        #expect(both.table.rows.map(\.costBatched) == one.table.rows.map(\.costBatched))
        #expect(both.limits.first?.best.first?.cost == one.limits.first?.best.first?.cost)
        #expect(both.limits.first?.isPaidByUsers == false)
    }

    /// (2^24 - 50,000) / 25,000 members fit into a transaction, (30M - 50,000) / 25,000 a block.
    @Test func limits() throws {
        let limit = try #require(try Self.study().limits.first)
        #expect(limit.mostOfTransaction == 669)
        #expect(limit.mostOfBlock == 1_198)
        #expect(limit.ending == .size)
    }

    /// A longer delay never costs more, the cost is never below what a member takes alone, and the
    /// gas of a transaction ends it at last.
    @Test func best() throws {
        let delays: [SimTime] = [.minutes(1), .minutes(10), .hours(1), .hours(4), .days(1)]
        let best = try #require(try Self.study(delays: delays).limits.first).best
        #expect(best.map(\.delay) == delays)
        for (a, b) in zip(best, best.dropFirst()) {
            #expect(b.cost.approximation <= a.cost.approximation * 1.001)
        }
        #expect(best.allSatisfy { $0.cost > .cents(15) && $0.filling.meanWait <= $0.delay })
        #expect(best.first?.limit == .arrivals)
        let gasBound = try Self.study(
            sets: [
                "components.chain.blocks.transaction limit=1000000",
                "operations.pay.steps.0.size=20",
            ], delays: [.days(1)])
        let found = try #require(gasBound.limits.first?.best.first)
        #expect(found.limit == .transactionGas && found.filling.size == 38)
    }

    /// Members wait (N - 1) / (2 λ) for the others: 49 · 17.28 s / 2. The chain adds the same to
    /// both, but for blocks that a batch shares.
    @Test func waits() throws {
        let study = try Self.study(isSimulated: true)
        let expected = 49 * 17.28 / 2
        let gathering = try #require(study.gatherings.first)
        #expect(abs(gathering.expected.meanWait.seconds - expected) < 1e-3 * expected)
        let seen = try #require(gathering.measured.delay?.interval(confidence: .percent(99.9)))
        #expect(seen.contains(expected), "\(seen)")
        let size = try #require(gathering.measured.size)
        #expect(abs(size.value - 50) < 0.05)
        let added = try #require(study.waits.first { $0.quantile == nil }?.added)
        let half = 2 * (added.halfWidth ?? 0)
        #expect(abs(added.mean - expected) < half + 1, "\(added.mean) ± \(half)")
    }

    /// A base fee that never moves: a threshold above it holds nothing back, and changes nothing.
    @Test func nothingIsHeld() throws {
        let study = try Self.study(
            sets: ["batching.defer={above: [3 gwei], within: 1h}"], isSimulated: true)
        let row = try #require(study.deferrals.first)
        #expect(row.held?.value == 0 && row.added?.mean == 0)
        #expect(row.saved(at: study.etherPrice)?.mean == 0)
    }

    /// And one below holds all for as long as it may, and saves nothing.
    @Test func allIsHeld() throws {
        let study = try Self.study(
            sets: ["batching.defer={above: [1 gwei], within: 1h}"], isSimulated: true)
        let row = try #require(study.deferrals.first)
        #expect(row.held?.value == 1)
        #expect(abs((row.added?.mean ?? 0) - 3_600) < 60)
        #expect(row.saved(at: study.etherPrice)?.mean == 0)
    }

    /// What a transaction is said to pay is what it pays in a simulation whose prices stand still.
    @Test(arguments: [
        (
            "tip",
            "{rules: op-stack, base fee: 2 gwei, blob base fee: 0.1 gwei, base fee scalar: 5000,"
                + " blob base fee scalar: 1000000}"
        ), ("first-come", "{rules: arbitrum, unit price: 0.1 gwei}"),
    ])
    func quotes(order: String, dataFee: String) throws {
        let sets = [
            "components.chain.data fee=" + dataFee, "components.chain.tip=0.1 gwei",
            "operations.pay.steps=[{submit: chain, gas: 65000, await: inclusion, data: 400B}]",
            "batching=~", "run.duration=1d", "components.chain.blocks.order=" + order,
        ]
        let model = try ScenarioFile.load(
            path: "x.yaml", sets: sets.map { try Override(parsing: $0) },
            reader: .memory(["x.yaml": Array(Self.scenario.utf8)])
        ).model
        guard case .chain(let settings) = model.component(ComponentID(0)).kind else {
            Issue.record("a chain")
            return
        }
        let prices = try #require(StandingPrices(settings, named: "chain"))
        let fee = try prices.fee(
            gas: Gas(65_000), tip: try WeiPerGas(parsing: "0.1 gwei"), data: .bytes(400))
        #expect(fee.data > .zero)
        let chain = try #require(try Simulation(model).run(threads: 2).chains.first)
        let seen = try #require(chain.transactions.first?.fee)
        let total = Double(fee.execution.wei) + Double(fee.data.wei)
        #expect(abs(seen.value - total) < 1e-9 * total)
    }

    /// Prices of data on an OP stack chain move in proportion; those of Arbitrum where it is said
    /// from where.
    @Test func dataPricesMove() throws {
        func fee(_ dataFee: String, _ statedAt: WeiPerGas?) throws -> [UInt128] {
            let model = try ScenarioFile.load(
                path: "x.yaml",
                sets: [
                    try Override(parsing: "components.chain.data fee=" + dataFee),
                    try Override(parsing: "components.chain.blocks.order=first-come"),
                ],
                reader: .memory(["x.yaml": Array(Self.scenario.utf8)])
            ).model
            guard case .chain(let settings) = model.component(ComponentID(0)).kind,
                let prices = StandingPrices(settings, named: "chain")
            else { return [] }
            return try [1, 2, 6].map { gwei in
                try prices.above(baseFee: .gwei(gwei), statedAt: statedAt)
                    .fee(gas: Gas(21_000), tip: .zero, data: .bytes(400)).data.wei
            }
        }
        let stack =
            "{rules: op-stack, base fee: 2 gwei, blob base fee: 0.5 gwei, base fee scalar: 5000,"
            + " blob base fee scalar: 1000000}"
        let arbitrum = "{rules: arbitrum, unit price: 0.1 gwei}"
        for fees in [try fee(stack, nil), try fee(arbitrum, .gwei(2))] {
            #expect(fees[0] * 2 == fees[1] && fees[0] * 6 == fees[2])
        }
        let standing = try fee(arbitrum, nil)
        #expect(Set(standing).count == 1)
    }
}
