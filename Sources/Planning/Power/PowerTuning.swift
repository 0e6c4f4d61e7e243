// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// A function at several memories: how long an invocation takes, and what a million cost.
///
/// Each memory is simulated from the same seed with the whole scenario around it, so requests and
/// their work are the same, and only the processor that comes with the memory differs.
public struct PowerTuning: Sendable {
    public let model: Model
    public let function: ComponentID
    /// By memory, the least first.
    public let settings: [PowerSetting]

    public static let memories = 2...64

    /// Says which memory is simulated next, and takes its progress.
    public typealias Announce = (Bytes) -> (@Sendable (RunProgress) -> Void)?

    /// - Parameter memories: whole MiB in the range of a function.
    public init(
        _ model: Model, function: ComponentID, memories: [Bytes], threads: Int,
        announce: @escaping Announce = { _ in nil }
    ) throws {
        guard let base = model.function(function) else {
            preconditionFailure("a component that is no function")
        }
        self.model = model
        self.function = function
        let prices = try FunctionPrices(model, function)
        var settings: [PowerSetting] = []
        for memory in Set(memories).sorted() {
            let changed = base.with(memory: memory)
            let candidate = try model.with(.function(changed), at: function)
            let measured = try Simulation(candidate).run(
                threads: threads, progress: announce(memory))
            settings.append(PowerSetting(changed, function, measured, prices))
        }
        self.settings = settings
    }

    /// The setting at which a million invocations cost least; of equals the one with less memory.
    public var cheapest: PowerSetting? {
        settings.filter { $0.cost != nil }.min { cost($0) < cost($1) }
    }

    /// The setting whose invocations are shortest.
    public var fastest: PowerSetting? {
        settings.filter { $0.duration != nil }.min { time($0) < time($1) }
    }

    /// The setting where cost and duration, each as a share of its largest, add up to the least.
    public var balanced: PowerSetting? {
        let known = settings.filter { $0.cost != nil && $0.duration != nil }
        guard let dearest = known.map(cost).max(), let slowest = known.map(time).max() else {
            return nil
        }
        return known.min {
            cost($0) / dearest + time($0) / slowest < cost($1) / dearest + time($1) / slowest
        }
    }

    private func cost(_ setting: PowerSetting) -> Double { setting.cost?.value ?? .infinity }
    private func time(_ setting: PowerSetting) -> Double { setting.duration?.value ?? .infinity }
}

/// What a function does at one memory.
public struct PowerSetting: Sendable {
    public let memory: Bytes
    /// Of an invocation, its cold start included; absent where none ended.
    public let duration: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    public let coldStarts: Estimate<Ratio>?
    public let throttled: Estimate<Ratio>
    public let concurrency: Estimate<Double>
    /// USD for a million invocations, free ones not taken off; absent where none began.
    public let cost: Estimate<Double>?

    init(
        _ function: Function, _ id: ComponentID, _ measured: Measurements,
        _ prices: FunctionPrices
    ) {
        guard let found = measured.functions.first(where: { $0.component == id }) else {
            preconditionFailure("a function that was not measured")
        }
        memory = function.memory
        duration = found.duration
        p95 = found.p95
        coldStarts = found.coldStarts
        throttled = found.throttled
        concurrency = found.concurrency
        cost = prices.perMillion(function, found)
    }
}

/// What the invocations of a function cost.
struct FunctionPrices {
    private let request: Double
    private let duration: Double
    private let provisionedDuration: Double
    private let provisioned: Double

    /// Throws where a price is missing.
    init(_ model: Model, _ id: ComponentID) throws(CostError) {
        func price(_ item: Tariff.Item) throws(CostError) -> Double {
            try model.price(of: item, at: id, per: item.unit).price.amount.approximation
        }
        request = try price(.requests)
        duration = try price(.duration)
        let hasProvisioned = (model.function(id)?.provisioned ?? 0) > 0
        provisionedDuration = hasProvisioned ? try price(.provisionedDuration) : 0
        provisioned = hasProvisioned ? try price(.provisioned) : 0
    }

    /// Replication by replication: what is billed a second over the invocations of a second.
    func perMillion(
        _ function: Function, _ measured: FunctionMeasurement
    ) -> Estimate<Double>? {
        guard case .sampled(let begun) = measured.begun,
            case .sampled(let billed) = measured.billed,
            case .sampled(let inProvisioned) = measured.billedProvisioned,
            begun.values.allSatisfy({ $0 > 0 })
        else { return nil }
        let standing = Double(function.provisioned) * function.gibibytes * provisioned
        return .sampled(
            Sample(
                begun.values.indices.map { index in
                    let perSecond =
                        billed.values[index] * duration
                        + inProvisioned.values[index] * provisionedDuration + standing
                    return 1e6 * (request + perSecond / begun.values[index])
                }))
    }
}
