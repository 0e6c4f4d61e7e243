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

    var hasQuantiles: Bool {
        figures.contains { figure in
            if case .quantile = figure.metric { true } else { false }
        }
    }

    /// Under another load.
    func at(_ other: TestLevel) -> ObservedLevel {
        ObservedLevel(
            level: other, isMeasured: isMeasured, duration: duration, figures: figures,
            isHeldOut: isHeldOut)
    }
}

extension [ObservedLevel] {
    /// Loads that differ by less are the same test: files of it belong together, for what chance
    /// did to one it did to the others.
    private static var sameLoad: Double { 0.02 }

    /// Those of one test made one.
    func joined() -> [ObservedLevel] {
        var joined: [ObservedLevel] = []
        for level in self {
            let same = joined.firstIndex { other in
                other.isHeldOut == level.isHeldOut
                    && (other.level.amount - level.level.amount).magnitude
                        <= Self.sameLoad * other.level.amount
            }
            guard let same else {
                joined.append(level)
                continue
            }
            let other = joined[same]
            joined[same] = ObservedLevel(
                level: other.level, isMeasured: other.isMeasured || level.isMeasured,
                duration: other.duration ?? level.duration,
                figures: other.figures + level.figures, isHeldOut: other.isHeldOut)
        }
        return joined
    }
}
