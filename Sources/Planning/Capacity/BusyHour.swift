// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How much more a platform has to carry in its busy hour than on average.
public struct BusyHour: Sendable, Equatable {
    public enum Origin: Sendable, Equatable {
        /// Somebody said so.
        case stated
        /// The busiest hour of a load that moves, or all of it where it is measured for less.
        case measured
        /// The load stands still, and nobody said more.
        case steady
    }

    /// Over the mean.
    public let factor: Double
    public let origin: Origin
    /// The mean level of each source in the measured window: arrivals a second, or users.
    let levels: [Double]

    /// How far windows are apart that are looked at.
    private static let step = 60.0
    private static let length = 3600.0

    public init(_ model: Model, stated: Double?) {
        let start = model.run.warmUp.time.seconds
        let window = start...start + max(model.run.duration.seconds, 1e-9)
        let sources = model.sources.map { LevelIntegral($0.demand) }
        levels = sources.map { $0.mean(over: window) }
        if let stated {
            (factor, origin) = (stated, .stated)
            return
        }
        let moves = model.sources.contains { !Self.isSteady($0.demand) }
        let mean = Self.requests(model, levels)
        guard moves, mean > 0 else {
            (factor, origin) = (1, .steady)
            return
        }
        let hour = min(Self.length, model.run.duration.seconds)
        var busiest = mean
        var from = window.lowerBound
        while from + hour <= window.upperBound + 1e-9 {
            let part = from...from + hour
            busiest = max(busiest, Self.requests(model, sources.map { $0.mean(over: part) }))
            from += max(Self.step, model.run.duration.seconds / 10_000)
        }
        (factor, origin) = (busiest / mean, .measured)
    }

    /// The model at its mean load, which stands still.
    func steady(_ model: Model) throws(ModelError) -> Model {
        let moves = model.sources.contains { !Self.isSteady($0.demand) }
        return moves ? try model.with(steady: levels) : model
    }

    private static func isSteady(_ demand: Demand) -> Bool {
        switch demand {
        case .open(let open): open.stages.isEmpty && open.cycle == nil
        case .closed(let closed): closed.stages.isEmpty && closed.cycle == nil
        }
    }

    /// Levels of all sources together; a user counts as one request each time of thinking.
    private static func requests(_ model: Model, _ levels: [Double]) -> Double {
        zip(model.sources, levels).reduce(0) { sum, pair in
            switch pair.0.demand {
            case .open(let open): sum + pair.1 * open.batch.mean
            case .closed(let closed):
                sum + pair.1 / max(closed.think.mean.seconds, 1e-3)
            }
        }
    }
}

/// The level of a source over time: straight ramps, or a cycle.
private struct LevelIntegral {
    private let first: Double
    private let stages: [(duration: Double, target: Double)]
    private let cycle: LoadCycle?

    init(_ demand: Demand) {
        switch demand {
        case .open(let open):
            first = open.rate.perSecond
            stages = open.stages.map { ($0.duration.seconds, $0.target.perSecond) }
            cycle = open.cycle
        case .closed(let closed):
            first = Double(closed.users)
            stages = closed.stages.map { ($0.duration.seconds, Double($0.target)) }
            cycle = closed.cycle
        }
    }

    func mean(over window: ClosedRange<Double>) -> Double {
        let length = window.upperBound - window.lowerBound
        return (integral(upTo: window.upperBound) - integral(upTo: window.lowerBound)) / length
    }

    private func integral(upTo end: Double) -> Double {
        if let cycle { return first * cycle.integral(upTo: end) }
        var (sum, time, level) = (0.0, 0.0, first)
        for stage in stages where time < end {
            let part = min(stage.duration, end - time)
            if stage.duration > 0 {
                let reached = level + (stage.target - level) * part / stage.duration
                sum += part * (level + reached) / 2
            }
            time += stage.duration
            level = stage.target
        }
        return time < end ? sum + (end - time) * level : sum
    }
}
