// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Quantities

/// Reads known answers of the Horizontal Pod Autoscaler: CSV with one step of it a row, and JSON in
/// some of its fields.
enum ScalingVectors {
    static let header = [
        "id", "function", "upstream_test", "current_replicas", "levels", "target",
        "requests_milli", "pod_states", "behavior", "expected_replicas", "note",
    ]

    static func knownCase(_ record: CSVRecord) throws(VerificationError) -> KnownCase {
        let row = ScalingRow(record)
        let name = record.fields[1]
        guard let step = ScalingStep(rawValue: name) else {
            return KnownCase(id: row.id, system: name, content: .unknown)
        }
        let expected = try row.whole("expected_replicas")
        let got = try step.replicas(row)
        let comparison = ExactComparison(
            metric: "replicas", expected: .equal(WholeNumber(Natural(UInt64(expected)))),
            outcome: .got(Natural(UInt64(max(got, 0)))))
        return KnownCase(id: row.id, system: name, content: .rule([comparison]))
    }
}

/// A step of the autoscaler under the name that files of known answers have for it.
enum ScalingStep: String, CaseIterable {
    case utilization
    case podsMetric = "pods_metric"
    case objectValue = "object_value"
    case externalValue = "external_value"
    case averageValueTotal = "average_value_total"
    case scaleUpLimit = "scale_up_limit"
    case scaleDownLimit = "scale_down_limit"
    case stabilize

    private static let calculator = ReplicaCalculator()

    /// What the program answers to a row.
    func replicas(_ row: ScalingRow) throws(VerificationError) -> Int {
        let current = try row.whole("current_replicas")
        let target = try row.whole("target")
        switch self {
        case .utilization:
            return Self.calculator.replicas(
                current: current, utilization: try row.positive("target"), pods: try row.pods())
        case .podsMetric:
            return Self.calculator.replicas(
                current: current, averagePerPod: try row.positive("target"), pods: try row.pods())
        case .objectValue, .externalValue:
            return Self.calculator.replicas(
                current: current, value: try row.onlyLevel(), target: try row.positive("target"),
                readyPods: try row.pods().count { $0.state == .ready })
        case .averageValueTotal:
            return Self.calculator.replicas(
                current: current, total: try row.onlyLevel(),
                targetPerReplica: try row.positive("target"))
        case .scaleUpLimit, .scaleDownLimit:
            return try limited(row, current: current, desired: target)
        case .stabilize:
            return try stabilized(row, current: current, desired: target)
        }
    }

    /// Pods or percent a period, `[0, 0]` for none of them; the defaults where both are absent.
    private func limited(
        _ row: ScalingRow, current: Int, desired: Int
    ) throws(VerificationError) -> Int {
        let isUp = self == .scaleUpLimit
        let fields = try row.behavior(["min", "max", "pods", "percent", "events"])
        let pods = try row.pair(fields, "pods")
        let percent = try row.pair(fields, "percent")
        var policies: [ScalingPolicy] = []
        if pods.1 > .zero { policies.append(ScalingPolicy(.pods(pods.0), per: pods.1)) }
        if percent.1 > .zero { policies.append(ScalingPolicy(.percent(percent.0), per: percent.1)) }
        if policies.isEmpty {
            policies = (isUp ? ScalingRules.standardUp : .standardDown).policies
        }
        let rules = ScalingRules(policies: policies, stabilization: .zero)
        let least = try row.whole(fields, "min")
        let most = try row.whole(fields, "max")
        guard least <= most else {
            throw row.wrong("behavior", needed: "an object whose min is at most its max")
        }
        let changes = try row.entries(fields, "events", age: 0).map {
            ScalingHistory.Entry(time: $0.time, replicas: isUp ? $0.replicas : -$0.replicas)
        }
        return ScalingHistory(changes: changes).limited(
            desired, current: current, bounds: least...most, at: .zero,
            by: isUp ? ScalingBehavior(up: rules) : ScalingBehavior(down: rules))
    }

    private func stabilized(
        _ row: ScalingRow, current: Int, desired: Int
    ) throws(VerificationError) -> Int {
        let fields = try row.behavior(["up", "down", "recs"])
        let history = ScalingHistory(
            recommendations: try row.entries(fields, "recs", age: 1))
        return history.stabilized(
            desired, current: current, at: .zero,
            by: ScalingBehavior(
                up: ScalingRules(policies: [], stabilization: try row.time(fields, "up")),
                down: ScalingRules(policies: [], stabilization: try row.time(fields, "down"))))
    }
}
