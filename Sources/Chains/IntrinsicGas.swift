// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The gas that a transaction uses before anything is executed.
public enum IntrinsicGas {
    /// The sum of its parts; z and nz count zero and nonzero bytes of calldata:
    ///
    ///     21000                               a transaction (Yellow Paper, appendix G)
    ///     32000                               creating a contract, from Homestead (EIP-2)
    ///     4 z + 16 nz                         calldata; before Istanbul 68 nz (EIP-2028)
    ///     2 ceil((z + nz) / 32)               init code, from Shanghai (EIP-3860)
    ///     2400 addresses + 1900 keys          access list (EIP-2930)
    ///     25000 authorizations                EIP-7702
    ///
    /// Amsterdam is a draft (as in go-ethereum, core/state_transition_test.go): 15000, and
    /// 9000 for a creation or 6000 for ether without one; 2900 + 64 · 20 an address and
    /// 2000 + 64 · 32 a key; 7816 an authorization; calldata and init code as before.
    ///
    /// Whether the fork knows an access list or authorizations at all is not asked here.
    ///
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public static func gas(
        of transaction: TransactionContent, at fork: Fork
    ) throws(FeeError) -> Gas {
        try exact(transaction, fork).gas("the intrinsic gas")
    }

    static func exact(_ transaction: TransactionContent, _ fork: Fork) -> Natural {
        let isDraft = fork >= .amsterdam
        var gas: Natural = isDraft ? 15_000 : 21_000
        if transaction.createsContract {
            if isDraft { gas += 9_000 } else if fork >= .homestead { gas += 32_000 }
            if fork >= .shanghai { gas += 2 * transaction.words }
        } else if isDraft, transaction.carriesEther {
            gas += 6_000
        }
        let perNonzero: Natural = fork >= .istanbul ? 16 : 68
        gas += 4 * Natural(transaction.zeroBytes) + perNonzero * Natural(transaction.nonzeroBytes)
        let perAddress: Natural = isDraft ? 2_900 + 64 * 20 : 2_400
        let perKey: Natural = isDraft ? 2_000 + 64 * 32 : 1_900
        let perAuthorization: Natural = isDraft ? 7_816 : 25_000
        gas += perAddress * Natural(transaction.accessListAddresses)
        gas += perKey * Natural(transaction.accessListKeys)
        gas += perAuthorization * Natural(transaction.authorizations)
        return gas
    }
}
