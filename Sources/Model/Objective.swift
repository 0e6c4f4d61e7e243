// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A bound that the platform promises to keep.
public struct Objective: Sendable {
    public let measure: Measure

    public init(_ measure: Measure) { self.measure = measure }

    /// Whose level it is; nil for all operations, and for what is no operation's.
    public var operation: OperationID? {
        switch measure {
        case .latency(let operation, _, _), .meanLatency(let operation, _),
            .errors(let operation, _):
            operation
        case .hitRate, .utilization, .replicationLag, .costPerTransaction: nil
        }
    }

    public enum Measure: Sendable {
        /// A percentile of the latency is at most `limit`; all operations where none is named.
        case latency(of: OperationID?, quantile: Ratio, limit: SimTime)
        /// The mean latency is at most `limit`.
        case meanLatency(of: OperationID?, limit: SimTime)
        /// The share of requests that fail is at most `limit`.
        case errors(of: OperationID?, limit: Ratio)
        /// The share of lookups that find their key is at least `floor`.
        case hitRate(of: ComponentID, floor: Ratio)
        /// The share of a resource that is busy or held is at most `limit`.
        case utilization(of: ResourceID, limit: Ratio)
        /// The p95 of the time from a commit until the write is replayed is at most `limit`.
        case replicationLag(of: ComponentID, limit: SimTime)
        /// The cost of one transaction is at most `limit`.
        case costPerTransaction(limit: Money)
    }
}

/// A part of a component that requests wait for.
public struct ResourceID: Hashable, Sendable {
    public let component: ComponentID
    public let role: ResourceRole

    public init(component: ComponentID, role: ResourceRole) {
        self.component = component
        self.role = role
    }
}

/// The roles that resources of a component have. Only a database has more than one.
public enum ResourceRole: String, Sendable, CaseIterable {
    /// The cores of pods, the servers of a station, the nodes of a cache.
    case servers
    /// The connection pools of the pods.
    case pool
    /// The server connections of PgBouncer.
    case bouncer
    case primary
    case replicas
    /// The disk of the primary, and those of the replicas.
    case disk
    case replicaDisks = "replica disks"
    /// The process in which a replica replays writes; each has one, and all do the same.
    case replay
    /// Pods of a new version beside the others.
    case canary
}
