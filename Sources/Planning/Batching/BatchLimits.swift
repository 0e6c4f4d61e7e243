// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// How large batches of one name can be, and how large they had best be.
public struct BatchLimits: Sendable {
    public let name: String
    /// As the scenario has it.
    public let now: BatchFilling
    /// What ends most batches.
    public let ending: Ending
    /// Requests that fit into the most gas of one transaction, and into a block; nil where more of
    /// them take no more gas.
    public let mostOfTransaction: UInt64?
    public let mostOfBlock: UInt64?
    /// One for each delay that was asked about.
    public let best: [Best]
    /// Whether all its transactions are paid by users; then costs of the best are theirs, and else
    /// the platform's alone.
    public let isPaidByUsers: Bool

    public enum Ending: String, Sendable {
        case size
        case window
    }

    /// The setting that costs least where nobody waits for others longer than so.
    public struct Best: Sendable {
        /// The window.
        public let delay: SimTime
        public let filling: BatchFilling
        /// Of a request; and what that saves of the cost as it is now (below zero: costs more).
        public let cost: Money
        public let savedOfNow: Double
        public let limit: Limit
    }

    /// Why a batch is not larger.
    public enum Limit: String, Sendable {
        /// Few more come in time.
        case arrivals
        /// It would hardly be cheaper.
        case gain = "hardly any gain"
        case transactionGas = "gas of a transaction"
        /// The most members that a batch may have here.
        case size = "10,000 members"
    }

    /// A larger batch must save this share at least, or nobody should wait for it.
    static let worthWaiting = 0.001

    init(
        _ kinds: [ChainTraffic.Kind], _ batch: BatchStep, rate: Rate, monthSeconds: Double,
        rules: BlockRules?, delays: [SimTime], prices: StandingPrices, etherPrice: Money
    ) throws {
        name = batch.name
        now = BatchFilling(batch, rate: rate)
        ending = now.fullShare >= .percent(50) ? .size : .window
        let submits = kinds.map(\.submit)
        let paid = kinds.filter(\.isPaid)
        isPaidByUsers = paid.isEmpty
        let members = rate.perSecond * monthSeconds
        let shares = (paid.isEmpty ? kinds : paid).map { kind in
            (kind.submit, members > 0 ? kind.requests.approximation / members : 0)
        }
        func most(_ limit: Gas?) -> UInt64? {
            limit.flatMap { limit in submits.compactMap { $0.mostServed(within: limit) }.min() }
        }
        mostOfTransaction = most(rules?.transactionLimit)
        mostOfBlock = most(rules?.gasLimit)
        let cap = Int(
            clamping: min(mostOfTransaction ?? .max, UInt64(BatchStep.sizes.upperBound)))
        func cost(_ filling: BatchFilling) throws -> Money {
            try Self.cost(shares, filling, prices, etherPrice)
        }
        let costNow = try cost(now).approximation
        var best: [Best] = []
        for delay in delays where cap >= BatchStep.sizes.lowerBound {
            let size = try Self.smallest(upTo: cap, rate, delay) { try cost($0) }
            let filling = BatchFilling(size: size, within: delay, rate: rate)
            let found = try cost(filling)
            let isFull = filling.fullShare > .percent(50)
            let ofCap: Limit = mostOfTransaction == UInt64(cap) ? .transactionGas : .size
            let limit = !isFull ? Limit.arrivals : size < cap ? .gain : ofCap
            best.append(
                Best(
                    delay: delay, filling: filling, cost: found,
                    savedOfNow: costNow > 0 ? 1 - found.approximation / costNow : 0,
                    limit: limit))
        }
        self.best = best
    }

    /// Of a request, of all transactions that the batch sends for it; gas and data are lines in the
    /// members.
    ///
    /// - Parameter submits: with the share of the requests that come to each.
    private static func cost(
        _ submits: [(submit: SubmitStep, share: Double)], _ filling: BatchFilling,
        _ prices: StandingPrices, _ etherPrice: Money
    ) throws -> Money {
        var total = Money.zero
        let members = filling.meanMembers
        let (fewer, part) = (Int(members), members - Double(Int(members)))
        for (submit, share) in submits {
            let low = try prices.fee(of: submit, serving: fewer).total
            let high = try prices.fee(of: submit, serving: fewer + 1).total
            let mean = low * (1 - part) + high * part
            total =
                try total
                + Wei(rounding: mean / members * share, rule: .halfEven)
                .value(at: etherPrice, rounding: .halfEven)
        }
        return total
    }

    /// The smallest size that costs hardly more than the largest: cost falls with the size.
    private static func smallest(
        upTo cap: Int, _ rate: Rate, _ window: SimTime, _ cost: (BatchFilling) throws -> Money
    ) throws -> Int {
        func at(_ size: Int) throws -> Double {
            try cost(BatchFilling(size: size, within: window, rate: rate)).approximation
        }
        let bound = try at(cap) * (1 + worthWaiting)
        var (low, high) = (BatchStep.sizes.lowerBound, cap)
        while low < high {
            let middle = (low + high) / 2
            if try at(middle) <= bound { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension StandingPrices.Fee {
    /// In wei, near enough to choose by.
    fileprivate var total: Double { Double(execution.wei) + Double(data.wei) }
}
