// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A cluster of cache nodes that gets another number of nodes while it runs: hash slots move one
/// after the other, and with them their keys.
public struct CacheResharding: Sendable, Equatable {
    /// When it begins, in the scenario's time.
    public let start: SimTime
    /// How many nodes there are in the end.
    public let nodes: Int
    /// Slots move at equal intervals within this time, or one after the other where moving their
    /// keys takes longer.
    public let time: SimTime
    /// How long the move of one key occupies the node that it leaves, and the one it comes to.
    public let move: Distribution
    /// Whether the keys of a slot move with it; else they are lost.
    public let keepsKeys: Bool

    public init(start: SimTime, nodes: Int, time: SimTime, move: Distribution, keepsKeys: Bool) {
        self.start = start
        self.nodes = nodes
        self.time = time
        self.move = move
        self.keepsKeys = keepsKeys
    }
}

extension Cache {
    /// Nodes after all resharding: what is paid for from then on.
    public var lastNodes: Int { behavior.resharding?.nodes ?? nodes }
    /// The most and the fewest nodes at any time.
    public var mostNodes: Int { max(nodes, lastNodes) }
    public var fewestNodes: Int { min(nodes, lastNodes) }
}

extension Model {
    /// How the nodes of a component change while it runs; nil where they do not.
    public func resharding(of id: ComponentID) -> CacheResharding? {
        guard case .cache(let cache) = component(id).kind else { return nil }
        return cache.behavior.resharding
    }

    /// Whether the number of a cache's nodes changes.
    public var reshards: Bool {
        components.indices.contains { resharding(of: ComponentID($0)) != nil }
    }
}

extension ModelInvariants {
    func check(
        _ resharding: CacheResharding, of cache: Cache, at path: String
    ) throws(ModelError) {
        let path = path + ".reshard"
        try count(resharding.nodes, "the number of nodes", at: path + ".nodes", most: 16_384)
        guard resharding.nodes != cache.nodes else {
            throw ModelError(
                path: path + ".nodes",
                fault: .outOfRange(
                    what: "the number of nodes in the end", value: "\(resharding.nodes)",
                    allowed: "another than the cache has already"))
        }
        for (time, key, what) in [
            (resharding.start, "at", "the moment"), (resharding.time, "over", "the time"),
        ] {
            guard time >= .zero, time <= Self.longestRun else {
                throw ModelError(
                    path: path + "." + key,
                    fault: .outOfRange(
                        what: what, value: "\(time)", allowed: "from 0s to \(Self.longestRun)"))
            }
        }
    }

    /// Keys that move must be known one by one, and those that stay must find room.
    func checkReshardedKeys() throws(ModelError) {
        for (index, component) in model.components.enumerated() {
            let id = ComponentID(index)
            guard case .cache(let cache) = component.kind, model.resharding(of: id) != nil
            else { continue }
            let path = "components.\(component.name).reshard"
            guard !cache.behavior.approximates(keys: model.keysLookedUp(in: id)) else {
                throw ModelError(path: path, fault: .reshardedEstimates)
            }
            let kept = model.keyspacesLookedUp(in: id).filter { !cache.mayDrop($0) }
                .reduce(0.0) { $0 + Double($1.keys) * Double(cache.memory(of: $1)) }
            guard kept <= Double(cache.memoryPerNode.bytes) * Double(cache.lastNodes) else {
                throw ModelError(
                    path: path + ".nodes",
                    fault: .noRoomLeft(eviction: cache.eviction.rawValue, nodes: cache.lastNodes))
            }
        }
    }
}
