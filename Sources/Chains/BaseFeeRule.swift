// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How the base fee follows the gas that blocks use.
///
/// Source: EIP-1559, "Specification" (`calc_expected_base_fee` of the header's checks). OP stack
/// chains set elasticity and denominator (Holocene specification, "EIP-1559 parameters in block
/// header") and, from Jovian, a minimum and the data footprint (Jovian specification, "Minimum base
/// fee", "DA footprint block limit").
public struct BaseFeeRule: Sendable, Hashable {
    /// E: the gas limit over the gas target.
    public let elasticity: UInt64
    /// D: the fee moves by at most (E - 1) / D of itself up and 1 / D down.
    public let denominator: UInt64
    /// The fee never falls below it.
    public let minimum: WeiPerGas

    /// - Throws: `FeeError.zero` for elasticity or denominator.
    public init(
        elasticity: UInt64, denominator: UInt64, minimum: WeiPerGas = .zero
    ) throws(FeeError) {
        guard elasticity > 0 else { throw .zero("the elasticity") }
        guard denominator > 0 else { throw .zero("the denominator") }
        self.init(checked: elasticity, denominator, minimum)
    }

    private init(checked elasticity: UInt64, _ denominator: UInt64, _ minimum: WeiPerGas) {
        self.elasticity = elasticity
        self.denominator = denominator
        self.minimum = minimum
    }

    /// Ethereum's: E = 2, D = 8.
    public static let ethereum = BaseFeeRule(checked: 2, 8, .zero)

    /// What the rule looks at.
    public struct Parent: Sendable, Hashable {
        public var baseFee: WeiPerGas
        public var gasUsed: Gas
        public var gasLimit: Gas
        /// What the block's transactions take of data availability, in gas; zero before Jovian.
        public var dataFootprint: Gas

        public init(
            baseFee: WeiPerGas, gasUsed: Gas, gasLimit: Gas, dataFootprint: Gas = .zero
        ) {
            self.baseFee = baseFee
            self.gasUsed = gasUsed
            self.gasLimit = gasLimit
            self.dataFootprint = dataFootprint
        }
    }

    /// The base fee of the block after the parent: with b its base fee, u = max(gas used, data
    /// footprint) and t = gas limit // E
    ///
    ///     u = t:  b
    ///     u > t:  b + max(1, b (u - t) // t // D)
    ///     u < t:  b - b (t - u) // t // D
    ///
    /// and never below the minimum. Any b, u and limit are allowed.
    ///
    /// - Throws: `FeeError.zero` where u > t = 0; `FeeError.overflow` from 2^128 wei on.
    public func next(after parent: Parent) throws(FeeError) -> WeiPerGas {
        let target = parent.gasLimit.units / elasticity
        let metered = max(parent.gasUsed, parent.dataFootprint).units
        let fee = parent.baseFee.wei
        let moved: UInt128
        if metered == target {
            moved = fee
        } else if metered > target {
            guard target > 0 else { throw .zero("the gas target") }
            let step = max(1, try change(of: fee, by: metered - target, over: target))
            let (sum, overflow) = fee.addingReportingOverflow(step)
            if overflow { throw Self.tooLarge }
            moved = sum
        } else {
            // b (t - u) // t // D <= b, as u >= 0.
            moved = fee - (try change(of: fee, by: target - metered, over: target))
        }
        return max(WeiPerGas(wei: moved), minimum)
    }

    /// b · distance // target // D. The product of a fee below 2^64 wei is exact in 128 bits.
    private func change(
        of fee: UInt128, by distance: UInt64, over target: UInt64
    ) throws(FeeError) -> UInt128 {
        if let narrow = UInt64(exactly: fee) {
            let product = narrow.multipliedFullWidth(by: distance)
            if product.high < target {
                return UInt128(target.dividingFullWidth(product).quotient / denominator)
            }
        }
        let wide = Natural(fee) * Natural(distance) / Natural(target) / Natural(denominator)
        guard let step = wide.asUInt128 else { throw Self.tooLarge }
        return step
    }

    private static let tooLarge = FeeError.overflow(
        result: "the next base fee", most: "\(UInt128.max) wei per gas")
}
