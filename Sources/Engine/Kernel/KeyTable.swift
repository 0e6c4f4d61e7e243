// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Lays out the caches and the keys that each of them can hold.
struct KeyTable {
    private(set) var caches: [KeyStore.Cache] = []
    private(set) var components: [ComponentID] = []
    private(set) var regions: [KeyStore.Region] = []
    private(set) var samplers: [KeySampler] = []
    /// What the regions hold.
    private(set) var contents: [KeyTraffic.Place] = []
    private let model: Model
    /// Keyspaces that some operation looks up, by cache.
    private var lookups: Set<KeyTraffic.Place> = []
    private var cacheIndices: [ComponentID: Int] = [:]
    private var regionIndices: [KeyTraffic.Place: Int] = [:]
    private var places = 0

    init(_ model: Model) {
        self.model = model
        var written: Set<KeyspaceID> = []
        for step in model.operations.flatMap(\.steps).flatMap(\.within) {
            if case .lookup(let lookup) = step {
                lookups.insert(KeyTraffic.Place(cache: lookup.cache, keyspace: lookup.keyspace))
            }
            if case .write(let write) = step { written.insert(write.keyspace) }
        }
        for (index, component) in model.components.enumerated() {
            guard case .cache(let cache) = component.kind else { continue }
            let id = ComponentID(index)
            cacheIndices[id] = caches.count
            components.append(id)
            let capacity = cache.memoryPerNode.bytes.multipliedReportingOverflow(
                by: Int64(cache.nodes))
            caches.append(
                KeyStore.Cache(
                    capacity: capacity.overflow ? .max : capacity.partialValue, isBounded: false,
                    evicts: cache.eviction != .none, samples: cache.plainSamples,
                    policy: cache.dropping,
                    slides: cache.behavior.expiry == .sliding,
                    freesExpired: cache.behavior.expiredKeys == .freed,
                    tracksWrites: lookups.contains {
                        $0.cache == id && written.contains($0.keyspace)
                    }))
        }
    }

    /// The region of that keyspace in that cache, laid out at its first mention.
    mutating func region(_ cacheID: ComponentID, _ keyspaceID: KeyspaceID) -> Int {
        let pair = KeyTraffic.Place(cache: cacheID, keyspace: keyspaceID)
        if let known = regionIndices[pair] { return known }
        guard let cache = cacheIndices[cacheID],
            case .cache(let settings) = model.component(cacheID).kind
        else { preconditionFailure("a lookup in a component that is no cache") }
        let keyspace = model.keyspace(keyspaceID)
        regionIndices[pair] = regions.count
        let held = isApproximate(cacheID) ? 0 : keyspace.keys
        contents.append(pair)
        regions.append(
            KeyStore.Region(
                cache: Int32(cache), offset: places, keys: held,
                size: settings.memory(of: keyspace),
                life: settings.life(of: keyspace)?.nanoseconds ?? .max,
                followsCache: keyspace.timeToLive == nil))
        places += held
        samplers.append(KeySampler(keyspace))
        let all = regions.filter { Int($0.cache) == cache }.reduce(0.0) {
            $0 + Double($1.keys) * Double($1.size)
        }
        let least = Double(settings.memoryPerNode.bytes) * Double(settings.fewestNodes)
        caches[cache].isBounded = all > least
        return regions.count - 1
    }

    /// Whether the keys of a cache are not simulated one by one.
    func isApproximate(_ id: ComponentID) -> Bool {
        model.behavior(of: id).approximates(keys: model.keysLookedUp(in: id))
    }

    /// The regions of all caches in which that keyspace is looked up.
    mutating func regions(of keyspace: KeyspaceID) -> [Int] {
        components.filter { lookups.contains(KeyTraffic.Place(cache: $0, keyspace: keyspace)) }
            .map { region($0, keyspace) }
    }
}
