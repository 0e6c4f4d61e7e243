// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What an OP stack chain charges for a transaction's data from Ecotone until Fjord.
///
/// Source: OP stack specification, Ecotone, "L1 Cost Fees (L1 Fee Vault)".
public enum OPEcotoneFee {
    /// (4 z + 16 nz) · (16 l1BaseFee · baseFeeScalar + blobBaseFee · blobBaseFeeScalar)
    /// // (16 · 10^6), for z zero and nz nonzero bytes of the signed transaction.
    ///
    /// - Throws: `FeeError.overflow` from 2^128 wei on.
    public static func fee(
        zeroBytes: UInt64, nonzeroBytes: UInt64, at price: OPDataPrice
    ) throws(FeeError) -> Wei {
        let gas = 4 * Natural(zeroBytes) + 16 * Natural(nonzeroBytes)
        return try (gas * price.perByte / 16_000_000).fee("the Ecotone L1 fee")
    }
}
