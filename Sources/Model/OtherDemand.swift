// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What all others want of a chain, as one flow of gas: between two blocks they offer
///
///     rate · time · gas · share of the cycle · share that is willing at the base fee · a draw
///
/// and who finds no place leaves.
public struct OtherDemand: Sendable, Hashable {
    public static let mostTips = 64
    public static let mostGas = Gas(1_000_000_000)
    public static let highestVariation = Ratio.fraction(10)

    /// Transactions offered where all are willing.
    public let rate: Rate
    /// Mean gas of one.
    public let gas: Gas
    public let willingness: Willingness
    /// Their effective tips, from high to low; shares add up to 100%.
    public let tips: [TipShare]
    /// Standard deviation over mean of the draw, which is the same for all parts of a block and of
    /// a gamma law with mean 1.
    public let variation: Ratio
    /// How the rate moves; absent where it does not.
    public let cycle: LoadCycle?

    /// A part of the others that pay a certain tip.
    public struct TipShare: Sendable, Hashable {
        public let tip: WeiPerGas
        public let share: Ratio

        public init(tip: WeiPerGas, share: Ratio) {
            self.tip = tip
            self.share = share
        }
    }

    public init(
        rate: Rate, gas: Gas, willingness: Willingness = .always, tips: [TipShare] = [],
        variation: Ratio = .zero, cycle: LoadCycle? = nil
    ) {
        self.rate = rate
        self.gas = gas
        self.willingness = willingness
        self.tips = tips.isEmpty ? [TipShare(tip: .zero, share: .one)] : tips
        self.variation = variation
        self.cycle = cycle
    }
}

/// The share of those who would use a chain that do so at a base fee.
public enum Willingness: Sendable, Hashable {
    case always
    /// (base fee / reference)^-exponent, which is above 100% below the reference.
    case elastic(reference: WeiPerGas, exponent: Double)
    /// Straight lines between points of ascending prices; before the first and after the last as
    /// there.
    case curve([Point])

    public static let exponents = 0.01...100.0
    public static let mostPoints = 10_000

    public struct Point: Sendable, Hashable {
        public let price: WeiPerGas
        public let share: Ratio

        public init(price: WeiPerGas, share: Ratio) {
            self.price = price
            self.share = share
        }
    }
}
