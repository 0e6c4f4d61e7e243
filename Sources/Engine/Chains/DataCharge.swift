// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// What a chain charges for a transaction beside its gas: for its data, and by its operator.
struct DataCharge: ~Copyable {
    /// Of a rule the last size that was asked for, and its fee: most are alike.
    private struct Known: BitwiseCopyable {
        var bytes = UInt64.max
        var fee: UInt128 = 0
    }

    private var rules: DataFee?
    private let known: FlatArray<Known>

    /// - Parameter kinds: of transactions.
    init(_ rules: DataFee?, kinds: Int) {
        self.rules = rules
        known = FlatArray(repeating: Known(), count: kinds)
    }

    /// From now on data costs what the chain below asks for; nil for a price that stays.
    mutating func follow(baseFee: WeiPerGas, blobBaseFee: WeiPerGas?) {
        guard case .opStack(var price, let operatorFee) = rules else { return }
        let blobs = blobBaseFee ?? price.blobBaseFee
        guard price.l1BaseFee != baseFee || price.blobBaseFee != blobs else { return }
        price.l1BaseFee = baseFee
        price.blobBaseFee = blobs
        rules = .opStack(price, operatorFee: operatorFee)
        known.fill(Known())
    }

    /// In wei, of a transaction of that kind with so many bytes and so much gas, in a block with
    /// that base fee.
    ///
    /// - Throws: `FeeError.overflow` where 128 bits do not hold it; `FeeError.zero` for a base fee
    ///   of zero where L1 is charged as gas.
    func fee(
        _ kind: Int, bytes: UInt64, gas: UInt64, baseFee: UInt128
    ) throws(FeeError) -> UInt128 {
        switch rules {
        case nil: return 0
        case .opStack(let price, let operatorFee):
            if known[kind].bytes != bytes {
                let fee = try OPFjordFee.fee(fastLZLength: bytes, at: price)
                known[kind] = Known(bytes: bytes, fee: fee.wei)
            }
            guard let operatorFee else { return known[kind].fee }
            return try TransactionFee.sum(known[kind].fee, operatorFee.fee(for: Gas(gas)).wei)
        case .arbitrum(let price):
            // Of what it charges 0 wei it sets no gas aside either.
            if bytes == 0 { return 0 }
            let poster = try ArbitrumPosterGas.gas(
                compressedBytes: bytes, pricePerUnit: price, baseFee: WeiPerGas(wei: baseFee))
            return try TransactionFee.product(baseFee, poster.units)
        }
    }
}
