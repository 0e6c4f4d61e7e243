// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Walks two results side by side and takes the difference of each metric that both have.
struct DifferenceFinder {
    let isPaired: Bool
    let tolerance: Ratio
    private(set) var differences: [Difference] = []

    static let overall = "all"
    static let total = "total"

    init(isPaired: Bool, tolerance: Ratio) {
        self.isPaired = isPaired
        self.tolerance = tolerance
    }

    mutating func compare(_ base: Measurements, _ candidate: Measurements) {
        compare(base.overall, candidate.overall, subject: Self.overall, isOfOperation: false)
        // A single operation is all operations.
        if base.operations.count > 1 || candidate.operations.count > 1 {
            for operation in base.operations {
                let twin = candidate.operations.first { $0.name == operation.name }
                guard let twin else { continue }
                compare(operation, twin, subject: operation.name, isOfOperation: true)
            }
        }
        for resource in base.resources {
            let twin = candidate.resources.first { $0.name == resource.name }
            add(resource.name, .utilization, resource.utilization, twin?.utilization)
        }
        for cache in base.caches {
            let twin = candidate.caches.first { $0.name == cache.name }
            add(cache.name, .hitRate, cache.hitRate, twin?.hitRate)
        }
        for function in base.functions {
            let twin = candidate.functions.first { $0.name == function.name }
            add(function.name, .coldStarts, function.coldStarts, twin?.coldStarts)
        }
    }

    private mutating func compare(
        _ base: OperationMeasurement, _ candidate: OperationMeasurement, subject: String,
        isOfOperation: Bool
    ) {
        func add<Unit>(
            _ metric: Difference.Metric, _ base: Estimate<Unit>?, _ candidate: Estimate<Unit>?
        ) {
            self.add(subject, isOfOperation: isOfOperation, metric, base, candidate)
        }
        add(.throughput, base.throughput, candidate.throughput)
        add(.errors, base.errorShare, candidate.errorShare)
        add(.meanLatency, base.meanSojournTime, candidate.meanSojournTime)
        for percentile in base.percentiles {
            add(
                .latency(quantile: percentile.quantile), percentile.sojournTime,
                candidate.percentile(percentile.quantile))
        }
    }

    /// Pods whose number changes on a side, or differs between both.
    mutating func comparePods(_ base: Assessment, _ candidate: Assessment) {
        for (index, component) in base.model.components.enumerated() {
            let other = candidate.model.components.firstIndex { $0.name == component.name }
            guard case .pods(let first) = component.kind, let other,
                case .pods(let second) = candidate.model.components[other].kind,
                first.isScaled || second.isScaled || first.paidReplicas != second.paidReplicas
            else { continue }
            add(
                component.name, .pods, paid(first, ComponentID(index), base),
                paid(second, ComponentID(other), candidate))
        }
    }

    /// As the bill has them.
    private func paid(
        _ pods: Pods, _ id: ComponentID, _ side: Assessment
    ) -> Estimate<Double> {
        guard pods.isScaled, let fleet = side.measurements.control.fleet(id) else {
            return .exact(Double(pods.paidReplicas))
        }
        return fleet.present.plus(Double(pods.lastingCanaries))
    }

    mutating func append(_ difference: Difference) { differences.append(difference) }

    private mutating func add<Unit>(
        _ subject: String, isOfOperation: Bool = false, _ metric: Difference.Metric,
        _ base: Estimate<Unit>?, _ candidate: Estimate<Unit>?
    ) {
        guard let base, let candidate else { return }
        guard base.value.isFinite, candidate.value.isFinite else { return }
        var mean = candidate.value - base.value
        var halfWidth: Double?
        var independentHalfWidth: Double?
        var varianceGain: Double?
        switch (base, candidate) {
        case (.exact, .exact):
            halfWidth = 0
        case (.sampled(let first), .sampled(let second)):
            let pair = PairedDifference(second, minus: first, confidence: Figure.confidence)
            mean = pair.mean
            halfWidth = isPaired ? pair.halfWidth : pair.independentHalfWidth
            independentHalfWidth = pair.independentHalfWidth
            varianceGain = pair.varianceGain
        // What a formula says twice is the same, however far it may be trusted.
        case (.approximate, .approximate) where base == candidate:
            halfWidth = 0
        case (.exact, _), (.approximate, _), (.sampled, _):
            let widths = [base, candidate].map { estimate in
                estimate.interval(confidence: Figure.confidence).map {
                    ($0.upperBound - $0.lowerBound) / 2
                }
            }
            if let first = widths[0], let second = widths[1] { halfWidth = first + second }
        }
        append(
            Difference(
                subject: subject, isOfOperation: isOfOperation, metric: metric, base: base.value,
                candidate: candidate.value, mean: mean, halfWidth: halfWidth,
                independentHalfWidth: independentHalfWidth, varianceGain: varianceGain,
                tolerance: tolerance))
    }
}

extension Estimate<Double> {
    fileprivate func plus(_ others: Double) -> Estimate {
        if others == 0 { return self }
        return switch self {
        case .exact(let value): .exact(value + others)
        case .approximate(let value, let method, let band):
            .approximate(
                value + others, method: method,
                band: band.lowerBound + others...band.upperBound + others)
        case .sampled(let sample): .sampled(Sample(sample.plain.values.map { $0 + others }))
        }
    }
}
