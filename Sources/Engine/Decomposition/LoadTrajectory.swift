// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A level that moves along straight ramps, or for ever along a cycle.
struct LoadTrajectory {
    private let ramps: [(start: Double, end: Double, from: Double, to: Double)]
    private let first: Double
    private let cycle: LoadCycle?

    /// A rate a second, or a number of users.
    init(_ demand: Demand) {
        let stages: [(duration: Double, target: Double)]
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
        var ramps: [(start: Double, end: Double, from: Double, to: Double)] = []
        var time = 0.0
        var level = first
        for stage in stages {
            ramps.append((time, time + stage.duration, level, stage.target))
            time += stage.duration
            level = stage.target
        }
        ramps.append((time, .infinity, level, level))
        self.ramps = ramps
    }

    /// The level at the start; where that is none, the first that is reached.
    var beginning: Double {
        if let cycle {
            let levels = cycle.pieces.flatMap { [$0.from.fraction, $0.to.fraction] }
            return first * (levels.first { $0 > 0 } ?? 0)
        }
        return first > 0 ? first : ramps.map(\.to).first { $0 > 0 } ?? 0
    }

    func mean(over window: ClosedRange<Double>) -> Double {
        if let cycle {
            let (before, all) = (
                cycle.integral(upTo: window.lowerBound), cycle.integral(upTo: window.upperBound)
            )
            return first * (all - before) / (window.upperBound - window.lowerBound)
        }
        var sum = 0.0
        for ramp in ramps {
            let start = max(ramp.start, window.lowerBound)
            let end = min(ramp.end, window.upperBound)
            guard end > start else { continue }
            let slope =
                ramp.end.isFinite ? (ramp.to - ramp.from) / (ramp.end - ramp.start) : 0
            sum += (end - start) * (ramp.from + slope * ((start + end) / 2 - ramp.start))
        }
        return sum / (window.upperBound - window.lowerBound)
    }

    /// Whether it stands still in the window.
    func isConstant(over window: ClosedRange<Double>) -> Bool {
        if let cycle { return cycle.isConstant }
        let inside = ramps.filter {
            $0.end > window.lowerBound && $0.start < window.upperBound && $0.end > $0.start
        }
        let levels = inside.flatMap { [$0.from, $0.to] }
        return levels.allSatisfy { $0 == levels.first }
    }
}
