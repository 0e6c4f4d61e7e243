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

    /// The settings at which a million invocations cost least: that with the least mean, and those
    /// that cannot be told from it.
    public var cheapest: [PowerSetting] { best { $0.cost.flatMap(PowerSetting.values) } }

    /// The settings whose invocations are shortest, alike.
    public var fastest: [PowerSetting] { best { $0.duration.flatMap(PowerSetting.values) } }

    /// The settings where cost and duration, each as a share of its largest, add up to the least,
    /// alike.
    public var balanced: [PowerSetting] {
        let dearest = settings.compactMap(\.cost?.value).max() ?? 0
        let slowest = settings.compactMap(\.duration?.value).max() ?? 0
        return best { setting in
            guard let costs = setting.cost.flatMap(PowerSetting.values),
                let times = setting.duration.flatMap(PowerSetting.values)
            else { return nil }
            return zip(costs, times).map { cost, time in
                (dearest > 0 ? cost / dearest : 0) + (slowest > 0 ? time / slowest : 0)
            }
        }
    }

    /// Whether the function was invoked at all.
    public var isInvoked: Bool { settings.contains { $0.load.value > 0 } }

    /// Where the difference of two settings, replication by replication, is surely above zero: at
    /// 95% for all of them together (Bonferroni).
    private func best(_ values: (PowerSetting) -> [Double]?) -> [PowerSetting] {
        let known = settings.compactMap { setting in
            values(setting).map { (setting: setting, sample: Sample<Double>($0)) }
        }
        // Of equals the one with less memory.
        guard let first = known.min(by: { $0.sample.mean < $1.sample.mean }) else { return [] }
        let confidence = Ratio.fraction(1 - 0.05 / Double(max(known.count - 1, 1)))
        let alike = known.filter { other in
            guard other.setting.memory != first.setting.memory else { return false }
            let difference = other.sample.paired(minus: first.sample)
            let least = difference.interval(confidence: confidence)?.lowerBound ?? 0
            return least <= Self.noise * first.sample.mean
        }
        return [first.setting] + alike.map(\.setting)
    }

    /// What rounding adds.
    private static let noise = 1e-9
}

/// What a function does at one memory.
public struct PowerSetting: Sendable {
    public let memory: Bytes
    /// Invocations that were asked for, a second.
    public let load: Estimate<Rate>
    /// Of an invocation, its cold start included; absent where none ended in a replication.
    public let duration: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    public let coldStarts: Estimate<Ratio>?
    public let throttled: Estimate<Ratio>
    public let concurrency: Estimate<Double>
    /// USD for a million invocations, free ones not taken off; absent where none ended in a
    /// replication.
    public let cost: Estimate<Double>?

    init(
        _ function: Function, _ id: ComponentID, _ measured: Measurements,
        _ prices: FunctionPrices
    ) {
        guard let found = measured.functions.first(where: { $0.component == id }) else {
            preconditionFailure("a function that was not measured")
        }
        memory = function.memory
        load = found.load
        duration = found.duration
        p95 = found.p95
        coldStarts = found.coldStarts
        throttled = found.throttled
        concurrency = found.concurrency
        cost = prices.perMillion(function, found)
    }

    /// By replication.
    static func values<Unit>(_ estimate: Estimate<Unit>) -> [Double]? {
        if case .sampled(let sample) = estimate { sample.values } else { nil }
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

    /// Replication by replication: the billed time of those that ended, and what stands ready over
    /// those that began, so that the ends of a window count as often as they are billed.
    func perMillion(
        _ function: Function, _ measured: FunctionMeasurement
    ) -> Estimate<Double>? {
        guard let begun = PowerSetting.values(measured.begun),
            let ended = PowerSetting.values(measured.ended),
            let billed = PowerSetting.values(measured.billed),
            let inProvisioned = PowerSetting.values(measured.billedProvisioned),
            begun.allSatisfy({ $0 > 0 }), ended.allSatisfy({ $0 > 0 })
        else { return nil }
        let standing = Double(function.provisioned) * function.gibibytes * provisioned
        return .sampled(
            Sample(
                begun.indices.map { index in
                    let billed =
                        billed[index] * duration + inProvisioned[index] * provisionedDuration
                    return 1e6 * (request + billed / ended[index] + standing / begun[index])
                }))
    }
}
