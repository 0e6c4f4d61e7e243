// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What the sources of a model ask for in the measured window.
///
/// Where a rate or a number of users moves, its mean over the window stands for it: loads are then
/// right, and waiting, which grows faster than the load, is not answered for (`isSteady`).
struct TrafficFlow {
    struct Source {
        enum Kind {
            /// Requests a second, and the scv of the time between two.
            case open(rate: Double, scv: Double)
            /// Users, and their mean think time in seconds.
            case closed(users: Double, think: Double)
        }

        let kind: Kind
        /// The share of each operation of the model.
        let mix: [Double]
    }

    let sources: [Source]
    /// True where no source's level moves before the end of the window.
    let isSteady: Bool
    /// True where all open sources are Poisson.
    let isPoisson: Bool
    /// True where one source asks at equal intervals.
    let isDeterministic: Bool

    init(_ model: Model) throws(EngineError) {
        var sources: [Source] = []
        var isSteady = true
        var isPoisson = true
        var isDeterministic = false
        let start = model.run.warmUp.time.seconds
        let window = start...(start + model.run.duration.seconds)
        for source in model.sources {
            var mix = Array(repeating: 0.0, count: model.operations.count)
            for share in source.mix { mix[share.operation.index] += share.share.fraction }
            let level: Level
            let kind: Source.Kind
            switch source.demand {
            case .open(let open):
                level = Level(
                    first: open.rate.perSecond,
                    stages: open.stages.map { ($0.duration.seconds, $0.target.perSecond) })
                let scv = try Self.variation(open, source.name)
                kind = .open(rate: level.mean(over: window), scv: scv)
                if open.law != .poisson { isPoisson = false }
                if open.law == .deterministic { isDeterministic = model.sources.count == 1 }
            case .closed(let closed):
                level = Level(
                    first: Double(closed.users),
                    stages: closed.stages.map { ($0.duration.seconds, Double($0.target)) })
                kind = .closed(
                    users: level.mean(over: window), think: closed.think.meanSeconds)
            }
            if !level.isConstant(over: window) { isSteady = false }
            sources.append(Source(kind: kind, mix: mix))
        }
        self.sources = sources
        self.isSteady = isSteady
        self.isPoisson = isPoisson
        self.isDeterministic = isDeterministic
    }

    /// The scv of the time between two arrivals.
    private static func variation(
        _ demand: OpenDemand, _ source: String
    ) throws(EngineError) -> Double {
        guard demand.batch.isOne else {
            throw .noClosedForm(what: "traffic.\(source)", reason: "requests come in batches")
        }
        switch demand.law {
        case .poisson: return 1
        case .deterministic: return 0
        case .renewal(let law): return law.scv
        case .bursts:
            throw .noClosedForm(what: "traffic.\(source)", reason: "requests come in bursts")
        }
    }

    var isOpen: Bool {
        sources.contains { if case .open = $0.kind { true } else { false } }
    }

    var closed: [Int] {
        sources.indices.filter { if case .closed = sources[$0].kind { true } else { false } }
    }
}

/// A level that moves along straight ramps.
private struct Level {
    private let ramps: [(start: Double, end: Double, from: Double, to: Double)]

    init(first: Double, stages: [(duration: Double, target: Double)]) {
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

    func mean(over window: ClosedRange<Double>) -> Double {
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
        let inside = ramps.filter {
            $0.end > window.lowerBound && $0.start < window.upperBound && $0.end > $0.start
        }
        let levels = inside.flatMap { [$0.from, $0.to] }
        return levels.allSatisfy { $0 == levels.first }
    }
}
