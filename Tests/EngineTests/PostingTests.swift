// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Chains that post batches to another, follow its prices, and the blobs of that one.
@Suite struct PostingTests {
    /// Transactions of 21,000 gas and 1,000 bytes on a chain with blocks each 2 s, above one with
    /// blocks each 12 s.
    private func rollup(
        _ rate: Double, carriage: BatchCarriage?, data: DataFee? = nil,
        below: GasPricing = .constant(.gwei(10)), blobs: BlobPricing? = .constant(.wei(7)),
        faults: [Fault] = []
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        let l1 = ChainNetwork(
            blocks: BlockRules(interval: .seconds(12), gasLimit: Gas(60_000_000), pricing: below),
            blobs: blobs)
        let l2 = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(2), gasLimit: Gas(30_000_000), pricing: .constant(.wei(100))),
            posting: Posting(every: .seconds(60), carriage: carriage), dataFee: data,
            below: data == nil ? nil : ComponentID(0))
        fixture.components = [Self.chain("l1", l1), Self.chain("l2", l2)]
        let step = SubmitStep(
            chain: ComponentID(1), gas: Gas(21_000),
            policy: TransactionPolicy(data: .bytes(1_000)))
        fixture.operations = [Operation(name: "send", steps: [.submit(step)])]
        fixture.faults = faults
        fixture.warmUp = .zero
        fixture.duration = .seconds(3_600)
        fixture.replications = 2
        return fixture
    }

    private static func chain(_ name: String, _ network: ChainNetwork) -> Component {
        Component(
            name: name,
            kind: .chain(
                ChainSettings(
                    gasPrice: nil, etherPrice: .zero, transactions: [], network: network)),
            charge: nil)
    }

    /// EIP-7623: 21000 + max(16 b + execution, 40 b) for b nonzero bytes; 130,044 bytes a blob, and
    /// six blobs a transaction.
    @Test(
        "What the transactions of a batch carry",
        arguments: [
            (.blobs, 0, 0, [(21_000, 0, 1)]), (.blobs, 130_044, 0, [(21_000, 0, 1)]),
            (.blobs, 130_045, 500, [(21_500, 0, 2)]),
            (.blobs, 800_000, 0, [(21_000, 0, 6), (21_000, 0, 1)]),
            (.calldata, 0, 0, [(21_000, 0, 0)]), (.calldata, 1_000, 0, [(61_000, 1_000, 0)]),
            (.calldata, 1_000, 200_000, [(237_000, 1_000, 0)]),
            (.calldata, 100_000, 0, [(4_021_000, 100_000, 0)]),
            (
                .calldata, 230_000, 0,
                [
                    (4_021_000, 100_000, 0), (4_021_000, 100_000, 0), (1_221_000, 30_000, 0),
                ]
            ),
        ] as [(BatchCarriage.Medium, UInt64, UInt64, [(UInt64, UInt64, UInt64)])])
    func cargo(
        medium: BatchCarriage.Medium, bytes: UInt64, gas: UInt64,
        expected: [(UInt64, UInt64, UInt64)]
    ) {
        for overhead in [0, bytes] {
            let carriage = BatchCarriage(
                to: ComponentID(0), in: medium, gas: Gas(gas), data: .bytes(Int64(overhead)))
            var poster = BatchPoster(
                PostingPlan(interval: 60_000_000_000, carriage: carriage, chain: 0, rule: 0))
            var cargo: [BatchCargo] = []
            poster.post(Unposted(bytes: bytes - overhead)) {
                cargo.append($0)
                return true
            }
            #expect(
                cargo == expected.map { BatchCargo(gas: $0.0, calldata: $0.1, blobs: $0.2) })
            #expect(poster.counts.bytes == bytes && poster.counts.batches == 1)
        }
    }

    @Test("Batches go at whole multiples of their interval, once each")
    func due() {
        let carriage = BatchCarriage(to: ComponentID(0), in: .blobs)
        var poster = BatchPoster(
            PostingPlan(interval: 60, carriage: carriage, chain: 0, rule: 0))
        let times: [Int64] = [1, 59, 60, 61, 119, 121, 300, 301, 359, 360]
        #expect(times.filter { poster.isDue($0) } == [60, 121, 300, 360])
    }

    /// Every byte that was included goes into a batch, and every batch pays the price of its block.
    @Test("What batches cost", arguments: BatchCarriage.Medium.allCases)
    func paid(medium: BatchCarriage.Medium) throws {
        let carriage = BatchCarriage(
            to: ComponentID(0), in: medium, gas: Gas(9_000), data: .bytes(500), tip: .wei(3))
        let fixture = try rollup(4, carriage: carriage)
        for run in try fixture.plainRuns() {
            let (below, above) = (run.chains[0], run.chains[1])
            let batches = try #require(above.posting)
            let sent = below.submits[0]
            // The last may wait for its block.
            #expect(batches.batches >= 59 && sent.included + below.pending == sent.sent)
            #expect(batches.bytes == 1_000 * batches.transactions + 500 * UInt64(batches.batches))
            let own = above.submits[0]
            #expect(batches.transactions <= UInt64(own.included) && own.extra == 0)
            #expect(own.spent == UInt128(own.gas) * 100)
            #expect(sent.blobsSpent == UInt128(sent.blobs) * 131_072 * 7)
            #expect(sent.spent == UInt128(sent.gas) * 10_000_000_003 + sent.blobsSpent)
            #expect(sent.blobs > 0 || medium == .calldata)
        }
        let answer = try fixture.run()
        let posting = try #require(answer.chains[1].posting)
        #expect(posting.name == "l1" && answer.chains[0].transactions.isEmpty)
        #expect(answer.chains[0].spent.value == 0 && posting.gasSpent.value > 0)
    }

    @Test("A chain that stands still posts nothing")
    func halted() throws {
        let halt = Fault(
            name: "stop", effect: .halt(ComponentID(1)),
            timing: .once(at: .seconds(1), lasting: .seconds(3_599)))
        let carriage = BatchCarriage(to: ComponentID(0), in: .blobs)
        for run in try rollup(1, carriage: carriage, faults: [halt]).plainRuns() {
            #expect(run.chains[1].posting?.batches == 0 && run.chains[0].submits[0].sent == 0)
        }
    }

    /// (836500 · 1000 - 42585600) (16 · base fee · 5000) // 10^12 wei, at 1 gwei and then at 9.
    @Test("The data fee follows the base fee of the chain below")
    func follows() throws {
        let price = OPDataPrice(
            l1BaseFee: .zero, blobBaseFee: .zero, baseFeeScalar: 5_000, blobBaseFeeScalar: 0)
        let fixture = try rollup(
            4, carriage: nil, data: .opStack(price, operatorFee: nil),
            below: .given([
                .init(time: .zero, price: .gwei(1)), .init(time: .seconds(1_800), price: .gwei(9)),
            ]))
        let each: UInt128 = (836_500 * 1_000 - 42_585_600) * 16 * 5_000 / 1_000
        for run in try fixture.plainRuns() {
            let own = run.chains[1].submits[0]
            #expect(run.chains[1].posting == nil)
            // Each pays one or the other.
            let dear = (own.extra - UInt128(own.included) * each) / (8 * each)
            #expect(own.extra == (UInt128(own.included) + 8 * dear) * each)
            #expect(abs(Double(dear) / Double(own.included) - 0.5) < 0.05)
        }
    }

    @Test("A fee that is remembered is the fee of the rule")
    func remembered() throws {
        let price = OPDataPrice(
            l1BaseFee: .gwei(2), blobBaseFee: .wei(9), baseFeeScalar: 2_269,
            blobBaseFeeScalar: 1_055_762)
        let fee = OPOperatorFee.isthmus(scalar: 7_000_000, constant: Wei(11))
        var data = DataCharge(.opStack(price, operatorFee: fee), kinds: 2)
        for base in [2, 2, 5] as [Int64] {
            data.follow(baseFee: .gwei(base), blobBaseFee: nil)
            var now = price
            now.l1BaseFee = .gwei(base)
            for (kind, bytes) in [(0, 100), (0, 100), (1, 3_000), (0, 3_000), (1, 100)] {
                let found = try data.fee(
                    kind, bytes: UInt64(bytes), gas: 21_000, baseFee: 1)
                let rule = try OPFjordFee.fee(fastLZLength: UInt64(bytes), at: now)
                #expect(found == rule.wei + 21_000 * 7 + 11)
            }
        }
    }
}
