// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// A cache of one keyspace that a Poisson stream reads.
struct CacheSetting: Sendable {
    var keys = 10_000
    var popularity = Popularity.zipf(exponent: 0.9)
    var rate = 500.0
    /// In keys; all fit where absent.
    var memory: Int64?
    var life: SimTime?
    var behavior = CacheBehavior.plain
    /// Beside the lookup.
    var steps: [Step] = []
    var warmUp = SimTime.seconds(400)
    var duration = SimTime.seconds(1_000)
    var miss: [Step] = []
    var others: [Component] = []

    func fixture() throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.warmUp = warmUp
        fixture.duration = duration
        fixture.replications = 2
        fixture.keyspaces = [
            Keyspace(name: "k", keys: keys, popularity: popularity, size: .bytes(1))
        ]
        fixture.components =
            [
                Fixture.component(
                    "redis",
                    .cache(
                        Cache(
                            nodes: 1, memoryPerNode: .bytes(memory ?? Int64(keys)),
                            timeToLive: life,
                            eviction: .leastRecentlyUsed,
                            operationTime: try .deterministic(.nanoseconds(100)), roundTrip: nil,
                            behavior: behavior)))
            ] + others
        let lookup = LookupStep(
            cache: ComponentID(0), keyspace: KeyspaceID(0), count: 1, miss: miss)
        fixture.operations = [Operation(name: "read", steps: [.lookup(lookup)] + steps)]
        return fixture
    }

    func simulated() throws -> CacheMeasurement { try fixture().run().caches[0] }

    func closed() throws -> CacheMeasurement {
        try ClosedForm(fixture().model()).measurements().caches[0]
    }

    static func behavior(
        _ expiry: CacheBehavior.Expiry = .fixed, samples: Int? = nil,
        _ expired: CacheBehavior.ExpiredKeys = .held
    ) -> CacheBehavior {
        var behavior = CacheBehavior()
        behavior.expiry = expiry
        behavior.samples = samples
        behavior.expiredKeys = expired
        return behavior
    }
}

@Suite("How caches keep their keys")
struct CacheBehaviorTests {
    /// Time to live alone, LRU alone, both, over flat and steep popularities.
    static let grid: [(memory: Int64?, life: SimTime?, behavior: CacheBehavior)] = [
        (nil, .seconds(40), CacheSetting.behavior()),
        (nil, .seconds(40), CacheSetting.behavior(.sliding)),
        (1_000, nil, CacheSetting.behavior()),
        (1_000, nil, CacheSetting.behavior(samples: 5)),
        (1_000, .seconds(10), CacheSetting.behavior()),
        (1_000, .seconds(3), CacheSetting.behavior(.fixed, .freed)),
        (1_000, .seconds(10), CacheSetting.behavior(samples: 5, .freed)),
        (1_000, .seconds(3), CacheSetting.behavior(.sliding, .freed)),
        (2_000, .seconds(10), CacheSetting.behavior(.sliding)),
    ]

    @Test(
        "Keys and formulas agree within half a percentage point",
        arguments: [0.6, 0.9, 1.2], grid.indices)
    func agreement(exponent: Double, row: Int) throws {
        var setting = CacheSetting()
        setting.popularity = .zipf(exponent: exponent)
        (setting.memory, setting.life, setting.behavior) = Self.grid[row]
        let simulated = try #require(try setting.simulated().hitRate)
        let closed = try #require(try setting.closed().hitRate)
        #expect(abs(simulated.value - closed.value) < 0.005)
    }

    @Test("Expirations and evictions follow the formula", arguments: [4, 5, 6, 7])
    func endings(row: Int) throws {
        var setting = CacheSetting()
        (setting.memory, setting.life, setting.behavior) = Self.grid[row]
        setting.behavior.samples = nil
        let simulated = try setting.simulated()
        let closed = try setting.closed()
        let evictions = (simulated.evictions.value, closed.evictions.value)
        #expect(abs(evictions.0 - evictions.1) < 0.02 * setting.rate)
        guard setting.behavior != .plain else { return }
        let expired = try #require(simulated.keyLife?.expirations.value)
        let expected = try #require(closed.keyLife?.expirations.value)
        #expect(abs(expired - expected) < 0.02 * setting.rate)
    }

    /// A key that changes at rate μ and is dropped: λ/(λ + μ), and with a time to live
    /// H/(1 + H), H = λ (1 - e^(-μ T))/μ; it lives for min(T, the time to the change).
    @Test(arguments: [nil, 4] as [Int64?])
    func invalidation(life: Int64?) throws {
        var setting = CacheSetting(keys: 1_000, popularity: .uniform)
        setting.life = life.map { .seconds($0) }
        setting.steps = [
            .invalidate(
                InvalidateStep(cache: ComponentID(0), keyspace: KeyspaceID(0), count: 1))
        ]
        let rate = 0.5
        let hits = life.map { 1 - Elementary.exp(-rate * Double($0)) } ?? 1
        let simulated = try setting.simulated()
        let interval = simulated.hitRate?.interval(confidence: .percent(99.9))
        #expect(interval?.contains(hits / (1 + hits)) == true)
        let closed = try #require(try setting.closed().hitRate)
        #expect(abs(closed.value - hits / (1 + hits)) < 1e-6)
        // By the law of flow conservation: what comes is dropped or expires.
        let keyLife = try #require(simulated.keyLife)
        let ended = (keyLife.invalidations?.value ?? 0) + keyLife.expirations.value
        let filled = (1 - (simulated.hitRate?.value ?? 0)) * simulated.lookups.value
        #expect(abs(ended - filled) < 0.01 * filled)
    }

    /// At a hit the copy's age u is uniform in [0, T], and it is stale when a write came since:
    /// 1 - (1 - e^(-wT))/(wT) of hits; its mean age follows by integration.
    @Test func staleness() throws {
        var setting = CacheSetting(keys: 1_000, popularity: .uniform)
        setting.life = .seconds(4)
        setting.steps = [.write(WriteStep(keyspace: KeyspaceID(0), count: 1))]
        let (w, life) = (0.5, 4.0)
        let fresh = (1 - Elementary.exp(-w * life)) / (w * life)
        let stale = 1 - fresh
        let age = (life / 2 - (1 - fresh) / w) / stale
        let keyLife = try #require(try setting.simulated().keyLife)
        let share = keyLife.staleHits?.interval(confidence: .percent(99.9))
        #expect(share?.contains(stale) == true)
        let mean = keyLife.staleAge?.interval(confidence: .percent(99.9))
        #expect(mean?.contains(age) == true)
        #expect(try setting.closed().keyLife?.staleHits == nil)
    }

    /// One sample is random replacement; more of them come nearer to the exact order.
    @Test func samplesApproachTheExactOrder() throws {
        var hits: [Double] = []
        for samples in [1, 3, 10, nil] {
            var setting = CacheSetting(memory: 1_000)
            setting.behavior.samples = samples
            hits.append(try setting.simulated().hitRate?.value ?? 0)
        }
        #expect(hits == hits.sorted())
        #expect(hits[3] - hits[2] < 0.005 && hits[3] - hits[0] > 0.002)
    }

    /// A keyspace's own time to live holds instead of the cache's.
    @Test func keyspacesOwnLife() throws {
        var fixture = try CacheSetting(keys: 1_000, popularity: .uniform, life: .seconds(50))
            .fixture()
        fixture.keyspaces = [
            Keyspace(
                name: "k", keys: 1_000, popularity: .uniform, size: .bytes(1),
                timeToLive: .seconds(2))
        ]
        let interval = try fixture.run().caches[0].hitRate?.interval(confidence: .percent(99.9))
        #expect(interval?.contains(0.5) == true)
    }
}

@Suite struct KeyStoreVerbTests {
    private func store(
        capacity: Int64 = 10, life: Int64 = 100, _ change: (inout KeyStore.Cache) -> Void
    ) -> KeyStore {
        var cache = KeyStore.Cache(capacity: capacity, isBounded: capacity < 10, evicts: true)
        change(&cache)
        return KeyStore(
            caches: [cache],
            regions: [KeyStore.Region(cache: 0, offset: 0, keys: 10, size: 1, life: life)],
            end: 1_000)
    }

    private func found(_ keys: [Int], in store: inout KeyStore, now: Int64) -> [Bool] {
        keys.map { key in store.missing(1, region: 0, now: now) { _ in key } == 0 }
    }

    @Test func slidingLife() {
        var store = store { $0.slides = true }
        store.fill(1, region: 0, now: 0)
        let now = [99, 198, 298].map { found([1], in: &store, now: $0)[0] }
        #expect(now == [true, true, false])
    }

    @Test(arguments: [false, true], [0, 5])
    func expiredKeysAndTheirMemory(frees: Bool, samples: Int) {
        var store = store(capacity: 2) {
            $0.freesExpired = frees
            $0.samples = samples
        }
        store.fill(1, region: 0, now: 0)
        store.fill(2, region: 0, now: 50)
        store.fill(3, region: 0, now: 120)
        let evictions = store.caches[0].counts.evictions
        #expect(evictions == (frees ? 0 : 1))
        let there = found([1, 3], in: &store, now: 121)
        #expect(there == [false, true])
    }

    @Test(arguments: [0, 5])
    func flush(samples: Int) {
        var store = store(capacity: 5) { $0.samples = samples }
        for key in 0..<8 { store.fill(key, region: 0, now: 0) }
        store.flush(cache: 0, now: 1)
        let there = found(Array(0..<8), in: &store, now: 2).contains(true)
        let living = store.living(cache: 0, now: 2).keys
        let used = store.caches[0].used
        #expect(!there && living == 0 && used == 0)
        for key in 0..<5 { store.fill(key, region: 0, now: 3) }
        let again = found(Array(0..<5), in: &store, now: 4).allSatisfy { $0 }
        #expect(again)
    }

    @Test("A new time to live is that of later fills")
    func timeToLive() {
        var store = store { _ in }
        store.fill(1, region: 0, now: 0)
        store.setTimeToLive(cache: 0, 10)
        store.fill(2, region: 0, now: 0)
        let there = found([1, 2], in: &store, now: 50)
        #expect(there == [true, false])
    }

    /// The pool keeps what was idle longest, and passes over keys that are gone.
    @Test func sampledVictim() {
        var order = SampledOrder(keys: 10, sizes: [10], stream: 1)
        for key in 0..<10 { order.use(key, 0, Int64(key) * 1_000_000_000) }
        let first = order.victim(0, samples: 64, 20_000_000_000)
        #expect(first == 0)
        order.remove(0, 0)
        order.remove(1, 0)
        let second = order.victim(0, samples: 64, 20_000_000_000)
        #expect(second == 2)
    }
}
