// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Planning
@testable import Scenario

/// `breakeven` against an example that was worked by hand.
///
/// 10,000 transfers of 50,000 gas a day are 304,166 2/3 in a month of 730 h. At 2 gwei and
/// 3,000 USD one costs 0.30 USD there; on the layer 2, at 0.01 gwei, 0.0015 USD and for its data,
/// of the least size, 100 · 10^6 (16 · 2 gwei · 5000 + 0.04 gwei · 1000000) / 10^12 wei, which are
/// 0.00006 USD.
@Suite("Breakeven, worked by hand")
struct BreakevenTests {
    static let left = """
        plimsoll: 1
        name: By hand
        traffic: {visitors: {rate: 1/s, mix: {look: 100%}}}
        operations:
          look: {steps: [{delay: 5ms}]}
        components:
          chain:
            kind: chain
            gas price: 2 gwei
            ether price: 3000 USD/ETH
            transactions: {transfers: {gas: 50000, volume: 10000/day}}
        migration:
          to:
            there: {file: there.yaml, rpc: 3800 USD/month}
            dear: {file: dear.yaml}
          effort: 28000 USD
          one-off: 30000 USD
          liquidity: 50000 USD
          cost of capital: 6%
          discount rate: 10%
          bridge: 500 USD/month
          rpc: 4000 USD/month
          months: 12
        """

    static let there = """
        plimsoll: 1
        name: There
        components:
          chain:
            kind: chain
            ether price: 1 USD/ETH
            blocks: {every: 2s, gas limit: 30000000, pricing: constant, base fee: 0.01 gwei}
            data fee:
              rules: op-stack
              base fee: 2 gwei
              blob base fee: 0.04 gwei
              base fee scalar: 5000
              blob base fee scalar: 1000000
        """

    private static let dear = there.replacing("base fee: 0.01 gwei}", with: "base fee: 3 gwei}")

    static func plan(
        to name: String = "there", sets: [String] = [], left: String = left,
        there: String = there
    ) throws -> MigrationPlan {
        let files = ["x.yaml": left, "there.yaml": there, "dear.yaml": dear]
        let reader = FileReader.memory(files.mapValues { Array($0.utf8) })
        let overrides = try sets.map { try Override(parsing: $0) }
        let scenario = try ScenarioFile.load(path: "x.yaml", sets: overrides, reader: reader)
        let moved = try ScenarioFile.load(
            path: "x.yaml", sets: overrides, movedTo: name, reader: reader)
        let terms = try #require(scenario.migration)
        let target = try #require(terms.targets.first { $0.name == name })
        return try MigrationPlan(
            terms, to: target, from: scenario.model, moved: moved.model,
            tip: moved.tips.last ?? .zero, measured: nil)
    }

    @Test func monthToTheCent() throws {
        let answer = try Breakeven(Self.plan())
        let rows: [(MonthCosts, Swift.KeyPath<MonthCosts, Money>, Int64)] = [
            (answer.before, \.execution, 91_250_00), (answer.before, \.data, 0),
            (answer.before, \.rpc, 4_000_00), (answer.before, \.total, 95_250_00),
            (answer.after, \.execution, 456_25), (answer.after, \.data, 18_25),
            (answer.after, \.posting, 0), (answer.after, \.rpc, 3_800_00),
            (answer.after, \.bridge, 500_00), (answer.after, \.capital, 250_00),
            (answer.after, \.total, 5_024_50),
        ]
        for (costs, part, cents) in rows {
            let rounded = try costs[keyPath: part].rounded(toDecimals: 2, rule: .halfEven)
            #expect(rounded == .cents(cents))
        }
    }

    /// 58,000 USD are laid out, and 90,225.50 USD a month come back. The rest by a calculator of 40
    /// digits: a month's rate is 1.1^(1/12) - 1.
    @Test func decision() throws {
        let answer = try Breakeven(Self.plan())
        #expect(answer.flows.amounts.count == 13)
        let (first, second) = (answer.flows.amounts[0], answer.flows.amounts[1])
        #expect(try first.rounded(toDecimals: 2, rule: .halfEven) == .cents(-58_000_00))
        #expect(try second.rounded(toDecimals: 2, rule: .halfEven) == .cents(90_225_50))
        #expect(try answer.worth.rounded(toDecimals: 2, rule: .halfEven) == .cents(970_614_71))
        #expect(Self.months(answer.payback, are: 0.6428337886739336))
        #expect(Self.months(answer.discountedPayback, are: 0.6479598355772638))
        guard case .rate(let monthly) = answer.internalRate else {
            Issue.record("one rate")
            return
        }
        #expect(abs(monthly - 1.555592024106072) < 1e-9)
        let points = [
            (answer.volumeOfMonth, 82.43977774235921), (answer.volumeOfWorth, 641.6564452671969),
        ]
        for (point, requests) in points {
            guard case .from(let factor) = point else {
                Issue.record("from a volume on")
                continue
            }
            let found = try answer.requestsPerDay(times: factor).approximation
            #expect(abs(found - requests) < 1e-6 * requests)
        }
        let fees = [
            (answer.feeOfMonth, 0.02205920636182031), (answer.feeOfWorth, 0.133588396440014),
        ]
        for (point, gwei) in fees {
            guard case .from(let price) = point else {
                Issue.record("from a base fee on")
                continue
            }
            #expect(abs(Double(price.wei) / 1e9 - gwei) < 1e-6 * gwei)
        }
    }

    private static func months(_ payback: Payback, are expected: Double) -> Bool {
        guard case .after(let months) = payback else { return false }
        return abs(months.approximation - expected) < 1e-9
    }

    /// A chain that is dearer never pays, and says why.
    @Test func dearer() throws {
        let answer = try Breakeven(Self.plan(to: "dear"))
        #expect(answer.payback == .never)
        #expect(answer.volumeOfWorth == .never(.nothingSaved))
        #expect(answer.worth < .zero)
        guard case .from(let price) = answer.feeOfWorth else {
            Issue.record("it pays where ether is dearer here")
            return
        }
        #expect(price > .gwei(3))
    }

    /// Nothing is saved where gas costs nothing.
    @Test func freeGas() throws {
        let answer = try Breakeven(
            Self.plan(sets: ["components.chain.gas price=0 wei", "migration.rpc=3800 USD/month"]))
        #expect(answer.payback == .never)
        #expect(answer.volumeOfMonth == .never(.nothingSaved))
    }

    /// At what is found the gain is zero, and worse below.
    @Test func pointsAreZeros() throws {
        let plan = try Self.plan(sets: ["growth=3%/month"])
        let answer = try Breakeven(plan)
        guard case .from(let volume) = answer.volumeOfWorth,
            case .from(let fee) = answer.feeOfWorth
        else {
            Issue.record("it pays from somewhere on")
            return
        }
        var inputs = plan.inputs
        inputs.volume = volume
        #expect(abs(try plan.worth(inputs).approximation) < 0.01)
        inputs = plan.inputs
        inputs.baseFee = fee
        #expect(abs(try plan.worth(inputs).approximation) < 0.01)
    }

    /// More volume, a higher base fee here and less effort never make a move worse.
    @Test func moves() throws {
        let base = try Breakeven(Self.plan()).worth
        let better = [
            "growth=2%/month", "migration.effort=20000 USD", "components.chain.gas price=3 gwei",
            "migration.bridge=0 USD/month", "migration.liquidity=0 USD",
            "migration.discount rate=5%",
            "components.chain.transactions.transfers.volume=20000/day", "migration.months=24",
        ]
        for change in better {
            #expect(try Breakeven(Self.plan(sets: [change])).worth > base, "\(change)")
        }
    }

    /// Requests count once, however many transactions they send or how these are put together.
    @Test(
        arguments: [
            ("[{submit: chain, gas: 50000}]", 1),
            ("[{submit: chain, gas: 5}, {submit: chain, gas: 6}]", 1),
            (
                "[{batch: b, size: 5, within: 1h, steps: [{submit: chain, gas: 5},"
                    + " {submit: chain, gas: 6}]}]", 1
            ),
            (
                "[{choose: [{share: 25%, steps: [{submit: chain, gas: 5}]}]}]",
                0.25
            ),
            ("[{repeat: 2.5, steps: [{submit: chain, gas: 5}]}]", 1),
            ("[{repeat: 0.5, steps: [{submit: chain, gas: 5}]}]", 0.5),
            ("[{submit: chain, gas: 5, payer: user}]", 0),
            ("[{submit: chain, gas: 5, payer: user}, {submit: chain, gas: 5}]", 1),
        ] as [(String, Double)])
    func requestsCountOnce(steps: String, share: Double) throws {
        let plan = try Self.plan(sets: [
            "components.chain.blocks={every: 12s, gas limit: 30000000, pricing: constant,"
                + " base fee: 2 gwei}", "operations.look.steps=" + steps,
        ])
        let found = try plan.left.traffic.paidRequests.approximation
        // One a second for 730 h, and the transfers.
        let transfers = 10_000.0 * 730 / 24
        #expect(abs(found - (share * 730 * 3_600 + transfers)) < 1e-6 * found)
    }

    /// An amount beyond what can be held names what it is of and what makes it less.
    @Test(
        arguments: [
            (
                ["components.chain.ether price=99999999999999999999 USD/ETH"], "'transfers'",
                "lower the"
            ),
            (
                ["migration.growth=1000%/month", "migration.months=120"],
                "at a growth of 1000%/month", "migration.months"
            ),
            (
                [
                    "migration.effort=99999999999999999999 USD",
                    "migration.one-off=99999999999999999999 USD",
                ],
                "effort and one-off", "lower migration.effort"
            ),
        ] as [([String], String, String)])
    func tooLarge(sets: [String], place: String, remedy: String) throws {
        let plan = try Self.plan(sets: sets)
        let error = #expect(throws: BreakevenError.self) { try Breakeven(plan) }
        let words = error?.description ?? ""
        #expect(words.contains(place) && words.contains(remedy), "\(words)")
    }

    /// Where nothing is laid out and the first months lose, it comes back when the losses have.
    @Test(
        arguments: [
            ([0, -10, 4, 6, 5], "3"), ([0, 1, -5], "0"), ([0, -1, 0.5], "never"),
            ([-10, 4, 4, 4], "2.5"), ([0, 0], "0"),
        ] as [([Double], String)])
    func payback(amounts: [Double], expected: String) throws {
        let found = try Breakeven.payback(
            try amounts.map { try Money(rounding: $0, rule: .halfEven) })
        switch found {
        case .after(let months): #expect("\(months)" == expected)
        case .never: #expect(expected == "never")
        }
    }

    @Test func saysWhatIsAssumed() throws {
        let terms = [
            "effort", "one-off", "liquidity", "cost of capital", "discount rate", "bridge", "rpc",
            "months", "to.there.rpc",
        ]
        let bare = try Self.plan(sets: terms.map { "migration.\($0)=~" })
        #expect(
            bare.assumed == [
                .noEffort, .noLiquidity, .noBridge, .noProviders, .noPosting,
                .discountRate(try YearlyRate(parsing: "10%")), .months(36),
                .growth(try Growth(parsing: "0%/month")), .baseFee(.gwei(2)),
                .data(.bytes(110), kinds: 1),
            ])
        #expect(try Breakeven(bare).payback == .after(.zero))
        #expect(try Self.plan().assumed.count == 4)
    }
}
