// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Hit probabilities by popularity, of caches that are not simulated key by key.
///
/// A lookup draws its key as ever and hits with that key's probability in the long run at the
/// present rates (`CacheApproximation`): the mean of the misses is right, though not how they
/// follow one another. The rates are what was counted: 64 times a run, and after 10,000 lookups at
/// least, they are looked at, and where one has moved by 2% the cache is solved again. After an
/// empty start or a flush a key hits no more often than it was looked up since, 1 - e^(-λ t).
struct HitEstimates: ~Copyable {
    struct Region: BitwiseCopyable {
        var firstGroup: Int
        var groups: Int
        /// Lookups a second that the table holds for.
        var rate: Double
        /// Since the last look, and when that was.
        var lookups = 0
        var since: Int64 = 0
    }

    struct Cache: BitwiseCopyable {
        /// When it was empty; -1 where that is forgotten.
        var emptyAt: Int64 = 0
        /// Evictions and expirations a second, and what came of them since the window began.
        var evicting = 0.0
        var expiring = 0.0
        var evicted = 0.0
        var expired = 0.0
        var memoryUse = 0.0
        /// ns after which an empty start is forgotten.
        var horizon = Double.infinity
        var settledAt: Int64 = 0
    }

    static let looks: Int64 = 64
    static let fewest = 10_000
    static let moved = 0.02

    let plan: HitPlan
    let regions: FlatArray<Region>
    let caches: FlatArray<Cache>
    /// The first key of each group, its share of the lookups, and its probability to hit.
    let firsts: FlatArray<Int>
    let shares: FlatArray<Double>
    let hits: FlatArray<Double>
    private let interval: Int64
    private var nextLook: Int64

    init(_ plan: HitPlan, end: Int64) {
        self.plan = plan
        var regions: [Region] = []
        var firsts: [Int] = []
        var shares: [Double] = []
        for region in plan.regions {
            let isUsed = plan.caches[region.cache].isApproximate
            let groups = isUsed ? region.groups.groups : []
            regions.append(
                Region(firstGroup: firsts.count, groups: groups.count, rate: region.rate))
            var key = 0
            for group in groups {
                firsts.append(key)
                shares.append(group.share)
                key += Int(group.keys)
            }
        }
        self.regions = FlatArray(regions)
        self.firsts = FlatArray(firsts)
        self.shares = FlatArray(shares)
        hits = FlatArray(repeating: 0, count: firsts.count)
        caches = FlatArray(
            plan.caches.map { cache in
                var state = Cache()
                if cache.isWarm { state.emptyAt = -1 }
                return state
            })
        interval = max(1, end / Self.looks)
        nextLook = plan.approximates ? interval : .max
    }

    /// Whether the key hits; `coin` is 64 uniform bits.
    mutating func hit(_ key: Int, region: Int, coin: UInt64, now: Int64) -> Bool {
        let group = group(of: key, region)
        var probability = hits[group]
        let emptyAt = caches[plan.regions[region].cache].emptyAt
        if emptyAt >= 0 {
            let passed = Double(now - emptyAt) * 1e-9
            let seen = 1 - Elementary.exp(-shares[group] * regions[region].rate * passed)
            probability = min(probability, seen)
        }
        return Double(coin &>> 11) * 0x1p-53 < probability
    }

    /// Counts lookups; true where it is time to look at the rates.
    mutating func count(_ lookups: Int, region: Int, now: Int64) -> Bool {
        regions[region].lookups += lookups
        return now >= nextLook
    }

    /// Looks at the rates, and solves the caches where they have moved.
    mutating func look(_ now: Int64, life: (Int) -> Double) {
        nextLook = now / interval * interval + interval
        for cache in plan.caches.indices where plan.caches[cache].isApproximate {
            var hasMoved = false
            for region in plan.caches[cache].regions {
                let passed = Double(now - regions[region].since) * 1e-9
                guard regions[region].lookups >= Self.fewest, passed > 0 else { continue }
                let rate = Double(regions[region].lookups) / passed
                if abs(rate - regions[region].rate) > Self.moved * regions[region].rate {
                    regions[region].rate = rate
                    hasMoved = true
                }
                regions[region].lookups = 0
                regions[region].since = now
            }
            if hasMoved { solve(cache, now, life: life) }
            let emptyAt = caches[cache].emptyAt
            if emptyAt >= 0, Double(now - emptyAt) > caches[cache].horizon {
                caches[cache].emptyAt = -1
            }
        }
    }

    /// Solves a cache at the rates of its regions.
    mutating func solve(_ cache: Int, _ now: Int64, life: (Int) -> Double) {
        settle(now)
        let rates = plan.regions.indices.map { regions[$0].rate }
        let approximation = plan.approximation(cache, rate: { rates[$0] }, life: life)
        let solution = approximation.longRun
        for (region, values) in zip(plan.caches[cache].regions, solution.hits) {
            for (index, hit) in values.enumerated() {
                hits[regions[region].firstGroup + index] = hit
            }
        }
        caches[cache].evicting = solution.answer.evictions
        caches[cache].expiring = solution.answer.expirations
        caches[cache].memoryUse = solution.answer.memoryUse
        let longest = plan.caches[cache].regions.map(life).reduce(0) { max($0, $1) }
        caches[cache].horizon = min(longest, solution.room) * 1e9
    }

    mutating func flush(_ cache: Int, _ now: Int64) { caches[cache].emptyAt = now }

    /// Adds up what was evicted and expired until now.
    mutating func settle(_ now: Int64) {
        for index in 0..<caches.count {
            let passed = Double(now - caches[index].settledAt) * 1e-9
            caches[index].evicted += caches[index].evicting * passed
            caches[index].expired += caches[index].expiring * passed
            caches[index].settledAt = now
        }
    }

    /// Forgets what was counted.
    mutating func forget(_ now: Int64) {
        settle(now)
        for index in 0..<caches.count {
            caches[index].evicted = 0
            caches[index].expired = 0
        }
    }

    /// The group that a key belongs to, by halving.
    private mutating func group(of key: Int, _ region: Int) -> Int {
        var low = regions[region].firstGroup
        var high = low + regions[region].groups
        while high - low > 1 {
            let middle = (low + high) / 2
            if firsts[middle] <= key { low = middle } else { high = middle }
        }
        return low
    }
}
