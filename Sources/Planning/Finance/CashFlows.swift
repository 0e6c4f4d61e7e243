// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Payments at equal intervals, such as months: the first at once, each later one at the end of its
/// period. What comes in is positive.
///
/// Source: Brealey, Myers and Allen, Principles of Corporate Finance (13th ed. 2020), chapters 2
/// and 5.
public struct CashFlows: Sendable, Equatable {
    /// By period from 0; one at least.
    public let amounts: [Money]

    /// A century of months.
    public static let mostPeriods = 1_200

    public init(_ amounts: [Money]) throws(CashFlowError) {
        guard !amounts.isEmpty else { throw .empty }
        guard amounts.count <= Self.mostPeriods + 1 else {
            throw .tooMany(periods: amounts.count - 1)
        }
        self.amounts = amounts
    }

    /// What an outlay now and the same saving in each period after it make.
    public init(
        outlay: Money, saving: Money, periods: Int
    ) throws(CashFlowError) {
        guard (0...Self.mostPeriods).contains(periods) else { throw .tooMany(periods: periods) }
        let first = try Self.lawful { () throws(QuantityError) in try Money.zero - outlay }
        try self.init([first] + Array(repeating: saving, count: periods))
    }

    /// What each payment is worth today: a(t) / (1 + r)^t, each rounded at 10^-18 USD.
    ///
    /// The factors have 18 decimals, so a payment of 10^9 USD is right within a nanodollar.
    public func discounted(at rate: DiscountRate) throws(CashFlowError) -> [Money] {
        var values: [Money] = []
        var factor = ExactDecimal.one
        for amount in amounts {
            let current = factor
            values.append(
                try Self.lawful { () throws(QuantityError) in
                    try amount.multiplied(by: current, rounding: .halfEven)
                })
            factor = try Self.lawful { () throws(QuantityError) in
                try current.divided(by: rate.factor, rounding: .halfEven)
            }
        }
        return values
    }

    /// The net present value: the sum of what `discounted` gives, exactly.
    public func presentValue(at rate: DiscountRate) throws(CashFlowError) -> Money {
        let values = try discounted(at: rate)
        return try Self.lawful { () throws(QuantityError) in try Money.sum(values) }
    }

    /// When the running total first reaches zero, without interest.
    public func payback() throws(CashFlowError) -> Payback { try Payback(running: amounts) }

    /// The same of the payments' present values.
    public func discountedPayback(at rate: DiscountRate) throws(CashFlowError) -> Payback {
        try Payback(running: discounted(at: rate))
    }

    static func lawful<Value>(
        _ operation: () throws(QuantityError) -> Value
    ) throws(CashFlowError) -> Value {
        do { return try operation() } catch { throw .arithmetic(error) }
    }
}
