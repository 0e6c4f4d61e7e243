// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How a chain's batches come to another: what a program knows of it.
struct PostingPlan: Sendable {
    /// Ns from one batch to the next.
    let interval: Int64
    let carriage: BatchCarriage
    /// The chain below and the rule of the batches there, by their places.
    let chain: Int
    let rule: Int
    /// Blobs that a block of the chain below takes; absent where that is not bounded.
    var blobsOfBlock: UInt64?
}

/// What one transaction carries of a batch.
struct BatchCargo: Equatable {
    let gas: UInt64
    var calldata: UInt64 = 0
    var blobs: UInt64 = 0
}

/// What became of a chain's batches in the window.
struct PostingCounts: BitwiseCopyable {
    /// That went, and that were included as a whole.
    var batches = 0
    var included = 0
    /// Bytes in them, and transactions of the platform.
    var bytes: UInt64 = 0
    var transactions: UInt64 = 0
    /// Blobs that they take of blocks, with those that a block leaves because the next transaction
    /// has more of them.
    var blobRoom: UInt64 = 0
    /// That went and were not included as a whole, at the end.
    var pending = 0
}

/// Posts what a chain's transactions leave, once each interval, and knows what has arrived.
///
/// The first goes at any moment of the interval, as a run begins at any moment of a chain's life.
struct BatchPoster {
    /// A batch that was sent.
    private struct Underway {
        /// Transactions that are in no block yet.
        var transactions: Int
        /// The last block of the chain whose data is below once it is included.
        let through: Int64
    }

    let plan: PostingPlan
    /// When the first batch goes.
    let first: Int64
    private var counts = PostingCounts()
    private var underway: [Underway] = []
    /// Of those, the first that has not arrived.
    private var next = 0
    /// The last block whose data has been sent without a gap.
    private var sent: Int64 = 0
    /// Blobs in the block that a chain of batches alone would be filling.
    private var filled: UInt64 = 0
    /// Gas of a transaction that is full, and of one with blobs.
    private let fullGas: UInt64

    init(_ plan: PostingPlan, stream: StreamKey) {
        self.plan = plan
        first = 1 + Int64(stream.draw(0) % UInt64(plan.interval))
        fullGas = Self.gas(plan.carriage, BatchCarriage.mostCalldata)
    }

    /// The transactions of a batch, one after the other, as long as they are taken.
    ///
    /// - Returns: what was not taken, and has to go with the next batch.
    mutating func post(
        _ batch: Unposted.Batch, taking: (BatchCargo) -> Bool
    ) -> Unposted.Batch? {
        let bytes = batch.bytes &+ UInt64(plan.carriage.data.bytes)
        var left = bytes
        var taken = 0
        repeat {
            let (cargo, part) = cargo(of: left)
            guard taking(cargo) else { break }
            taken += 1
            left -= part
            fill(cargo.blobs)
        } while left > 0
        let isWhole = taken > 0 && left == 0
        if taken > 0 {
            counts.batches += 1
            counts.bytes &+= bytes - left
            counts.transactions &+= batch.transactions
            if isWhole { sent = batch.through }
            underway.append(Underway(transactions: taken, through: sent))
        }
        if isWhole { return nil }
        return Unposted.Batch(
            bytes: taken > 0 ? left : batch.bytes,
            transactions: taken > 0 ? 0 : batch.transactions, through: batch.through - 1)
    }

    /// A transaction that carries a part of a batch is included: they arrive in the order in which
    /// they were sent.
    ///
    /// - Returns: where the batch is now below, the last block whose data is.
    mutating func arrive() -> Int64? {
        underway[next].transactions -= 1
        guard underway[next].transactions == 0 else { return nil }
        let through = underway[next].through
        counts.included += 1
        next += 1
        if next >= 64, 2 * next >= underway.count {
            underway.removeFirst(next)
            next = 0
        }
        return through
    }

    var measured: PostingCounts {
        var measured = counts
        measured.pending = underway.count - next
        return measured
    }

    mutating func forget() { counts = PostingCounts() }

    /// What the next transaction carries where so many bytes are left; and of those bytes.
    private func cargo(of left: UInt64) -> (cargo: BatchCargo, bytes: UInt64) {
        switch plan.carriage.medium {
        case .calldata:
            let part = min(left, BatchCarriage.mostCalldata)
            let gas =
                part == BatchCarriage.mostCalldata ? fullGas : Self.gas(plan.carriage, part)
            return (BatchCargo(gas: gas, calldata: part), part)
        case .blobs:
            let size = BatchCarriage.bytesOfBlob
            let whole = left / size + (left % size > 0 ? 1 : 0)
            let blobs = min(max(1, whole), BatchCarriage.mostBlobs)
            return (BatchCargo(gas: fullGas, blobs: blobs), min(left, blobs * size))
        }
    }

    /// Blobs of one transaction stay in one block, and transactions in their order.
    private mutating func fill(_ blobs: UInt64) {
        if let most = plan.blobsOfBlock {
            if filled &+ blobs > most {
                counts.blobRoom &+= most - filled
                filled = 0
            }
            filled &+= blobs
        }
        counts.blobRoom &+= blobs
    }

    private static func gas(_ carriage: BatchCarriage, _ bytes: UInt64) -> UInt64 {
        guard let gas = try? carriage.gas(carrying: bytes) else {
            preconditionFailure("a batch that its model does not allow")
        }
        return gas.units
    }
}
