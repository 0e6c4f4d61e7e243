// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What a move brings at any volume, as one part less another, both of which only rise with it.
///
/// Transactions of one request each are lines in the volume. Of a batch with m members, of which
/// B = v R / m are sent, the difference of the two chains' fees at each size is split into the
/// sum of its steps up and that of its steps down; B times either rises with the volume, as B and m
/// do (`BatchFilling`: m is concave in the volume, and 1 without any).
struct VolumeGain {
    struct Parts {
        /// What is saved, and what is lost and paid.
        var up: Money
        var down: Money
    }

    /// A month, or one of several.
    private struct Month {
        /// Times the volume of the first, and what a dollar of it is worth.
        let growth: ExactDecimal
        let worth: ExactDecimal
    }

    private struct Batch {
        let batch: BatchStep
        let rate: Rate
        let requests: ExactDecimal
        /// By members, from 1: fees there that are less, and those that are more.
        let up: [Wei]
        let down: [Wei]
    }

    private let months: [Month]
    private let batches: [Batch]
    private let etherPrice: Money
    /// What single transactions and providers save of the scenario's volume in all months.
    private let line: Money
    /// What is paid whatever the volume.
    private let standing: Money

    /// Of the first month.
    init(ofMonth plan: MigrationPlan) throws {
        try self.init(plan, [Month(growth: .one, worth: .one)], outlay: .zero)
    }

    /// Of all months and what is laid out, in today's money.
    init(ofWorth plan: MigrationPlan) throws {
        let rate = try plan.discountRate(plan.inputs)
        let ones = try CashFlows(Array(repeating: .usd(1), count: plan.inputs.months + 1))
        let worths = try ones.discounted(at: rate).dropFirst()
        let months = try worths.enumerated().map { index, worth in
            Month(
                growth: try plan.inputs.growth.factor(after: index),
                worth: ExactDecimal(scaled: worth.attodollars))
        }
        try self.init(
            plan, months, outlay: try plan.inputs.effort + plan.inputs.oneOff)
    }

    private init(_ plan: MigrationPlan, _ months: [Month], outlay: Money) throws {
        self.months = months
        let inputs = plan.inputs
        etherPrice = inputs.etherPrice
        let before = try plan.billBefore(inputs, volume: .one)
        let after = try plan.billAfter(inputs, volume: .one)
        var line = try inputs.rpcBefore - inputs.rpcAfter
        var batches: [Batch] = []
        let prices = (plan.pricesHere(inputs), plan.pricesThere(inputs))
        let paid = (
            plan.left.traffic.kinds.filter(\.isPaid), plan.right.traffic.kinds.filter(\.isPaid)
        )
        for (index, old) in before.lines.enumerated() {
            let (kind, there) = (paid.0[index], paid.1[index])
            if let gathering = kind.gathering {
                batches.append(
                    try Self.batch(kind, there, gathering, prices.0, prices.1))
            } else {
                let new = after.lines[index]
                line = try line + (old.execution + old.data) - (new.execution + new.data)
            }
        }
        self.batches = batches
        var (lines, worths) = (Money.zero, ExactDecimal.zero)
        for month in months {
            let factor = try month.growth.multiplied(by: month.worth, rounding: .halfEven)
            lines = try lines + line.multiplied(by: factor, rounding: .halfEven)
            worths = try worths + month.worth
        }
        self.line = lines
        standing = try outlay + plan.standing(inputs).multiplied(by: worths, rounding: .halfEven)
    }

    private static func batch(
        _ kind: ChainTraffic.Kind, _ there: ChainTraffic.Kind, _ gathering: ChainTraffic.Gathering,
        _ pricesHere: StandingPrices, _ pricesThere: StandingPrices
    ) throws -> Batch {
        var (up, down): ([Wei], [Wei]) = ([], [])
        // Fees rise with the members, so neither sum is more than a chain's largest fee.
        var last: Int128 = 0
        var (rising, falling): (UInt128, UInt128) = (0, 0)
        for size in 1...gathering.batch.size {
            let here = try pricesHere.fee(of: kind.submit, serving: size)
            let other = try pricesThere.fee(of: there.submit, serving: size)
            let difference = try here.wei - other.wei
            let step = difference - last
            if step > 0 { rising += step.magnitude } else { falling += step.magnitude }
            last = difference
            up.append(Wei(rising))
            down.append(Wei(falling))
        }
        return Batch(
            batch: gathering.batch, rate: gathering.rate, requests: kind.requests, up: up,
            down: down)
    }

    /// At so many times the volume of the scenario.
    func parts(at volume: ExactDecimal) throws -> Parts {
        var parts = Parts(up: .zero, down: standing)
        let saved = try line.multiplied(by: volume, rounding: .halfEven)
        if saved >= .zero {
            parts.up = saved
        } else {
            parts.down = try parts.down - saved
        }
        guard volume > .zero else { return parts }
        for month in batches.isEmpty ? [] : months {
            let volume = try month.growth.multiplied(by: volume, rounding: .halfEven)
            for batch in batches {
                let fees = try fees(batch, volume)
                parts.up =
                    try parts.up + fees.up.multiplied(by: month.worth, rounding: .halfEven)
                parts.down =
                    try parts.down + fees.down.multiplied(by: month.worth, rounding: .halfEven)
            }
        }
        return parts
    }

    /// As `ChainBill` shares out batches between two whole numbers of members.
    private func fees(_ batch: Batch, _ volume: ExactDecimal) throws -> Parts {
        let sent = try BatchCount(batch.batch, batch.rate, batch.requests, volume)
        var parts = Parts(up: .zero, down: .zero)
        for (size, count) in sent.sizes {
            let index = min(size, batch.up.count) - 1
            parts.up = try parts.up + batch.up[index].cost(times: count, at: etherPrice)
            parts.down = try parts.down + batch.down[index].cost(times: count, at: etherPrice)
        }
        return parts
    }
}

extension StandingPrices.Fee {
    /// In all.
    fileprivate var wei: Int128 {
        get throws(QuantityError) {
            let (sum, overflow) = execution.wei.addingReportingOverflow(data.wei)
            guard !overflow, let all = Int128(exactly: sum) else {
                throw QuantityError(
                    text: "\(execution) + \(data)", expected: "at most \(Int128.max) wei",
                    reason: .overflow)
            }
            return all
        }
    }
}
