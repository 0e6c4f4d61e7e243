// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Batches of transactions, transactions that nobody waits for any more, and the room in blocks.
@Suite struct ChainBatchTests {
    /// Two requests at each arrival, on a chain with blocks each 12 s.
    private func pairs(
        _ steps: [Step], rate: Double = 0.2, pricing: GasPricing = .constant(.gwei(10)),
        data: DataFee? = nil, gasLimit: UInt64 = 30_000_000, others: OtherDemand? = nil,
        arrivals: BatchSize = BatchSize(sizes: [2], weights: [1])
    ) -> Fixture {
        var fixture = Fixture()
        let demand = OpenDemand(
            rate: .perSecond(rate), law: .poisson, stages: [], batch: arrivals)
        fixture.sources = [Fixture.source(.open(demand))]
        let network = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(12), gasLimit: Gas(gasLimit), pricing: pricing),
            others: others, dataFee: data)
        fixture.components = [
            Component(
                name: "chain",
                kind: .chain(
                    ChainSettings(
                        gasPrice: nil, etherPrice: .zero, transactions: [], network: network)),
                charge: nil)
        ]
        fixture.operations = [Operation(name: "pay", steps: steps)]
        fixture.warmUp = .zero
        fixture.duration = .seconds(2_400)
        fixture.replications = 2
        return fixture
    }

    private func submit(
        _ gas: UInt64 = 50_000, each: UInt64 = 25_000, awaits: SubmitStep.Await = .nothing,
        policy: TransactionPolicy = .usual
    ) -> Step {
        .submit(
            SubmitStep(
                chain: ComponentID(0), gas: Gas(gas), gasEach: Gas(each), awaits: awaits,
                policy: policy))
    }

    private func batch(_ steps: [Step], size: Int = 2, hold: BatchStep.Hold? = nil) -> Step {
        .batch(
            BatchStep(name: "pairs", size: size, within: .seconds(5), hold: hold, steps: steps))
    }

    /// Fjord's estimate of 180 + 2 · 200 bytes.
    @Test("Data grows with the members of a batch")
    func data() throws {
        let price = OPDataPrice(
            l1BaseFee: .gwei(1), blobBaseFee: .zero, baseFeeScalar: 5_000, blobBaseFeeScalar: 0)
        let policy = TransactionPolicy(data: .bytes(180), dataEach: .bytes(200))
        let fixture = pairs(
            [batch([submit(policy: policy)])], data: .opStack(price, operatorFee: nil))
        let each = UInt128(836_500 * 580 - 42_585_600) * 16 * 5_000 / 1_000
        for run in try fixture.plainRuns() {
            let counts = run.chains[0].submits[0]
            #expect(counts.included > 0 && counts.extra == UInt128(counts.included) * each)
        }
    }

    /// After 1 s nobody waits for what sends the transaction after 5 s; or nobody ever did.
    @Test("A transaction that nobody waits for pays for all of its batch", arguments: [0, 1, 2])
    func orphans(kind: Int) throws {
        let pause = Step.delay(DelayStep(name: "pause", time: try .deterministic(.seconds(5))))
        let late = [pause, submit()]
        let guarded = GuardedStep(
            name: "try", steps: kind == 1 ? [.parallel([late])] : late,
            policy: CallPolicy(timeout: .seconds(1), retry: nil), fallback: [])
        let steps =
            kind == 2 ? [Step.start(StartStep(name: "later", steps: late))] : [.guarded(guarded)]
        for run in try pairs([batch(steps)]).plainRuns() {
            let counts = run.chains[0].submits[0]
            #expect(counts.included > 0 && counts.gas == UInt128(counts.included) * 100_000)
        }
    }

    @Test("What is held back is taken back by who gives up, and never paid")
    func takenBack() throws {
        let policy = TransactionPolicy(hold: .init(above: .gwei(5), longest: .hours(1)))
        for withdraws in [true, false] {
            let guarded = GuardedStep(
                name: "try", steps: [submit(awaits: .inclusion, policy: policy)],
                policy: CallPolicy(timeout: .seconds(30), retry: nil, withdraws: withdraws),
                fallback: [])
            for run in try pairs([.guarded(guarded)]).plainRuns() {
                let counts = run.chains[0].submits[0]
                let left = counts.sent - counts.takenBack
                #expect(counts.included == 0 && left == run.chains[0].pending)
                #expect(withdraws == (counts.takenBack > 0))
                #expect(run.guards[0].withdrawn == counts.takenBack)
                #expect(run.operations[0].completed > 0)
            }
        }
    }

    /// At 20 gwei until the block of 1,200 s; then at 1 gwei. Each batch takes 5 s and, while gas
    /// is dear, waits on for its end or for a block that makes it cheap.
    @Test("A batch waits for cheap gas, and no longer than it may", arguments: [95, 3_600])
    func hold(longest: Int64) throws {
        let prices = GasPricing.given([
            .init(time: .zero, price: .gwei(20)), .init(time: .seconds(1_200), price: .gwei(1)),
        ])
        let hold = BatchStep.Hold(
            chain: ComponentID(0), above: .gwei(5), longest: .seconds(longest))
        let fixture = pairs(
            [batch([submit(each: 100)], size: 10_000, hold: hold)], rate: 10, pricing: prices)
        for run in try fixture.plainRuns() {
            let counts = run.batches[0]
            // The last 1,200 s have one each 5 s, and some time until the next arrival.
            let cheap = 1_200.0 / 5.1
            let dear = longest == 95 ? 1_200 / 100.1 : 1
            #expect(abs(Double(counts.batches) - cheap - dear) < 4)
            #expect(run.chains[0].submits[0].held == 0)
        }
    }

    /// 210,000 gas each 12 s are ten transactions; where 40% of what others offer pays more, they
    /// leave less.
    @Test("The load that blocks have room for", arguments: [0.0, 0.5, 4])
    func room(others load: Double) throws {
        let policy = TransactionPolicy(tip: .gwei(1))
        let offered = 210_000 / 12.0 * load
        let others = OtherDemand(
            rate: .perSecond(offered / 1_000), gas: Gas(1_000),
            tips: [
                .init(tip: .gwei(2), share: .percent(40)),
                .init(tip: .gwei(1), share: .percent(60)),
            ])
        var fixture = pairs(
            [submit(21_000, each: 0, policy: policy)], rate: 0.1, gasLimit: 210_000,
            others: load > 0 ? others : nil, arrivals: .one)
        fixture.duration = .seconds(12_000)
        let answer = try fixture.run()
        let limit = try #require(answer.limitLoads.first { $0.kind == .blockGas })
        let room = 10 / 12.0 * max(0, 1 - 0.4 * load)
        guard room > 0 else {
            #expect(limit.saturationLoad == nil)
            return
        }
        // What others leave is rounded to gas; who comes in the last slot is not in a block.
        #expect(abs((limit.saturationLoad?.value ?? 0) / room - 1) < 0.01)
        #expect(abs(limit.headroom.value - (1 - 0.1 / room)) < 0.05)
        #expect(limit.name == "chain block gas")
    }

    @Test("Who pays is not who signs")
    func payer() throws {
        for (payer, signer) in [
            (TransactionPolicy.Payer.user, TransactionPolicy.Signer.account(0)), (.platform, .user),
        ] {
            let policy = TransactionPolicy(signer: signer, payer: payer)
            let answer = try pairs([submit(policy: policy)]).run()
            let chain = try #require(answer.chains.first)
            #expect((chain.spent.value > 0) == (payer == .platform))
            #expect(chain.transactions.first?.isOfUser == (payer == .user))
        }
    }
}
