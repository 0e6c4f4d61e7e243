// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// What one transaction pays, in wei.
struct TransactionFee: Equatable {
    let total: UInt128
    /// Of it what is charged for data and by the operator, and for blobs.
    let extra: UInt128
    let blobs: UInt128

    /// (base fee + tip) · gas, blob base fee · blob gas, and what is charged beside them.
    ///
    /// - Throws: `FeeError.overflow` where 128 bits do not hold it.
    init(
        gas: UInt64, baseFee: UInt128, tip: UInt128, extra: UInt128 = 0, blobGas: UInt64 = 0,
        blobBaseFee: UInt128 = 0
    ) throws(FeeError) {
        blobs = blobGas > 0 ? try Self.product(blobBaseFee, blobGas) : 0
        let execution = try Self.product(Self.sum(baseFee, tip), gas)
        total = try Self.sum(Self.sum(execution, extra), blobs)
        self.extra = extra
    }

    static func sum(_ a: UInt128, _ b: UInt128) throws(FeeError) -> UInt128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        if overflow { throw tooLarge }
        return sum
    }

    static func product(_ price: UInt128, _ gas: UInt64) throws(FeeError) -> UInt128 {
        let (product, overflow) = price.multipliedReportingOverflow(by: UInt128(gas))
        if overflow { throw tooLarge }
        return product
    }

    private static var tooLarge: FeeError {
        .overflow(result: "what transactions pay", most: "\(UInt128.max) wei")
    }
}
