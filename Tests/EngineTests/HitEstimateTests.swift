// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Caches that are not simulated key by key, or begin warm")
struct HitEstimateTests {
    private func hitRate(_ setting: CacheSetting, _ model: CacheBehavior.KeyModel) throws -> Double
    {
        var setting = setting
        setting.behavior.keyModel = model
        return try #require(try setting.simulated().hitRate?.value)
    }

    @Test(
        "Keys and estimates agree within half a percentage point",
        arguments: [0.6, 1.2], CacheBehaviorTests.grid.indices)
    func agreement(exponent: Double, row: Int) throws {
        var setting = CacheSetting()
        setting.popularity = .zipf(exponent: exponent)
        (setting.memory, setting.life, setting.behavior) = CacheBehaviorTests.grid[row]
        let (keys, estimates) = try (hitRate(setting, .keys), hitRate(setting, .approximate))
        #expect(abs(keys - estimates) < 0.005)
    }

    /// Against the sum over all keys, each on the node of its hash.
    @Test("Lookups spread over nodes as those of single keys do", arguments: [0, 0.8, 1.2, 3])
    func nodes(exponent: Double) {
        let popularity: Popularity = exponent == 0 ? .uniform : .zipf(exponent: exponent)
        let keyspace = Keyspace(
            name: "k", keys: 20_000, popularity: popularity, size: .bytes(1))
        var shares = [Double](repeating: 0, count: 5)
        for key in 0..<keyspace.keys {
            shares[node(ofPlace: key, among: 5)] += Elementary.power(Double(key + 1), -exponent)
        }
        let all = shares.reduce(0, +)
        var below = 0.0
        for (share, threshold) in zip(shares, KeyGroups(keyspace).nodeThresholds(5)) {
            below += share / all
            #expect(abs(Double(threshold) * 0x1p-64 - below) < 0.01)
        }
        #expect(KeyGroups(keyspace).nodeThresholds(1).isEmpty)
    }

    /// From an empty cache: the first requests of keys miss, by keys and by estimates.
    @Test(arguments: [nil, 300] as [Int64?])
    func coldStart(life: Int64?) throws {
        var setting = CacheSetting()
        setting.life = life.map { .seconds($0) }
        setting.warmUp = .zero
        setting.duration = .seconds(60)
        let (keys, estimates) = try (hitRate(setting, .keys), hitRate(setting, .approximate))
        #expect(abs(keys - estimates) < 0.01)
        #expect(keys < 0.8)
    }

    /// Rates that grow tenfold are noticed.
    @Test func rateThatMoves() throws {
        var setting = CacheSetting()
        setting.life = .seconds(10)
        func hits(_ model: CacheBehavior.KeyModel) throws -> Double {
            setting.behavior.keyModel = model
            var fixture = try setting.fixture()
            fixture.sources = Fixture.poisson(
                100, stages: [RateStage(duration: .zero, target: .perSecond(1_000))])
            return try #require(try fixture.run().caches[0].hitRate?.value)
        }
        #expect(abs(try hits(.keys) - hits(.approximate)) < 0.005)
    }

    @Test("Keys that change are missing as often in both", arguments: [nil, 10] as [Int64?])
    func changes(life: Int64?) throws {
        var setting = CacheSetting()
        setting.memory = life == nil ? nil : 3_000
        setting.life = life.map { .seconds($0) }
        let step = InvalidateStep(cache: ComponentID(0), keyspace: KeyspaceID(0), count: 1)
        setting.steps = [.choose([Choice(share: .percent(20), steps: [.invalidate(step)])])]
        let (keys, estimates) = try (hitRate(setting, .keys), hitRate(setting, .approximate))
        #expect(abs(keys - estimates) < 0.006)
    }

    /// A warm cache begins with the hits of the long run, a cold one below them.
    @Test("Warm", arguments: CacheBehaviorTests.grid.indices)
    func warmStart(row: Int) throws {
        var setting = CacheSetting()
        (setting.memory, setting.life, setting.behavior) = CacheBehaviorTests.grid[row]
        let settled = try #require(try setting.simulated().hitRate?.value)
        setting.warmUp = .zero
        setting.duration = .seconds(10)
        let cold = try #require(try setting.simulated().hitRate?.value)
        setting.behavior.start = .warm
        let warm = try #require(try setting.simulated().hitRate?.value)
        #expect(abs(warm - settled) < 0.03)
        #expect(cold < warm - 0.01)
    }

    /// What only a fallback looks up is looked up; what is looked up anyway is not more for it.
    @Test(arguments: [(false, 6.0), (true, 3)])
    func fallback(isReadAnyway: Bool, lookups: Double) throws {
        let lookup = { (count: Int) in
            Step.lookup(
                LookupStep(
                    cache: ComponentID(1), keyspace: KeyspaceID(0), count: count, miss: []))
        }
        let guarded = Step.guarded(
            GuardedStep(
                name: "try", steps: [.call(CallStep(service: ComponentID(0)))],
                policy: CallPolicy(timeout: .seconds(1), retry: nil),
                fallback: [.repeated(RepeatStep(mean: 2, steps: [lookup(3)]))]))
        let steps = [guarded] + (isReadAnyway ? [lookup(3)] : [])
        let traffic = KeyTraffic(Operation(name: "visit", steps: steps))
        let place = KeyTraffic.Place(cache: ComponentID(1), keyspace: KeyspaceID(0))
        #expect(traffic.amounts[place]?.lookups == lookups)
    }

    @Test("auto takes estimates above two million keys")
    func auto() {
        var behavior = CacheBehavior()
        behavior.keyModel = .auto
        #expect(!behavior.approximates(keys: 2_000_000))
        #expect(behavior.approximates(keys: 2_000_001))
    }

    /// After a flush nothing is there, by keys and by estimates; then it comes back.
    @Test(arguments: [CacheBehavior.KeyModel.keys, .approximate])
    func flush(model: CacheBehavior.KeyModel) throws {
        var setting = CacheSetting()
        setting.behavior.keyModel = model
        setting.life = .seconds(100)
        let second: Int64 = 1_000_000_000
        var kernel = Kernel(
            Program(try setting.fixture().model()), seed: 1, replication: 0, slotLimit: 1_000)
        func hits(_ from: Int64, _ until: Int64, _ kernel: inout Kernel) -> Double {
            kernel.forget(from)
            kernel.run(until: until)
            let counts = kernel.store.caches[0].counts
            return Double(counts.hits) / Double(max(counts.lookups, 1))
        }
        kernel.run(until: 400 * second)
        let before = hits(400 * second, 410 * second, &kernel)
        kernel.flush(cache: 0, 410 * second)
        let after = hits(410 * second, 411 * second, &kernel)
        let later = hits(700 * second, 710 * second, &kernel)
        #expect(before > 0.8 && after < 0.6 && abs(later - before) < 0.03)
        kernel.setTimeToLive(cache: 0, second / 10, 710 * second)
        let short = hits(1_300 * second, 1_310 * second, &kernel)
        #expect(short < later / 2)
    }
}

@Suite("Misses that wait for one fill")
struct SharedMissTests {
    /// One hot key with a time to live, and a fetch that takes long.
    private func setting(_ misses: CacheBehavior.MissHandling, failures: Double) throws
        -> CacheSetting
    {
        var setting = CacheSetting(keys: 1, popularity: .uniform, rate: 100)
        setting.life = .seconds(1)
        setting.behavior.misses = misses
        let latency = try Distribution.deterministic(.milliseconds(200))
        setting.others = [
            Fixture.component(
                "origin",
                .service(ExternalService(latency: latency, failures: .fraction(failures))))
        ]
        setting.miss = [.call(CallStep(service: ComponentID(1)))]
        return setting
    }

    /// A cycle of T + d + 1/λ has λT hits, and 1 + λd misses of which one fetches.
    @Test func oneFetch() throws {
        let answer = try setting(.single, failures: 0).fixture().run()
        let (rate, life, fetch) = (100.0, 1.0, 0.2)
        let cycle = life + fetch + 1 / rate
        let hits = answer.caches[0].hitRate?.interval(confidence: .percent(99.9))
        #expect(hits?.contains(life / cycle) == true)
        let calls = answer.uses.first { $0.unit == .calls }?.perSecond
        #expect(abs((calls?.value ?? 0) * cycle - 1) < 0.01)
        let shared = answer.caches[0].keyLife?.sharedMisses
        #expect(abs((shared?.value ?? 0) * cycle / (rate * fetch) - 1) < 0.01)
        // Who waits has half the fetch before it on average.
        let mean = (fetch + rate * fetch * fetch / 2) / (rate * cycle)
        #expect(abs((answer.overall.meanSojournTime?.value ?? 0) / mean - 1) < 0.02)
    }

    @Test("Where each miss fetches, a stampede asks the origin many times as often")
    func stampede() throws {
        let each = try setting(.each, failures: 0).fixture().run()
        let single = try setting(.single, failures: 0).fixture().run()
        func calls(_ answer: Measurements) -> Double {
            answer.uses.first { $0.unit == .calls }?.perSecond.value ?? 0
        }
        #expect(calls(each) > 15 * calls(single))
    }

    /// A fetch that fails fails one request; the next of those that wait tries again.
    @Test func failures() throws {
        let answer = try setting(.single, failures: 0.3).fixture().run()
        let calls = answer.uses.first { $0.unit == .calls }?.perSecond.value ?? 0
        let failed = Double(answer.overall.failed ?? 0) / 2_000
        #expect(abs(failed / (0.3 * calls) - 1) < 0.1)
        #expect(answer.overall.errorShare.value > 0)
    }
}
