// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How much more a platform has to carry in its busy hour than on average.
///
/// What moves by the hour counts: stages, and cycles and traces that are longer than an hour. They
/// are looked at over the measured time, or over one whole cycle where that is longer. Shorter
/// cycles and traces, and bursts, stay part of the load.
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
    /// The mean level of each source: arrivals a second, or users.
    let levels: [Double]
    /// Whether it moves by the hour.
    private let moves: [Bool]

    /// How far windows are apart that are looked at.
    private static let step = 60.0
    private static let length = 3600.0
    private static let mostSteps = 10_000.0

    public init(_ model: Model, stated: Double?) {
        let courses = model.sources.map { LevelCourse($0.demand) }
        moves = courses.map { $0.moves(by: Self.length) }
        let start = model.run.warmUp.time.seconds
        let period = zip(courses, moves).compactMap { $1 ? $0.period : nil }.max() ?? 0
        let length = max(model.run.duration.seconds, period, 1e-9)
        let window = start...start + length
        levels = courses.map { $0.mean(over: window) }
        if let stated {
            (factor, origin) = (stated, .stated)
            return
        }
        let mean = Self.requests(model, levels)
        guard moves.contains(true), mean > 0 else {
            (factor, origin) = (1, .steady)
            return
        }
        let hour = min(Self.length, length)
        var busiest = mean
        var from = start
        while from + hour <= window.upperBound + 1e-9 {
            let part = from...from + hour
            busiest = max(busiest, Self.requests(model, courses.map { $0.mean(over: part) }))
            from += max(Self.step, length / Self.mostSteps)
        }
        (factor, origin) = (busiest / mean, .measured)
    }

    /// The model at its mean load, which stands still.
    func steady(_ model: Model) throws(ModelError) -> Model {
        guard moves.contains(true) else { return model }
        return try model.with(steady: zip(levels, moves).map { $1 ? $0 : nil })
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

/// The level of a source over time.
private struct LevelCourse {
    private let shape: Shape
    /// Of what comes again; nil of what does not.
    let period: Double?

    private enum Shape {
        case steady(Double)
        case ramps(Ramps)
        /// Times of arrivals within the period.
        case arrivals([Double])
    }

    init(_ demand: Demand) {
        let stages: [(duration: Double, target: Double)]
        let (level, cycle): (Double, LoadCycle?)
        switch demand {
        case .open(let open):
            if case .trace(let trace) = open.law {
                shape = .arrivals(trace.times.map(\.seconds))
                period = trace.period.seconds
                return
            }
            (level, cycle) = (open.rate.perSecond, open.cycle)
            stages = open.stages.map { ($0.duration.seconds, $0.target.perSecond) }
        case .closed(let closed):
            (level, cycle) = (Double(closed.users), closed.cycle)
            stages = closed.stages.map { ($0.duration.seconds, Double($0.target)) }
        }
        if let cycle {
            period = cycle.period.seconds
            shape =
                cycle.isConstant
                ? .steady(level * cycle.largest.fraction) : .ramps(Ramps(cycle, of: level))
        } else {
            period = nil
            shape = stages.isEmpty ? .steady(level) : .ramps(Ramps(from: level, stages))
        }
    }

    func moves(by length: Double) -> Bool {
        if case .steady = shape { return false }
        return period.map { $0 > length } ?? true
    }

    func mean(over window: ClosedRange<Double>) -> Double {
        let length = window.upperBound - window.lowerBound
        return (integral(upTo: window.upperBound) - integral(upTo: window.lowerBound)) / length
    }

    private func integral(upTo end: Double) -> Double {
        guard let period, period > 0 else { return partial(upTo: end) }
        let whole = (end / period).rounded(.down)
        return whole * partial(upTo: period) + partial(upTo: end - whole * period)
    }

    private func partial(upTo end: Double) -> Double {
        switch shape {
        case .steady(let level): level * end
        case .ramps(let ramps): ramps.integral(upTo: end)
        case .arrivals(let times): Double(times.partition { $0 < end })
        }
    }
}

/// Straight pieces, one after the other; the last level stays.
private struct Ramps {
    private var starts: [Double] = []
    /// Up to each start.
    private var sums: [Double] = []
    private var levels: [(from: Double, to: Double)] = []
    private var end = 0.0
    private var sum = 0.0
    private var last: Double

    init(from level: Double, _ stages: [(duration: Double, target: Double)]) {
        last = level
        for stage in stages { add(stage.duration, from: last, to: stage.target) }
    }

    init(_ cycle: LoadCycle, of level: Double) {
        last = 0
        for piece in cycle.pieces {
            add(
                piece.duration.seconds, from: level * piece.from.fraction,
                to: level * piece.to.fraction)
        }
    }

    private mutating func add(_ duration: Double, from: Double, to: Double) {
        last = to
        guard duration > 0 else { return }
        starts.append(end)
        sums.append(sum)
        levels.append((from, to))
        end += duration
        sum += duration * (from + to) / 2
    }

    func integral(upTo time: Double) -> Double {
        guard time < end else { return sum + (time - end) * last }
        let place = starts.partition { $0 <= time } - 1
        guard place >= 0 else { return 0 }
        let next = place + 1 < starts.count ? starts[place + 1] : end
        let (from, to) = levels[place]
        let part = time - starts[place]
        return sums[place] + part * (from + (to - from) * (part / (next - starts[place])) / 2)
    }
}

extension [Double] {
    /// How many of the ascending values come before the first that is not so.
    fileprivate func partition(_ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
