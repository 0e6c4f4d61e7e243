// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Lays out the caches and the keys that each of them can hold.
struct KeyTable {
    private(set) var caches: [KeyStore.Cache] = []
    private(set) var components: [ComponentID] = []
    private(set) var regions: [KeyStore.Region] = []
    private(set) var samplers: [KeySampler] = []
    private let model: Model
    private var cacheIndices: [ComponentID: Int] = [:]
    private var regionIndices: [Pair: Int] = [:]
    private var places = 0

    private struct Pair: Hashable {
        let cache: ComponentID
        let keyspace: KeyspaceID
    }

    init(_ model: Model) {
        self.model = model
        for (index, component) in model.components.enumerated() {
            guard case .cache(let cache) = component.kind else { continue }
            cacheIndices[ComponentID(index)] = caches.count
            components.append(ComponentID(index))
            let capacity = cache.memoryPerNode.bytes.multipliedReportingOverflow(
                by: Int64(cache.nodes))
            caches.append(
                KeyStore.Cache(
                    life: cache.timeToLive?.nanoseconds ?? .max,
                    capacity: capacity.overflow ? .max : capacity.partialValue, isBounded: false,
                    evicts: cache.eviction == .leastRecentlyUsed))
        }
    }

    /// The region of that keyspace in that cache, laid out at its first mention.
    mutating func region(_ cacheID: ComponentID, _ keyspaceID: KeyspaceID) -> Int {
        let pair = Pair(cache: cacheID, keyspace: keyspaceID)
        if let known = regionIndices[pair] { return known }
        guard let cache = cacheIndices[cacheID] else {
            preconditionFailure("a lookup in a component that is no cache")
        }
        let keyspace = model.keyspace(keyspaceID)
        regionIndices[pair] = regions.count
        regions.append(
            KeyStore.Region(
                cache: Int32(cache), offset: places, keys: keyspace.keys,
                size: keyspace.size.bytes))
        places += keyspace.keys
        samplers.append(KeySampler(keyspace))
        let all = regions.filter { Int($0.cache) == cache }.reduce(0.0) {
            $0 + Double($1.keys) * Double($1.size)
        }
        caches[cache].isBounded = all > Double(caches[cache].capacity)
        return regions.count - 1
    }
}
