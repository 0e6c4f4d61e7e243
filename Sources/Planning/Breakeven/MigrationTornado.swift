// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// By how much the net present value of a move changes where one thing is otherwise.
public struct Swing: Sendable {
    public let input: Input
    /// What it is at the two ends, as it is written.
    public let low: String
    public let high: String
    public let worthOfLow: Money
    public let worthOfHigh: Money
    /// Whether the scenario says how far it may go; else it is a quarter each way.
    public let isStated: Bool

    public enum Input: String, Sendable, CaseIterable {
        case baseFee = "base fee"
        case growth
        case effort
        case volume
        case etherPrice = "ether price"
        case baseFeeThere = "base fee there"
        case liquidity
        case bridge
        case discountRate = "discount rate"
        case rpcAfter = "providers there"
    }

    public var span: Double {
        (worthOfHigh.approximation - worthOfLow.approximation).magnitude
    }

    /// The widest first.
    public static func all(_ plan: MigrationPlan) throws -> [Swing] {
        var swings: [Swing] = []
        for input in Input.allCases {
            guard let ends = try input.ends(plan) else { continue }
            swings.append(
                Swing(
                    input: input, low: ends.words.low, high: ends.words.high,
                    worthOfLow: try plan.worth(ends.low), worthOfHigh: try plan.worth(ends.high),
                    isStated: ends.isStated))
        }
        return swings.enumerated().sorted { a, b in
            a.element.span == b.element.span
                ? a.offset < b.offset : a.element.span > b.element.span
        }.map(\.element)
    }
}

extension Swing.Input {
    fileprivate struct Ends {
        let low: MigrationPlan.Inputs
        let high: MigrationPlan.Inputs
        let words: (low: String, high: String)
        let isStated: Bool
    }

    private static let less = ExactDecimal(scaled: 750_000_000_000_000_000)
    private static let more = ExactDecimal(scaled: 1_250_000_000_000_000_000)

    /// Nil where it is nothing.
    fileprivate func ends(_ plan: MigrationPlan) throws -> Ends? {
        switch self {
        case .baseFee:
            return try stated(plan, \.baseFee, plan.ranges.baseFee) { try scaled($0, $1) }
        case .growth:
            let range = plan.ranges.growth
            return range.isCertain
                ? nil : ends(plan, \.growth, range.low, range.high, isStated: true)
        case .effort: return try stated(plan, \.effort, plan.ranges.effort) { try scaled($0, $1) }
        case .volume:
            return ends(
                plan, \.volume, Self.less, Self.more, isStated: false)
        case .etherPrice: return try quarter(plan, \.etherPrice)
        case .baseFeeThere:
            let price = plan.inputs.baseFeeThere
            guard price > .zero else { return nil }
            return ends(
                plan, \.baseFeeThere, try scaled(price, Self.less), try scaled(price, Self.more),
                isStated: false)
        case .liquidity: return try quarter(plan, \.liquidity)
        case .bridge: return try quarter(plan, \.bridge)
        case .rpcAfter: return try quarter(plan, \.rpcAfter)
        case .discountRate:
            let share = plan.inputs.discountRate.share
            guard share != .zero else { return nil }
            return ends(
                plan, \.discountRate, try rate(share, Self.less), try rate(share, Self.more),
                isStated: false)
        }
    }

    /// So many times the share, as far as there are such rates.
    private func rate(_ share: ExactDecimal, _ times: ExactDecimal) throws -> YearlyRate {
        let ends = try (
            ExactDecimal(rounding: YearlyRate.shares.lowerBound, rule: .halfEven),
            ExactDecimal(rounding: YearlyRate.shares.upperBound, rule: .halfEven)
        )
        let scaled = try share.multiplied(by: times, rounding: .halfEven)
        return try YearlyRate(share: min(max(scaled, ends.0), ends.1))
    }

    private func stated<Value: CustomStringConvertible>(
        _ plan: MigrationPlan, _ part: WritableKeyPath<MigrationPlan.Inputs, Value>,
        _ range: Uncertain<Value>, _ scale: (Value, ExactDecimal) throws -> Value
    ) throws -> Ends? {
        if !range.isCertain { return ends(plan, part, range.low, range.high, isStated: true) }
        let (low, high) = (try scale(range.mid, Self.less), try scale(range.mid, Self.more))
        return low == high ? nil : ends(plan, part, low, high, isStated: false)
    }

    private func quarter(
        _ plan: MigrationPlan, _ part: WritableKeyPath<MigrationPlan.Inputs, Money>
    ) throws -> Ends? {
        let amount = plan.inputs[keyPath: part]
        guard amount != .zero else { return nil }
        return ends(
            plan, part, try scaled(amount, Self.less), try scaled(amount, Self.more),
            isStated: false)
    }

    private func ends<Value: CustomStringConvertible>(
        _ plan: MigrationPlan, _ part: WritableKeyPath<MigrationPlan.Inputs, Value>,
        _ low: Value, _ high: Value, isStated: Bool
    ) -> Ends {
        var (first, last) = (plan.inputs, plan.inputs)
        first[keyPath: part] = low
        last[keyPath: part] = high
        return Ends(
            low: first, high: last, words: ("\(low)", "\(high)"), isStated: isStated)
    }

    private func scaled(_ amount: Money, _ factor: ExactDecimal) throws -> Money {
        try amount.multiplied(by: factor, rounding: .halfEven)
    }

    private func scaled(_ price: WeiPerGas, _ factor: ExactDecimal) throws -> WeiPerGas {
        let scaled = try Wei(price.wei).cost(times: factor, at: .usd(1))
        return WeiPerGas(wei: UInt128(max(scaled.attodollars, 0)))
    }
}
