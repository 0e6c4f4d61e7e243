// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Which keys a full cache drops")
struct EvictionTests {
    private static let frequent = UseCounter(.usual)

    /// What redis.conf shows of `lfu-log-factor`: the counter after so many hits, from one run.
    @Test(arguments: [
        (factor: 0, hits: 100, counter: 104.0), (1, 100, 18), (10, 100, 10), (100, 100, 8),
        (1, 1_000, 49), (10, 1_000, 18), (100, 1_000, 11), (10, 100_000, 142),
        (100, 100_000, 49), (10, 1_000_000, 255),
    ])
    func counter(factor: Int, hits: Int, counter: Double) {
        let rule = UseCounter(UseFrequency(logFactor: factor, decay: .minutes(1)))
        var sum = 0.0
        let runs = hits > 10_000 ? 3 : 40
        var stream = CounterStream(StreamKey(seed: 5))
        for _ in 0..<runs {
            var word = rule.new(0)
            for _ in 0..<hits {
                word = rule.used(word, 0, coin: SplitMix.unitOpen(stream.next()))
            }
            sum += Double(word & 255)
        }
        // Theirs is one run, which is off by some; and by a hit more or less.
        #expect(abs(sum / Double(runs) - counter) < max(0.06 * counter, 2))
    }

    /// One less for each decay time since it was written; never below 0, or never where it is 0.
    @Test func decay() {
        let minute: Int64 = 60_000_000_000
        let word = Self.frequent.new(0)
        #expect(Self.frequent.value(word, minute - 1) == 5)
        #expect(Self.frequent.value(word, 3 * minute) == 2)
        #expect(Self.frequent.value(word, 100 * minute) == 0)
        let slow = UseCounter(UseFrequency(logFactor: 10, decay: .minutes(10)))
        #expect(slow.value(slow.new(0), 39 * minute) == 2)
        let never = UseCounter(UseFrequency(logFactor: 10, decay: .zero))
        #expect(never.value(never.new(0), 1_000 * minute) == 5)
    }

    private static func fixture(
        _ eviction: Eviction, life: SimTime? = nil, samples: Int? = 5, memory: Int64 = 1_000
    ) throws -> Fixture {
        var behavior = CacheBehavior.plain
        behavior.samples = samples
        var setting = CacheSetting()
        (setting.life, setting.behavior, setting.memory) = (life, behavior, memory)
        var fixture = try setting.fixture()
        fixture.components = fixture.components.map { component in
            guard case .cache(let cache) = component.kind else { return component }
            return Fixture.component(
                component.name,
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: cache.memoryPerNode, timeToLive: life,
                        eviction: eviction, operationTime: cache.operationTime, roundTrip: nil,
                        behavior: behavior)))
        }
        return fixture
    }

    private static func hits(_ fixture: Fixture) throws -> Double {
        try #require(try fixture.run().caches[0].hitRate).value
    }

    /// Of requests that know nothing of each other no policy finds more than the popular keys
    /// bring: Σ p_k over those that fit (the A0 of Aho, Denning and Ullman, 1971). Counting uses
    /// comes nearer to it than knowing the last.
    @Test func frequency() throws {
        let recent = try Self.hits(Self.fixture(.leastRecentlyUsed))
        let frequent = try Self.hits(Self.fixture(.leastFrequentlyUsed))
        let weights = (1...10_000).map { 1 / Elementary.exp(0.9 * Elementary.log(Double($0))) }
        let best = weights.prefix(1_000).reduce(0, +) / weights.reduce(0, +)
        #expect(frequent > recent + 0.02)
        #expect(frequent < best)
    }

    /// Where all keys have a time to live the volatile ones are all; where none has, none is
    /// dropped.
    @Test(arguments: [5, nil])
    func volatile(samples: Int?) throws {
        let life = SimTime.seconds(60)
        let all = try Self.hits(Self.fixture(.leastRecentlyUsed, life: life, samples: samples))
        let volatile = try Self.hits(
            Self.fixture(.volatileLeastRecentlyUsed, life: life, samples: samples))
        #expect(all == volatile)
        let kept = try Self.hits(Self.fixture(.none, samples: samples))
        let still = try Self.hits(Self.fixture(.volatileLeastRecentlyUsed, samples: samples))
        #expect(kept == still)
    }

    /// Of two keyspaces, that without a time to live pushes the other out and stays.
    @Test func stays() throws {
        var fixture = try Self.fixture(.volatileLeastRecentlyUsed, memory: 6_000)
        fixture.keyspaces = [
            Keyspace(name: "kept", keys: 5_000, popularity: .uniform, size: .bytes(1)),
            Keyspace(
                name: "volatile", keys: 5_000, popularity: .uniform, size: .bytes(1),
                timeToLive: .seconds(1_000)),
        ]
        let steps = (0..<2).map { index in
            Step.lookup(
                LookupStep(
                    cache: ComponentID(0), keyspace: KeyspaceID(index), count: 1, miss: []))
        }
        fixture.operations = [Operation(name: "read", steps: steps)]
        // All of the one, and a fifth of the other.
        #expect(abs(try Self.hits(fixture) - (1 + 0.2) / 2) < 0.01)
    }

    @Test func noFormula() throws {
        for eviction in [Eviction.leastFrequentlyUsed, .volatileLeastRecentlyUsed] {
            let fixture = try Self.fixture(eviction)
            #expect(throws: EngineError.self) { try ClosedForm(fixture.model()) }
            for change in [
                { $0.start = .warm }, { $0.keyModel = .approximate },
            ] as [(inout CacheBehavior) -> Void] {
                var other = fixture
                other.changeCaches(change)
                #expect(throws: ModelError.self) { try other.model() }
            }
        }
        #expect(throws: ModelError.self) {
            try Self.fixture(.leastFrequentlyUsed, samples: nil).model()
        }
    }
}
