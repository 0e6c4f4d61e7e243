// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A sum that is paid off in equal instalments, one at the end of each period.
public struct Annuity: Sendable, Equatable {
    public let principal: Money
    public let rate: DiscountRate
    public let instalments: Int

    public init(
        principal: Money, rate: DiscountRate, instalments: Int
    ) throws(CashFlowError) {
        guard (1...CashFlows.mostPeriods).contains(instalments) else {
            throw .instalments(instalments)
        }
        self.principal = principal
        self.rate = rate
        self.instalments = instalments
    }

    /// P / Σ (1 + r)^-t, t = 1 to n, which is P r / (1 - (1 + r)^-n); rounded at 10^-18 USD.
    public func instalment() throws(CashFlowError) -> Money {
        let ones = try CashFlows(
            [Money.zero] + Array(repeating: .usd(1), count: instalments))
        let worth = try ones.presentValue(at: rate)
        return try CashFlows.lawful { () throws(QuantityError) in
            try principal.multiplied(
                by: .one, over: ExactDecimal(scaled: worth.attodollars), rounding: .halfEven)
        }
    }
}
