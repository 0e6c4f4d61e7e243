// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What an OP stack chain charges for a transaction's data from Bedrock until Ecotone.
///
/// Source: OP stack specification, Bedrock, "L1-Cost fees (L1 Fee Vault)".
public struct OPBedrockFee: Sendable, Hashable {
    public var l1BaseFee: WeiPerGas
    /// L1 gas a transaction for what the batch adds.
    public var overhead: Gas
    /// In millionths.
    public var scalar: UInt64
    /// Before Regolith 68 bytes of signature were added, all nonzero.
    public var isRegolith: Bool

    public init(l1BaseFee: WeiPerGas, overhead: Gas, scalar: UInt64, isRegolith: Bool) {
        self.l1BaseFee = l1BaseFee
        self.overhead = overhead
        self.scalar = scalar
        self.isRegolith = isRegolith
    }

    /// (4 z + 16 nz + overhead) · l1BaseFee · scalar // 10^6, for z zero and nz nonzero bytes of
    /// the signed transaction; before Regolith nz counts 68 more.
    ///
    /// - Throws: `FeeError.overflow` from 2^128 wei on.
    public func fee(zeroBytes: UInt64, nonzeroBytes: UInt64) throws(FeeError) -> Wei {
        let nonzero = Natural(nonzeroBytes) + (isRegolith ? 0 : 68)
        let gas = 4 * Natural(zeroBytes) + 16 * nonzero + Natural(overhead)
        let fee = gas * Natural(l1BaseFee) * Natural(scalar) / 1_000_000
        return try fee.fee("the Bedrock L1 fee")
    }
}
