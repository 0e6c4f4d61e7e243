// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

/// What became of a chain's blobs in the window.
struct BlobCounts: BitwiseCopyable {
    var blocks = 0
    var blobs: UInt64 = 0
    var ownBlobs: UInt64 = 0
    /// Of the blob base fees of the blocks, in wei.
    var baseFees = 0.0
}

/// The blobs of a chain and their price, block by block.
///
/// - Note: The platform's find a place before those of others; what others offer beyond the most
///   that a block takes is lost. Sources: EIP-4844, EIP-7691, EIP-7892, EIP-7918 (`BlobSchedule`).
struct BlobMarket: ~Copyable {
    static let gasPerBlob = BlobSchedule.gasPerBlob.units

    /// Of the block that is being built.
    private(set) var baseFee: WeiPerGas
    let isPresent: Bool
    /// Absent where the price stays.
    private let schedule: BlobSchedule?
    private var excess = Gas.zero
    private var others: OtherFlow
    /// When the last block was.
    private var closedAt: Int64 = 0
    /// Blob gas that others offer and that is no whole blob yet.
    private var rest: UInt64 = 0
    /// Of the platform, in the block that is being built.
    private var own: UInt64 = 0
    private(set) var counts = BlobCounts()
    private(set) var baseFees: FeeHistogram

    init(_ pricing: BlobPricing?, stream: StreamKey) {
        isPresent = pricing != nil
        baseFees = FeeHistogram(isUsed: pricing != nil)
        var demand: OtherDemand?
        switch pricing {
        case nil:
            baseFee = .zero
            schedule = nil
        case .constant(let price):
            baseFee = price
            schedule = nil
        case .following(let schedule, let initial, let others):
            self.schedule = schedule
            demand = others
            excess = schedule.excess(reaching: initial)
            baseFee = (try? schedule.baseFee(excess: excess)) ?? initial
        }
        others = OtherFlow(demand, paysTips: false, stream: stream)
        others.meet(baseFee)
    }

    /// Whether a transaction with so many blobs finds a place in the block that is being built.
    func takes(_ blobs: UInt64) -> Bool {
        guard let schedule else { return true }
        return own &+ blobs <= schedule.maximumBlobs
    }

    mutating func include(_ blobs: UInt64) { own &+= blobs }

    /// A block is whole: the price of blobs in the next one.
    ///
    /// - Parameter baseFee: of that block, for its other gas.
    /// - Throws: `FeeError` where a price is not held by 128 bits, or blobs are asked for whatever
    ///   they cost.
    mutating func close(
        slot: UInt64, baseFee executionFee: WeiPerGas, _ now: Int64
    ) throws(FeeError) {
        counts.blocks += 1
        counts.ownBlobs &+= own
        counts.baseFees += baseFee.wei.nearest
        baseFees.record(baseFee.wei)
        var used = own
        if let schedule {
            if others.isPresent {
                rest &+= others.offered(from: closedAt, to: now, slot: slot)
                let (blobs, left) = rest.quotientAndRemainder(dividingBy: Self.gasPerBlob)
                rest = left
                used = min(schedule.maximumBlobs, own &+ blobs)
            }
            excess = try schedule.nextExcess(
                after: excess, used: Gas(used &* Self.gasPerBlob), baseFee: executionFee)
            baseFee = try schedule.baseFee(excess: excess)
            others.meet(baseFee)
        }
        counts.blobs &+= used
        closedAt = now
        own = 0
    }

    mutating func forget() {
        counts = BlobCounts()
        if isPresent { baseFees.forget() }
    }
}
