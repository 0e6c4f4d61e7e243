// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What transactions take of a block's data availability, from Jovian.
///
/// Source: OP stack specification, Jovian, "DA footprint block limit".
public enum OPDataFootprint {
    /// The estimated size of a transaction in a batch, in bytes: s // 10^6 by Fjord's estimate s.
    ///
    /// - Throws: `FeeError.outOfRange` where it passes 2^64 - 1.
    public static func estimatedBytes(fastLZLength: UInt64) throws(FeeError) -> UInt64 {
        guard let bytes = exactBytes(fastLZLength).asUInt64 else {
            throw .outOfRange(
                name: "the FastLZ length", value: "\(fastLZLength)", allowed: "below 2^64")
        }
        return bytes
    }

    private static func exactBytes(_ fastLZLength: UInt64) -> Natural {
        OPFjordFee.estimatedSize(fastLZLength) / 1_000_000
    }

    /// Over the transactions that are no deposits: sum of gasPerByte · estimatedBytes. A block's
    /// footprint is at most its gas limit, and the base fee follows the larger of it and gas used.
    ///
    /// - Parameter gasPerByte: `daFootprintGasScalar`, 400 where a chain sets none.
    /// - Throws: `FeeError.overflow` from 2^64 gas on.
    public static func gas(
        fastLZLengths: [UInt64], gasPerByte: UInt64
    ) throws(FeeError) -> Gas {
        var footprint = Natural.zero
        for length in fastLZLengths { footprint += Natural(gasPerByte) * exactBytes(length) }
        return try footprint.gas("the data footprint")
    }
}
