// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// One objective of a model, held against what was measured.
public struct ServiceLevel: Sendable {
    public let objective: Objective
    /// Absent where nothing was measured: no request was answered, or the engine cannot tell.
    public let measured: Figure?
    /// In the base unit of the measure.
    public let limit: Double
    /// True where the measured figure must be at least the limit.
    public let isFloor: Bool
    public let judgement: Judgement

    public init(
        _ objective: Objective, _ model: Model, _ measurements: Measurements, _ bill: Bill
    ) {
        self.objective = objective
        var isFloor = false
        let measured: Figure?
        switch objective.measure {
        case .latency(let operation, let quantile, let limit):
            self.limit = limit.seconds
            measured = measurements.measurement(of: operation)?.percentile(quantile).map {
                Figure($0)
            }
        case .meanLatency(let operation, let limit):
            self.limit = limit.seconds
            measured = measurements.measurement(of: operation)?.meanSojournTime.map { Figure($0) }
        case .errors(let operation, let limit):
            self.limit = limit.fraction
            measured = measurements.measurement(of: operation).map(Self.errors)
        case .hitRate(let cache, let floor):
            self.limit = floor.fraction
            isFloor = true
            measured = measurements.caches.first { $0.component == cache }?.hitRate.map {
                Figure($0)
            }
        case .utilization(let resource, let limit):
            self.limit = limit.fraction
            measured = measurements.resources.first { $0.id == resource }.map {
                Figure($0.utilization)
            }
        case .costPerTransaction(let limit):
            self.limit = limit.approximation
            measured = bill.transaction.map {
                Figure(value: $0.amount.approximation, interval: $0.interval)
            }
        }
        self.measured = measured
        self.isFloor = isFloor
        judgement = Judgement(measured, limit: limit, isFloor: isFloor)
    }

    /// The share of failures, its interval widened to what is unseen.
    private static func errors(_ operation: OperationMeasurement) -> Figure {
        let figure = Figure(operation.errorShare)
        return Figure(
            value: figure.value,
            interval: figure.interval.map {
                $0.lowerBound...max($0.upperBound, unseenErrors(operation))
            })
    }

    /// The share of failures that no failure in n requests leaves open: 1 - 0.05^(1/n), about 3/n
    /// with 95% confidence (the rule of three: Hanley and Lippman-Hand, JAMA 249, 1983); 0 where
    /// failures were seen.
    static func unseenErrors(_ operation: OperationMeasurement) -> Double {
        guard operation.failed == 0, operation.completed > 0 else { return 0 }
        return min(1, 3 / Double(operation.completed))
    }
}
