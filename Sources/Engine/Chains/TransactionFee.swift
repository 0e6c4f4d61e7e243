// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// What one transaction pays, in wei.
struct TransactionFee: Equatable {
    let total: UInt128
    /// Of it what is charged for data and by the operator.
    let extra: UInt128
}

extension SubmitRule {
    /// (base fee + tip) · gas, and what is charged beside it: given, by the operator, or as gas for
    /// L1.
    ///
    /// - Throws: `FeeError.overflow` where 128 bits do not hold it; `FeeError.zero` for a base fee
    ///   of zero where L1 is charged as gas.
    func fee(gas: UInt64, baseFee: UInt128, tip: UInt128) throws(FeeError) -> TransactionFee {
        var extra = extraFee
        if operatorScalar > 0 || operatorConstant > 0 {
            let rule = OPOperatorFee.jovian(
                scalar: operatorScalar, constant: Wei(operatorConstant))
            extra = try Self.sum(extra, rule.fee(for: Gas(gas)).wei)
        }
        if posterBytes > 0 {
            let poster = try ArbitrumPosterGas.gas(
                compressedBytes: posterBytes, pricePerUnit: WeiPerGas(wei: posterPrice),
                baseFee: WeiPerGas(wei: baseFee))
            extra = try Self.sum(extra, Self.product(baseFee, poster.units))
        }
        let execution = try Self.product(Self.sum(baseFee, tip), gas)
        return TransactionFee(total: try Self.sum(execution, extra), extra: extra)
    }

    static func sum(_ a: UInt128, _ b: UInt128) throws(FeeError) -> UInt128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { throw tooLarge }
        return sum
    }

    private static func product(_ price: UInt128, _ gas: UInt64) throws(FeeError) -> UInt128 {
        let (product, overflow) = price.multipliedReportingOverflow(by: UInt128(gas))
        if overflow { throw tooLarge }
        return product
    }

    private static var tooLarge: FeeError {
        .overflow(result: "what transactions pay", most: "\(UInt128.max) wei")
    }
}
