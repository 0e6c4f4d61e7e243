// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What an OP stack chain charges for a transaction's data from Fjord on, by an estimate of its
/// size in a compressed batch.
///
/// Source: OP stack specification, Fjord, "L1 Cost Fees (L1 Fee Vault)".
public enum OPFjordFee {
    /// With s the estimated size in millionths of a byte
    ///
    ///     s (16 l1BaseFee · baseFeeScalar + blobBaseFee · blobBaseFeeScalar) // 10^12
    ///
    /// - Parameter fastLZLength: `FastLZ.compressedLength` of the signed transaction.
    /// - Throws: `FeeError.overflow` from 2^128 wei on.
    public static func fee(
        fastLZLength: UInt64, at price: OPDataPrice
    ) throws(FeeError) -> Wei {
        let fee = estimatedSize(fastLZLength) * price.perByte / 1_000_000_000_000
        return try fee.fee("the Fjord L1 fee")
    }

    /// The `L1GasUsed` of a receipt: 16 s // 10^6.
    ///
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public static func l1Gas(fastLZLength: UInt64) throws(FeeError) -> Gas {
        try (16 * estimatedSize(fastLZLength) / 1_000_000).gas("the L1 gas")
    }

    /// Of a transaction of n bytes whose compressed length is not known, before its signature:
    /// (n + 68) + (n + 68) // 255 + 16, as the chain's own estimate has it (Fjord specification,
    /// `getL1FeeUpperBound`). It covers nearly all transactions; bytes without any repetition take
    /// up to n // 32 more and may pass it.
    ///
    /// - Throws: `FeeError.outOfRange` where it passes 2^64 - 1.
    public static func practicalFastLZBound(ofBytes count: UInt64) throws(FeeError) -> UInt64 {
        let signed = Natural(count) + 68
        guard let length = (signed + signed / 255 + 16).asUInt64 else {
            throw .outOfRange(
                name: "the length of a transaction", value: "\(count) bytes",
                allowed: "below 2^63 bytes")
        }
        return length
    }

    /// s = max(100 · 10^6, 836500 f - 42585600), f being the FastLZ length: the size in a batch, in
    /// millionths of a byte.
    static func estimatedSize(_ fastLZLength: UInt64) -> Natural {
        max(100_000_000, (836_500 * Natural(fastLZLength)).lessOrZero(42_585_600))
    }
}
