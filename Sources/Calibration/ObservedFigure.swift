// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What of a model was observed; an operation that is absent stands for all together.
public enum ObservedMetric: Hashable, Sendable {
    case throughput(OperationID?)
    case mean(OperationID?)
    case quantile(OperationID?, Ratio)
    case utilization(ResourceID)

    public var operation: OperationID? {
        switch self {
        case .throughput(let id), .mean(let id), .quantile(let id, _): id
        case .utilization: nil
        }
    }

    /// Whether it is of all requests together.
    var isOfAll: Bool {
        switch self {
        case .throughput(let id), .mean(let id), .quantile(let id, _): id == nil
        case .utilization: false
        }
    }

    /// What an engine says of it, in seconds, per second or as a fraction; nil where it does not.
    func reading(_ measurements: Measurements) -> Reading? {
        switch self {
        case .throughput(let id):
            return measurements.measurement(of: id).map { Reading($0.throughput) }
        case .mean(let id):
            return measurements.measurement(of: id)?.meanSojournTime.map { Reading($0) }
        case .quantile(let id, let rank):
            return measurements.measurement(of: id)?.percentile(rank).map { Reading($0) }
        case .utilization(let id):
            return measurements.resources.first { $0.id == id }.map { Reading($0.utilization) }
        }
    }

    struct Reading {
        let value: Double
        /// By replication; empty in a closed form.
        let replications: [Double]

        init<Unit>(_ estimate: Estimate<Unit>) {
            value = estimate.value
            switch estimate {
            case .sampled(let sample): replications = sample.values
            case .exact, .approximate: replications = []
            }
        }
    }
}

/// One observed number.
public struct ObservedFigure: Sendable, Equatable {
    /// Where it stands.
    public let file: String
    public let metric: ObservedMetric
    /// In seconds, per second or as a fraction; above 0.
    public let value: Double
    /// Standard error of its logarithm beside what chance does to the requests of a test: how it
    /// scatters in time, and how it was rounded.
    let scatter: Double
    /// How long it was watched, where that is not as long as its level.
    var duration: SimTime?
}

/// What was observed at one load.
public struct ObservedLevel: Sendable, Equatable {
    public let level: TestLevel
    /// Whether the load itself was measured, so that chance moved it too.
    public let isMeasured: Bool
    /// How long it was watched; absent where nobody says.
    public let duration: SimTime?
    public let figures: [ObservedFigure]
    /// Whether it is predicted and not fitted.
    public let isHeldOut: Bool
    var origin = Origin.test
    /// How many others of its load stand before it: each is another draw of chance.
    var repetition = 0

    enum Origin: Sendable {
        case test
        /// Series, and a load that somebody told.
        case toldSeries
        /// Series, and the load beside them.
        case series
    }

    var hasQuantiles: Bool {
        figures.contains { figure in
            if case .quantile = figure.metric { true } else { false }
        }
    }

    /// Under another load.
    func at(_ other: TestLevel) -> ObservedLevel {
        ObservedLevel(
            level: other, isMeasured: isMeasured, duration: duration, figures: figures,
            isHeldOut: isHeldOut, origin: origin, repetition: repetition)
    }

    /// With these figures alone.
    func with(_ figures: [ObservedFigure]) -> ObservedLevel {
        ObservedLevel(
            level: level, isMeasured: isMeasured, duration: duration, figures: figures,
            isHeldOut: isHeldOut, origin: origin, repetition: repetition)
    }
}
