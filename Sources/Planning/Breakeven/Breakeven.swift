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
        payback = try Self.payback(flows.amounts)
        discountedPayback = try Self.payback(flows.discounted(at: rate))
        worth = try flows.presentValue(at: rate)
        internalRate = try flows.internalRate()
        requestsPerMonth = try plan.left.traffic.paidRequests
        volumeOfMonth = try EvenSearch.volume(VolumeGain(ofMonth: plan))
        volumeOfWorth = try EvenSearch.volume(VolumeGain(ofWorth: plan))
        let search = EvenSearch(plan: plan)
        feeOfMonth = try search.baseFee { try plan.saving($0, month: 1) }
        feeOfWorth = try search.baseFee { try plan.worth($0) }
    }

    /// When what is laid out comes back. Where nothing is, and the first month loses, that is when
    /// the losses have come back.
    static func payback(_ amounts: [Money]) throws(CashFlowError) -> Payback {
        guard amounts.count > 1, amounts[0] == .zero, amounts[1] < .zero else {
            return try Payback(running: amounts)
        }
        guard case .after(let months) = try Payback(running: Array(amounts.dropFirst())) else {
            return .never
        }
        return .after(
            try CashFlows.lawful { () throws(QuantityError) in try months + .one })
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
