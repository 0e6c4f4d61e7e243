// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What something costs by the four views that FinOps takes of it (FOCUS 1.2: ListCost,
/// ContractedCost, EffectiveCost, BilledCost).
///
/// Where nothing was agreed with the provider, all four are the same.
public struct BillAmounts: Sendable, Hashable {
    /// By public prices.
    public let list: Money
    /// After negotiated rates, before commitments.
    public let contracted: Money
    /// With commitments spread over what they cover and what they leave unused.
    public let effective: Money
    /// What is invoiced: commitments as purchases of their own, what they cover at zero.
    public let billed: Money

    public init(list: Money, contracted: Money, effective: Money, billed: Money) {
        self.list = list
        self.contracted = contracted
        self.effective = effective
        self.billed = billed
    }

    /// The same amount by every view.
    public init(_ amount: Money) {
        self.init(list: amount, contracted: amount, effective: amount, billed: amount)
    }

    /// By view; throws where a sum is too large.
    public static func sum(_ amounts: [BillAmounts]) throws(QuantityError) -> BillAmounts {
        BillAmounts(
            list: try Money.sum(amounts.map(\.list)),
            contracted: try Money.sum(amounts.map(\.contracted)),
            effective: try Money.sum(amounts.map(\.effective)),
            billed: try Money.sum(amounts.map(\.billed)))
    }
}
