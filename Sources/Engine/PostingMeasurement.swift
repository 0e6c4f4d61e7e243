// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The batches of a chain that the platform operates, on the chain below.
public struct PostingMeasurement: Sendable {
    /// The chain below.
    public let chain: ComponentID
    public let name: String
    public let medium: BatchCarriage.Medium
    public let batches: Estimate<Rate>
    /// A batch: its bytes, and the platform's transactions in it; absent where there was none.
    public let bytes: Estimate<Double>?
    public let transactions: Estimate<Double>?
    /// Transactions that carry them: how many were included, and until a block.
    public let included: Estimate<Rate>
    public let wait: Estimate<SimTime>?
    /// Batches that were not below as a whole at the end, and of those that went, how many more
    /// these were than those that arrived.
    public let pending: Estimate<Double>
    public let unpaid: Estimate<Ratio>
    /// A second, and what it cost, in wei a second.
    public fileprivate(set) var gas: Estimate<Rate>
    public fileprivate(set) var gasSpent: Estimate<Double>
    public fileprivate(set) var blobGas: Estimate<Rate>
    public fileprivate(set) var blobsSpent: Estimate<Double>
    /// What all replications together paid, exactly.
    public let spent: Wei

    /// The same, with what a bill counts changed.
    func billed(_ change: some BilledChange) -> PostingMeasurement {
        var copy = self
        copy.gas = change.changed(gas)
        copy.gasSpent = change.changed(gasSpent)
        copy.blobGas = change.changed(blobGas)
        copy.blobsSpent = change.changed(blobsSpent)
        return copy
    }

    /// The same, with what a bill counts on the line to another.
    func between(_ other: PostingMeasurement, _ share: Double) -> PostingMeasurement {
        var copy = self
        copy.gas = gas.between(other.gas, share)
        copy.gasSpent = gasSpent.between(other.gasSpent, share)
        copy.blobGas = blobGas.between(other.blobGas, share)
        copy.blobsSpent = blobsSpent.between(other.blobsSpent, share)
        return copy
    }
}

/// The blobs of a chain and their price.
public struct BlobMeasurement: Sendable {
    /// Blobs of a block, and of them the platform's.
    public let blobs: Estimate<Double>
    public let own: Estimate<Double>
    /// Of the blocks, in wei; and that of the block after the last.
    public let baseFee: Estimate<Double>
    public let baseFeeP95: Estimate<Double>?
    public let lastBaseFee: Estimate<Double>

    /// Nil where there are none, or a replication made no block.
    init?(_ summary: Summary, _ runs: [Replication.Blobs?]) {
        let present = runs.compactMap(\.self)
        guard present.count == runs.count, present.allSatisfy({ $0.counts.blocks > 0 }) else {
            return nil
        }
        func perBlock(_ part: (BlobCounts) -> Double) -> Estimate<Double> {
            summary.sampled(present.map { part($0.counts) / Double($0.counts.blocks) })
        }
        blobs = perBlock { Double($0.blobs) }
        own = perBlock { Double($0.ownBlobs) }
        baseFee = perBlock(\.baseFees)
        baseFeeP95 = summary.optional(present.map(\.baseFeeP95))
        lastBaseFee = summary.sampled(present.map(\.baseFee))
    }
}

extension ChainSummary {
    func posting(_ plan: PostingPlan, of number: Int) -> PostingMeasurement {
        let runs = summary.runs.map { run in
            (
                counts: run.chains[plan.chain].submits[plan.rule],
                batches: run.chains[number].posting ?? PostingCounts(), window: run.window
            )
        }
        func rate<Unit>(_ part: (SubmitCounts) -> Double) -> Estimate<Unit> {
            summary.sampled(runs.map { part($0.counts) / $0.window })
        }
        func perBatch(_ part: (PostingCounts) -> UInt64) -> Estimate<Double>? {
            summary.optional(
                runs.map {
                    $0.batches.batches > 0
                        ? Double(part($0.batches)) / Double($0.batches.batches) : nil
                })
        }
        return PostingMeasurement(
            chain: plan.carriage.chain, name: programs[plan.chain].name,
            medium: plan.carriage.medium,
            batches: summary.sampled(runs.map { Double($0.batches.batches) / $0.window }),
            bytes: perBatch(\.bytes), transactions: perBatch(\.transactions),
            included: rate { Double($0.included) },
            wait: summary.optional(
                runs.map {
                    $0.counts.included > 0
                        ? $0.counts.waited / Double($0.counts.included) * 1e-9 : nil
                }),
            pending: summary.sampled(runs.map { Double($0.batches.pending) }),
            unpaid: summary.sampled(
                runs.map { run in
                    let (sent, arrived) = (run.batches.batches, run.batches.included)
                    return sent > 0 ? Double(sent - arrived) / Double(sent) : 0
                }),
            gas: rate { Double($0.gas) },
            gasSpent: rate { ($0.spent - $0.blobsSpent).nearest },
            blobGas: rate { Double($0.blobs) * Double(BlobMarket.gasPerBlob) },
            blobsSpent: rate { $0.blobsSpent.nearest },
            spent: total(runs.map(\.counts.spent)))
    }
}
