// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Blocks, the pool before them and the base fee behind them.
@Suite struct BlockProducerTests {
    /// EIP-1559 written out once more, with products that fit 128 bits.
    private func next(_ fee: UInt128, used: UInt128, limit: UInt64) -> UInt128 {
        let target = UInt128(limit / 2)
        if used == target { return fee }
        if used > target { return fee + max(1, fee * (used - target) / target / 8) }
        return fee - fee * (target - used) / target / 8
    }

    @Test("Replaying the gas that blocks used gives their base fees", arguments: [0.3, 1, 1.7])
    func replay(load: Double) {
        var fixture = ChainFixture()
        fixture.pricing = .following(.ethereum, from: .gwei(1))
        fixture.others = .filling(
            load, willingness: .elastic(reference: .gwei(1), exponent: 1.5), variation: 0.5)
        fixture.submits = [SubmitRule(gas: 350_000, tip: 2_000_000_000)]
        let sends = ChainFixture.poisson(2, until: 60_000).map { ChainFixture.Send(time: $0) }
        var fee: UInt128 = 1_000_000_000
        var gas: UInt128 = 0
        _ = fixture.play(sends, until: 60_000) { total, baseFee in
            let used = total - gas
            gas = total
            #expect(used <= 30_000_000)
            fee = next(fee, used: used, limit: 30_000_000)
            #expect(baseFee == fee)
        }
    }

    /// A slot is 12 s, so whoever comes at any time waits 6 s on average, and for each block that
    /// is not made 12 s more: p / (1 - p) blocks.
    @Test("The wait of a transaction that pays enough", arguments: [0, 0.008, 0.25])
    func wait(missed: Double) {
        var fixture = ChainFixture()
        fixture.missed = .fraction(missed)
        let end = 240_000.0
        let times = ChainFixture.poisson(0.2, until: end - 600)
        let played = fixture.play(times.map { .init(time: $0) }, until: end)
        #expect(played.endings.count == times.count)
        let odds = missed / (1 - missed)
        let exact = 6 + 12 * odds
        // Waits of one slot are alike; those of different slots are not.
        let spread = (12 * 12 / 12 + 144 * odds * (1 + odds)).squareRoot()
        let slots = end / 12
        let meanError = 5 * spread / slots.squareRoot()
        #expect(abs(played.meanWait - exact) < meanError)
        let share = Double(played.counts.missed) / slots
        let shareError = 5 * (missed * (1 - missed) / slots).squareRoot() + 1e-12
        #expect(abs(share - missed) < shareError)
    }

    @Test("Accounts keep the order of their nonces, and blocks their limit", arguments: [1, 2, 7])
    func nonces(accounts: Int) {
        var fixture = ChainFixture()
        fixture.accounts = accounts
        fixture.others = .filling(
            1.3, tips: [(3, 20), (1, 50), (0.2, 30)], variation: 0.6)
        // Any tip, any account.
        var stream = CounterStream(StreamKey(seed: 99))
        fixture.submits = (0..<40).map { index in
            SubmitRule(
                gas: 21_000 + stream.next() % 3_000_000,
                tip: UInt128(stream.next() % 4_000_000_000), firstAccount: Int32(index % accounts))
        }
        let times = ChainFixture.poisson(0.3, until: 20_000)
        let sends = times.map { ChainFixture.Send(time: $0, rule: Int(stream.next() % 40)) }
        var gas: UInt128 = 0
        let played = fixture.play(sends, until: 30_000) { total, _ in
            #expect(total - gas <= 30_000_000)
            gas = total
        }
        let endings = played.endings
        var last = Array(repeating: -1, count: accounts)
        for ending in endings {
            let account = sends[ending.owner].rule % accounts
            #expect(ending.isIncluded && ending.owner > last[account])
            last[account] = ending.owner
        }
        #expect(endings.count > sends.count / 2)
        #expect(endings.count + played.pending == sends.count)
        var own: UInt128 = 0
        for ending in endings { own += UInt128(fixture.submits[sends[ending.owner].rule].gas) }
        #expect(played.counts.ownGas == own && played.counts.gas >= own)
    }

    @Test("Who waits too long gives up, also while no block is made and where there is room")
    func expiryInAHalt() {
        var fixture = ChainFixture()
        fixture.lifetime = .seconds(60)
        var chain = fixture.producer()
        let second: Int64 = 1_000_000_000
        let first = chain.submit(0, owner: 1, 0)
        let other = chain.submit(0, owner: 2, 30 * second)
        #expect(first && other)
        var endings: [ChainFixture.Ending] = []
        for slot in 1...6 as ClosedRange<Int64> {
            chain.isHalted = slot < 6
            chain.tick(12 * slot * second)
            for index in 0..<chain.outcomeCount {
                let outcome = chain.outcomes[index]
                endings.append(
                    .init(
                        owner: Int(outcome.owner), isIncluded: outcome.isIncluded,
                        time: 12 * slot))
            }
        }
        #expect(
            endings == [
                .init(owner: 1, isIncluded: false, time: 60),
                .init(owner: 2, isIncluded: true, time: 72),
            ])
        let (counts, pending) = (chain.submits[0], chain.pending)
        #expect(counts.expired == 1 && pending == 0)
    }

    @Test("A higher tip never waits longer")
    func tips() {
        var fixture = ChainFixture()
        fixture.others = .filling(
            1.05, tips: [(2, 10), (1, 40), (0.1, 40), (0, 10)], variation: 0.4)
        var longest = [Int64](repeating: .max, count: 400)
        var included = 0
        for tip in [0, 50_000_000, 100_000_000, 500_000_000, 1_500_000_000, 3_000_000_000] {
            fixture.submits = [SubmitRule(gas: 100_000, tip: UInt128(tip), firstAccount: -1)]
            let sends = (0..<400).map { ChainFixture.Send(time: 31.4 * Double($0)) }
            let endings = fixture.play(sends, until: 40_000).endings
            #expect(endings.count >= included)
            included = endings.count
            for ending in endings {
                #expect(ending.time <= longest[ending.owner])
                longest[ending.owner] = ending.time
            }
            guard tip > 2_000_000_000 else { continue }
            #expect(endings.count == 400)
            // More than anybody pays: it is in the next block.
            for ending in endings {
                let next = Int64(31.4 * Double(ending.owner)) / 12 + 1
                #expect(ending.time == next * 12_000_000_000)
            }
        }
    }

    /// Where others pay just as much, half of a block's gas goes before who comes at half of it.
    @Test("Of equal tips the first seen goes first", arguments: [(1.0, true), (11.0, false)])
    func ties(time: Double, isIncluded: Bool) {
        var fixture = ChainFixture()
        fixture.others = .filling(1.5)
        fixture.submits = [SubmitRule(gas: 100_000, tip: 1_000_000_000)]
        for order in BlockRules.Order.allCases {
            fixture.order = order
            let endings = fixture.play([.init(time: time)], until: 12).endings
            #expect(endings.isEmpty != isIncluded)
            // In the next block it is older than all others.
            #expect(fixture.play([.init(time: time)], until: 24).endings.count == 1)
        }
    }

    /// Raised by a tenth each block, a half passes one with the eighth: 0.5 · 1.1^8 = 1.07.
    @Test("Replacement raises both caps by a tenth")
    func replacement() {
        var fixture = ChainFixture()
        fixture.others = .filling(2)
        fixture.submits = [SubmitRule(gas: 21_000, tip: 500_000_000, raiseAfter: 1)]
        let played = fixture.play([.init(time: 1)], until: 240)
        #expect(played.submits[0].raised == 8)
        #expect(played.endings == [.init(owner: 0, isIncluded: true, time: 9 * 12_000_000_000)])
        #expect(SubmitRule.raised(100) == 110 && SubmitRule.raised(105) == 115)
        #expect(SubmitRule.raised(0) == 1 && SubmitRule.raised(7) == 8)
        #expect(SubmitRule.raised(.max) == nil)
        #expect(SubmitRule.raised(100, hasBlobs: true) == 200)
        #expect(SubmitRule.raised(0, hasBlobs: true) == 1)
    }

    /// And the next of its account goes into that very block, whether there is room for all or not.
    @Test("A transaction below the base fee is given up in time", arguments: [0, 2.0])
    func expiry(load: Double) {
        var fixture = ChainFixture()
        fixture.lifetime = .seconds(60)
        fixture.pricing = .constant(.gwei(1_000))
        if load > 0 { fixture.others = .filling(load) }
        fixture.submits = [
            SubmitRule(gas: 21_000, tip: 100_000_000_000, highestCap: 500_000_000_000),
            SubmitRule(gas: 21_000, tip: 100_000_000_000),
        ]
        let played = fixture.play([.init(time: 1), .init(time: 20, rule: 1)], until: 240)
        let block: Int64 = 72_000_000_000
        #expect(
            played.endings == [
                .init(owner: 0, isIncluded: false, time: block),
                .init(owner: 1, isIncluded: true, time: block),
            ])
        #expect(played.submits[0].expired == 1 && played.pending == 0)
    }

    /// One that is raised again and again, and never finds a place, is given up as the others are.
    @Test("A transaction that is raised grows old")
    func raisedExpiry() {
        var fixture = ChainFixture()
        fixture.lifetime = .seconds(60)
        fixture.others = .filling(2, tips: [(1_000, 100)])
        fixture.submits = [SubmitRule(gas: 21_000, tip: 1_000, raiseAfter: 1)]
        let played = fixture.play([.init(time: 1)], until: 240)
        #expect(played.endings == [.init(owner: 0, isIncluded: false, time: 72_000_000_000)])
        #expect(played.submits[0].raised == 5)
    }

    /// What others offer in a block is the mean of its whole time, wherever the cycle steps.
    @Test("Demand of others follows its cycle", arguments: [1, 7, 90, 150, 400, 3_600] as [Int64])
    func cycle(seconds: Int64) {
        let piece = { (seconds: Int64, from: Double, to: Double) in
            LoadCycle.Piece(
                duration: .seconds(seconds), from: .fraction(from), to: .fraction(to))
        }
        let cycle = LoadCycle(pieces: [piece(100, 0, 2), piece(30, 1, 0.5), piece(20, 0, 0)])
        var place = CyclePlace(cycle)
        var sum = 0.0
        for block in 0..<40 {
            // Each sixth begins later than the last ended.
            let start = Int64(block) * seconds + (block % 6 == 5 ? seconds / 3 : 0)
            let end = Int64(block + 1) * seconds
            let found = place.integral(from: start * 1_000_000_000, to: end * 1_000_000_000) * 1e-9
            let exact =
                cycle.integral(upTo: Double(end)) - cycle.integral(upTo: Double(start))
            #expect(abs(found - exact) < 1e-9 * max(Double(end), 1))
            sum += found
        }
        #expect(sum > 0)
    }

    /// At 20 gwei until the block of 120 s, which is the first to make the next one cheap.
    @Test("Holding back above a base fee", arguments: [(100_000, 132, 0), (60, 84, 1)])
    func holding(longest: Int64, block: Int64, toEnd: Int) {
        var fixture = ChainFixture()
        fixture.pricing = .given([
            .init(time: .zero, price: .gwei(20)), .init(time: .seconds(120), price: .gwei(3)),
        ])
        fixture.submits = [
            SubmitRule(
                gas: 21_000, holdAbove: 5_000_000_000, longestHold: longest * 1_000_000_000)
        ]
        let played = fixture.play([.init(time: 1)], until: 240)
        #expect(played.endings == [.init(owner: 0, isIncluded: true, time: block * 1_000_000_000)])
        #expect(played.submits[0].held == 1 && played.submits[0].heldToEnd == toEnd)
    }

    @Test("A flashblock of ten may use its part of the gas")
    func flashblocks() {
        var fixture = ChainFixture()
        fixture.interval = .seconds(2)
        fixture.parts = 10
        fixture.accounts = 2
        fixture.submits = [
            SubmitRule(gas: 21_000), SubmitRule(gas: 15_000_000, firstAccount: 1),
        ]
        let times = ChainFixture.poisson(3, until: 4_000)
        let played = fixture.play(times.map { .init(time: $0) }, until: 4_001)
        #expect(played.endings.count == times.count && played.counts.blocks == 2_000)
        let error = (0.2 * 0.2 / 12 / Double(times.count)).squareRoot()
        #expect(abs(played.meanWait - 0.1) < 5 * error)
        // Half of the gas is there from the fifth part on.
        let large = fixture.play([.init(time: 0, rule: 1)], until: 4)
        #expect(large.endings.first?.time == 1_000_000_000)
    }
}
