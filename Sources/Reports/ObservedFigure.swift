// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning

/// The model's own figure for what somebody published.
enum ObservedFigure {
    static func find(
        _ metric: Observation.Metric, _ assessment: Assessment
    ) -> (Figure?, Cell.Dimension) {
        let measurements = assessment.measurements
        switch metric {
        case .latency(let operation, let quantile):
            let measured = measurements.measurement(of: operation)
            return (measured?.percentile(quantile).map { Figure($0) }, .duration)
        case .errors:
            return (Figure(measurements.overall.errorShare), .ratio)
        case .throughput:
            return (Figure(measurements.overall.throughput), .rate)
        case .hitRate(let cache):
            let measured = measurements.caches.first { $0.component == cache }
            return (measured?.hitRate.map { Figure($0) }, .ratio)
        case .utilization(let resource):
            let measured = measurements.resources.first { $0.id == resource }
            return (measured.map { Figure($0.utilization) }, .ratio)
        case .useRate(let component):
            let measured = measurements.uses.first { $0.component == component }
            return (measured.map { Figure($0.perSecond) }, .rate)
        case .costPerHour:
            let bill = assessment.bill
            guard !bill.lines.isEmpty else { return (nil, .dollars) }
            return (Figure(value: bill.perHour.approximation, interval: nil), .dollars)
        case .costPerTransaction:
            let figure = assessment.bill.transaction.map {
                Figure(value: $0.amount.approximation, interval: $0.interval)
            }
            return (figure, .dollars)
        case .page: return (nil, .duration)
        }
    }
}
