// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How often and how long a stage of degradation was in force, and what that did to requests; all
/// of one replication's window.
public struct StageMeasurement: Sendable {
    /// From 1.
    public let number: Int
    public let above: Ratio
    public let times: Estimate<Double>
    public let time: Estimate<SimTime>
    /// Of the window.
    public let share: Estimate<Ratio>
    /// Requests and attempts turned away, or told to wait, by this stage.
    public let refused: Estimate<Double>
    public let held: Estimate<Double>
    /// How long those waited who went on within the window; absent where a replication had none.
    public let waitingTime: Estimate<SimTime>?
    /// The most that waited at once.
    public let mostWaiting: Estimate<Double>
    /// Requests that open sources would have sent.
    public let unasked: Estimate<Double>
    /// Of the operations that it, or a lower stage, refuses or holds.
    public let operations: [OperationEffect]

    /// What a stage did to one operation.
    public struct OperationEffect: Sendable {
        public let operation: OperationID
        public let refused: Estimate<Double>
        public let held: Estimate<Double>
        public let waitingTime: Estimate<SimTime>?
    }
}

// What stages of degradation did, over all replications.
extension Summary {
    var stages: [StageMeasurement] {
        guard let degradation = program.model.degradation, let plan = program.control?.degradation
        else { return [] }
        return degradation.stages.enumerated().map { index, stage in
            let values = runs.map { $0.stages[index + 1] }
            let totals = values.map(\.total)
            return StageMeasurement(
                number: index + 1, above: stage.above,
                times: sampled(values.map { Double($0.times) }),
                time: sampled(values.map(\.time)),
                share: sampled(
                    zip(values, runs).map { $1.window > 0 ? $0.time / $1.window : 0 }),
                refused: sampled(totals.map { Double($0.refused) }),
                held: sampled(totals.map { Double($0.held) }),
                waitingTime: optional(totals.map(\.meanWait)),
                mostWaiting: sampled(values.map { Double($0.mostWaiting) }),
                unasked: sampled(values.map { Double($0.unasked) }),
                operations: effects(plan.stages[index + 1], values))
        }
    }

    private func effects(
        _ stage: DegradationPlan.Stage, _ values: [Replication.Stage]
    ) -> [StageMeasurement.OperationEffect] {
        stage.entrances.indices.filter { stage.entrances[$0] != .open }.map { operation in
            let counts = values.map { $0.entrances[operation] }
            return StageMeasurement.OperationEffect(
                operation: OperationID(operation),
                refused: sampled(counts.map { Double($0.refused) }),
                held: sampled(counts.map { Double($0.held) }),
                waitingTime: optional(counts.map(\.meanWait)))
        }
    }
}

extension Replication {
    /// What one stage of degradation measured.
    struct Stage: Sendable {
        var times = 0
        var time = 0.0
        var unasked = 0
        var mostWaiting = 0
        /// By operation.
        var entrances: [EntranceCounts] = []

        var total: EntranceCounts {
            var sum = EntranceCounts()
            for counts in entrances { sum.add(counts) }
            return sum
        }
    }
}

extension EntranceCounts {
    /// In seconds; absent where nobody went on.
    var meanWait: Double? { released > 0 ? waits / Double(released) * 1e-9 : nil }
}
