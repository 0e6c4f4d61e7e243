// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What it does to an operation in batches to wait for a base fee no higher than a threshold,
/// against sending at once.
public struct Deferral: Sendable {
    public let above: WeiPerGas
    public let longest: SimTime
    /// Whether the scenario names the threshold.
    public let isStated: Bool
    public let operation: String
    /// Of its transactions.
    public let held: Estimate<Ratio>?
    /// In wei, of one that was included; sent at once, and held back.
    public let feeAtOnce: Estimate<Double>?
    public let fee: Estimate<Double>?
    /// A month.
    public let transactions: Double
    /// Whether users pay for them, so that the platform saves nothing.
    public let isPaidByUsers: Bool
    public let latencyAtOnce: Estimate<SimTime>?
    public let latency: Estimate<SimTime>?

    /// USD a month that the platform saves, below zero where it loses; nil where users pay.
    public func saved(at etherPrice: Money) -> PairedDifference<Double>? {
        if isPaidByUsers { return nil }
        let scale = transactions * etherPrice.approximation * 1e-18
        guard case .sampled(let first)? = feeAtOnce, case .sampled(let second)? = fee else {
            return nil
        }
        return PairedDifference(
            Sample(first.values.map { $0 * scale }),
            minus: Sample(second.values.map { $0 * scale }), confidence: Figure.confidence)
    }

    /// What requests wait longer on average.
    public var added: PairedDifference<SimTime>? { difference(latency, latencyAtOnce) }

    /// Times the mean base fee, where the scenario names no thresholds.
    private static let usualShares = [1.0, 1.1]
    /// Thresholds are rounded to 10^-3 gwei.
    private static let grain = 1e6

    static func all(
        _ model: Model, _ chain: ComponentID, _ traffic: ChainTraffic, _ batching: Batching,
        _ measured: Measurements, simulate: BatchStudy.Simulate
    ) throws -> [Deferral] {
        let kinds = Self.gathered(traffic)
        let stated = kinds.compactMap(\.kind.submit.policy.hold)
        let longest = batching.longestHold ?? stated.map(\.longest).max() ?? BatchStudy.usualHold
        var thresholds = (stated.map(\.above) + batching.thresholds).map { ($0, true) }
        if batching.thresholds.isEmpty,
            let mean = measured.chains.first(where: { $0.component == chain })?.baseFee?.value
        {
            thresholds += try usualShares.map { share in
                let price = (mean * share / grain).rounded() * grain
                return (WeiPerGas(wei: try Wei(rounding: price, rule: .halfEven).wei), false)
            }
        }
        let atOnce = try model.deferring(to: chain, nil)
        var rows: [Deferral] = []
        var seen: Set<WeiPerGas> = []
        for (above, isStated) in thresholds.sorted(by: { $0.0 < $1.0 })
        where above > .zero && seen.insert(above).inserted {
            let hold = TransactionPolicy.Hold(above: above, longest: longest)
            let pair = try simulate(
                atOnce, try model.deferring(to: chain, hold), "waiting below \(above)")
            rows += kinds.compactMap { kind, place in
                row(kind, at: place, hold, isStated, pair, chain)
            }
        }
        return rows
    }

    /// Kinds of which several wait for each other, and which of its operation's kinds each is.
    private static func gathered(
        _ traffic: ChainTraffic
    ) -> [(kind: ChainTraffic.Kind, place: Int)] {
        var places: [OperationID: Int] = [:]
        return traffic.kinds.compactMap { kind in
            guard let id = kind.operation else { return nil }
            let place = places[id, default: 0]
            places[id] = place + 1
            return kind.gathering == nil ? nil : (kind, place)
        }
    }

    private static func row(
        _ kind: ChainTraffic.Kind, at place: Int, _ hold: TransactionPolicy.Hold, _ isStated: Bool,
        _ pair: PairedSimulation, _ chain: ComponentID
    ) -> Deferral? {
        func sent(_ measurements: Measurements) -> TransactionMeasurement? {
            let all = measurements.chains.first { $0.component == chain }?.transactions ?? []
            let own = all.filter { $0.operation == kind.name }
            return own.indices.contains(place) ? own[place] : nil
        }
        guard let id = kind.operation, let gathering = kind.gathering else { return nil }
        let (before, after) = (sent(pair.base), sent(pair.candidate))
        let members = BatchFilling(gathering.batch, rate: gathering.rate).meanMembers
        return Deferral(
            above: hold.above, longest: hold.longest, isStated: isStated, operation: kind.name,
            held: after?.held, feeAtOnce: before?.fee, fee: after?.fee,
            transactions: kind.requests.approximation / members,
            isPaidByUsers: !kind.isPaid,
            latencyAtOnce: pair.base.measurement(of: id)?.meanSojournTime,
            latency: pair.candidate.measurement(of: id)?.meanSojournTime)
    }
}
