// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What an OP stack chain takes data on L1 to cost, from Ecotone.
public struct OPDataPrice: Sendable, Hashable {
    public var l1BaseFee: WeiPerGas
    public var blobBaseFee: WeiPerGas
    /// In millionths.
    public var baseFeeScalar: UInt64
    /// In millionths.
    public var blobBaseFeeScalar: UInt64

    public init(
        l1BaseFee: WeiPerGas, blobBaseFee: WeiPerGas, baseFeeScalar: UInt64,
        blobBaseFeeScalar: UInt64
    ) {
        self.l1BaseFee = l1BaseFee
        self.blobBaseFee = blobBaseFee
        self.baseFeeScalar = baseFeeScalar
        self.blobBaseFeeScalar = blobBaseFeeScalar
    }

    /// In millionths of a wei a byte: 16 l1BaseFee · baseFeeScalar + blobBaseFee ·
    /// blobBaseFeeScalar.
    var perByte: Natural {
        16 * Natural(l1BaseFee) * Natural(baseFeeScalar)
            + Natural(blobBaseFee) * Natural(blobBaseFeeScalar)
    }
}
