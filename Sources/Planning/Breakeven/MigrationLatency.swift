// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What a move does to how long people wait, and to when a transaction is settled.
public struct MigrationLatency: Sendable {
    public struct Row: Sendable {
        public let operation: String
        /// The mean, or a percentile.
        public let quantile: Ratio?
        public let before: Estimate<SimTime>?
        public let after: Estimate<SimTime>?

        /// After less before, replication by replication.
        public var change: PairedDifference<SimTime>? {
            guard case .sampled(let first)? = before, case .sampled(let second)? = after else {
                return nil
            }
            return PairedDifference(second, minus: first, confidence: Figure.confidence)
        }
    }

    /// One of each chain; absent where it does not say, or has no blocks.
    public struct Settling: Sendable {
        public let stage: Stage
        public let before: SimTime?
        public let after: SimTime?
    }

    public enum Stage: String, Sendable, CaseIterable {
        /// The mean wait of a transaction that comes at any time, for the next block or part of
        /// one.
        case block = "in a block, on average"
        case confirmed
        case posted = "posted on the chain below, at the latest"
        case final
        case withdrawn = "withdrawn to the chain below"
    }

    /// Operations that send transactions; empty where nothing was simulated.
    public let rows: [Row]
    public let settling: [Settling]

    public init(_ plan: MigrationPlan, _ simulated: PairedSimulation?) {
        let sending = Set(plan.left.traffic.kinds.compactMap(\.operation)).sorted()
        rows = sending.flatMap { id -> [Row] in
            guard let simulated else { return [] }
            let before = simulated.base.measurement(of: id)
            let after = simulated.candidate.measurement(of: id)
            let name = plan.left.model.operation(id).name
            let mean = Row(
                operation: name, quantile: nil, before: before?.meanSojournTime,
                after: after?.meanSojournTime)
            let tail = Row(
                operation: name, quantile: .percent(95),
                before: before?.percentile(.percent(95)), after: after?.percentile(.percent(95)))
            return [mean, tail]
        }
        let left = plan.left.settings?.network
        let right = plan.right.settings?.network
        settling = Stage.allCases.compactMap { stage in
            let times = (stage.time(on: left), stage.time(on: right))
            guard times.0 != nil || times.1 != nil else { return nil }
            return Settling(stage: stage, before: times.0, after: times.1)
        }
    }
}

extension MigrationLatency.Stage {
    fileprivate func time(on network: ChainNetwork?) -> SimTime? {
        guard let network else { return nil }
        let blocks = network.blocks
        switch self {
        case .block:
            return SimTime(
                roundingSeconds: blocks.interval.seconds / Double(blocks.parts) / 2)
        case .confirmed:
            return network.confirmations.map { blocks.interval * Int64($0) }
        case .posted: return network.posting?.interval
        case .final: return network.finality?.mean
        case .withdrawn: return network.withdrawal?.mean
        }
    }
}
