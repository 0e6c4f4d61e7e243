// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// Which keys every cache of a model holds, key by key: until when, and in which order of use.
///
/// A key lives for its time to live from its fill, or from its last hit. Where not all keys fit, a
/// full cache drops the key that was used longest ago, by an exact order or as Redis samples it
/// (`SampledOrder`), or refuses the new key. An expired key keeps its memory until it is filled
/// anew or dropped, or leaves it at once to those who need it. Expiries are held in ticks of a
/// power of two nanoseconds, four bytes a key: the smallest ticks in which the run ends within
/// 2^31, two microseconds in a run of an hour.
struct KeyStore: ~Copyable {
    /// One cache: its bounds, its state and what was counted.
    struct Cache: BitwiseCopyable {
        var capacity: Int64
        /// False where all keys fit, so that no order of use need be kept.
        var isBounded: Bool
        var evicts: Bool
        /// Keys that an eviction looks at; 0 for the exact order of use, negative where another
        /// policy says.
        var samples = 0
        var policy = Policy.plain
        /// Whether a hit begins the time to live anew.
        var slides = false
        /// Whether expired keys leave their memory to others at once.
        var freesExpired = false
        /// Whether keys change, so that copies get stale.
        var tracksWrites = false
        var used: Int64 = 0
        var counts = Counts()

        /// Whether a hit changes anything.
        var isMovedByHits: Bool { isBounded || slides || tracksWrites }
    }

    /// What is counted of one cache since the window began.
    struct Counts: BitwiseCopyable {
        var lookups = 0
        var hits = 0
        var evictions = 0
        /// Keys that were filled and were not alive before.
        var additions = 0
        /// Living keys that were dropped for others or because they changed.
        var departures = 0
        var invalidations = 0
        /// Misses that waited for another request's fill.
        var shared = 0
        var staleHits = 0
        /// Of all stale hits, ns since the key changed.
        var staleAge = 0.0
        /// Living keys when the window began.
        var alive = 0
    }

    /// The keys of one keyspace in one cache.
    struct Region: BitwiseCopyable {
        var cache: Int32
        /// The first key's place in the arrays of the store.
        var offset: Int
        var keys: Int
        var size: Int64
        /// Time to live in ns; `Int64.max` for ever.
        var life = Int64.max
        /// Whether the cache says how long, and not the keyspace.
        var followsCache = true
    }

    private static let never: UInt32 = 0
    private static let always = UInt32.max

    let caches: FlatArray<Cache>
    let regions: FlatArray<Region>
    /// The first tick at which each key is gone.
    private let expiry: FlatArray<UInt32>
    private let tickShift: Int64
    var order: KeyList
    var sampled: SampledOrder
    /// By expiry, the next at the back; of each region a list.
    private var expiring: KeyList
    /// The tick at which the key changed since it was filled; 0 for never.
    private let changed: FlatArray<UInt32>

    /// `end` is the last moment that will be asked for, in ns.
    init(caches: [Cache], regions: [Region], end: Int64, stream: UInt64 = 0) {
        self.caches = FlatArray(caches)
        self.regions = FlatArray(regions)
        let keys = regions.reduce(0) { $0 + $1.keys }
        func keysWhere(_ isNeeded: (Cache) -> Bool) -> Int {
            caches.contains(where: isNeeded) ? keys : 0
        }
        expiry = FlatArray(repeating: Self.never, count: keys)
        let unused = Int64(UInt64(max(end, 1)).leadingZeroBitCount)
        tickShift = max(0, 33 - unused)
        order = KeyList(lists: caches.count, keys: keysWhere { $0.isBounded && $0.isOrdered })
        sampled = SampledOrder(
            keys: keysWhere { $0.isBounded && !$0.isOrdered },
            sizes: caches.indices.map { index in
                guard caches[index].isBounded, !caches[index].isOrdered else { return 0 }
                return regions.reduce(0) { $0 + (Int($1.cache) == index ? $1.keys : 0) }
            }, stream: stream)
        expiring = KeyList(
            lists: regions.count, keys: keysWhere { $0.isBounded && $0.freesExpired })
        changed = FlatArray(repeating: 0, count: keysWhere(\.tracksWrites))
    }

    /// Asks the memory for a key that will be looked up soon.
    @inline(__always)
    func prefetch(_ key: Int, region: Int) {
        plimsoll_prefetch(expiry.base + (regions[region].offset &+ key))
    }

    /// Which of `count` keys are missing, a bit each; counts the lookups.
    ///
    /// Where no order of use is kept this does not branch on what it finds, so that the memory
    /// reads of all keys overlap.
    @inline(__always)
    mutating func missing(
        _ count: UInt64, region: Int, now: Int64, key: (UInt64) -> Int
    ) -> UInt64 {
        let cache = Int(regions[region].cache)
        let offset = regions[region].offset
        let tick = tick(now)
        var missing: UInt64 = 0
        if caches[cache].isMovedByHits {
            for index in 0..<count where !touch(offset &+ key(index), region, now) {
                missing |= 1 &<< index
            }
        } else {
            for index in 0..<count {
                let isGone: UInt64 = expiry[offset &+ key(index)] > tick ? 0 : 1
                missing |= isGone &<< index
            }
        }
        caches[cache].counts.lookups &+= Int(truncatingIfNeeded: count)
        caches[cache].counts.hits &+= Int(truncatingIfNeeded: count) &- missing.nonzeroBitCount
        return missing
    }

    /// Whether the key is there and alive, which makes it the most recently used.
    private mutating func touch(_ place: Int, _ region: Int, _ now: Int64) -> Bool {
        let cache = Int(regions[region].cache)
        guard expiry[place] > tick(now) else { return false }
        if caches[cache].slides { expire(place, region, now) }
        if caches[cache].isBounded { use(place, cache, now) }
        if caches[cache].tracksWrites, changed[place] != 0 {
            caches[cache].counts.staleHits += 1
            let age = Int64(tick(now)) - Int64(changed[place])
            caches[cache].counts.staleAge += Double(max(age, 0) << tickShift)
        }
        return true
    }

    /// Puts the key in, making room where the cache evicts.
    mutating func fill(_ key: Int, region: Int, now: Int64) {
        let cache = Int(regions[region].cache)
        let place = regions[region].offset + key
        let wasAlive = expiry[place] > tick(now)
        if caches[cache].isBounded {
            guard admit(place, size: regions[region].size, cache, now) else { return }
        } else if expiry[place] == Self.never {
            caches[cache].used += regions[region].size
        }
        if !wasAlive { caches[cache].counts.additions += 1 }
        if caches[cache].tracksWrites { changed[place] = 0 }
        expire(place, region, now)
    }

    /// The key changed, and is dropped.
    mutating func invalidate(_ key: Int, region: Int, now: Int64) {
        let cache = Int(regions[region].cache)
        let place = regions[region].offset + key
        guard expiry[place] != Self.never else { return }
        if expiry[place] > tick(now) { caches[cache].counts.invalidations += 1 }
        remove(place, cache, now)
    }

    /// The key changed, and what is held of it is stale.
    mutating func change(_ key: Int, region: Int, now: Int64) {
        let place = regions[region].offset + key
        guard expiry[place] > tick(now), changed[place] == 0 else { return }
        changed[place] = max(tick(now), 1)
    }

    /// How many keys all caches together can hold.
    var places: Int { expiry.count }

    /// Counts lookups of a cache that is not simulated key by key.
    mutating func count(_ lookups: Int, hits: Int, region: Int) {
        let cache = Int(regions[region].cache)
        caches[cache].counts.lookups &+= lookups
        caches[cache].counts.hits &+= hits
    }

    /// Counts a miss that waits for the fill of another.
    mutating func countShared(region: Int) {
        caches[Int(regions[region].cache)].counts.shared += 1
    }

    /// Puts a key in before the start that was used `idle` ns ago and lives for `left` ns.
    mutating func restore(_ key: Int, region: Int, idle: Int64, left: Int64) {
        let place = regions[region].offset + key
        let cache = Int(regions[region].cache)
        if caches[cache].isBounded {
            guard admit(place, size: regions[region].size, cache, 0) else { return }
            if caches[cache].samples > 0 { sampled.use(place, cache, -idle) }
        } else {
            caches[cache].used += regions[region].size
        }
        let life = regions[region].life
        regions[region].life = left
        expire(place, region, 0)
        regions[region].life = life
    }

    /// After keys were put in: those that expire first are found first.
    mutating func orderExpiring(region: Int) {
        let cache = Int(regions[region].cache)
        guard caches[cache].isBounded, caches[cache].freesExpired else { return }
        let offset = regions[region].offset
        let held = (offset..<offset + regions[region].keys).filter { expiry[$0] != Self.never }
        for place in held.sorted(by: { (expiry[$0], $0) < (expiry[$1], $1) }) {
            expiring.moveToFront(place, region)
        }
    }

    /// Empties a cache, as FLUSHALL does.
    mutating func flush(cache: Int, now: Int64) {
        for index in 0..<regions.count where Int(regions[index].cache) == cache {
            let offset = regions[index].offset
            for place in offset..<(offset + regions[index].keys)
            where expiry[place] != Self.never {
                remove(place, cache, now)
            }
        }
    }

    /// Sets the time to live of the keyspaces that have none of their own, for fills from now on,
    /// and where it slides for hits; what is held keeps its expiry until then. `Int64.max` is for
    /// ever.
    mutating func setTimeToLive(cache: Int, _ life: Int64) {
        for index in 0..<regions.count
        where Int(regions[index].cache) == cache && regions[index].followsCache {
            regions[index].life = life
        }
    }

    /// Living keys of a cache, and their bytes.
    mutating func living(cache: Int, now: Int64) -> (keys: Int, bytes: Int64) {
        let tick = tick(now)
        var keys = 0
        var bytes: Int64 = 0
        for index in 0..<regions.count where Int(regions[index].cache) == cache {
            let region = regions[index]
            var alive = 0
            for place in region.offset..<(region.offset + region.keys) where expiry[place] > tick {
                alive += 1
            }
            keys += alive
            bytes += Int64(alive) * region.size
        }
        return (keys, bytes)
    }

    /// Whether a key, by its place, has memory, and whether it lives.
    func isHeld(_ place: Int) -> Bool { expiry[place] != Self.never }
    func isAlive(_ place: Int, now: Int64) -> Bool { expiry[place] > tick(now) }

    /// Takes a key out that its node does not have any more; true where it lived.
    mutating func lose(_ place: Int, cache: Int, now: Int64) -> Bool {
        let wasAlive = isAlive(place, now: now)
        remove(place, cache, now)
        return wasAlive
    }

    /// Sets the memory of a cache; what may be dropped and does not fit any more is.
    mutating func setCapacity(_ bytes: Int64, cache: Int, now: Int64) {
        caches[cache].capacity = bytes
        if caches[cache].isBounded { _ = makeRoom(0, cache, now) }
    }

    /// Forgets what was counted, not what is cached.
    mutating func forget(_ now: Int64) {
        for index in 0..<caches.count {
            caches[index].counts = Counts()
            caches[index].counts.alive = living(cache: index, now: now).keys
        }
    }

    @inline(__always)
    private func tick(_ now: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: now &>> tickShift)
    }

    // MARK: Order and room

    /// The key's time to live begins.
    private mutating func expire(_ place: Int, _ region: Int, _ now: Int64) {
        let life = regions[region].life
        // Rounded up to a tick; what outlives the run is there for ever.
        let part = (1 &<< tickShift) &- 1
        let gone = life > .max - now - part ? .max : (now + life + part) &>> tickShift
        expiry[place] = gone < Int64(Self.always) ? UInt32(gone) : Self.always
        let cache = Int(regions[region].cache)
        if caches[cache].isBounded, caches[cache].freesExpired {
            expiring.moveToFront(place, region)
        }
    }

    private mutating func use(_ place: Int, _ cache: Int, _ now: Int64) {
        let samples = caches[cache].samples
        if samples > 0 {
            sampled.use(place, cache, now)
        } else if samples == 0 {
            order.moveToFront(place, cache)
        } else {
            useByPolicy(place, cache, now)
        }
    }

    private mutating func admit(
        _ place: Int, size: Int64, _ cache: Int, _ now: Int64
    ) -> Bool {
        if expiry[place] == Self.never {
            guard makeRoom(size, cache, now) else { return false }
            caches[cache].used += size
        }
        use(place, cache, now)
        return true
    }

    /// Drops keys until so many bytes more fit, expired ones first where they leave their memory to
    /// others; false where no more may be dropped.
    @inline(__always)
    private mutating func makeRoom(_ size: Int64, _ cache: Int, _ now: Int64) -> Bool {
        while caches[cache].used + size > caches[cache].capacity {
            if caches[cache].freesExpired, let gone = nextExpired(cache, now) {
                remove(gone, cache, now)
                continue
            }
            guard caches[cache].evicts, let victim = victim(cache, now) else { return false }
            caches[cache].counts.evictions += 1
            remove(victim, cache, now)
        }
        return true
    }

    private mutating func victim(_ cache: Int, _ now: Int64) -> Int? {
        let samples = caches[cache].samples
        if samples < 0 { return victimByPolicy(cache, now) }
        return samples == 0
            ? order.back(cache) : sampled.victim(cache, samples: samples, now)
    }

    /// An expired key that still has memory. After the time to live was shortened, keys that were
    /// filled before may hide those that expire sooner.
    private mutating func nextExpired(_ cache: Int, _ now: Int64) -> Int? {
        for index in 0..<regions.count where Int(regions[index].cache) == cache {
            if let place = expiring.back(index), expiry[place] <= tick(now) { return place }
        }
        return nil
    }

    /// Takes a key out.
    private mutating func remove(_ place: Int, _ cache: Int, _ now: Int64) {
        let region = region(of: place)
        if expiry[place] > tick(now) { caches[cache].counts.departures += 1 }
        expiry[place] = Self.never
        caches[cache].used -= regions[region].size
        guard caches[cache].isBounded else { return }
        if caches[cache].isOrdered {
            order.remove(place, cache)
        } else {
            sampled.remove(place, cache)
        }
        if caches[cache].freesExpired { expiring.remove(place, region) }
    }

    mutating func region(of place: Int) -> Int {
        for index in 0..<regions.count {
            let region = regions[index]
            if place >= region.offset && place < region.offset + region.keys { return index }
        }
        preconditionFailure("a key outside every region")
    }
}
