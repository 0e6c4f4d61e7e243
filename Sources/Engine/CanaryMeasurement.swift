// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What requests of one operation met on pods of a new version, and meanwhile on the others.
public struct CanaryMeasurement: Sendable {
    /// One figure of both versions.
    public struct Pair<Unit: Sendable>: Sendable {
        public let stable: Estimate<Unit>
        public let canary: Estimate<Unit>
        /// By how much the canary's is more.
        public let difference: Estimate<Unit>
        /// How long a canary has to last until one of its kind shows the difference, with 95%
        /// confidence in 80% of all cases: T (z s/d)², where s is the standard deviation of the
        /// difference d over runs in which it lasts for T, and z = 1.960 + 0.842. Absent where
        /// the runs leave open whether there is a difference, or are fewer than three. Never less
        /// than a request of the canary takes to come: before it nothing can be seen.
        public let seenAfter: SimTime?
    }

    public let component: ComponentID
    public let name: String
    /// Absent for all operations together, where there are several.
    public let operation: OperationID?
    /// Requests of the canary in a run.
    public let requests: Estimate<Double>
    /// Absent where a run answered none of either version.
    public let mean: Pair<SimTime>?
    public let p95: Pair<SimTime>?
    /// Absent where no request of either version ended in some run.
    public let errors: Pair<Ratio>?
}

extension Replication {
    struct Canary: Sendable {
        /// Of the stable version, and of the canary.
        struct Version: Sendable {
            var completed = 0
            var failed = 0
            /// Seconds; absent where none was answered.
            var mean: Double?
            var p95: Double?

            var ended: Int { completed + failed }
            var errors: Double? { ended > 0 ? Double(failed) / Double(ended) : nil }
        }

        var stable = Version()
        var canary = Version()
    }
}

extension Kernel {
    /// By canary: all its operations together, and each where there are several.
    mutating func canaryFindings() -> [[Replication.Canary]] {
        program.canaries.enumerated().map { number, plan in
            let each = plan.operations.map { [$0] }
            return ([plan.operations] + (each.count > 1 ? each : [])).map { operations in
                Replication.Canary(
                    stable: version(number, operations, isCanary: false),
                    canary: version(number, operations, isCanary: true))
            }
        }
    }

    private mutating func version(
        _ number: Int, _ operations: [Int], isCanary: Bool
    ) -> Replication.Canary.Version {
        var result = Replication.Canary.Version()
        let all = LatencyHistogram()
        var sum = 0.0
        for operation in operations {
            let place = canaries.place(number, operation, isCanary: isCanary)
            let tally = canaries.tallies[place]
            result.completed += tally.completed
            result.failed += tally.failed
            sum += tally.latencySum
            all.merge(canaries.histograms[place])
        }
        if result.completed > 0 { result.mean = sum * 1e-9 / Double(result.completed) }
        result.p95 = all.quantile(.percent(95)).map { $0 * 1e-9 }
        return result
    }
}

extension Summary {
    var canaries: [CanaryMeasurement] {
        program.canaries.enumerated().flatMap { number, plan in
            let rows = runs.first?.canaries[number].count ?? 0
            return (0..<rows).map { row in
                measurement(plan, row, runs.map { $0.canaries[number][row] })
            }
        }
    }

    private func measurement(
        _ plan: CanaryPlan, _ row: Int, _ values: [Replication.Canary]
    ) -> CanaryMeasurement {
        let model = program.model
        // Less than planned where a limit ended runs.
        let window = runs.reduce(0) { $0 + $1.window } / Double(runs.count)
        let seconds = plan.canary.seconds(from: model.run.warmUp.time, for: window)
        let only = plan.operations.count == 1 ? plan.operations.first : nil
        return CanaryMeasurement(
            component: plan.component, name: model.component(plan.component).name,
            operation: (row > 0 ? plan.operations[row - 1] : only).map { OperationID($0) },
            requests: sampled(values.map { Double($0.canary.ended) }),
            mean: pair(values, seconds, \.mean), p95: pair(values, seconds, \.p95),
            errors: pair(values, seconds, \.errors))
    }

    private func pair<Unit>(
        _ values: [Replication.Canary], _ seconds: Double,
        _ figure: (Replication.Canary.Version) -> Double?
    ) -> CanaryMeasurement.Pair<Unit>? {
        let stable = values.compactMap { figure($0.stable) }
        let canary = values.compactMap { figure($0.canary) }
        guard stable.count == values.count, canary.count == values.count else { return nil }
        let differences = zip(canary, stable).map { $0 - $1 }
        let difference: Estimate<Unit> = sampled(differences)
        let each = Double(values.reduce(0) { $0 + $1.canary.ended }) / Double(values.count)
        return CanaryMeasurement.Pair(
            stable: sampled(stable), canary: sampled(canary), difference: difference,
            seenAfter: Self.time(toSee: differences, lasting: seconds, notBefore: seconds / each))
    }

    /// Seconds until a difference is seen, from what it was in runs of that length; the first
    /// request comes no sooner than `least`.
    private static func time(
        toSee differences: [Double], lasting seconds: Double, notBefore least: Double
    ) -> SimTime? {
        guard differences.count > 2, seconds > 0 else { return nil }
        let sample = Sample<Double>(differences)
        guard let spread = sample.standardDeviation,
            let margin = sample.halfWidth(confidence: .percent(95)), margin < abs(sample.mean)
        else { return nil }
        let z = 1.959_964 + 0.841_621
        let ratio = z * spread / sample.mean
        let time = max(seconds * ratio * ratio, least)
        return time < 1e9 ? SimTime(roundingSeconds: time) : nil
    }
}
