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
        case .memory(let cache):
            let measured = measurements.caches.first { $0.component == cache }
            return (measured.map { Figure($0.memoryUse) }, .ratio)
        case .pods(let pods):
            return (measurements.control.fleet(pods).map { Figure($0.ready) }, .number)
        case .timed(let metric, let moment):
            return (timed(metric, moment, measurements), dimension(metric))
        }
    }

    private static func dimension(_ metric: Observation.TimedMetric) -> Cell.Dimension {
        switch metric {
        case .latency: .duration
        case .utilization, .hitRate: .ratio
        case .pods: .number
        }
    }

    private static func timed(
        _ metric: Observation.TimedMetric, _ moment: Observation.Moment,
        _ measurements: Measurements
    ) -> Figure? {
        let figures = measurements.control.timeline.map {
            (point: $0, figure: value(metric, $0, measurements))
        }
        switch moment {
        case .at(let time):
            return figures.first { $0.point.start < time && time <= $0.point.end }?.figure
        case .peak:
            return figures.compactMap(\.figure).max { $0.value < $1.value }
        }
    }

    private static func value(
        _ metric: Observation.TimedMetric, _ point: TimelinePoint, _ measurements: Measurements
    ) -> Figure? {
        switch metric {
        case .latency(.p50): return point.median.map { Figure($0) }
        case .latency(.p95): return point.p95.map { Figure($0) }
        case .utilization(let id):
            let index = measurements.resources.firstIndex { $0.id == id }
            return index.map { Figure(point.utilization[$0]) }
        case .hitRate(let cache):
            let index = measurements.caches.firstIndex { $0.component == cache }
            return index.flatMap { point.hitRates[$0] }.map { Figure($0) }
        case .pods(let component):
            let index = measurements.control.fleets.firstIndex { $0.component == component }
            return index.map { Figure(point.ready[$0]) }
        }
    }
}
