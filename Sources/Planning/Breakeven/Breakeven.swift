// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Whether a move to another chain pays, when, and from which volume and base fee on.
public struct Breakeven: Sendable {
    public let plan: MigrationPlan
    /// In the first month.
    public let before: MonthCosts
    public let after: MonthCosts
    public let flows: CashFlows
    /// In months.
    public let payback: Payback
    public let discountedPayback: Payback
    public let worth: Money
    /// A month.
    public let internalRate: InternalRate
    /// Requests in the first month that end in a transaction which the platform pays.
    public let requestsPerMonth: ExactDecimal
    /// Times the volume of the scenario at which a month's saving is zero, and at which the net
    /// present value is.
    public let volumeOfMonth: EvenPoint<ExactDecimal>
    public let volumeOfWorth: EvenPoint<ExactDecimal>
    /// The same base fees of the chain that is left.
    public let feeOfMonth: EvenPoint<WeiPerGas>
    public let feeOfWorth: EvenPoint<WeiPerGas>

    public init(_ plan: MigrationPlan) throws {
        self.plan = plan
        let inputs = plan.inputs
        let volume = try plan.volume(inputs, month: 1)
        before = try plan.before(inputs, volume: volume)
        after = try plan.after(inputs, volume: volume)
        flows = try plan.flows(inputs)
        let rate = try plan.discountRate(inputs)
        payback = try flows.payback()
        discountedPayback = try flows.discountedPayback(at: rate)
        worth = try flows.presentValue(at: rate)
        internalRate = try flows.internalRate()
        var requests = ExactDecimal.zero
        for kind in plan.left.traffic.kinds where kind.isPaid {
            requests = try requests + kind.requests
        }
        requestsPerMonth = requests
        let search = EvenSearch(plan: plan)
        volumeOfMonth = try search.volume { try plan.saving($0, month: 1) }
        volumeOfWorth = try search.volume { try plan.worth($0) }
        feeOfMonth = try search.baseFee { try plan.saving($0, month: 1) }
        feeOfWorth = try search.baseFee { try plan.worth($0) }
    }

    /// So many times the requests of the scenario, a day.
    public func requestsPerDay(times factor: ExactDecimal) throws(QuantityError) -> ExactDecimal {
        try requestsPerMonth.multiplied(by: factor, rounding: .halfEven).multiplied(
            by: ExactDecimal(24), over: ExactDecimal(plan.left.traffic.hoursPerMonth),
            rounding: .halfEven)
    }

    /// A rate of a year, of one of a month: (1 + i)^12 - 1.
    public static func yearly(_ monthly: Double) -> Double {
        (0..<12).reduce(1) { power, _ in power * (1 + monthly) } - 1
    }
}

/// Where a gain crosses zero.
public enum EvenPoint<Value: Sendable & Hashable>: Sendable, Hashable {
    /// From here on it pays.
    case from(Value)
    /// It pays up to here, as more of it makes the move worse.
    case upTo(Value)
    case always
    case never(Reason)

    public enum Reason: Sendable, Hashable {
        /// More transactions, or a higher base fee, save nothing more.
        case nothingSaved
        /// What is saved never covers what is paid besides.
        case notCovered
    }
}

/// Looks for the volume and the base fee at which a gain is zero, by bisection with the exact
/// rules.
struct EvenSearch {
    let plan: MigrationPlan

    /// Far above any platform: times the volume of the scenario, and a base fee.
    private static let mostVolume: UInt128 = 1 << 20
    private static let highestFee = WeiPerGas.gwei(1_000_000)
    /// What is found is right to a billionth.
    private static let precision: UInt128 = 1_000_000_000

    func volume(
        _ gain: (MigrationPlan.Inputs) throws -> Money
    ) throws -> EvenPoint<ExactDecimal> {
        let one = UInt128(ExactDecimal.one.scaled)
        let point = try search(from: one, most: one * Self.mostVolume) { scaled in
            var inputs = plan.inputs
            inputs.volume = ExactDecimal(scaled: Int128(scaled))
            return try gain(inputs)
        }
        return point.map { ExactDecimal(scaled: Int128($0)) }
    }

    func baseFee(
        _ gain: (MigrationPlan.Inputs) throws -> Money
    ) throws -> EvenPoint<WeiPerGas> {
        let start = max(plan.inputs.baseFee.wei, 1)
        let point = try search(from: start, most: Self.highestFee.wei) { wei in
            var inputs = plan.inputs
            inputs.baseFee = WeiPerGas(wei: wei)
            return try gain(inputs)
        }
        return point.map { WeiPerGas(wei: $0) }
    }

    /// The gain moves one way alone, as costs are lines in the base fee and near them in volume.
    private func search(
        from start: UInt128, most: UInt128, _ gain: (UInt128) throws -> Money
    ) throws -> EvenPoint<UInt128> {
        let none = try gain(0)
        let pays = none >= .zero
        var low: UInt128 = 0
        var high = min(start, most)
        var last = try gain(high)
        while (last >= .zero) == pays, high < most {
            low = high
            high = min(high * 2, most)
            last = try gain(high)
        }
        if (last >= .zero) == pays {
            return pays ? .always : .never(last > none ? .notCovered : .nothingSaved)
        }
        let rises = !pays
        while high - low > max(1, high / Self.precision) {
            let middle = low + (high - low) / 2
            if (try gain(middle) >= .zero) == rises { high = middle } else { low = middle }
        }
        return rises ? .from(high) : .upTo(low)
    }
}

extension EvenPoint {
    fileprivate func map<Other>(_ change: (Value) -> Other) -> EvenPoint<Other> {
        switch self {
        case .from(let value): .from(change(value))
        case .upTo(let value): .upTo(change(value))
        case .always: .always
        case .never(.nothingSaved): .never(.nothingSaved)
        case .never(.notCovered): .never(.notCovered)
        }
    }
}
