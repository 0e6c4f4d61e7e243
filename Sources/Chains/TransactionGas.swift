// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The gas that a transaction is charged for in the end.
public enum TransactionGas {
    /// Intrinsic gas + execution; from Prague no less than the calldata floor (EIP-7623), so for a
    /// call without extras, with T = z + 4 nz
    ///
    ///     21000 + max(4 T + execution, 10 T)
    ///
    /// - Parameter execution: gas that contracts use, net of refunds, so it may be negative.
    /// - Throws: `FeeError` where the sum is negative, or 2^64 gas or more.
    public static func used(
        by transaction: TransactionContent, execution: Int64, at fork: Fork
    ) throws(FeeError) -> Gas {
        let intrinsic = IntrinsicGas.exact(transaction, fork)
        let magnitude = Natural(execution.magnitude)
        let floor = fork >= .prague ? CalldataFloor.exact(transaction, fork) : .zero
        guard execution >= 0 || magnitude <= intrinsic else {
            throw .outOfRange(
                name: "execution", value: "\(execution) gas",
                allowed: "at least -\(intrinsic), the intrinsic gas")
        }
        let sum =
            execution < 0 ? intrinsic.lessOrZero(magnitude) : intrinsic + magnitude
        return try max(sum, floor).gas("the gas of the transaction")
    }

    /// The smallest gas limit that a transaction may state: intrinsic gas and, from Prague, the
    /// calldata floor.
    ///
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public static func smallestLimit(
        of transaction: TransactionContent, at fork: Fork
    ) throws(FeeError) -> Gas {
        let floor = fork >= .prague ? CalldataFloor.exact(transaction, fork) : .zero
        return try max(IntrinsicGas.exact(transaction, fork), floor).gas("the gas limit")
    }
}
