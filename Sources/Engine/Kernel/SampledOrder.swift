// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The order of use as Redis knows it: each key remembers the second of its last use, and an
/// eviction looks at a few keys at random.
///
/// Those that were idle longest go into a pool of 16 that later evictions draw on as well; the
/// one idle longest is dropped. A key in the pool may have been used since, which nobody notices,
/// or be gone, and then the next is taken. (Redis 7, evict.c: `maxmemory-samples`, EVPOOL_SIZE,
/// LRU_CLOCK_RESOLUTION.) Redis samples neighbours in its hash table; here keys are independent.
struct SampledOrder: ~Copyable {
    struct Use: BitwiseCopyable {
        /// Where the key stands among the residents of its cache; -1 for nowhere.
        var position: Int32 = -1
        /// Seconds.
        var last: Int32 = 0
    }

    struct Candidate: BitwiseCopyable {
        var key: Int32 = -1
        /// Seconds, when it was sampled.
        var idle: Int32 = 0
    }

    /// The residents of one cache: a part of `residents`, the first `count` of which are used.
    struct Crowd: BitwiseCopyable {
        var first: Int
        var count = 0
        var pooled = 0
        var draws: UInt64
    }

    static let poolSize = 16
    private static let second: Int64 = 1_000_000_000

    let uses: FlatArray<Use>
    let residents: FlatArray<Int32>
    let pool: FlatArray<Candidate>
    let crowds: FlatArray<Crowd>

    /// - Parameters:
    ///   - keys: places of all keys; 0 where no cache samples.
    ///   - sizes: of each cache the most keys that it may hold; 0 where it does not sample.
    init(keys: Int, sizes: [Int], stream: UInt64) {
        uses = FlatArray(repeating: Use(), count: keys)
        var first = 0
        var crowds: [Crowd] = []
        for (index, size) in sizes.enumerated() {
            crowds.append(
                Crowd(first: first, draws: SplitMix.mix(stream &+ UInt64(index) &+ 1)))
            first += size
        }
        residents = FlatArray(repeating: -1, count: first)
        pool = FlatArray(repeating: Candidate(), count: sizes.count * Self.poolSize)
        self.crowds = FlatArray(crowds)
    }

    mutating func contains(_ key: Int) -> Bool { uses[key].position >= 0 }

    /// Notes a use; a key that was not resident becomes it.
    mutating func use(_ key: Int, _ cache: Int, _ now: Int64) {
        uses[key].last = Int32(truncatingIfNeeded: now / Self.second)
        guard uses[key].position < 0 else { return }
        let count = crowds[cache].count
        residents[crowds[cache].first + count] = Int32(truncatingIfNeeded: key)
        uses[key].position = Int32(truncatingIfNeeded: count)
        crowds[cache].count = count + 1
    }

    mutating func remove(_ key: Int, _ cache: Int) {
        let position = Int(uses[key].position)
        guard position >= 0 else { return }
        let base = residents.base + crowds[cache].first
        let last = crowds[cache].count - 1
        base[position] = base[last]
        uses[Int(base[position])].position = Int32(truncatingIfNeeded: position)
        uses[key].position = -1
        crowds[cache].count = last
    }

    /// The key to drop; nil where there is none.
    mutating func victim(_ cache: Int, samples: Int, _ now: Int64) -> Int? {
        let clock = Int32(truncatingIfNeeded: now / Self.second)
        return victim(cache, samples: samples) { clock &- $0 }
    }

    /// The same by another measure of what is noted of a key: the one with the most is dropped.
    @inline(__always)
    mutating func victim(_ cache: Int, samples: Int, idle: (Int32) -> Int32) -> Int? {
        guard crowds[cache].count > 0 else { return nil }
        while true {
            for _ in 0..<samples {
                let key = draw(cache)
                consider(Candidate(key: key, idle: idle(uses[Int(key)].last)), cache)
            }
            while crowds[cache].pooled > 0 {
                crowds[cache].pooled -= 1
                let key = Int(pool[cache * Self.poolSize + crowds[cache].pooled].key)
                if contains(key) { return key }
            }
        }
    }

    /// Any resident, each alike.
    private mutating func draw(_ cache: Int) -> Int32 {
        crowds[cache].draws &+= SplitMix.golden
        let bits = SplitMix.mix(crowds[cache].draws)
        let index = bits.multipliedFullWidth(by: UInt64(crowds[cache].count)).high
        return residents[crowds[cache].first + Int(index)]
    }

    /// A number from 0 to 1.
    mutating func coin(_ cache: Int) -> Double {
        crowds[cache].draws &+= SplitMix.golden
        return SplitMix.unitOpen(SplitMix.mix(crowds[cache].draws))
    }

    /// Puts a candidate into the pool, least idle first; of a full pool the least idle leaves.
    private mutating func consider(_ candidate: Candidate, _ cache: Int) {
        let entries = pool.base + cache * Self.poolSize
        let count = crowds[cache].pooled
        var place = 0
        while place < count, entries[place].idle < candidate.idle { place += 1 }
        guard count == Self.poolSize else {
            for index in stride(from: count, to: place, by: -1) {
                entries[index] = entries[index - 1]
            }
            entries[place] = candidate
            crowds[cache].pooled = count + 1
            return
        }
        guard place > 0 else { return }
        for index in 1..<place { entries[index - 1] = entries[index] }
        entries[place - 1] = candidate
    }
}
