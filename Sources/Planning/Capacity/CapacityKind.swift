// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// In which way something bounds the load.
public enum CapacityKind: String, Sendable, CaseIterable {
    /// What is asked for by the second: work of servers, statements, gas.
    case flow
    /// What is held at a time, or kept: connections, concurrency, memory, disks, nodes.
    case stock
    /// What somebody else allows or sells: rates and tiers of a provider.
    case quota

    public init(_ place: Ceiling.Place) {
        switch place {
        case .resource(let id):
            switch id.role {
            case .pool, .bouncer: self = .stock
            case .servers, .primary, .replicas, .disk, .replicaDisks, .replay, .canary:
                self = .flow
            }
        case .limit(let id):
            switch id.kind {
            case .rateLimit, .userLimit, .addressLimit, .readCapacity, .writeCapacity, .partition:
                self = .quota
            case .concurrency, .reservedConcurrency, .connections: self = .stock
            case .blockGas, .blobs: self = .flow
            }
        }
    }

    /// Of a whole component, by what of it runs out first: a pool is part of a component through
    /// which requests flow.
    init(component place: Ceiling.Place) {
        switch place {
        case .resource: self = .flow
        case .limit: self.init(place)
        }
    }
}

/// The most that a component may ever have, as the scenario says.
public struct HardLimit: Sendable, Equatable {
    public enum Member: String, Sendable, CaseIterable {
        case server, pod, node
        case readReplica = "read replica"
    }

    public let count: Int
    public let member: Member
    /// Times the load at which a component that large saturates, by the utilization law; absent
    /// where it is as large already, or its size changes with the load.
    public let saturation: Double?

    /// What a pods component may have by its autoscaler, its nodes and the scenario's word, any
    /// other by that alone; nil where nothing bounds it.
    init?(_ component: Component, _ ceilings: [Ceiling]) {
        var count = component.hardLimit
        switch component.kind {
        case .station: member = .server
        case .pods(let pods):
            member = .pod
            if pods.isScaled || pods.nodes != nil {
                count = min(count ?? .max, pods.isScaled ? pods.mostRunning : Self.places(pods))
            }
        case .cache: member = .node
        case .database: member = .readReplica
        case .service, .delivery, .chain, .function, .account, .table: return nil
        }
        guard let count else { return nil }
        self.count = count
        saturation = Self.saturation(component, count, ceilings)
    }

    private static func places(_ pods: Pods) -> Int {
        pods.nodes.map { $0.bounds.upperBound * $0.podsPerNode } ?? .max
    }

    private static func saturation(
        _ component: Component, _ count: Int, _ ceilings: [Ceiling]
    ) -> Double? {
        guard let now = component.kind.members, now > 0, now < count else { return nil }
        let times = Double(count) / Double(now)
        let factors = ceilings.compactMap { ceiling -> Double? in
            guard case .resource(let id) = ceiling.place, ceiling.headroom.value < 1 else {
                return nil
            }
            let factor = 1 / (1 - ceiling.headroom.value)
            switch id.role {
            case .servers, .replicas, .replicaDisks: return factor * times
            case .pool, .bouncer, .primary, .disk, .replay, .canary: return factor
            }
        }
        return factors.min()
    }
}
