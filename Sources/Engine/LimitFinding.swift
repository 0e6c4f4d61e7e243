// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Replications that ended at a limit of the run, before their duration.
public struct LimitFinding: Sendable, Hashable {
    /// How many there are, and how many of them had as many requests as they may.
    public let replications: Int
    public let endedByRequests: Int
    /// Measured time of each.
    public let mean: SimTime
    public let shortest: SimTime
    public let longest: SimTime

    /// Nil where none of these ended at a limit.
    init?(_ runs: [Replication], _ program: Program) {
        let plan = program.model.run
        if plan.limits.isNone { return nil }
        // As a replication computes it.
        let whole = Double(plan.duration.nanoseconds) * 1e-9
        let ended = runs.filter { !$0.endedEarly && $0.window < whole }
        let windows = ended.map(\.window)
        guard let least = windows.min(), let most = windows.max() else { return nil }
        let limit = plan.limits.requests ?? .max
        replications = ended.count
        endedByRequests = ended.count { $0.overall.ended >= limit }
        mean = SimTime(roundingSeconds: windows.reduce(0, +) / Double(windows.count))
        shortest = SimTime(roundingSeconds: least)
        longest = SimTime(roundingSeconds: most)
    }
}
