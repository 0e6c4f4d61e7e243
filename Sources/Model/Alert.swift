// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A condition that somebody wants to hear of once it has held for a while.
public struct Alert: Sendable {
    public let name: String
    public let condition: Condition
    /// It fires when the condition has held for so long.
    public let hold: SimTime
    public let severity: Severity

    public init(name: String, condition: Condition, hold: SimTime, severity: Severity) {
        self.name = name
        self.condition = condition
        self.hold = hold
        self.severity = severity
    }

    /// Judged window by window of the timeline.
    public enum Condition: Sendable, Hashable {
        /// The median or p95 latency of all requests is above a limit.
        case latency(LatencyRank, above: SimTime)
        /// The share of requests that fail is above a limit.
        case errors(above: Ratio)
        case hitRate(ComponentID, below: Ratio)
        case utilization(ResourceID, above: Ratio)
        /// The mean replication lag of a database is above a limit.
        case replicationLag(ComponentID, above: SimTime)
    }

    /// What a timeline keeps of latencies.
    public enum LatencyRank: String, Sendable, Hashable, CaseIterable {
        case p50, p95
    }

    public enum Severity: String, Sendable, CaseIterable {
        case critical, warning, info
    }

    public static let most = 1_000
}
