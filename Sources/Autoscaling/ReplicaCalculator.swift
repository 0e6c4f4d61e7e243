// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How many replicas a metric asks for, as the Horizontal Pod Autoscaler computes it.
///
/// Ratios are in floating point and averages truncated, as there, so that the answer is the same to
/// the last replica. Source: Kubernetes 1.33, pkg/controller/podautoscaler/replica_calculator.go,
/// `GetResourceReplicas` and its like.
public struct ReplicaCalculator: Sendable, Hashable {
    public let tolerance: ScalingTolerance

    public init(tolerance: ScalingTolerance = .standard) { self.tolerance = tolerance }

    /// From CPU: u = 100 Σ use // Σ requests in whole percent, ratio = u / target.
    ///
    /// Pods that are not ready are left out on the way down and count as idle on the way up; those
    /// without a metric count as busy with all of their request on the way down (with the target
    /// where that is more) and as idle on the way up. Where that turns the direction, nothing is
    /// done.
    ///
    /// - Parameter target: percent of the request, above zero.
    /// - Returns: the current number where nothing is known of any pod.
    public func replicas(
        current: Int, utilization target: Int64, pods: [PodReading]
    ) -> Int {
        decide(
            current, PodGroups(pods, discountsUnready: true),
            assumed: { pod in
                Int64(clamping: Int128(pod.request) * Int128(max(100, target)) / 100)
            },
            measure: { pods in
                let use = pods.reduce(0 as Int128) { $0 + Int128($1.use ?? 0) }
                let requests = pods.reduce(0 as Int128) { $0 + Int128($1.request) }
                guard requests > 0, target > 0 else { return nil }
                return Double(100 * use / requests) / Double(target)
            })
    }

    /// From a metric that each pod has: v = Σ use // n, ratio = v / target. Pods that are not ready
    /// count like others; those without a metric count as at the target on the way down, and with 0
    /// on the way up.
    ///
    /// - Parameter target: in thousandths of the metric's unit, above zero.
    public func replicas(
        current: Int, averagePerPod target: Int64, pods: [PodReading]
    ) -> Int {
        decide(
            current, PodGroups(pods, discountsUnready: false), assumed: { _ in target },
            measure: { pods in
                let use = pods.reduce(0 as Int128) { $0 + Int128($1.use ?? 0) }
                guard !pods.isEmpty, target > 0 else { return nil }
                return Double(use / Int128(pods.count)) / Double(target)
            })
    }

    /// From one value of an object, or of something outside: ceil(value / target · ready pods), and
    /// from zero replicas ceil(value / target).
    ///
    /// - Parameter target: in thousandths, as the value; above zero.
    public func replicas(
        current: Int, value: Int64, target: Int64, readyPods: Int
    ) -> Int {
        guard target > 0 else { return current }
        let ratio = Double(value) / Double(target)
        if current == 0 { return ReplicaCount.ceiling(ratio) }
        return tolerance.allows(ratio) ? current : ReplicaCount.ceiling(ratio * Double(readyPods))
    }

    /// From a total that all replicas share: ceil(total / target), where total / (target · current)
    /// is not within the tolerance.
    ///
    /// - Parameter target: a replica's share in thousandths, as the total; above zero.
    public func replicas(current: Int, total: Int64, targetPerReplica target: Int64) -> Int {
        guard target > 0 else { return current }
        // With no replica, 0/0 is not within either, and any total is infinitely above.
        let ratio = Double(total) / (Double(target) * Double(current))
        if tolerance.allows(ratio) { return current }
        return ReplicaCount.ceiling(Double(total) / Double(target))
    }

    /// - Parameters:
    ///   - assumed: what a pod without a metric counts with on the way down.
    ///   - measure: the ratio of pods to the target; nil where there is none.
    private func decide(
        _ current: Int, _ groups: PodGroups, assumed: (PodReading) -> Int64,
        measure: ([PodReading]) -> Double?
    ) -> Int {
        guard !groups.measured.isEmpty, let ratio = measure(groups.measured) else { return current }
        let countsUnready = !groups.unready.isEmpty && ratio > 1
        guard countsUnready || !groups.missing.isEmpty else {
            return tolerance.allows(ratio)
                ? current : ReplicaCount.ceiling(ratio * Double(groups.measured.count))
        }
        var pods = groups.measured
        if ratio != 1 {
            pods += groups.missing.map { pod in
                PodReading(use: ratio < 1 ? assumed(pod) : 0, request: pod.request)
            }
        }
        if countsUnready {
            pods += groups.unready.map { PodReading(use: 0, request: $0.request) }
        }
        guard let corrected = measure(pods), !tolerance.allows(corrected),
            !(ratio < 1 && corrected > 1), !(ratio > 1 && corrected < 1)
        else { return current }
        let wanted = ReplicaCount.ceiling(corrected * Double(pods.count))
        let isTurned =
            (corrected < 1 && wanted > current) || (corrected > 1 && wanted < current)
        return isTurned ? current : wanted
    }
}

/// The pods that count, by what is known of them; failed and deleted ones do not.
private struct PodGroups {
    /// Ready, with a metric.
    var measured: [PodReading] = []
    var unready: [PodReading] = []
    /// Running, without a metric.
    var missing: [PodReading] = []

    /// - Parameter discountsUnready: CPU of a pod that starts says nothing of its load.
    init(_ pods: [PodReading], discountsUnready: Bool) {
        for pod in pods {
            switch pod.state {
            case .failed, .deleted: continue
            case .pending: unready.append(pod)
            case .unready where pod.use != nil && discountsUnready: unready.append(pod)
            case .ready, .unready:
                if pod.use == nil { missing.append(pod) } else { measured.append(pod) }
            }
        }
    }
}
