// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// The base fee of a chain from block to block.
struct FeeMarket {
    /// Of the block that is being built; of a given price, of the last one until it begins.
    private(set) var baseFee: WeiPerGas
    private let pricing: GasPricing
    /// One for each constraint of a price that follows backlogs.
    private var backlogs: [Gas] = []
    /// The whole second up to which they have drained.
    private var second: UInt64 = 0
    /// The next price of those that are given.
    private var next = 0

    init(_ pricing: GasPricing) {
        self.pricing = pricing
        switch pricing {
        case .following(let rule, let initial): baseFee = max(initial, rule.minimum)
        case .backlog(.legacy(_, _, let minimum)):
            baseFee = minimum
            backlogs = [.zero]
        case .backlog(.constrained(let constraints, let minimum)):
            baseFee = minimum
            backlogs = Array(repeating: .zero, count: constraints.count)
        case .constant(let price): baseFee = price
        case .given(let points):
            baseFee = points.first?.price ?? .zero
            next = 1
        }
    }

    /// A block begins: where prices are given it has that of its time. Whether it has another one
    /// than the last block.
    mutating func open(_ now: Int64) -> Bool {
        guard case .given(let points) = pricing else { return false }
        let last = baseFee
        while next < points.count, points[next].time.nanoseconds <= now {
            baseFee = points[next].price
            next += 1
        }
        return baseFee != last
    }

    /// A block has used so much gas: the base fee of the next one, as far as it depends on that.
    ///
    /// - Throws: `FeeError.overflow` where it passes 128 bits.
    mutating func close(used: Gas, of limit: Gas, _ now: Int64) throws(FeeError) {
        switch pricing {
        case .following(let rule, _):
            baseFee = try rule.next(
                after: BaseFeeRule.Parent(baseFee: baseFee, gasUsed: used, gasLimit: limit))
        case .backlog(let rule):
            try followBacklog(rule, used, now)
        case .constant, .given:
            break
        }
    }

    /// A block begins by draining the backlogs by the whole seconds since the last one, as
    /// timestamps have no others, and by setting the price of the next; its own gas comes after
    /// that, and so counts from the block after the next. Source: OffchainLabs/nitro,
    /// arbos/internal_tx.go (ApplyInternalTxUpdate), arbos/l2pricing/model.go (UpdatePricingModel).
    private mutating func followBacklog(
        _ rule: ArbitrumL2Price, _ used: Gas, _ now: Int64
    ) throws(FeeError) {
        let reached = UInt64(now) / 1_000_000_000
        let passed = reached - second
        second = reached
        let constraints: [ArbitrumGasConstraint]
        switch rule {
        case .legacy(let limit, _, _): constraints = [limit]
        case .constrained(let all, _): constraints = all
        }
        for (index, constraint) in constraints.enumerated() {
            backlogs[index] = constraint.backlog(backlogs[index], after: passed)
        }
        baseFee = try rule.baseFee(backlogs: backlogs, after: 0)
        for index in backlogs.indices {
            let (sum, overflow) = backlogs[index].units.addingReportingOverflow(used.units)
            if overflow {
                throw .overflow(result: "a backlog of gas", most: "\(UInt64.max) gas")
            }
            backlogs[index] = Gas(sum)
        }
    }
}
