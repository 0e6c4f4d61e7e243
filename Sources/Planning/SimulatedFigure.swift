// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// A simulated figure that an objective bounds, in the base unit of its measure.
struct SimulatedFigure {
    let value: Double
    let relativeHalfWidth: Double?
    /// Shares of failures are rare events, whose relative precision is no sensible aim.
    let isRare: Bool
    let origin: Figure.Origin
    /// Where the truth lies at a confidence; absent where one replication gives no interval.
    let interval: (Ratio) -> ClosedRange<Double>?

    init<Unit: Sendable>(_ estimate: Estimate<Unit>) {
        value = estimate.value
        relativeHalfWidth = estimate.relativeHalfWidth(confidence: Figure.confidence)
        isRare = false
        origin = Figure.Origin(estimate)
        interval = { estimate.interval(confidence: $0) }
    }

    /// The share of failures, its interval widened to what is unseen.
    ///
    /// No failure in n requests leaves 1 - 0.05^(1/n) open, about 3/n with 95% confidence (the rule
    /// of three: Hanley and Lippman-Hand, JAMA 249, 1983).
    init(errorsOf operation: OperationMeasurement) {
        var unseen = 0.0
        let lost = (operation.failed ?? 1) + (operation.outcomes?.rejected ?? 0)
        if lost == 0, let completed = operation.completed, completed > 0 {
            unseen = min(1, 3 / Double(completed))
        }
        let share = operation.errorShare
        value = share.value
        relativeHalfWidth = share.relativeHalfWidth(confidence: Figure.confidence)
        isRare = true
        origin = Figure.Origin(share)
        interval = {
            share.interval(confidence: $0).map { $0.lowerBound...max($0.upperBound, unseen) }
        }
    }
}

extension Objective {
    /// The bound, in the base unit of the measure.
    var limit: Double {
        switch measure {
        case .latency(_, _, let limit), .meanLatency(_, let limit),
            .replicationLag(_, let limit):
            limit.seconds
        case .errors(_, let limit), .utilization(_, let limit): limit.fraction
        case .hitRate(_, let floor): floor.fraction
        case .costPerTransaction(let limit): limit.approximation
        }
    }

    /// True where the figure must be at least the limit.
    var isFloor: Bool {
        switch measure {
        case .hitRate: true
        case .latency, .meanLatency, .errors, .utilization, .replicationLag,
            .costPerTransaction:
            false
        }
    }

    /// What the objective bounds, or nil where that is not simulated or was not measured.
    func simulated(_ measurements: Measurements) -> SimulatedFigure? {
        switch measure {
        case .latency(let operation, let quantile, _):
            measurements.measurement(of: operation)?.percentile(quantile).map {
                SimulatedFigure($0)
            }
        case .meanLatency(let operation, _):
            measurements.measurement(of: operation)?.meanSojournTime.map { SimulatedFigure($0) }
        case .errors(let operation, _):
            measurements.measurement(of: operation).map { SimulatedFigure(errorsOf: $0) }
        case .hitRate(let cache, _):
            measurements.caches.first { $0.component == cache }?.hitRate.map {
                SimulatedFigure($0)
            }
        case .utilization(let resource, _):
            measurements.resources.first { $0.id == resource }.map {
                SimulatedFigure($0.utilization)
            }
        case .replicationLag(let database, _):
            measurements.background.first { $0.database == database }?.p95.map {
                SimulatedFigure($0)
            }
        case .costPerTransaction:
            nil
        }
    }
}
