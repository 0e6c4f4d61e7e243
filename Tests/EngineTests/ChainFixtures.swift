// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

@testable import Engine

/// A chain alone, and transactions that are sent to it at given times.
struct ChainFixture {
    var interval = SimTime.seconds(12)
    var missed = Ratio.zero
    var gasLimit: UInt64 = 30_000_000
    var pricing = GasPricing.constant(.gwei(1))
    var order = BlockRules.Order.tip
    var parts = 1
    var lifetime = SimTime.days(30)
    var others: OtherDemand?
    var submits = [SubmitRule(gas: 21_000)]
    var dataFee: DataFee?
    var blobs: BlobPricing?
    var accounts = 1
    var seed: UInt64 = 5

    /// What happened to a transaction, by its number.
    struct Ending: Equatable {
        let owner: Int
        let isIncluded: Bool
        let time: Int64
    }

    struct Send {
        let time: Double
        var rule = 0
    }

    func producer() -> BlockProducer {
        let rules = BlockRules(
            interval: interval, missed: missed, gasLimit: Gas(gasLimit), pricing: pricing,
            order: order, parts: parts, lifetime: lifetime)
        return BlockProducer(
            ChainPlan(
                rules: rules, others: others, submits: submits, accounts: accounts,
                dataFee: dataFee, blobs: blobs),
            stream: StreamKey(seed: seed).child("chain"))
    }

    /// What a chain has come to.
    struct Played {
        var endings: [Ending] = []
        var counts = BlockCounts()
        var submits: [SubmitCounts] = []
        var baseFee: UInt128 = 0
        var pending = 0
        var failure: FeeError?

        /// Of the first kind of transaction, in seconds.
        var meanWait: Double { submits[0].waited / Double(submits[0].included) * 1e-9 }
    }

    /// Sends by ascending times, and plays until the end; `each` hears of gas and base fee after
    /// every tick.
    func play(
        _ sends: [Send] = [], until seconds: Double,
        each: (_ gas: UInt128, _ baseFee: UInt128) -> Void = { _, _ in }
    ) -> Played {
        var chain = producer()
        var result = Played()
        var next = 0
        var time = chain.tickInterval
        while time <= Int64(seconds * 1e9) {
            while next < sends.count, Int64(sends[next].time * 1e9) < time {
                let at = Int64(sends[next].time * 1e9)
                _ = chain.submit(sends[next].rule, owner: Int32(next), at)
                next += 1
            }
            chain.tick(time)
            for index in 0..<chain.outcomeCount {
                let outcome = chain.outcomes[index]
                result.endings.append(
                    Ending(
                        owner: Int(outcome.owner), isIncluded: outcome.isIncluded, time: time))
            }
            each(chain.counts.gas, chain.baseFee)
            time += chain.tickInterval
        }
        result.counts = chain.counts
        result.submits = (0..<submits.count).map { chain.submitCounts[$0] }
        result.baseFee = chain.baseFee
        result.pending = chain.pool.count
        result.failure = chain.failure
        return result
    }

    /// Times of a Poisson stream.
    static func poisson(_ rate: Double, until end: Double, seed: UInt64 = 3) -> [Double] {
        var stream = CounterStream(StreamKey(seed: seed).child("sends"))
        var times: [Double] = []
        var time = 0.0
        while true {
            time -= Elementary.log(stream.nextUnit()) / rate
            if time >= end { return times }
            times.append(time)
        }
    }
}

extension OtherDemand {
    /// Others who fill blocks of 30 million gas each 12 s so many times over, with their tips.
    static func filling(
        _ load: Double, tips: [(gwei: Double, percent: Double)] = [(1, 100)],
        willingness: Willingness = .always, variation: Double = 0
    ) -> OtherDemand {
        OtherDemand(
            rate: .perSecond(25 * load), gas: Gas(100_000), willingness: willingness,
            tips: tips.map {
                TipShare(tip: .wei(UInt64($0.gwei * 1e9)), share: .percent($0.percent))
            },
            variation: .fraction(variation))
    }
}
