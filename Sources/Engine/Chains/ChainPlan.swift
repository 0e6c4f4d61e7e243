// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What a replication needs to know of a chain.
struct ChainPlan: Sendable {
    let rules: BlockRules
    let others: OtherDemand?
    var submits: [SubmitRule]
    /// Accounts of the platform that stay; rules name a stretch of them.
    var accounts: Int
    var dataFee: DataFee?
    var blobs: BlobPricing?
}

/// How the platform sends a kind of transaction.
struct SubmitRule: BitwiseCopyable, Sendable, Equatable {
    /// What it uses, which is also the most that it asks for; and more for each request served.
    var gas: UInt64
    var gasEach: UInt64 = 0
    var tip: UInt128 = 0
    /// The fee cap is so many thousandths of the base fee it sees, and the tip.
    var capThousandths: UInt64 = 2_000
    /// And never more than this.
    var highestCap: UInt128 = .max
    /// Its accounts, in turn; -1 where each transaction has one of its own.
    var firstAccount: Int32 = 0
    var accounts: Int32 = 1
    /// Blocks after which one that has not been included is replaced; 0 for never.
    var raiseAfter: Int64 = 0
    /// It is held back while the base fee is above this, but no longer than so many ns.
    var holdAbove: UInt128 = .max
    var longestHold: Int64 = .max
    /// Bytes of data after compression, and more for each request served.
    var data: UInt64 = 0
    var dataEach: UInt64 = 0
    var isPaidByUser = false
    /// The chain whose batches these are, by its place among the program's; -1 for none.
    var poster: Int32 = -1

    /// It is not replaced by one with a tip above this, but where its cap is below the base fee.
    var highestTip: UInt128 = .max

    /// go-ethereum takes another transaction of the same nonce where both caps are 10% higher
    /// (core/txpool/legacypool, `PriceBump`), and 100% where it carries blobs
    /// (core/txpool/blobpool).
    static let raisePercent: UInt128 = 110
    static let raisePercentOfBlobs: UInt128 = 200

    /// The fee cap at a base fee.
    func feeCap(at baseFee: UInt128) -> UInt128 {
        let (product, tooLarge) = baseFee.multipliedReportingOverflow(by: UInt128(capThousandths))
        let (cap, overflow) = (product / 1_000).addingReportingOverflow(tip)
        return tooLarge || overflow ? highestCap : min(cap, highestCap)
    }

    /// The least cap with which a transaction of this one is replaced; nil where there is none.
    static func raised(_ cap: UInt128, hasBlobs: Bool = false) -> UInt128? {
        let (product, overflow) = cap.multipliedReportingOverflow(
            by: hasBlobs ? raisePercentOfBlobs : raisePercent)
        return overflow ? nil : max(product / 100, cap + 1)
    }
}

/// What became of the transactions of a rule in the window.
struct SubmitCounts: BitwiseCopyable {
    /// That the platform wished to send.
    var sent = 0
    var included = 0
    /// Given up after a long wait for a block.
    var expired = 0
    /// Found no room in the pool.
    var refused = 0
    /// Times that one was replaced by the same with higher caps.
    var raised = 0
    /// Held back for a lower base fee, and those of them that went because their time was over.
    var held = 0
    var heldToEnd = 0
    /// That the platform wished to use, and used.
    var gasAsked: UInt128 = 0
    var gas: UInt128 = 0
    /// Ns from the wish to send to the block.
    var waited = 0.0
    /// Held back, and given up by those who waited before they were sent.
    var takenBack = 0
    var blobs: UInt64 = 0
    /// In wei: all of it, of that for data and by the operator, and for blobs.
    var spent: UInt128 = 0
    var extra: UInt128 = 0
    var blobsSpent: UInt128 = 0
}

/// What became of the blocks of a chain in the window.
struct BlockCounts: BitwiseCopyable {
    var blocks = 0
    /// Not made at their time, by chance and because the chain stood still.
    var missed = 0
    var halted = 0
    /// With no gas left.
    var full = 0
    var gas: UInt128 = 0
    var ownGas: UInt128 = 0
    /// Gas that those who tip more than the platform left of the blocks.
    var room = 0.0
    /// Of the base fees of the blocks, in wei.
    var baseFees = 0.0
}
