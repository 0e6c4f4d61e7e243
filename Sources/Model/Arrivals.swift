// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Arrivals at a rate that does not depend on how the platform fares.
public struct OpenDemand: Sendable {
    /// Arrivals a second, or batches where they come in batches; of bursts the long-run mean.
    public let rate: Rate
    public let law: InterarrivalLaw
    /// Straight ramps from the rate before to each stage's target, one after the other.
    public let stages: [RateStage]
    /// How many requests come at each arrival.
    public let batch: BatchSize
    /// How the rate moves for ever, instead of stages.
    public let cycle: LoadCycle?

    public init(
        rate: Rate, law: InterarrivalLaw, stages: [RateStage], batch: BatchSize = .one,
        cycle: LoadCycle? = nil
    ) {
        self.rate = rate
        self.law = law
        self.stages = stages
        self.batch = batch
        self.cycle = cycle
    }

    /// Poisson arrivals at rates that take turns.
    public init(bursts: [Burst], batch: BatchSize = .one) {
        let cycle = bursts.reduce(0) { $0 + $1.mean.seconds }
        let arrivals = bursts.reduce(0) { $0 + $1.rate.perSecond * $1.mean.seconds }
        self.init(
            rate: .perSecond(cycle > 0 ? arrivals / cycle : 0), law: .bursts(bursts), stages: [],
            batch: batch)
    }

    /// Arrivals at recorded times.
    public init(trace: ArrivalTrace, batch: BatchSize = .one) {
        let period = trace.period.seconds
        self.init(
            rate: .perSecond(period > 0 ? Double(trace.times.count) / period : 0),
            law: .trace(trace), stages: [], batch: batch)
    }
}

/// The law of the time between two arrivals of an open source.
public enum InterarrivalLaw: Sendable, Hashable {
    /// Exponential interarrival times: a Poisson process, also while the rate moves.
    case poisson
    /// Equal interarrival times.
    case deterministic
    /// Independent interarrival times of this law; their mean comes from the rate, not from it.
    case renewal(Distribution)
    /// A Poisson process whose rate takes turns (MMPP).
    case bursts([Burst])
    /// Arrivals at recorded times.
    case trace(ArrivalTrace)
}

/// A rate that holds for an exponential time before the next in turn.
public struct Burst: Sendable, Hashable {
    public static let mostBursts = 100
    /// Shorter ones nobody could tell from their mean.
    public static let shortestMean = SimTime.milliseconds(1)

    public let rate: Rate
    /// Of the time for which it holds.
    public let mean: SimTime

    public init(rate: Rate, mean: SimTime) {
        self.rate = rate
        self.mean = mean
    }
}

/// How many requests come at one arrival: one of the sizes, by weight.
public struct BatchSize: Sendable, Hashable {
    public static let largest = 100_000

    public let sizes: [Int]
    /// As many as sizes.
    public let weights: [Double]

    public static let one = BatchSize(sizes: [1], weights: [1])

    public init(sizes: [Int], weights: [Double]) {
        self.sizes = sizes
        self.weights = weights
    }

    /// The mean number of requests.
    public var mean: Double {
        let total = weights.reduce(0, +)
        return zip(sizes, weights).reduce(0) { $0 + Double($1.0) * ($1.1 / total) }
    }

    /// Whether each arrival is one request.
    public var isOne: Bool { sizes.allSatisfy { $0 == 1 } }
}

/// A ramp of an open source to `target` within `duration`; zero duration is a step.
public struct RateStage: Sendable {
    public let duration: SimTime
    public let target: Rate

    public init(duration: SimTime, target: Rate) {
        self.duration = duration
        self.target = target
    }
}
