// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite struct KeyStoreTests {
    private func store(
        capacity: Int64, life: Int64 = .max, bounded: Bool = true, evicts: Bool = true
    ) -> KeyStore {
        KeyStore(
            caches: [
                KeyStore.Cache(capacity: capacity, isBounded: bounded, evicts: evicts)
            ],
            regions: [KeyStore.Region(cache: 0, offset: 0, keys: 10, size: 1, life: life)],
            end: 1_000)
    }

    private func find(_ key: Int, in store: inout KeyStore, now: Int64) -> Bool {
        store.missing(1, region: 0, now: now) { _ in key } == 0
    }

    @Test("A full cache drops the least recently used key")
    func leastRecentlyUsed() {
        var store = store(capacity: 2)
        store.fill(1, region: 0, now: 0)
        store.fill(2, region: 0, now: 1)
        let first = find(1, in: &store, now: 2)
        store.fill(3, region: 0, now: 3)
        let found = (1...3).map { find($0, in: &store, now: 4) }
        let evictions = store.caches[0].counts.evictions
        let live = store.living(cache: 0, now: 4).bytes
        #expect(first)
        #expect(found == [true, false, true])
        #expect(evictions == 1 && live == 2)
    }

    @Test("Without eviction a full cache refuses new keys")
    func noEviction() {
        var store = store(capacity: 1, evicts: false)
        store.fill(1, region: 0, now: 0)
        store.fill(2, region: 0, now: 0)
        let found = (1...2).map { find($0, in: &store, now: 1) }
        #expect(found == [true, false])
    }

    @Test("A key expires its time to live after the fill, read or not")
    func timeToLive() {
        var store = store(capacity: 10, life: 100, bounded: false)
        store.fill(1, region: 0, now: 50)
        let found = [149, 150].map { find(1, in: &store, now: $0) }
        let live = store.living(cache: 0, now: 150).bytes
        #expect(found == [true, false] && live == 0)
    }

    /// The next SET after a key expired makes another object, which counts from 5 (Redis 7, db.c).
    @Test("A key that expired is counted anew", arguments: [150, 250])
    func countsAfterExpiry(refill: Int64) {
        var cache = KeyStore.Cache(capacity: 5, isBounded: true, evicts: true)
        cache.samples = -1
        cache.policy = .frequent(UseCounter(.usual), samples: 5)
        var store = KeyStore(
            caches: [cache],
            regions: [KeyStore.Region(cache: 0, offset: 0, keys: 10, size: 1, life: 200)],
            end: 1_000)
        store.fill(1, region: 0, now: 0)
        for time in 1..<100 { _ = find(1, in: &store, now: Int64(time)) }
        let counted = store.sampled.uses[1].last & 255
        store.fill(1, region: 0, now: refill)
        let counter = store.sampled.uses[1].last & 255
        let residents = store.sampled.crowds[0].count
        #expect(counted > 5)
        // Filled again while it lives it is the same.
        #expect(refill < 200 ? counter >= counted : counter == 5)
        #expect(residents == 1)
    }

    @Test("A cache that shrinks gives up expired keys before living ones")
    func shrinks() {
        var cache = KeyStore.Cache(capacity: 4, isBounded: true, evicts: true)
        cache.freesExpired = true
        var store = KeyStore(
            caches: [cache],
            regions: [KeyStore.Region(cache: 0, offset: 0, keys: 10, size: 1, life: 100)],
            end: 1_000)
        for key in 1...4 { store.fill(key, region: 0, now: key < 3 ? 0 : 50) }
        // Used last by those that expire first.
        for key in 1...2 { _ = find(key, in: &store, now: 60) }
        store.setCapacity(2, cache: 0, now: 120)
        let found = (1...4).map { find($0, in: &store, now: 121) }
        let counts = store.caches[0].counts
        #expect(found == [false, false, true, true])
        #expect(counts.evictions == 0 && counts.departures == 0)
    }

    @Test("Popularity follows the given law", arguments: [0.5, 0.99, 1.3])
    func zipf(exponent: Double) {
        let sampler = KeySampler(
            Keyspace(name: "k", keys: 50, popularity: .zipf(exponent: exponent), size: .bytes(1)))
        var counts = [Int](repeating: 0, count: 50)
        let draws = 400_000
        let key = StreamKey(seed: 5)
        for draw in 0..<UInt64(draws) { counts[sampler.draw.key(key.draw(draw))] += 1 }
        let weights = (1...50).map { Elementary.power(Double($0), -exponent) }
        let total = weights.reduce(0, +)
        for index in 0..<50 {
            let expected = weights[index] / total * Double(draws)
            #expect(abs(Double(counts[index]) - expected) < 5 * expected.squareRoot())
        }
    }

    /// Hit rate of a cache that a Poisson stream reads, by simulation.
    private func hitRate(
        keys: Int, popularity: Popularity, memory: Int64, life: SimTime?
    ) throws -> Estimate<Ratio>? {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(100)
        fixture.warmUp = .seconds(1_000)
        fixture.duration = .seconds(4_000)
        fixture.keyspaces = [
            Keyspace(name: "k", keys: keys, popularity: popularity, size: .bytes(1))
        ]
        fixture.components = [
            Fixture.component(
                "redis",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .bytes(memory), timeToLive: life,
                        eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(1)), roundTrip: nil)))
        ]
        fixture.operations = [
            Operation(
                name: "read",
                steps: [
                    .lookup(
                        LookupStep(
                            cache: ComponentID(0), keyspace: KeyspaceID(0), count: 1, miss: []))
                ])
        ]
        return try fixture.run().caches[0].hitRate
    }

    @Test("A fixed time to live: each key is there λT/(1 + λT) of the time", arguments: [5, 40])
    func fixedLife(seconds: Int64) throws {
        let estimate = try hitRate(
            keys: 1_000, popularity: .uniform, memory: 1_000, life: .seconds(seconds))
        let product = 0.1 * Double(seconds)
        let interval = try #require(estimate?.interval(confidence: .percent(99.9)))
        #expect(interval.contains(product / (1 + product)))
    }

    @Test("LRU follows the approximation of Che, Tung and Wang (2002)")
    func che() throws {
        let estimate = try hitRate(
            keys: 2_000, popularity: .zipf(exponent: 0.9), memory: 200, life: nil)
        let weights = (1...2_000).map { Elementary.power(Double($0), -0.9) }
        let total = weights.reduce(0, +)
        let rates = weights.map { 100 * $0 / total }
        func resident(_ time: Double) -> Double {
            rates.reduce(0) { $0 + 1 - Elementary.exp(-$1 * time) }
        }
        var low = 0.0
        var high = 1_000.0
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if resident(middle) < 200 { low = middle } else { high = middle }
        }
        let expected = rates.reduce(0) { $0 + $1 / 100 * (1 - Elementary.exp(-$1 * low)) }
        #expect(abs(try #require(estimate).value - expected) < 0.005)
    }
}
