// SPDX-License-Identifier: GPL-3.0-or-later

/// What a chain's transactions leave for its next batch, block by block.
struct Unposted: BitwiseCopyable {
    /// What goes to the chain below in one batch.
    struct Batch: BitwiseCopyable {
        var bytes: UInt64 = 0
        var transactions: UInt64 = 0
        /// The last block that is in it.
        var through: Int64 = 0
    }

    private var waiting = Batch()
    /// Of the block that is being built.
    private var building = Batch()

    mutating func include(bytes: UInt64) {
        building.bytes &+= bytes
        building.transactions &+= 1
    }

    mutating func closeBlock() {
        waiting.bytes &+= building.bytes
        waiting.transactions &+= building.transactions
        building = Batch()
    }

    /// All up to the last block; nil where no block was made since the last batch, and all of that
    /// went.
    mutating func take(through number: Int64) -> Batch? {
        guard number > waiting.through else { return nil }
        var batch = waiting
        batch.through = number
        waiting = Batch(through: number)
        return batch
    }

    /// What found no place in the pool below: it goes with the next batch.
    mutating func giveBack(_ rest: Batch) {
        waiting.bytes &+= rest.bytes
        waiting.transactions &+= rest.transactions
        waiting.through = min(waiting.through, rest.through)
    }
}
