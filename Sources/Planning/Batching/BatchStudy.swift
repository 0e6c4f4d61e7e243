// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What batches of transactions save, what they make people wait, how large they had best be, and
/// what waiting for a lower base fee does.
public struct BatchStudy: Sendable {
    /// Simulates two models side by side.
    public typealias Simulate = (Model, Model, String) throws -> PairedSimulation

    public let model: Model
    public let chain: ComponentID
    public let baseFee: WeiPerGas
    public let etherPrice: Money
    /// How many measured windows make the month of which requests are counted, and its hours.
    public let windowsPerMonth: Double
    public let hoursPerMonth: Int64
    public let table: BatchTable
    /// By name, in the order in which operations come to them.
    public let limits: [BatchLimits]
    /// Empty where the chain has no blocks to simulate.
    public let waits: [Wait]
    public let gatherings: [Gathering]
    public let deferrals: [Deferral]

    public static let usualDelays: [SimTime] = [
        .minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(4), .days(1),
    ]
    public static let usualHold = SimTime.hours(12)

    /// What an operation waits, with its batch as it is and without.
    public struct Wait: Sendable {
        public let operation: String
        public let batch: String
        /// The mean, or a percentile.
        public let quantile: Ratio?
        public let alone: Estimate<SimTime>?
        public let batched: Estimate<SimTime>?

        public var added: PairedDifference<SimTime>? { difference(batched, alone) }
    }

    /// How a batch fills when it is simulated.
    public struct Gathering: Sendable {
        public let measured: BatchMeasurement
        /// By `BatchFilling`, which is exact where members come by a Poisson process.
        public let expected: BatchFilling
    }

    /// - Parameter delays: those that nobody may wait longer than; empty: usual ones.
    public init(
        _ model: Model, chain: ComponentID, batching: Batching, delays: [SimTime],
        measured: Measurements?, simulate: Simulate?
    ) throws {
        let name = model.component(chain).name
        guard case .chain(let settings) = model.component(chain).kind,
            let prices = StandingPrices(settings, named: name)
        else { throw BreakevenError.noPrice(chain: name) }
        let traffic = try ChainTraffic(model, to: chain, measured: measured, data: .zero)
        self.model = model
        self.chain = chain
        baseFee = prices.baseFee
        etherPrice = settings.etherPrice
        windowsPerMonth = traffic.windowsPerMonth
        hoursPerMonth = traffic.hoursPerMonth
        let aloneGas = try BreakevenError.placed("batching.alone", .fees) {
            try AloneGas(traffic, batching)
        }
        table = try BatchTable(traffic, aloneGas, prices: prices, etherPrice: settings.etherPrice)
        let asked = [delays, batching.delays].first { !$0.isEmpty } ?? Self.usualDelays
        var limits: [BatchLimits] = []
        for kind in traffic.kinds {
            guard let gathering = kind.gathering,
                !limits.contains(where: { $0.name == gathering.batch.name })
            else { continue }
            let name = gathering.batch.name
            limits.append(
                try BreakevenError.placed("the batch '\(name)'", .fees) {
                    try BatchLimits(
                        traffic.kinds.filter { $0.gathering?.batch.name == name },
                        gathering.batch, rate: gathering.rate,
                        monthSeconds: Double(traffic.hoursPerMonth) * 3_600,
                        rules: settings.network?.blocks, delays: asked, prices: prices,
                        etherPrice: settings.etherPrice)
                })
        }
        self.limits = limits
        guard let simulate, settings.network != nil, !limits.isEmpty else {
            (waits, gatherings, deferrals) = ([], [], [])
            return
        }
        let alone = try simulate(
            try model.unbatched(chain, aloneGas), model, "without and with batches")
        waits = Self.waits(traffic, model, alone)
        gatherings = limits.compactMap { limit in
            alone.candidate.batchSteps.first { $0.name == limit.name }.map {
                Gathering(measured: $0, expected: limit.now)
            }
        }
        deferrals = try Deferral.all(
            model, chain, traffic, batching, alone.candidate, simulate: simulate)
    }

    private static func waits(
        _ traffic: ChainTraffic, _ model: Model, _ pair: PairedSimulation
    ) -> [Wait] {
        traffic.kinds.flatMap { kind -> [Wait] in
            guard let id = kind.operation, let batch = kind.gathering?.batch.name else {
                return []
            }
            let (alone, batched) = (
                pair.base.measurement(of: id), pair.candidate.measurement(of: id)
            )
            return [
                Wait(
                    operation: model.operation(id).name, batch: batch, quantile: nil,
                    alone: alone?.meanSojournTime, batched: batched?.meanSojournTime),
                Wait(
                    operation: model.operation(id).name, batch: batch, quantile: .percent(95),
                    alone: alone?.percentile(.percent(95)),
                    batched: batched?.percentile(.percent(95))),
            ]
        }
    }
}

/// The first less the second, replication by replication; nil where one is missing.
func difference<Unit>(
    _ first: Estimate<Unit>?, _ second: Estimate<Unit>?
) -> PairedDifference<Unit>? {
    guard case .sampled(let first)? = first, case .sampled(let second)? = second else {
        return nil
    }
    return PairedDifference(first, minus: second, confidence: Figure.confidence)
}
