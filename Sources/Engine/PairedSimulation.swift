// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Two models simulated side by side, each replication of both or of neither.
public struct PairedSimulation: Sendable {
    public let base: Measurements
    public let candidate: Measurements
    /// Pairs of replications that are complete, and that were to be run.
    public let completed: Int
    public let planned: Int

    /// Simulates both by their own run plans, which must ask for the same number of replications
    /// after a warm-up that is given.
    ///
    /// - Throws: `EngineError` when one cannot be answered for, or no pair is complete.
    public init(
        _ base: Model, _ candidate: Model, threads: Int, stop: StopSignal? = nil,
        progress: (@Sendable (RunProgress) -> Void)? = nil
    ) throws(EngineError) {
        precondition(base.run.replications == candidate.run.replications)
        precondition(base.run.warmUp != .detected && candidate.run.warmUp != .detected)
        let sides = [
            try Simulation(base).begin().side, try Simulation(candidate).begin().side,
        ]
        planned = max(base.run.replications, 1)
        let pool = ReplicationPool(
            sides: sides, threads: threads, stop: stop, progress: progress)
        let pairs = pool.run(Array(0..<planned), of: planned).compactMap { $0 }
        completed = pairs.count
        let runs = [pairs.map { $0[0] }, pairs.map { $0[1] }]
        let adjustment = ControlAdjustment(zip(sides, runs).map { ($0.program, $1) })
        self.base = try sides[0].measurements(runs[0], adjustment)
        self.candidate = try sides[1].measurements(runs[1], adjustment)
    }
}
