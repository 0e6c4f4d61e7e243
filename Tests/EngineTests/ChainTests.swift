// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Requests that send transactions, and wait for what becomes of them.
@Suite struct ChainTests {
    /// Poisson requests that send one transaction each to a chain of 30 million gas each 12 s.
    private func sending(
        _ rate: Double, _ awaits: SubmitStep.Await = .inclusion,
        pricing: GasPricing = .constant(.gwei(1)), gas: UInt64 = 21_000, missed: Double = 0,
        others: OtherDemand? = nil, lifetime: SimTime = .hours(3), data: DataFee? = nil,
        policy: TransactionPolicy = .usual
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        let network = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(12), missed: .fraction(missed), gasLimit: Gas(30_000_000),
                pricing: pricing, lifetime: lifetime),
            others: others, confirmations: 3, finality: try .deterministic(.minutes(13)),
            posting: Posting(every: .minutes(2)), withdrawal: try .deterministic(.hours(1)),
            dataFee: data)
        fixture.components = [Self.chain(network)]
        let step = SubmitStep(
            chain: ComponentID(0), gas: Gas(gas), awaits: awaits, policy: policy)
        fixture.operations = [Operation(name: "send", steps: [.submit(step)])]
        fixture.duration = .seconds(24_000)
        return fixture
    }

    private static func chain(_ network: ChainNetwork?, price: WeiPerGas? = nil) -> Component {
        Component(
            name: "chain",
            kind: .chain(
                ChainSettings(
                    gasPrice: price, etherPrice: .zero, transactions: [], network: network)),
            charge: nil)
    }

    /// Half a slot for a block, 12 s for each confirmation; finality and withdrawal after the
    /// block, a batch at any time of its interval.
    @Test(
        "What an operation waits for",
        arguments: [
            (SubmitStep.Await.inclusion, 6.0), (.confirmed, 42), (.posted, 66), (.final, 786),
            (.withdrawn, 3_606),
        ])
    func awaits(_ awaits: SubmitStep.Await, mean: Double) throws {
        var fixture = try sending(0.5, awaits)
        fixture.warmUp = .seconds(4_000)
        let answer = try fixture.run()
        #expect(holds(answer.overall.meanSojournTime, mean))
        let wait = try #require(answer.chains.first?.transactions.first?.wait)
        #expect(holds(wait, 6))
    }

    /// 6 s and 12 p / (1 - p) for blocks that are not made.
    @Test("The mean wait for inclusion", arguments: [0, 0.1, 0.3])
    func inclusion(missed: Double) throws {
        let answer = try sending(1, missed: missed).run()
        #expect(holds(answer.overall.meanSojournTime, 6 + 12 * missed / (1 - missed)))
        #expect(holds(answer.chains.first?.missed, missed))
    }

    @Test("Who waits for nothing goes on at once, and the transaction by itself")
    func nothing() throws {
        let answer = try sending(1, .nothing).run()
        #expect(answer.overall.meanSojournTime?.value == 0)
        let kind = try #require(answer.chains.first?.transactions.first)
        #expect(abs(kind.included.value / kind.sent.value - 1) < 0.01)
        #expect(holds(kind.wait, 6))
    }

    /// For five minutes the base fee is above any cap: who waits longer than a minute is lost.
    @Test("All that come are answered, fail or are still on their way")
    func conservation() throws {
        let prices: [GasPricing.Point] = [
            .init(time: .zero, price: .gwei(1)), .init(time: .seconds(600), price: .gwei(50)),
            .init(time: .seconds(900), price: .gwei(1)),
        ]
        let policy = TransactionPolicy(highestCap: .gwei(10))
        var fixture = try sending(
            0.7, pricing: .given(prices), lifetime: .seconds(60), policy: policy)
        fixture.operations = fixture.operations.map {
            Operation(
                name: $0.name, steps: $0.steps,
                client: CallPolicy(
                    timeout: .seconds(40),
                    retry: Retry(
                        attempts: 2,
                        backoff: Backoff(
                            base: .seconds(5), factor: 1, cap: .seconds(5), jitter: .none))))
        }
        fixture.components = fixture.components.map { _ in
            Self.chain(
                ChainNetwork(
                    blocks: BlockRules(
                        interval: .seconds(12), gasLimit: Gas(300_000),
                        pricing: .given(prices), lifetime: .seconds(60))))
        }
        fixture.warmUp = .zero
        fixture.duration = .seconds(2_000)
        for run in try fixture.plainRuns() {
            let all = run.operations[0]
            #expect(all.failed > 0 && all.completed > 0)
            #expect(all.arrived == all.ended + all.inFlightAfter)
            let submits = run.chains[0].submits[0]
            let pending = run.chains[0].pending
            #expect(submits.sent == submits.included + submits.expired + pending)
            #expect(submits.gas == run.chains[0].blocks.gas)
        }
    }

    @Test("A halted chain makes no blocks, and all are included after it")
    func halt() throws {
        var fixture = try sending(1)
        fixture.faults = [
            Fault(
                name: "sequencer", effect: .halt(ComponentID(0)),
                timing: .once(at: .seconds(600), lasting: .seconds(601)))
        ]
        fixture.timeline = .seconds(60)
        fixture.warmUp = .zero
        fixture.duration = .seconds(2_400)
        let answer = try fixture.run()
        let chain = try #require(answer.chains.first)
        // The slots that end at 600 s and up to 1,200 s, of those that end before 2,400 s.
        #expect(abs(chain.halted.value - 51.0 / 199) < 1e-9)
        #expect(answer.overall.failed == 0)
        let fees = answer.control.timeline.map { $0.baseFees[0]?.value }
        #expect(fees[5] == 1e9 && fees[15] == nil)
    }

    /// Of a batch one transaction serves all: 50,000 gas and 25,000 for each member.
    @Test("A batch pays for its members")
    func batch() throws {
        var fixture = try sending(2)
        let submit = SubmitStep(
            chain: ComponentID(0), gas: Gas(50_000), gasEach: Gas(25_000), awaits: .inclusion)
        fixture.operations = [
            Operation(
                name: "send",
                steps: [
                    .batch(
                        BatchStep(
                            name: "yield", size: 5, within: .seconds(2), steps: [.submit(submit)]))
                ])
        ]
        fixture.warmUp = .zero
        for run in try fixture.plainRuns() {
            let submits = run.chains[0].submits[0]
            // All batches that went, but for those that are in no block yet.
            let pending = run.chains[0].pending
            #expect(submits.included + pending == run.batches[0].batches)
            let members = Int(submits.gas) - 50_000 * submits.included
            #expect(members <= 25_000 * run.batches[0].members)
            #expect(members >= 25_000 * (run.batches[0].members - 5 * pending))
            #expect(submits.spent == UInt128(submits.gas) * 1_000_000_000)
        }
    }

    @Test("Blocks of one's own at a fixed price cost what metered gas does")
    func metered() throws {
        let answer = try sending(1, .nothing).run()
        var metered = try sending(1, .nothing)
        metered.components = [Self.chain(nil, price: .gwei(1))]
        let other = try metered.run()
        let gas = try #require(answer.uses.first?.perSecond.value)
        let same = try #require(other.uses.first?.perSecond.value)
        #expect(abs(gas / same - 1) < 0.005)
        let chain = try #require(answer.chains.first)
        #expect(abs(chain.spent.value / (gas * 1e9) - 1) < 1e-12)
    }

    @Test("Users who sign themselves pay themselves")
    func users() throws {
        let policy = TransactionPolicy(signer: .user)
        let answer = try sending(1, policy: policy).run()
        let chain = try #require(answer.chains.first)
        #expect(chain.spent.value == 0 && chain.gas.value == 0)
        #expect((chain.transactions.first?.spent.wei ?? 0) > 0)
    }

    /// 180 bytes on an OP stack chain: (836500 · 180 - 42585600) (16 · 10^9 · 5000) // 10^12 wei.
    @Test("Data costs what the rule of its chain says")
    func data() throws {
        let price = OPDataPrice(
            l1BaseFee: .gwei(1), blobBaseFee: .zero, baseFeeScalar: 5_000, blobBaseFeeScalar: 0)
        let policy = TransactionPolicy(data: .bytes(180))
        let answer = try sending(
            1, data: .opStack(price, operatorFee: .jovian(scalar: 3, constant: Wei(7))),
            policy: policy
        ).run()
        let kind = try #require(answer.chains.first?.transactions.first)
        let data = (836_500.0 * 180 - 42_585_600) * (16 * 1e9 * 5_000) / 1e12
        let exact = 21_000 * 1e9 + data.rounded(.down) + 100 * 21_000 * 3 + 7
        #expect(abs((kind.fee?.value ?? 0) / exact - 1) < 1e-12)
    }

    @Test("Demand that no price lowers is an error, and no wrap")
    func runaway() throws {
        let fixture = try sending(
            0.1, pricing: .following(.ethereum, from: .gwei(10_000)), others: .filling(4))
        #expect {
            try fixture.run()
        } throws: { error in
            guard case EngineError.fees(chain: "chain", _) = error else { return false }
            return true
        }
    }
}
