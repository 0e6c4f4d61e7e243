// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The gas that a transaction pays at least, for its data.
public enum CalldataFloor {
    /// With z and nz the zero and nonzero bytes of calldata, the floor of EIP-7623:
    ///
    ///     21000 + 10 (z + 4 nz)
    ///
    /// It binds from Prague; the formula is the same for the forks before. Amsterdam is a draft
    /// (EIP-7976, EIP-7981): 12000 + 64 (z + nz + 20 addresses + 32 keys of the access list).
    ///
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public static func gas(
        of transaction: TransactionContent, at fork: Fork
    ) throws(FeeError) -> Gas {
        try exact(transaction, fork).gas("the calldata floor")
    }

    static func exact(_ transaction: TransactionContent, _ fork: Fork) -> Natural {
        guard fork >= .amsterdam else { return 21_000 + 10 * transaction.tokens }
        let listed =
            20 * Natural(transaction.accessListAddresses)
            + 32 * Natural(transaction.accessListKeys)
        return 12_000 + 64 * (transaction.bytes + listed)
    }
}
