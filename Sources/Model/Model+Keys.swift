// SPDX-License-Identifier: GPL-3.0-or-later

extension Model {
    /// Keys of all keyspaces that operations look up in a cache.
    public func keysLookedUp(in cache: ComponentID) -> Int {
        var keyspaces: Set<Int> = []
        for step in operations.flatMap(\.steps).flatMap(\.within) {
            guard case .lookup(let lookup) = step, lookup.cache == cache,
                self.keyspaces.indices.contains(lookup.keyspace.index)
            else { continue }
            keyspaces.insert(lookup.keyspace.index)
        }
        return keyspaces.reduce(0) { $0 + self.keyspaces[$1].keys }
    }

    /// Keys that are simulated one by one in a component: none in an approximated cache.
    func keysHeld(in id: ComponentID) -> Int {
        guard case .cache(let cache) = component(id).kind else { return 0 }
        let keys = keysLookedUp(in: id)
        return cache.behavior.approximates(keys: keys) ? 0 : keys
    }
}
