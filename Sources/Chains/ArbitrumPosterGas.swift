// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The gas that Arbitrum adds to a transaction for its data on L1.
///
/// Source: OffchainLabs/nitro, arbos/l1pricing (`PosterDataCost`), arbos/tx_processor.go.
public enum ArbitrumPosterGas {
    /// L1 gas a compressed byte: that of a nonzero byte of calldata.
    static let unitsPerByte: Natural = 16

    /// 16 · compressed bytes · price // base fee.
    ///
    /// - Parameters:
    ///   - compressedBytes: length of the transaction after Brotli.
    ///   - pricePerUnit: the L1 pricer's price of a unit of L1 calldata gas.
    ///   - baseFee: of the L2 block.
    /// - Throws: `FeeError.zero` for the base fee; `FeeError.overflow` from 2^64 gas on.
    public static func gas(
        compressedBytes: UInt64, pricePerUnit: WeiPerGas, baseFee: WeiPerGas
    ) throws(FeeError) -> Gas {
        let cost = unitsPerByte * Natural(compressedBytes) * Natural(pricePerUnit)
        return try cost.divided(by: Natural(baseFee), "the base fee").gas("the poster gas")
    }

    /// What remains of a receipt's gas for L2: gasUsed - gasUsedForL1.
    ///
    /// - Throws: `FeeError.outOfRange` where more was used for L1 than in all.
    public static func l2Gas(gasUsed: Gas, gasUsedForL1: Gas) throws(FeeError) -> Gas {
        guard gasUsedForL1 <= gasUsed else {
            throw .outOfRange(
                name: "the gas used for L1", value: "\(gasUsedForL1)",
                allowed: "at most the gas used, \(gasUsed)")
        }
        return Gas(gasUsed.units - gasUsedForL1.units)
    }
}
