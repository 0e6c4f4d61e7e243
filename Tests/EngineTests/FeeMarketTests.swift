// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What base fees come to, and what transactions pay.
@Suite struct FeeMarketTests {
    /// With demand rate · 12 s · gas · (b / b0)^-e and a target of half the limit the base fee
    /// comes to rest at b0 (2 load)^(1/e).
    @Test(
        "The base fee rests where demand meets the target",
        arguments: [(0.5, 1.0), (1.0, 1.0), (1.0, 2.0), (3.0, 1.5), (0.2, 0.7)])
    func elastic(load: Double, exponent: Double) {
        var fixture = ChainFixture()
        fixture.pricing = .following(.ethereum, from: .gwei(7))
        fixture.others = .filling(
            load, willingness: .elastic(reference: .gwei(10), exponent: exponent))
        let played = fixture.play(until: 6_000)
        let exact = 1e10 * Elementary.power(2 * load, 1 / exponent)
        #expect(abs(played.baseFee.nearest / exact - 1) < 1e-6)
    }

    /// The elasticity of a draw of mean 1 leaves the gas used at the target in the long run.
    @Test("Blocks use the target on average", arguments: [0.2, 0.6])
    func target(variation: Double) {
        var fixture = ChainFixture()
        fixture.pricing = .following(.ethereum, from: .gwei(10))
        fixture.others = .filling(
            1, willingness: .elastic(reference: .gwei(10), exponent: 1), variation: variation)
        let played = fixture.play(until: 600_000)
        let use = Double(played.counts.gas) / Double(played.counts.blocks) / 30e6
        #expect(abs(use - 0.5) < 0.02)
    }

    @Test("A price that follows backlogs is Arbitrum's")
    func backlog() throws {
        let limit = try ArbitrumGasConstraint(
            targetPerSecond: Gas(1_000_000), windowSeconds: 10)
        let rule = ArbitrumL2Price.constrained([limit], minimum: .wei(20_000_000))
        var market = FeeMarket(.backlog(rule))
        #expect(market.baseFee == .wei(20_000_000))
        // Four blocks a second, of 500,000 gas each for 10 s, then none.
        var backlog: UInt64 = 0
        for block in 1...80 {
            let used: UInt64 = block <= 40 ? 500_000 : 0
            try market.close(used: Gas(used), of: Gas(32_000_000), Int64(block) * 250_000_000)
            // A block drains and sets the price before its own gas counts.
            if block % 4 == 0 { backlog -= min(backlog, 1_000_000) }
            #expect(market.baseFee == (try rule.baseFee(backlogs: [Gas(backlog)], after: 0)))
            backlog += used
        }
        #expect(market.baseFee == .wei(20_000_000))
    }

    /// A target of 10^6 gas a second and a window of 10 s: 10^7 gas are an exponent of 1, and each
    /// second takes a tenth off. The exponential is that of four terms in whole basis points, by
    /// hand: 1 + x (1 + x / 2 (1 + x / 3 (1 + x / 4))).
    @Test("Gas counts from the block after the next, however long nobody sent anything")
    func order() throws {
        let limit = try ArbitrumGasConstraint(
            targetPerSecond: Gas(1_000_000), windowSeconds: 10)
        let rules: [ArbitrumL2Price] = [
            .constrained([limit], minimum: .wei(10_000)),
            .legacy(limit, toleranceSeconds: 0, minimum: .wei(10_000)),
        ]
        let rows: [(seconds: Int64, used: UInt64, price: UInt64)] = [
            (1, 0, 10_000), (1_000, 10_000_000, 10_000), (1_000, 0, 27_083),
            (1_001, 0, 24_537), (1_005, 0, 16_484), (1_010, 0, 10_000),
        ]
        for rule in rules {
            var market = FeeMarket(.backlog(rule))
            for row in rows {
                try market.close(
                    used: Gas(row.used), of: Gas(32_000_000), row.seconds * 1_000_000_000)
                #expect(market.baseFee == .wei(row.price), "at \(row.seconds) s")
            }
        }
    }

    /// 1 gwei, and 200 from 300 s on, at which the 25th block is made.
    @Test("A block has the price of its time, also the first after a halt")
    func given() {
        var fixture = ChainFixture()
        fixture.pricing = .given([
            .init(time: .zero, price: .gwei(1)), .init(time: .seconds(300), price: .gwei(200)),
        ])
        // Senders see the last block, and pay what theirs costs.
        fixture.submits = [SubmitRule(gas: 21_000, capThousandths: 1_000_000)]
        let second: Int64 = 1_000_000_000
        for (halt, sends, gwei) in [
            (0..<0, [280], [1, 0]), (0..<0, [275, 287], [2, 0]), (0..<0, [289, 301], [0, 2]),
            (20..<38, [250, 450], [0, 2]),
        ] as [(Range<Int64>, [Int64], [UInt128])] {
            var chain = fixture.producer()
            for slot in 1...40 as ClosedRange<Int64> {
                for time in sends where time / 12 + 1 == slot {
                    let isSent = chain.submit(0, owner: -1, time * second)
                    #expect(isSent)
                }
                chain.isHalted = halt.contains(slot)
                chain.tick(12 * slot * second)
            }
            let (spent, baseFee) = (chain.submits[0].spent, chain.baseFee)
            #expect(spent == 21_000_000_000_000 * (gwei[0] + 200 * gwei[1]), "\(sends)")
            #expect(baseFee == 200_000_000_000)
        }
    }

    @Test("What is paid is the exact fee")
    func paid() throws {
        var fixture = ChainFixture()
        fixture.pricing = .constant(.gwei(10_000))
        fixture.submits = [SubmitRule(gas: 123_457, tip: 1_000_000_007)]
        let free = OPDataPrice(
            l1BaseFee: .zero, blobBaseFee: .zero, baseFeeScalar: 0, blobBaseFeeScalar: 0)
        fixture.dataFee = .opStack(free, operatorFee: .isthmus(scalar: 0, constant: Wei(5)))
        let sends = (0..<100).map { ChainFixture.Send(time: 10 * Double($0)) }
        let played = fixture.play(sends, until: 2_000)
        #expect(played.endings.count == 100)
        let each: UInt128 = (10_000_000_000_000 + 1_000_000_007) * 123_457 + 5
        #expect(played.submits[0].spent == 100 * each)
        #expect(played.submits[0].extra == 500)
    }

    /// As the gas of L1 in units of the base fee: 16 · 100 bytes · 5 gwei // 0.02 gwei.
    @Test("L1 data charged as gas")
    func poster() throws {
        let data = DataCharge(.arbitrum(.gwei(5)), kinds: 1)
        let extra = try data.fee(0, bytes: 100, gas: 50_000, baseFee: 20_000_000)
        let fee = try TransactionFee(gas: 50_000, baseFee: 20_000_000, tip: 0, extra: extra)
        #expect(fee.total == (50_000 + 400_000) * 20_000_000)
        #expect(fee.extra == 400_000 * 20_000_000)
        #expect(try data.fee(0, bytes: 0, gas: 50_000, baseFee: 20_000_000) == 0)
    }

    @Test("Fees of 128 bits and more are errors", arguments: [UInt128(1) << 114, .max - 5, .max])
    func overflow(baseFee: UInt128) {
        #expect(throws: FeeError.self) {
            try TransactionFee(gas: 21_000, baseFee: baseFee, tip: 7)
        }
    }

    /// Full blocks raise the base fee by an eighth each; at some time 128 bits do not hold it.
    @Test("A base fee that runs away stops the chain")
    func runaway() {
        var fixture = ChainFixture()
        fixture.pricing = .following(.ethereum, from: .gwei(10_000))
        fixture.others = .filling(5)
        let played = fixture.play(until: 12_000)
        #expect(played.failure != nil && played.counts.halted > 0)
        // ln(2^128 / 10^13) / ln(9/8) = 499.13, so the 500th block has none after it.
        #expect(played.counts.blocks == 500)
    }
}
