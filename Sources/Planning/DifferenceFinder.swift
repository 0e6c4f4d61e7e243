// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// Walks two results side by side and takes the difference of each metric that both have.
struct DifferenceFinder {
    let isPaired: Bool
    private(set) var differences: [Difference] = []

    static let overall = "all"
    static let total = "total"

    init(isPaired: Bool) { self.isPaired = isPaired }

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

    /// The month's cost; its half width is the sum of what the simulated lines of both leave open.
    mutating func compare(_ base: Bill, _ candidate: Bill) {
        if base.lines.isEmpty && candidate.lines.isEmpty { return }
        let first = base.perMonth.approximation
        let second = candidate.perMonth.approximation
        var halfWidth: Double? = 0
        if base.lines != candidate.lines {
            for line in base.lines + candidate.lines {
                halfWidth = halfWidth.flatMap { sum in line.halfWidthPerMonth.map { sum + $0 } }
            }
        }
        differences.append(
            Difference(
                subject: Self.total, metric: .costPerMonth, base: first, candidate: second,
                mean: second - first, halfWidth: halfWidth, independentHalfWidth: nil))
    }

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
        case (.exact, _), (.approximate, _), (.sampled, _):
            let widths = [base, candidate].map { estimate in
                estimate.interval(confidence: Figure.confidence).map {
                    ($0.upperBound - $0.lowerBound) / 2
                }
            }
            if let first = widths[0], let second = widths[1] { halfWidth = first + second }
        }
        differences.append(
            Difference(
                subject: subject, isOfOperation: isOfOperation, metric: metric, base: base.value,
                candidate: candidate.value, mean: mean, halfWidth: halfWidth,
                independentHalfWidth: independentHalfWidth, varianceGain: varianceGain))
    }
}
