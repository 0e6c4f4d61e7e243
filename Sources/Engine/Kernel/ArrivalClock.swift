// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// When the next arrival of an open source comes, also while its rate moves along ramps.
///
/// A Poisson process of rate λ(t) is a unit-rate process on the clock Λ(t) = ∫λ: the next arrival
/// is where Λ has grown by an exponential step (or by 1, for equal interarrival times, or by a
/// draw of another law with mean 1).
/// Source: Çinlar, Introduction to Stochastic Processes, 1975, ch. 4.7.
struct ArrivalClock {
    /// A stretch of time in which the rate runs straight from `rate` by `slope`; per ns.
    private struct Segment {
        let start: Double
        let end: Double
        let rate: Double
        let slope: Double
    }

    private let segments: [Segment]
    private let step: Step
    /// The rates in turn of a source of bursts, which needs no segments.
    private var bursts: BurstClock?
    /// Recorded arrivals, which need none either.
    private var trace: TraceClock?
    private var current = 0
    /// After which the segments begin anew, in ns; 0 where they never do.
    private let period: Double
    /// When the present round of the segments began, and when no more is begun.
    private var round = 0.0
    private let end: Double
    private var words: Xoshiro256PlusPlus
    private let ziggurat: ZigguratTables
    /// Interarrival mean in ns where the rate never moves, else 0.
    private let steadyMean: Double
    private let isSteadyPoisson: Bool

    /// How far Λ grows from one arrival to the next.
    private enum Step {
        case exponential
        case one
        case drawn(CompiledDistribution, DistributionTables, mean: Double)
    }

    /// - Parameter end: when the run ends, in ns; bursts are followed no further.
    init(
        _ demand: OpenDemand, stream: StreamKey, ziggurat: ZigguratTables, end: Int64 = .max
    ) {
        let rate = demand.rate.perSecond * 1e-9
        let built = demand.cycle.map { Self.segments(rate, $0) } ?? Self.segments(demand)
        segments = built
        period = demand.cycle.map { Double($0.period.nanoseconds) } ?? 0
        self.end = Double(end)
        var isPoisson = false
        switch demand.law {
        case .poisson:
            step = .exponential
            isPoisson = true
        case .deterministic: step = .one
        case .renewal(let law):
            var compiler = DistributionCompiler()
            let compiled = compiler.compile(law)
            step = .drawn(compiled, compiler.finish(), mean: law.meanSeconds * 1e9)
        case .bursts(let rates):
            step = .exponential
            bursts = BurstClock(rates, stream: stream, ziggurat: ziggurat, end: end)
        case .trace(let recorded):
            step = .one
            trace = TraceClock(recorded, end: end)
        }
        words = Xoshiro256PlusPlus(stream)
        self.ziggurat = ziggurat
        let isSteady = built.count == 1 && built[0].slope == 0 && built[0].rate > 0
        steadyMean = isSteady ? 1 / built[0].rate : 0
        isSteadyPoisson = isPoisson && steadyMean > 0 && steadyMean <= Self.longestBriefMean
    }

    /// The ramps, and for ever what comes after them.
    private static func segments(_ demand: OpenDemand) -> [Segment] {
        var built: [Segment] = []
        var time = 0.0
        var rate = demand.rate.perSecond * 1e-9
        for stage in demand.stages {
            let target = stage.target.perSecond * 1e-9
            let length = Double(stage.duration.nanoseconds)
            if length > 0 {
                built.append(
                    Segment(
                        start: time, end: time + length, rate: rate,
                        slope: (target - rate) / length))
            }
            time += length
            rate = target
        }
        built.append(Segment(start: time, end: .infinity, rate: rate, slope: 0))
        return built
    }

    /// One round of a cycle.
    private static func segments(_ rate: Double, _ cycle: LoadCycle) -> [Segment] {
        var built: [Segment] = []
        var time = 0.0
        for piece in cycle.pieces {
            let length = Double(piece.duration.nanoseconds)
            let (from, to) = (rate * piece.from.fraction, rate * piece.to.fraction)
            built.append(
                Segment(
                    start: time, end: time + length, rate: from, slope: (to - from) / length))
            time += length
        }
        return built
    }

    /// A draw of 45 means still is below 2^51 ns.
    private static let longestBriefMean = 0x1p45

    /// The clock of a source that brings nothing by itself.
    init(never stream: StreamKey) {
        segments = []
        period = 0
        end = 0
        step = .one
        words = Xoshiro256PlusPlus(stream)
        ziggurat = .standard
        steadyMean = 0
        isSteadyPoisson = false
    }

    /// Time of the next arrival after `now`, in ns; nil where no more will come.
    @inline(__always)
    mutating func next(after now: Int64) -> Int64? {
        if _fastPath(isSteadyPoisson) {
            return now &+ briefNanoseconds(ziggurat.exponential(words.next()) * steadyMean)
        }
        return nextOther(after: now)
    }

    @inline(never)
    private mutating func nextOther(after now: Int64) -> Int64? {
        if bursts != nil { return bursts?.next(after: now) }
        if trace != nil { return trace?.next() }
        let growth: Double
        switch step {
        case .exponential: growth = ziggurat.exponential(words.next())
        case .one: growth = 1
        case .drawn(let law, let tables, let mean):
            growth = law.sampleNanoseconds(bits: words.next(), tables: tables.sampling) / mean
        }
        if steadyMean > 0 { return now &+ nanoseconds(growth * steadyMean) }
        return walk(growth, after: now)
    }

    /// Follows Λ from `now` until it has grown by `step`.
    private mutating func walk(_ step: Double, after now: Int64) -> Int64? {
        var left = step
        var time = Double(now)
        while current < segments.count {
            let segment = segments[current]
            let segmentEnd = round + segment.end
            let rate = segment.rate + segment.slope * (time - round - segment.start)
            if let taken = Self.time(toGrow: left, rate: rate, slope: segment.slope),
                time + taken <= segmentEnd
            {
                return now &+ nanoseconds(max(time + taken - Double(now), 0))
            }
            guard segment.end.isFinite else { return nil }
            let length = segmentEnd - time
            // Not below zero by rounding: the next arrival would lie before this segment's end.
            left = max(left - (rate + segment.slope * length / 2) * length, 0)
            time = segmentEnd
            current += 1
            if current == segments.count, period > 0, time < end {
                current = 0
                round += period
            }
        }
        return nil
    }

    /// The t at which rate t + slope t²/2 = growth; nil where it never does.
    private static func time(toGrow growth: Double, rate: Double, slope: Double) -> Double? {
        if slope == 0 { return rate > 0 ? growth / rate : nil }
        let discriminant = rate * rate + 2 * slope * growth
        guard discriminant >= 0 else { return nil }
        // The form that does not cancel: 2g / (r + √(r² + 2 s g)).
        let denominator = rate + discriminant.squareRoot()
        return denominator > 0 ? 2 * growth / denominator : nil
    }
}
