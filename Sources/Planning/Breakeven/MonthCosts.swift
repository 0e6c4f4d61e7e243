// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

/// What one month costs on one of two chains.
public struct MonthCosts: Sendable, Hashable {
    public let execution: Money
    public let data: Money
    public let posting: Money
    public let rpc: Money
    public let bridge: Money
    /// What the money that lies in the bridge would earn elsewhere.
    public let capital: Money
    public let total: Money

    init(
        gas: (execution: Money, data: Money), posting: Money, rpc: Money, bridge: Money,
        capital: Money
    ) throws(QuantityError) {
        execution = gas.execution
        data = gas.data
        self.posting = posting
        self.rpc = rpc
        self.bridge = bridge
        self.capital = capital
        total = try Money.sum([execution, data, posting, rpc, bridge, capital])
    }
}

extension MigrationPlan {
    /// Transactions paid by the platform on the chain that is left, at so many times the volume.
    public func billBefore(_ inputs: Inputs, volume: ExactDecimal) throws -> ChainBill {
        try ChainBill(
            left.traffic, volume: volume, prices: pricesHere(inputs),
            etherPrice: inputs.etherPrice)
    }

    /// And on the other one.
    public func billAfter(_ inputs: Inputs, volume: ExactDecimal) throws -> ChainBill {
        try ChainBill(
            right.traffic, volume: volume, prices: pricesThere(inputs),
            etherPrice: inputs.etherPrice)
    }

    func before(_ inputs: Inputs, volume: ExactDecimal) throws -> MonthCosts {
        let bill = try billBefore(inputs, volume: volume)
        return try MonthCosts(
            gas: (bill.execution, bill.data), posting: .zero,
            rpc: inputs.rpcBefore.multiplied(by: volume, rounding: .halfEven), bridge: .zero,
            capital: .zero)
    }

    func after(_ inputs: Inputs, volume: ExactDecimal) throws -> MonthCosts {
        let bill = try billAfter(inputs, volume: volume)
        return try MonthCosts(
            gas: (bill.execution, bill.data), posting: inputs.posting,
            rpc: inputs.rpcAfter.multiplied(by: volume, rounding: .halfEven),
            bridge: inputs.bridge, capital: inputs.costOfCapital.ofMonth(inputs.liquidity))
    }

    func pricesHere(_ inputs: Inputs) -> StandingPrices {
        left.prices.at(baseFee: inputs.baseFee)
    }

    /// What the other chain costs a month whatever is sent.
    func standing(_ inputs: Inputs) throws(QuantityError) -> Money {
        try Money.sum([
            inputs.posting, inputs.bridge, inputs.costOfCapital.ofMonth(inputs.liquidity),
        ])
    }

    func pricesThere(_ inputs: Inputs) -> StandingPrices {
        right.prices.at(baseFee: inputs.baseFeeThere)
            .above(baseFee: inputs.baseFee, statedAt: target.statedAt)
    }

    /// Times the transactions of the scenario, in a month counted from 1: the first has the
    /// scenario's, each later one grows over the one before.
    func volume(_ inputs: Inputs, month: Int) throws(QuantityError) -> ExactDecimal {
        try inputs.growth.factor(after: month - 1).multiplied(
            by: inputs.volume, rounding: .halfEven)
    }

    /// What is saved in a month; below zero where the other chain costs more.
    public func saving(_ inputs: Inputs, month: Int) throws -> Money {
        let volume = try volume(inputs, month: month)
        return try before(inputs, volume: volume).total - after(inputs, volume: volume).total
    }

    /// What is paid at once, and what is saved at the end of each month after it.
    public func flows(_ inputs: Inputs) throws -> CashFlows {
        let outlay = try BreakevenError.placed("effort and one-off", .terms) {
            try Money.zero - (inputs.effort + inputs.oneOff)
        }
        var amounts = [outlay]
        for month in 1...inputs.months { amounts.append(try grown(inputs, month)) }
        return try CashFlows(amounts)
    }

    /// What is saved in a month; where it is too large only in a later one, its growth is why.
    private func grown(_ inputs: Inputs, _ month: Int) throws -> Money {
        do {
            return try BreakevenError.placed("what is saved in a month", .fees) {
                try saving(inputs, month: month)
            }
        } catch BreakevenError.tooLarge(_, let error, .fees) where month > 1 {
            throw BreakevenError.tooLarge(
                place: "month \(month) at a growth of \(inputs.growth)", error, .growth)
        }
    }

    func discountRate(_ inputs: Inputs) throws(CashFlowError) -> DiscountRate {
        try DiscountRate(monthlyOfYearly: inputs.discountRate.share)
    }

    /// The net present value of the move.
    public func worth(_ inputs: Inputs) throws -> Money {
        let flows = try flows(inputs)
        return try BreakevenError.placed("the net present value", .growth) {
            try flows.presentValue(at: discountRate(inputs))
        }
    }
}
