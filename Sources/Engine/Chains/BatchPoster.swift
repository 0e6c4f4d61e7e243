// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How a chain's batches come to another: what a program knows of it.
struct PostingPlan: Sendable {
    /// Ns from one batch to the next.
    let interval: Int64
    let carriage: BatchCarriage
    /// The chain below and the rule of the batches there, by their places.
    let chain: Int
    let rule: Int
}

/// What one transaction carries of a batch.
struct BatchCargo: Equatable {
    let gas: UInt64
    var calldata: UInt64 = 0
    var blobs: UInt64 = 0
}

/// What became of a chain's batches in the window.
struct PostingCounts: BitwiseCopyable {
    var batches = 0
    /// Bytes in them, and transactions of the platform.
    var bytes: UInt64 = 0
    var transactions: UInt64 = 0
}

/// Posts what a chain's transactions leave, at whole multiples of an interval.
struct BatchPoster {
    let plan: PostingPlan
    private var next: Int64
    private(set) var counts = PostingCounts()
    /// Of a transaction that is full, and of one with blobs.
    private let fullGas: UInt64

    init(_ plan: PostingPlan) {
        self.plan = plan
        next = plan.interval
        fullGas = Self.gas(plan.carriage, BatchCarriage.mostCalldata)
    }

    /// Whether a batch is to go by now; it is then as if it had.
    mutating func isDue(_ now: Int64) -> Bool {
        guard now >= next else { return false }
        next = (now / plan.interval + 1) * plan.interval
        return true
    }

    /// The transactions of a batch, one after the other, as long as they are taken.
    mutating func post(_ batch: Unposted, taking: (BatchCargo) -> Bool) {
        let bytes = batch.bytes &+ UInt64(plan.carriage.data.bytes)
        counts.batches += 1
        counts.bytes &+= bytes
        counts.transactions &+= batch.transactions
        switch plan.carriage.medium {
        case .calldata:
            var left = bytes
            repeat {
                let part = min(left, BatchCarriage.mostCalldata)
                let gas =
                    part == BatchCarriage.mostCalldata ? fullGas : Self.gas(plan.carriage, part)
                guard taking(BatchCargo(gas: gas, calldata: part)) else { return }
                left -= part
            } while left > 0
        case .blobs:
            let size = BatchCarriage.bytesOfBlob
            var left = max(1, bytes / size + (bytes % size > 0 ? 1 : 0))
            while left > 0 {
                let part = min(left, BatchCarriage.mostBlobs)
                guard taking(BatchCargo(gas: fullGas, blobs: part)) else { return }
                left -= part
            }
        }
    }

    mutating func forget() { counts = PostingCounts() }

    private static func gas(_ carriage: BatchCarriage, _ bytes: UInt64) -> UInt64 {
        guard let gas = try? carriage.gas(carrying: bytes) else {
            preconditionFailure("a batch that its model does not allow")
        }
        return gas.units
    }
}
