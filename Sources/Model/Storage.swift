// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a component keeps and never gives back, such as the data on its disk, and how it grows.
public struct Storage: Sendable, Equatable {
    public let size: Bytes
    /// At the beginning; more than the size is a disk that is full already.
    public let used: Bytes
    /// What comes in a month whatever the load.
    public let monthly: Bytes
    /// What each answered request leaves, of all operations.
    public let perRequest: Bytes

    public init(size: Bytes, used: Bytes, monthly: Bytes, perRequest: Bytes) {
        self.size = size
        self.used = used
        self.monthly = monthly
        self.perRequest = perRequest
    }
}

extension ModelInvariants {
    /// What a component may grow to.
    func checkBounds(of component: Component, at path: String) throws(ModelError) {
        if let storage = component.storage {
            guard storage.size > .zero else {
                throw ModelError(
                    path: path + ".storage.size",
                    fault: .outOfRange(
                        what: "the size", value: "\(storage.size)", allowed: "above zero"))
            }
        }
        guard let limit = component.hardLimit, let now = component.kind.members else { return }
        guard limit >= now else {
            throw ModelError(
                path: path + ".hard limit",
                fault: .outOfRange(
                    what: "the hard limit", value: "\(limit)",
                    allowed: "at least the \(now) that there are or may be"))
        }
    }
}

extension ComponentKind {
    /// What a hard limit is of: servers, pods (the most that an autoscaler may have), read
    /// replicas, nodes; nil where nothing is counted.
    public var members: Int? {
        switch self {
        case .station(let station): station.servers
        case .pods(let pods): pods.mostReplicas
        case .database(let database): database.replicas
        case .cache(let cache): cache.mostNodes
        case .service, .delivery, .chain, .function, .account, .table: nil
        }
    }
}
