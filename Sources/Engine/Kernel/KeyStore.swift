// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// Which keys every cache of a model holds, key by key: until when, and in which order of use.
///
/// A key lives from its fill for the cache's time to live. Where not all keys fit, the keys form a
/// list from the most to the least recently used, and a full cache drops from its end (LRU), or
/// refuses the new key. An expired key keeps its memory until it is filled anew or dropped.
/// Expiries are held in ticks of a power of two nanoseconds, four bytes a key: the smallest ticks
/// in which the run ends within 2^31, two microseconds in a run of an hour.
struct KeyStore: ~Copyable {
    /// One cache: its bounds, its state and what was counted.
    struct Cache: BitwiseCopyable {
        /// Life of a key from its fill, in ns; `Int64.max` for ever.
        var life: Int64
        var capacity: Int64
        /// False where all keys fit, so that no order of use need be kept.
        var isBounded: Bool
        var evicts: Bool
        var used: Int64 = 0
        var mostRecent: Int32 = -1
        var leastRecent: Int32 = -1
        var lookups = 0
        var hits = 0
        var evictions = 0
    }

    /// The keys of one keyspace in one cache.
    struct Region: BitwiseCopyable {
        var cache: Int32
        /// The first key's place in the arrays of the store.
        var offset: Int
        var keys: Int
        var size: Int64
    }

    struct Links: BitwiseCopyable {
        /// Towards the more and the less recently used; -1 at an end, `absent` outside the list.
        var newer: Int32
        var older: Int32
    }

    private static let absent: Int32 = -2
    private static let never: UInt32 = 0
    private static let always = UInt32.max

    let caches: FlatArray<Cache>
    let regions: FlatArray<Region>
    /// The first tick at which each key is gone.
    private let expiry: FlatArray<UInt32>
    private let tickShift: Int64
    private let links: FlatArray<Links>

    /// `end` is the last moment that will be asked for, in ns.
    init(caches: [Cache], regions: [Region], end: Int64) {
        self.caches = FlatArray(caches)
        self.regions = FlatArray(regions)
        let keys = regions.reduce(0) { $0 + $1.keys }
        expiry = FlatArray(repeating: Self.never, count: keys)
        let unused = Int64(UInt64(max(end, 1)).leadingZeroBitCount)
        tickShift = max(0, 33 - unused)
        let linked = caches.contains(where: \.isBounded) ? keys : 0
        links = FlatArray(
            repeating: Links(newer: Self.absent, older: Self.absent), count: linked)
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
        if caches[cache].isBounded {
            for index in 0..<count where !touch(offset &+ key(index), cache, tick) {
                missing |= 1 &<< index
            }
        } else {
            for index in 0..<count {
                let isGone: UInt64 = expiry[offset &+ key(index)] > tick ? 0 : 1
                missing |= isGone &<< index
            }
        }
        caches[cache].lookups &+= Int(truncatingIfNeeded: count)
        caches[cache].hits &+= Int(truncatingIfNeeded: count) &- missing.nonzeroBitCount
        return missing
    }

    /// Whether the key is there and alive, which makes it the most recently used.
    private mutating func touch(_ place: Int, _ cache: Int, _ tick: UInt32) -> Bool {
        guard expiry[place] > tick else { return false }
        moveToFront(place, cache)
        return true
    }

    /// Puts the key in, making room where the cache evicts.
    mutating func fill(_ key: Int, region: Int, now: Int64) {
        let cache = Int(regions[region].cache)
        let place = regions[region].offset + key
        let life = caches[cache].life
        if caches[cache].isBounded {
            guard admit(place, size: regions[region].size, cache) else { return }
        } else if expiry[place] == Self.never {
            caches[cache].used += regions[region].size
        }
        // Rounded up to a tick; what outlives the run is there for ever.
        let part = (1 &<< tickShift) &- 1
        let gone = life > .max - now - part ? .max : (now + life + part) &>> tickShift
        expiry[place] = gone < Int64(Self.always) ? UInt32(gone) : Self.always
    }

    /// Empties a cache, as FLUSHALL does.
    mutating func flush(cache: Int, now: Int64) {
        for index in 0..<regions.count where Int(regions[index].cache) == cache {
            let region = regions[index]
            for place in region.offset..<(region.offset + region.keys) {
                expiry[place] = Self.never
                if links.count > 0 { links[place] = Links(newer: Self.absent, older: Self.absent) }
            }
        }
        caches[cache].used = 0
        caches[cache].mostRecent = -1
        caches[cache].leastRecent = -1
    }

    /// Bytes of the keys that are alive.
    mutating func liveBytes(cache: Int, now: Int64) -> Int64 {
        let tick = tick(now)
        var bytes: Int64 = 0
        for index in 0..<regions.count where Int(regions[index].cache) == cache {
            let region = regions[index]
            for place in region.offset..<(region.offset + region.keys) where expiry[place] > tick {
                bytes += region.size
            }
        }
        return bytes
    }

    @inline(__always)
    private func tick(_ now: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: now &>> tickShift)
    }

    /// Forgets what was counted, not what is cached.
    mutating func forget() {
        for index in 0..<caches.count {
            caches[index].lookups = 0
            caches[index].hits = 0
            caches[index].evictions = 0
        }
    }

    private mutating func admit(_ place: Int, size: Int64, _ cache: Int) -> Bool {
        if links[place].newer != Self.absent {
            moveToFront(place, cache)
            return true
        }
        while caches[cache].used + size > caches[cache].capacity {
            guard caches[cache].evicts, caches[cache].leastRecent >= 0 else { return false }
            evict(Int(caches[cache].leastRecent), cache)
        }
        caches[cache].used += size
        pushFront(place, cache)
        return true
    }

    private mutating func evict(_ place: Int, _ cache: Int) {
        unlink(place, cache)
        links[place] = Links(newer: Self.absent, older: Self.absent)
        expiry[place] = Self.never
        caches[cache].used -= size(at: place)
        caches[cache].evictions += 1
    }

    private mutating func size(at place: Int) -> Int64 {
        for index in 0..<regions.count {
            let region = regions[index]
            if place >= region.offset && place < region.offset + region.keys { return region.size }
        }
        preconditionFailure("a key outside every region")
    }

    private mutating func moveToFront(_ place: Int, _ cache: Int) {
        guard Int(caches[cache].mostRecent) != place else { return }
        unlink(place, cache)
        pushFront(place, cache)
    }

    private mutating func unlink(_ place: Int, _ cache: Int) {
        let link = links[place]
        if link.newer >= 0 {
            links[Int(link.newer)].older = link.older
        } else {
            caches[cache].mostRecent = link.older
        }
        if link.older >= 0 {
            links[Int(link.older)].newer = link.newer
        } else {
            caches[cache].leastRecent = link.newer
        }
    }

    private mutating func pushFront(_ place: Int, _ cache: Int) {
        let first = caches[cache].mostRecent
        links[place] = Links(newer: -1, older: first)
        if first >= 0 { links[Int(first)].newer = Int32(place) }
        caches[cache].mostRecent = Int32(place)
        if caches[cache].leastRecent < 0 { caches[cache].leastRecent = Int32(place) }
    }
}
