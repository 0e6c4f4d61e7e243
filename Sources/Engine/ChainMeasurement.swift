// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How a chain's blocks were filled, and what became of the platform's transactions.
public struct ChainMeasurement: Sendable {
    /// How far a percentile of prices may be off, of itself.
    public static let priceResolution = 0.001

    public let component: ComponentID
    public let name: String
    public let blocks: Estimate<Rate>
    /// Of the slots, those without a block: by chance, and because the chain stood still.
    public let missed: Estimate<Ratio>
    public let halted: Estimate<Ratio>
    /// Gas used of the limit, blocks with none left, and the platform's part of the gas; absent
    /// where there was no block.
    public let gasUse: Estimate<Ratio>?
    public let full: Estimate<Ratio>?
    public let ownShare: Estimate<Ratio>?
    /// Of the blocks, in wei; and that of the block after the last.
    public let baseFee: Estimate<Double>?
    public let baseFeeP95: Estimate<Double>?
    public let lastBaseFee: Estimate<Double>
    /// The platform's transactions that were in no block yet at the end.
    public let pending: Estimate<Double>
    /// From the wish to send until a block; absent where none was included.
    public let waitP95: Estimate<SimTime>?
    /// One for each kind of transaction, in the order of the operations' steps.
    public let transactions: [TransactionMeasurement]

    /// All kinds together: in wei a second, of what the platform pays.
    public internal(set) var spent: Estimate<Double>
    /// Gas of what the platform pays, a second.
    public internal(set) var gas: Estimate<Rate>
    /// Absent where its batches are none of the platform's cost.
    public internal(set) var posting: PostingMeasurement?
    /// Absent where it takes no blobs.
    public let blobs: BlobMeasurement?
}

/// One kind of transaction of the platform.
public struct TransactionMeasurement: Sendable {
    public let operation: String
    /// Gas that one used, with what it used for each request that it served; absent where none was
    /// included.
    public let gas: Estimate<Double>?
    /// Whether the user pays.
    public let isOfUser: Bool
    public let sent: Estimate<Rate>
    public let included: Estimate<Rate>
    /// Of those that came to an end: that waited too long, or found no room.
    public let lost: Estimate<Ratio>
    /// Replacements, and how many were held back, of each that was sent.
    public let replaced: Estimate<Double>
    public let held: Estimate<Ratio>
    /// Until a block; absent where none was included.
    public let wait: Estimate<SimTime>?
    /// Of one that was included, in wei.
    public let fee: Estimate<Double>?
    /// Of it what was charged for data and by the operator.
    public let extraShare: Estimate<Ratio>?
    /// What all replications together paid, exactly.
    public let spent: Wei
}

/// Makes measurements of chains from the replications.
struct ChainSummary {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var programs: [ChainProgram] { summary.program.chains }

    var measurements: [ChainMeasurement] { programs.indices.map(measurement) }

    func use(of component: ComponentID) -> UseMeasurement? {
        programs.firstIndex { $0.component == component }.map { number in
            UseMeasurement(component: component, unit: .gas, perSecond: paidGas(number))
        }
    }

    private func measurement(_ number: Int) -> ChainMeasurement {
        let program = programs[number]
        let runs = summary.runs.map(\.chains[number])
        func share(
            _ part: (BlockCounts) -> Double, of whole: (BlockCounts) -> Double
        ) -> Estimate<Ratio>? {
            summary.optional(
                runs.map { whole($0.blocks) > 0 ? part($0.blocks) / whole($0.blocks) : nil })
        }
        func ofSlots(_ part: KeyPath<BlockCounts, Int>) -> Estimate<Ratio> {
            share({ Double($0[keyPath: part]) }, of: { Double($0.slots) })
                ?? summary.sampled(runs.map { _ in 0 })
        }
        let limit = Double(program.plan.rules.gasLimit.units)
        return ChainMeasurement(
            component: program.component, name: program.name,
            blocks: summary.sampled(
                zip(runs, summary.runs).map { Double($0.blocks.blocks) / $1.window }),
            missed: ofSlots(\.missed), halted: ofSlots(\.halted),
            gasUse: share({ Double($0.gas) }, of: { Double($0.blocks) * limit }),
            full: share({ Double($0.full) }, of: { Double($0.blocks) }),
            ownShare: share({ Double($0.ownGas) }, of: { Double($0.gas) }),
            baseFee: summary.optional(
                runs.map {
                    $0.blocks.blocks > 0 ? $0.blocks.baseFees / Double($0.blocks.blocks) : nil
                }),
            baseFeeP95: summary.optional(runs.map(\.baseFeeP95)),
            lastBaseFee: summary.sampled(runs.map(\.baseFee)),
            pending: summary.sampled(runs.map { Double($0.pending) }),
            waitP95: summary.optional(runs.map(\.waitP95)),
            transactions: program.plan.submits.indices
                .filter { program.plan.submits[$0].poster < 0 }
                .map { transaction($0, on: number) },
            spent: summary.sampled(
                zip(runs, summary.runs).map { run, whole in
                    paid(run, program).reduce(0) { $0 + $1.spent.nearest } / whole.window
                }),
            gas: paidGas(number),
            posting: program.posting.map { posting($0, of: number) },
            blobs: BlobMeasurement(summary, runs.map(\.blobs)))
    }

    private func paidGas(_ number: Int) -> Estimate<Rate> {
        summary.sampled(
            summary.runs.map { run in
                let paid = paid(run.chains[number], programs[number])
                return paid.reduce(0) { $0 + Double($1.gas) } / run.window
            })
    }

    /// What users pay is none of the platform's cost, and batches have theirs beside it.
    private func paid(_ run: Replication.Chain, _ program: ChainProgram) -> [SubmitCounts] {
        zip(run.submits, program.plan.submits).filter { !$1.isPaidByUser && $1.poster < 0 }
            .map(\.0)
    }

    private func transaction(_ index: Int, on number: Int) -> TransactionMeasurement {
        let program = programs[number]
        let rule = program.plan.submits[index]
        let runs = summary.runs.map {
            (counts: $0.chains[number].submits[index], window: $0.window)
        }
        func each(
            _ part: (SubmitCounts) -> Double, of whole: (SubmitCounts) -> Int
        ) -> [Double?] {
            runs.map { whole($0.counts) > 0 ? part($0.counts) / Double(whole($0.counts)) : nil }
        }
        func orZero(_ values: [Double?]) -> [Double] { values.map { $0 ?? 0 } }
        return TransactionMeasurement(
            operation: program.operations[index],
            gas: summary.optional(each({ $0.gas.nearest }, of: \.included)),
            isOfUser: rule.isPaidByUser,
            sent: summary.sampled(runs.map { Double($0.counts.sent) / $0.window }),
            included: summary.sampled(runs.map { Double($0.counts.included) / $0.window }),
            lost: summary.sampled(
                orZero(
                    each(
                        { Double($0.expired + $0.refused) },
                        of: { $0.included + $0.expired + $0.refused }))),
            replaced: summary.sampled(orZero(each({ Double($0.raised) }, of: \.sent))),
            held: summary.sampled(orZero(each({ Double($0.held) }, of: \.sent))),
            wait: summary.optional(each({ $0.waited * 1e-9 }, of: \.included)),
            fee: summary.optional(each({ $0.spent.nearest }, of: \.included)),
            extraShare: summary.optional(
                runs.map {
                    $0.counts.spent > 0 ? $0.counts.extra.nearest / $0.counts.spent.nearest : nil
                }),
            spent: total(runs.map(\.counts.spent)))
    }

    /// Fees of one replication fit 128 bits; a sum that does not is told as the most.
    func total(_ fees: [UInt128]) -> Wei {
        var sum: UInt128 = 0
        for fee in fees {
            let (next, overflow) = sum.addingReportingOverflow(fee)
            sum = overflow ? .max : next
        }
        return Wei(sum)
    }
}

extension BlockCounts {
    fileprivate var slots: Int { blocks + missed + halted }
}
