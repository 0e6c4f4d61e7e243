// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How many blobs a block aims at and takes, and how their price follows; what a fork may change.
///
/// Sources: EIP-4844, EIP-7691, EIP-7892 (schedules by configuration), EIP-7918 (reserve price).
public struct BlobSchedule: Sendable, Hashable {
    public let targetBlobs: UInt64
    public let maximumBlobs: UInt64
    /// The blob base fee moves by a factor e for each such amount of excess blob gas.
    public let updateFraction: UInt64
    /// Whether the blob base fee is kept near what the blob's own transaction pays (EIP-7918).
    public let hasReservePrice: Bool

    /// GAS_PER_BLOB of EIP-4844: 2^17.
    public static let gasPerBlob = Gas(1 << 17)
    /// BLOB_BASE_COST of EIP-7918: 2^13 gas of execution to a blob.
    static let baseCost: Natural = 8_192

    /// Domain: targetBlobs <= maximumBlobs, 1 <= maximumBlobs, 1 <= updateFraction.
    ///
    /// - Throws: `FeeError` outside the domain.
    public init(
        targetBlobs: UInt64, maximumBlobs: UInt64, updateFraction: UInt64, hasReservePrice: Bool
    ) throws(FeeError) {
        guard maximumBlobs > 0 else { throw .zero("the largest number of blobs") }
        guard updateFraction > 0 else { throw .zero("the update fraction") }
        guard targetBlobs <= maximumBlobs else {
            throw .outOfRange(
                name: "the target of blobs", value: "\(targetBlobs)",
                allowed: "at most \(maximumBlobs), the most that a block takes")
        }
        self.init(checked: targetBlobs, maximumBlobs, updateFraction, hasReservePrice)
    }

    private init(
        checked targetBlobs: UInt64, _ maximumBlobs: UInt64, _ updateFraction: UInt64,
        _ hasReservePrice: Bool
    ) {
        self.targetBlobs = targetBlobs
        self.maximumBlobs = maximumBlobs
        self.updateFraction = updateFraction
        self.hasReservePrice = hasReservePrice
    }

    /// EIP-4844.
    public static let cancun = BlobSchedule(checked: 3, 6, 3_338_477, false)
    /// EIP-7691.
    public static let prague = BlobSchedule(checked: 6, 9, 5_007_716, false)
    /// EIP-7918 over Prague's numbers.
    public static let osaka = BlobSchedule(checked: 6, 9, 5_007_716, true)
    /// EIP-7892 and go-ethereum params/config.go, as the next.
    public static let bpo1 = BlobSchedule(checked: 10, 15, 8_346_193, true)
    public static let bpo2 = BlobSchedule(checked: 14, 21, 11_684_671, true)

    /// The price of a unit of blob gas: fakeExponential(1 wei, excess, updateFraction).
    ///
    /// - Throws: `FeeError.outOfRange` where excess / updateFraction passes 1,024;
    ///   `FeeError.overflow` from 2^128 wei on.
    public func baseFee(excess: Gas) throws(FeeError) -> WeiPerGas {
        try exactBaseFee(excess).weiPerGas("the blob base fee")
    }

    private func exactBaseFee(_ excess: Gas) throws(FeeError) -> Natural {
        try FakeExponential.value(
            factor: 1, numerator: Natural(excess), denominator: Natural(updateFraction))
    }

    /// The least excess blob gas at which the blob base fee is no lower than that; the largest that
    /// the price is defined for where none is.
    public func excess(reaching price: WeiPerGas) -> Gas {
        var low: UInt64 = 0
        let (most, overflow) = updateFraction.multipliedReportingOverflow(
            by: FakeExponential.largestQuotient)
        var high = overflow ? .max : most
        while low < high {
            let middle = low + (high - low) / 2
            // One that no number holds is higher.
            let fee = try? baseFee(excess: Gas(middle))
            if fee.map({ $0 >= price }) ?? true { high = middle } else { low = middle + 1 }
        }
        return Gas(low)
    }

    /// What the block after the parent has in excess blob gas. With G = 2^17 gas a blob:
    ///
    ///     excess + used < target G:                        0
    ///     EIP-7918 and 8192 base fee > G blob base fee:    excess + used (max - target) // max
    ///     otherwise:                                       excess + used - target G
    ///
    /// - Parameters:
    ///   - excess: the parent's excess blob gas; the blob base fee is the one at this excess, by
    ///     this schedule, which is that of the block after the parent.
    ///   - used: the parent's blob gas.
    ///   - baseFee: the parent's base fee for execution.
    /// - Throws: `FeeError.overflow` from 2^64 gas on; what `baseFee(excess:)` throws.
    public func nextExcess(
        after excess: Gas, used: Gas, baseFee: WeiPerGas
    ) throws(FeeError) -> Gas {
        let perBlob = Natural(Self.gasPerBlob)
        let sum = Natural(excess) + Natural(used)
        let target = Natural(targetBlobs) * perBlob
        if sum < target { return .zero }
        if hasReservePrice, !(baseFee == .zero) {
            let reserve = Self.baseCost * Natural(baseFee)
            if reserve > perBlob * (try exactBaseFee(excess)) {
                let spare = Natural(maximumBlobs - targetBlobs)
                let raised = Natural(used) * spare / Natural(maximumBlobs)
                return try (Natural(excess) + raised).gas("the excess blob gas")
            }
        }
        return try sum.lessOrZero(target).gas("the excess blob gas")
    }
}
