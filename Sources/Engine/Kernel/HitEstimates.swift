// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Hit probabilities by popularity, of caches that are not simulated key by key.
///
/// Keys hit with their probabilities in the long run at the present rates (`CacheApproximation`).
/// Lookups draw their keys independently, so each hits with the mean over all keys, and none needs
/// to be drawn: the mean of the misses is right, though not how they follow one another. The rates
/// are what was counted: 64 times a run, and after 10,000 lookups at least, they are looked at, and
/// where one has moved by 2% the cache is solved again. After an empty start or a flush a key hits
/// no more often than it was looked up since, 1 - e^(-λ t); the mean is then taken anew whenever
/// the time since has grown by 1/128.
struct HitEstimates: ~Copyable {
    struct Region: BitwiseCopyable {
        var firstGroup: Int
        var groups: Int
        /// Lookups a second that the table holds for.
        var rate: Double
        /// Since the last look, and when that was.
        var lookups = 0
        var since: Int64 = 0
        /// Thresholds of the nodes, and how many nodes there are.
        var firstThreshold: Int
        var nodes: Int
        /// The mean probability to hit in units of 2^-64, and until when it holds.
        var chance: UInt64 = 0
        var renewal: Int64 = 0
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
    /// ns
    static let shortestStep: Int64 = 1_000_000

    let plan: HitPlan
    let regions: FlatArray<Region>
    let caches: FlatArray<Cache>
    /// The keys of each group, the share of the lookups of one, and its probability to hit.
    let sizes: FlatArray<Double>
    let shares: FlatArray<Double>
    let hits: FlatArray<Double>
    /// Of each region's nodes but the last, in units of 2^-64: the share of the lookups that go to
    /// it or one before it.
    private let thresholds: FlatArray<UInt64>
    private let interval: Int64
    private var nextLook: Int64

    init(_ plan: HitPlan, end: Int64) {
        self.plan = plan
        var regions: [Region] = []
        var sizes: [Double] = []
        var shares: [Double] = []
        var thresholds: [UInt64] = []
        for region in plan.regions {
            let isUsed = plan.caches[region.cache].isApproximate
            let groups = isUsed ? region.groups.groups : []
            let nodes = plan.caches[region.cache].nodes
            regions.append(
                Region(
                    firstGroup: sizes.count, groups: groups.count, rate: region.rate,
                    firstThreshold: thresholds.count, nodes: nodes))
            if isUsed { thresholds += region.groups.nodeThresholds(nodes) }
            for group in groups {
                sizes.append(group.keys)
                shares.append(group.share)
            }
        }
        self.regions = FlatArray(regions)
        self.sizes = FlatArray(sizes)
        self.shares = FlatArray(shares)
        hits = FlatArray(repeating: 0, count: shares.count)
        self.thresholds = FlatArray(thresholds)
        caches = FlatArray(
            plan.caches.map { cache in
                var state = Cache()
                if cache.isWarm { state.emptyAt = -1 }
                return state
            })
        interval = max(1, end / Self.looks)
        nextLook = plan.approximates ? interval : .max
    }

    /// The probability that a lookup hits, in units of 2^-64.
    @inline(__always)
    mutating func chance(region: Int, now: Int64) -> UInt64 {
        if now >= regions[region].renewal { renew(region, now) }
        return regions[region].chance
    }

    /// The node of a key that nobody draws, by random bits.
    @inline(__always)
    mutating func node(region: Int, bits: UInt64) -> Int {
        let first = regions[region].firstThreshold
        let last = regions[region].nodes &- 1
        var node = 0
        while node < last, bits >= thresholds[first &+ node] { node &+= 1 }
        return node
    }

    @inline(never)
    private mutating func renew(_ region: Int, _ now: Int64) {
        let emptyAt = caches[plan.regions[region].cache].emptyAt
        let passed = now - max(emptyAt, 0)
        let step = max(passed / 128, Self.shortestStep)
        let middle = (Double(passed) + Double(step) / 2) * 1e-9
        var mean = 0.0
        let first = regions[region].firstGroup
        for group in first..<first + regions[region].groups {
            var probability = hits[group]
            if emptyAt >= 0 {
                let seen = 1 - Elementary.exp(-shares[group] * regions[region].rate * middle)
                probability = min(probability, seen)
            }
            mean += sizes[group] * shares[group] * probability
        }
        regions[region].chance = threshold(mean)
        regions[region].renewal = emptyAt >= 0 ? now + step : .max
    }

    /// The probabilities of a cache have changed.
    private mutating func expire(_ cache: Int) {
        for region in plan.caches[cache].regions { regions[region].renewal = 0 }
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
                expire(cache)
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
        expire(cache)
    }

    mutating func flush(_ cache: Int, _ now: Int64) {
        caches[cache].emptyAt = now
        expire(cache)
    }

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
}
