// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Model {
    /// Keys of all keyspaces that operations look up in a cache.
    public func keysLookedUp(in cache: ComponentID) -> Int {
        keyspacesLookedUp(in: cache).reduce(0) { $0 + $1.keys }
    }

    func keyspacesLookedUp(in cache: ComponentID) -> [Keyspace] {
        var keyspaces: Set<Int> = []
        for step in operations.flatMap(\.steps).flatMap(\.within) {
            guard case .lookup(let lookup) = step, lookup.cache == cache,
                self.keyspaces.indices.contains(lookup.keyspace.index)
            else { continue }
            keyspaces.insert(lookup.keyspace.index)
        }
        return keyspaces.sorted().map { self.keyspaces[$0] }
    }

    /// Keys that are simulated one by one in a component: none in an approximated cache.
    func keysHeld(in id: ComponentID) -> Int {
        guard case .cache(let cache) = component(id).kind else { return 0 }
        let keys = keysLookedUp(in: id)
        return cache.behavior.approximates(keys: keys) ? 0 : keys
    }
}

extension Cache {
    /// Bytes of one key.
    public func memory(of keyspace: Keyspace) -> Int64 {
        let sum = keyspace.size.bytes.addingReportingOverflow(behavior.overhead.bytes)
        return sum.overflow ? .max : sum.partialValue
    }

    /// How long a key stays; nil for ever.
    public func life(of keyspace: Keyspace) -> SimTime? { keyspace.timeToLive ?? timeToLive }

    /// Whether a key may be dropped to make room.
    func mayDrop(_ keyspace: Keyspace) -> Bool {
        switch eviction {
        case .leastRecentlyUsed, .leastFrequentlyUsed: true
        case .volatileLeastRecentlyUsed: life(of: keyspace) != nil
        case .none: false
        }
    }
}
