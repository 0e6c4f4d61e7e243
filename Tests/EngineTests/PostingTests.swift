// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Chains that post batches to another, follow its prices, and the blobs of that one.
@Suite struct PostingTests {
    /// Every byte that was included goes into a batch, and every batch pays the price of its block.
    @Test("What batches cost", arguments: BatchCarriage.Medium.allCases)
    func paid(medium: BatchCarriage.Medium) throws {
        let carriage = BatchCarriage(
            to: ComponentID(0), in: medium, gas: Gas(9_000), data: .bytes(500), tip: .wei(3))
        let fixture = RollupFixture(carriage: carriage).fixture()
        for run in try fixture.plainRuns() {
            let (below, above) = (run.chains[0], run.chains[1])
            let batches = try #require(above.posting)
            let sent = below.submits[0]
            // The last may wait for its block.
            #expect(batches.batches == 60 && sent.included + below.pending == sent.sent)
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
        let halt = RollupFixture.halt(1, at: 1, for: 3_599)
        for run in try RollupFixture(rate: 1, faults: [halt]).fixture().plainRuns() {
            #expect(run.chains[1].posting?.batches == 0 && run.chains[0].submits[0].sent == 0)
        }
    }

    /// Also where others give up after a minute: no rollup may lose a batch.
    @Test("Batches wait for a chain below that stands still, and none is lost")
    func haltedBelow() throws {
        let halt = RollupFixture.halt(0, at: 600, for: 1_800)
        let rollup = RollupFixture(lifetime: .seconds(60), faults: [halt])
        for run in try rollup.fixture().plainRuns() {
            let sent = run.chains[0].submits[0]
            let posting = try #require(run.chains[1].posting)
            #expect(posting.batches == 60 && sent.expired == 0 && sent.refused == 0)
            #expect(posting.pending <= 1 && posting.included == 60 - posting.pending)
        }
        var still = rollup
        still.duration = .seconds(2_390)
        let answer = try still.fixture().run()
        let posting = try #require(answer.chains[1].posting)
        // Of 39 or 40 batches ten were included.
        #expect(posting.pending.value >= 29 && posting.unpaid.value > 0.7)
    }

    /// Wherever batches and blocks begin: 60 s hold five blocks below, 61 s a part of one.
    @Test("Batches wait half of a block", arguments: [(60, 2.5), (61, 0.4)] as [(Int64, Double)])
    func phase(every: Int64, tolerance: Double) throws {
        var fixture = RollupFixture(rate: 0.2, every: .seconds(every)).fixture()
        fixture.replications = 60
        let runs = try fixture.plainRuns()
        let waits = runs.map {
            $0.chains[0].submits[0].waited / Double($0.chains[0].submits[0].included) * 1e-9
        }
        // Uniform over 12 s: a deviation of 3.46 s, of the mean of 60 of 0.45 s.
        #expect(abs(waits.reduce(0, +) / 60 - 6) < tolerance)
        #expect(waits.contains { abs($0 - 6) > 3 } == (every == 60))
    }

    /// (836500 · 1000 - 42585600) (16 · base fee · 5000) // 10^12 wei, at 1 gwei and then at 9.
    @Test("The data fee follows the base fee of the chain below")
    func follows() throws {
        let price = OPDataPrice(
            l1BaseFee: .zero, blobBaseFee: .zero, baseFeeScalar: 5_000, blobBaseFeeScalar: 0)
        let fixture = RollupFixture(
            carriage: nil, data: .opStack(price, operatorFee: nil),
            below: .given([
                .init(time: .zero, price: .gwei(1)), .init(time: .seconds(1_800), price: .gwei(9)),
            ])
        ).fixture()
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
