// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What the laws of operational analysis leave of a run, at the service demands that it measured.
///
/// Bounds on latency hold of the moments at which they are asked for, and there are none where a
/// request may be turned away or given up: then nobody has to wait.
public struct LoadBound: Sendable {
    /// Requests a second that the resource which binds carries at most, 1/Dmax; the upper end of
    /// its interval.
    public let carried: Rate
    /// The most that comes in any window.
    public let asked: Rate
    private let windows: [LoadWindow]
    /// The least mean time of requests in each window, where all traffic is of users.
    private let leastMeans: [Double]
    private let queues: [GrowingQueue]

    public enum Standing: Sendable {
        case allowed
        /// Below what the mean must be at least.
        case implausible
        case forbidden
    }

    /// Nil where nothing binds.
    public init?(_ model: Model, _ measurements: Measurements) {
        guard let load = measurements.bindingResource?.saturationLoad else { return nil }
        let carried = load.interval(confidence: Figure.confidence)?.upperBound ?? load.value
        let windows = LoadWindow.all(model, measurements)
        let peak = measurements.control.timeline.map(\.arrivals.value).max()
        self.carried = .perSecond(carried)
        self.windows = windows
        asked = .perSecond(
            max(
                peak ?? measurements.overall.throughput.value,
                measurements.saturation?.offered.perSecond ?? 0))
        let keepsAll = !model.mayLoseRequests
        leastMeans = keepsAll ? Self.leastMeans(model, windows, carried) : []
        queues =
            keepsAll
            ? GrowingQueue.all(Fluid.all(model, measurements, windows), model, windows) : []
    }

    /// Whether more comes than can be carried, for good or for a while.
    public var isOverloaded: Bool { asked > carried }

    /// The least mean time of requests, at the moment at which it is longest.
    public var leastResponse: SimTime? { Self.longest(leastMeans + waits(ofEverybody: false)) }

    /// What everybody waited at least who passed a growing queue when it was longest.
    public var leastPeakWait: SimTime? { Self.longest(waits(ofEverybody: true)) }

    private func waits(ofEverybody: Bool) -> [Double] {
        queues.filter { $0.isOfEverybody == ofEverybody }.flatMap(\.waits)
    }

    private static func longest(_ seconds: [Double]) -> SimTime? {
        seconds.max().flatMap { $0 > 0 ? SimTime(roundingSeconds: $0) : nil }
    }

    /// How a published figure stands to the laws.
    func standing(_ metric: Observation.Metric, _ published: Double) -> Standing {
        switch metric {
        case .throughput: published > carried.perSecond ? .forbidden : .allowed
        case .latency(let operation, let quantile):
            standing(published, operation, quantile, windows.indices.filter(isMeasured))
        case .timed(.latency(let rank), .at(let time)):
            standing(
                published, nil, rank.quantile,
                windows.indices.filter { windows[$0].start < time && time <= windows[$0].end })
        case .timed(.latency(let rank), .peak):
            // The largest of all windows is below it, so each of them is.
            strictest(
                windows.indices.map { standing(published, nil, rank.quantile, [$0]) })
        case .utilization, .timed(.utilization, _), .timed(.pods, _), .pods, .errors, .hitRate,
            .useRate, .costPerHour, .costPerTransaction, .memory, .timed(.hitRate, _), .page:
            .allowed
        }
    }

    private func standing(
        _ published: Double, _ operation: OperationID?, _ quantile: Ratio, _ indices: [Int]
    ) -> Standing {
        let isBelow = { (queue: GrowingQueue) in
            published < queue.leastLatency(operation, quantile, indices, windows)
        }
        if queues.contains(where: { $0.isOfEverybody && isBelow($0) }) { return .forbidden }
        guard quantile >= Self.leastTail else { return .allowed }
        if queues.contains(where: isBelow) { return .implausible }
        guard operation == nil, !leastMeans.isEmpty else { return .allowed }
        let mean = LoadWindow.least(leastMeans, of: 1, quantile, indices, windows)
        return published < mean ? .implausible : .allowed
    }

    /// Percentiles from here on are above the mean, but where the tail is very long.
    private static let leastTail = Ratio.percent(90)

    private func strictest(_ all: [Standing]) -> Standing {
        all.contains(.forbidden) ? .forbidden : all.contains(.implausible) ? .implausible : .allowed
    }

    private func isMeasured(_ index: Int) -> Bool { windows[index].isMeasured }

    /// Of users alone, N / X - Z: so many of them at that rate of answers. Where sources think
    /// differently, at the longest think time. Source: Denning and Buzen, The Operational Analysis
    /// of Queueing Network Models, ACM Computing Surveys 10(3), 1978, the interactive response time
    /// formula.
    private static func leastMeans(
        _ model: Model, _ windows: [LoadWindow], _ carried: Double
    ) -> [Double] {
        var thinking = 0.0
        for source in model.sources {
            guard case .closed(let closed) = source.demand else { return [] }
            thinking = max(thinking, closed.think.meanSeconds)
        }
        return windows.map { ($0.users ?? 0) / carried - thinking }
    }
}

extension Alert.LatencyRank {
    fileprivate var quantile: Ratio {
        switch self {
        case .p50: .percent(50)
        case .p95: .percent(95)
        }
    }
}

/// A stretch of the scenario's time, and what comes in it.
struct LoadWindow: Sendable {
    let start: SimTime
    let end: SimTime
    /// After the warm-up.
    let isMeasured: Bool
    /// Requests a second of open sources; absent where there is none.
    let arrivals: Double?
    /// Users of closed sources; absent where there is none.
    let users: Double?

    /// Where the run has no timeline.
    private static let parts: Int64 = 60

    var seconds: Double { (end - start).seconds }

    /// The percentile of what a share of the requests takes at least in each of some windows: the
    /// longest time that enough of them take.
    static func least(
        _ times: [Double], of share: Double, _ quantile: Ratio, _ indices: [Int],
        _ windows: [LoadWindow]
    ) -> Double {
        let whole = indices.reduce(0) { $0 + windows[$1].seconds }
        var part = 0.0
        for index in indices.sorted(by: { times[$0] > times[$1] }) {
            part += windows[index].seconds
            if share * part / whole > 1 - quantile.fraction { return times[index] }
        }
        return 0
    }

    /// Those of the timeline; else parts of the run.
    static func all(_ model: Model, _ measurements: Measurements) -> [LoadWindow] {
        let warmUp = measurements.warmUp?.time ?? model.run.warmUp.time
        var spans = measurements.control.timeline.map { ($0.start, $0.end) }
        if spans.isEmpty {
            let part = (warmUp + model.run.duration).nanoseconds / parts
            spans = (0..<parts).map { (.nanoseconds($0 * part), .nanoseconds(($0 + 1) * part)) }
        }
        return spans.filter { $0.0 < $0.1 }.map { start, end in
            let load = OfferedLoad(model, from: start, to: end)
            return LoadWindow(
                start: start, end: end, isMeasured: start >= warmUp,
                arrivals: load.requests?.perSecond, users: load.users)
        }
    }
}
