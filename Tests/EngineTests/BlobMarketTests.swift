// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// The blobs of a chain from block to block.
@Suite struct BlobMarketTests {
    private static let perBlob: UInt64 = 131_072

    private func others(
        _ rate: Double, willingness: Willingness = .always, variation: Double = 0
    ) -> OtherDemand {
        OtherDemand(
            rate: .perSecond(rate), gas: Gas(Self.perBlob), willingness: willingness,
            variation: .fraction(variation))
    }

    private func market(_ pricing: BlobPricing) -> BlobMarket {
        BlobMarket(pricing, stream: StreamKey(seed: 3).child("blobs"))
    }

    /// EIP-4844 and EIP-7918 written out once more: target 14 of 21 blobs.
    @Test("Replaying the blobs that blocks took gives their base fees", arguments: [0, 1.3, 5])
    func replay(rate: Double) throws {
        var market = market(
            .following(.bpo2, from: .wei(1), others: others(rate, variation: 0.5)))
        var excess: UInt64 = 0
        var blobs: UInt64 = 0
        for slot in 1...900 as ClosedRange<UInt64> {
            let own = slot % 5
            market.include(own)
            try market.close(slot: slot, baseFee: .wei(40), Int64(slot) * 12_000_000_000)
            let used = market.counts.blobs - blobs
            blobs = market.counts.blobs
            #expect(used <= 21 && used >= own)
            let price = try BlobSchedule.bpo2.baseFee(excess: Gas(excess)).wei
            let gas = used * Self.perBlob
            if excess + gas < 14 * Self.perBlob {
                excess = 0
            } else if 8_192 * 40 > UInt128(Self.perBlob) * price {
                excess += gas * 7 / 21
            } else {
                excess = excess + gas - 14 * Self.perBlob
            }
            #expect(market.baseFee == (try BlobSchedule.bpo2.baseFee(excess: Gas(excess))))
        }
        #expect(market.counts.ownBlobs == 1_800 && market.counts.blocks == 900)
        if rate == 0 { #expect(market.counts.blobs == 1_800) }
    }

    /// Demand of 28 · (price / 1 gwei)^-1 blobs a block meets the target of 14 at 2 gwei.
    @Test("Under elastic demand blocks take the target, at the price where it is asked for")
    func rest() throws {
        let demand = others(
            28.0 / 12, willingness: .elastic(reference: .gwei(1), exponent: 1), variation: 0.2)
        var market = market(.following(.bpo2, from: .gwei(1), others: demand))
        for slot in 1...12_000 as ClosedRange<UInt64> {
            if slot == 2_000 { market.forget() }
            try market.close(slot: slot, baseFee: .gwei(1), Int64(slot) * 12_000_000_000)
        }
        let count = Double(market.counts.blocks)
        #expect(abs(Double(market.counts.blobs) / count - 14) < 0.1)
        // Fees scatter around it by some percent, and what is rounded to blobs by as much.
        #expect(abs(market.counts.baseFees / count * 1e-9 - 2) < 0.15)
    }

    @Test("A constant price stays, and there is room for all")
    func constant() throws {
        var market = market(.constant(.gwei(3)))
        #expect(market.isPresent && market.takes(1_000))
        market.include(100)
        try market.close(slot: 1, baseFee: .gwei(1), 12_000_000_000)
        #expect(market.baseFee == .gwei(3) && market.counts.blobs == 100)
    }

    @Test("The excess that a price begins with", arguments: [1, 2, 41_000_000, 3_000_000_000])
    func initial(price: UInt64) throws {
        for schedule in [BlobSchedule.cancun, .prague, .bpo2] {
            let excess = schedule.excess(reaching: .wei(price))
            #expect(try schedule.baseFee(excess: excess) >= .wei(price))
            guard excess.units > 0 else { continue }
            #expect(try schedule.baseFee(excess: Gas(excess.units - 1)) < .wei(price))
        }
        #expect(BlobSchedule.cancun.excess(reaching: .wei(1)) == .zero)
    }

    /// By twice as much each four blocks, where the others' tips of 5 gwei are above: 1, 2 and 4
    /// gwei, but not more than five times the first.
    @Test("Blobs are sent again at twice the price, as long as a poster bids that")
    func raised() {
        var fixture = ChainFixture()
        fixture.blobs = .constant(.wei(1))
        fixture.others = .filling(2, tips: [(5, 100)])
        fixture.submits = [
            SubmitRule(
                gas: 0, tip: 1_000_000_000, firstAccount: -1, raiseAfter: 4, poster: 1,
                highestTip: 5_000_000_000)
        ]
        fixture.lifetime = .seconds(60)
        var chain = fixture.producer()
        let isTaken = chain.post(0, BatchCargo(gas: 21_000, blobs: 1), 1)
        for slot in 1...100 as ClosedRange<Int64> { chain.tick(12_000_000_000 * slot) }
        let (counts, pending) = (chain.submits[0], chain.pending)
        #expect(isTaken && counts.raised == 2 && counts.expired == 0 && pending == 1)
    }

    /// Cancun takes six blobs a block: four batches of three take two blocks.
    @Test("A block takes no more blobs than it may", arguments: [false, true])
    func room(isCrowded: Bool) {
        var fixture = ChainFixture()
        fixture.blobs = .following(.cancun, from: .wei(1), others: nil)
        if isCrowded { fixture.others = .filling(2) }
        fixture.submits = [SubmitRule(gas: 0, tip: 5_000_000_000, firstAccount: -1, poster: 1)]
        var chain = fixture.producer()
        for _ in 0..<4 {
            let isTaken = chain.post(0, BatchCargo(gas: 21_000, blobs: 3), 1)
            #expect(isTaken)
        }
        var included: [Int] = []
        for slot in 1...3 as ClosedRange<Int64> {
            chain.tick(12_000_000_000 * slot)
            included.append(chain.submits[0].included)
        }
        #expect(included == [2, 4, 4])
        let counts = chain.submits[0]
        #expect(counts.blobs == 12 && counts.blobsSpent == 12 * 131_072)
    }
}
