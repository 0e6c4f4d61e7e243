// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What batches carry, when they go, and when they have arrived.
@Suite struct BatchPosterTests {
    private func poster(
        _ medium: BatchCarriage.Medium, gas: UInt64 = 0, overhead: Int64 = 0,
        interval: Int64 = 60_000_000_000, blobsOfBlock: UInt64? = nil, seed: UInt64 = 1
    ) -> BatchPoster {
        let carriage = BatchCarriage(
            to: ComponentID(0), in: medium, gas: Gas(gas), data: .bytes(overhead))
        let plan = PostingPlan(
            interval: interval, carriage: carriage, chain: 0, rule: 0, blobsOfBlock: blobsOfBlock)
        return BatchPoster(plan, stream: StreamKey(seed: seed))
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
            var poster = poster(medium, gas: gas, overhead: Int64(overhead))
            var cargo: [BatchCargo] = []
            let rest = poster.post(Unposted.Batch(bytes: bytes - overhead, through: 3)) {
                cargo.append($0)
                return true
            }
            #expect(
                cargo == expected.map { BatchCargo(gas: $0.0, calldata: $0.1, blobs: $0.2) })
            let counts = poster.measured
            #expect(rest == nil && counts.bytes == bytes)
            #expect(counts.batches == 1 && counts.pending == 1 && counts.included == 0)
            // The batch is below with the last of its transactions.
            for number in 1...cargo.count {
                let through = poster.arrive()
                #expect(through == (number == cargo.count ? 3 : nil))
            }
            let arrived = poster.measured
            #expect(arrived.pending == 0 && arrived.included == 1)
        }
    }

    /// A pool that takes one transaction of 100 kB, then none, then all.
    @Test("What finds no room goes with the next batch, and no block counts before all of it")
    func rest() throws {
        var poster = poster(.calldata, overhead: 1_000)
        var unposted = Unposted()
        func include(_ count: Int) {
            for _ in 0..<count { unposted.include(bytes: 50_000) }
            unposted.closeBlock()
        }
        include(5)
        let none = unposted.take(through: 0)
        #expect(none == nil)
        var sent: [UInt64] = []
        for (room, through) in [(1, 1), (0, 1), (9, 1), (9, 2)] as [(Int, Int64)] {
            if through == 2 { include(1) }
            let (first, second) = (unposted.take(through: through), unposted.take(through: through))
            #expect(second == nil)
            let batch = try #require(first)
            var left = room
            let rest = poster.post(batch) {
                if left > 0 { sent.append($0.calldata) }
                left -= 1
                return left >= 0
            }
            if let rest { unposted.giveBack(rest) }
            #expect((rest == nil) == (room == 9))
        }
        // 251,000 bytes, of which 100,000 went; 151,000 with another 1,000; and 51,000.
        #expect(sent == [100_000, 100_000, 52_000, 51_000])
        let counts = poster.measured
        #expect(counts.batches == 3 && counts.bytes == sent.reduce(0, +))
        #expect(counts.transactions == 6)
        let arrived = (0..<4).map { _ in poster.arrive() }
        #expect(arrived == [0, nil, 1, 2])
    }

    /// Blobs of one transaction stay together: of 21 in a block three of six are used.
    @Test(
        "The room that blobs take",
        arguments: [
            ([2, 2], 21, 4), ([6, 6, 6], 21, 18), ([6, 6, 6, 6], 21, 27), ([30], 21, 33),
            ([21, 21], 21, 42), ([6, 6], 9, 15), ([6, 6], nil, 12),
        ] as [([UInt64], UInt64?, UInt64)])
    func room(batches: [UInt64], most: UInt64?, expected: UInt64) {
        var poster = poster(.blobs, blobsOfBlock: most)
        for (number, blobs) in batches.enumerated() {
            let batch = Unposted.Batch(bytes: blobs * 130_044, through: Int64(number))
            let rest = poster.post(batch) { _ in true }
            #expect(rest == nil)
        }
        #expect(poster.measured.blobRoom == expected)
    }

    @Test("The first batch goes at any moment of the interval, other chains at another")
    func first() {
        let times = (0..<2_000 as Range<UInt64>).map {
            poster(.blobs, interval: 1_000, seed: $0).first
        }
        #expect(times.allSatisfy { (1...1_000).contains($0) })
        let mean = Double(times.reduce(0, +)) / 2_000
        // A uniform law over 1,000 has a deviation of 289.
        #expect(abs(mean - 500.5) < 5 * 289 / 2_000.0.squareRoot())
    }
}
