// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Closed form of a model")
struct ClosedFormTests {
    private func answer(_ fixture: Fixture) throws -> Measurements {
        try ClosedForm(fixture.model()).measurements()
    }

    private func isClose(_ a: Double?, _ b: Double, _ tolerance: Double) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= tolerance * abs(b)
    }

    /// M/M/4 at 80%: Gross and Harris, section 2.3; W, p95 as in models/yardsticks/mm4.yaml.
    @Test func singleStationIsExact() throws {
        let answer = try answer(Fixture.station(rate: 3.2, service: 1, servers: 4))
        guard case .exact(let mean)? = answer.overall.meanSojournTime,
            case .exact(let p95)? = answer.overall.percentile(.percent(95))
        else {
            Issue.record("not exact")
            return
        }
        #expect(isClose(mean, 1.74554, 1e-5))
        #expect(isClose(p95, 4.7380, 1e-4))
        #expect(answer.overall.completed == nil && answer.overall.tailBreakdown.isEmpty)
        #expect(answer.saturation == nil)
    }

    /// The lattice beside the closed form: its step is all the difference.
    @Test(arguments: [(0.3, 1), (2.4, 4), (9.0, 10)])
    func latticeMeetsMMc(rate: Double, servers: Int) throws {
        let model = try Fixture.station(rate: rate, service: 1, servers: servers).model()
        let plan = try FlowPlan(model)
        let queue = try MMc(
            arrivalRate: .perSecond(rate), serviceRate: .perSecond(1), servers: servers)
        let state = NetworkState(
            queues: [
                QueueState(
                    wait: queue.waitingTime.seconds,
                    waitProbability: queue.waitProbability.fraction, blocking: 0)
            ], hits: [])
        var law = WaitLaw()
        law.services = [(1, try Fixture.exponential(1))]
        law.load = rate / Double(servers)
        law.mean = 1
        let passage = PassageWalk(plan: plan, state: state).passage(plan.operations[0].steps)
        #expect(isClose(passage.mean, queue.sojournTime.seconds, 1e-12))
        var maker = SojournLawMaker(plan, [law], longest: passage)
        let times = maker.law(plan.operations[0].steps, state)
        for percent in [50.0, 90, 95, 99] {
            let quantile = SojournLaw.quantile([(1, times)], .percent(percent))
            let exact = queue.sojournTime(atQuantile: .percent(percent)).seconds
            #expect(isClose(quantile, exact, 0.003), "p\(percent)")
        }
    }

    /// One exponential server and 20 users: mean value analysis (Reiser and Lavenberg, 1980).
    @Test func closedProductFormIsExact() throws {
        var fixture = try Fixture.station(rate: 1, service: 0.01, servers: 1)
        fixture.sources = Fixture.users(20, think: try Fixture.exponential(0.2))
        let answer = try answer(fixture)
        let repair = try MachineRepair(
            population: 20, thinkTime: .seconds(0.2), serviceTime: .seconds(0.01), servers: 1)
        guard case .exact(let rate) = answer.overall.throughput else {
            Issue.record("not exact")
            return
        }
        #expect(isClose(rate, repair.throughput.perSecond, 1e-9))
    }

    /// What no formula answers for is absent, and what saturates is named.
    @Test func overload() throws {
        let answer = try answer(Fixture.station(rate: 5, service: 1, servers: 4))
        #expect(answer.saturation?.name == "desk")
        #expect(isClose(answer.saturation?.load.perSecond, 4, 1e-9))
        #expect(answer.overall.meanSojournTime == nil && answer.overall.percentiles.isEmpty)
        #expect(answer.resources[0].waitingTime == nil && answer.resources[0].queueLength == nil)
        #expect(isClose(answer.resources[0].headroom.value, -0.25, 1e-9))
    }

    /// A warm cache that holds all keys misses none; one fill for several has no formula.
    @Test func cachesThatBeginWarm() throws {
        var fixture = try Fixture.platform()
        fixture.changeCaches(memory: .megabytes(1)) { $0.start = .warm }
        let warm = try #require(answer(fixture).caches.first?.hitRate?.value)
        let simulated = try #require(fixture.run().caches.first?.hitRate?.value)
        #expect(abs(warm - simulated) < 0.01, "\(warm) \(simulated)")
        fixture.changeCaches { $0.misses = .single }
        #expect(throws: EngineError.self) { try ClosedForm(fixture.model()) }
    }

    /// M/M/1/K loses, and neither its mean nor its share of errors is in doubt.
    @Test func loss() throws {
        let answer = try answer(
            Fixture.station(rate: 1, service: 1, servers: 1, queueLimit: 5))
        #expect(isClose(answer.overall.errorShare.value, 1.0 / 7, 1e-9))
        #expect(isClose(answer.overall.meanSojournTime?.value, 3.5, 1e-9))
        #expect(answer.saturation?.name == "desk")
    }

    /// A load that moves has means, and no latency.
    @Test func ramp() throws {
        var fixture = try Fixture.station(rate: 2, service: 1, servers: 4)
        fixture.sources = Fixture.poisson(
            2, stages: [RateStage(duration: .seconds(2_100), target: .perSecond(3))])
        let answer = try answer(fixture)
        #expect(isClose(answer.overall.throughput.value, 2 + 1_100.0 / 2_100, 1e-9))
        #expect(answer.overall.meanSojournTime == nil)
    }

    /// A cache that no operation asks holds nothing and has no hit rate.
    @Test func idleCache() throws {
        var fixture = try Fixture.station(rate: 1, service: 1, servers: 4)
        fixture.components.append(
            Fixture.component(
                "redis",
                .cache(
                    Cache(
                        nodes: 1, memoryPerNode: .gibibytes(1), timeToLive: nil,
                        eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(50)), roundTrip: nil))))
        let cache = try #require(try answer(fixture).caches.first)
        #expect(cache.hitRate == nil)
        #expect(cache.memoryUse.value == 0 && cache.evictions.value == 0)
    }

    /// A cache too small for its keys, in an operation that nobody asks for.
    @Test func cacheOfAnIdleOperation() throws {
        var fixture = try Fixture.platform()
        fixture.sources = [
            TrafficSource(
                name: "none", demand: fixture.sources[0].demand,
                mix: [MixShare(operation: OperationID(1), share: .one)])
        ]
        fixture.operations.append(
            Operation(
                name: "plain",
                steps: [
                    .serve(
                        ServeStep(
                            component: ComponentID(0), time: try Fixture.exponential(0.001)))
                ]))
        let cache = try #require(try answer(fixture).caches.first)
        #expect(cache.hitRate == nil)
        #expect(cache.memoryUse.value == 0 && cache.evictions.value == 0)
    }

    /// One user never waits, whatever the queue holds: X = 1 / (Z + S).
    @Test(arguments: [nil, 0, 4])
    func onlyUser(limit: Int?) throws {
        var fixture = try Fixture.station(rate: 1, service: 1, servers: 1, queueLimit: limit)
        fixture.sources = Fixture.users(1, think: try Fixture.exponential(3))
        let answer = try answer(fixture)
        #expect(isClose(answer.overall.throughput.value, 0.25, 1e-9))
        #expect(isClose(answer.overall.meanSojournTime?.value, 1, 1e-9))
    }

    /// A discipline without a closed form is named with its remedy.
    @Test func refusal() throws {
        let fixture = try Fixture.station(
            rate: 1, service: 1, servers: 4,
            discipline: Discipline(order: .priority, patience: nil, joining: []))
        #expect(throws: EngineError.self) { try ClosedForm(fixture.model()) }
    }

    /// More load waits longer, and more servers shorter.
    @Test func monotonicity() throws {
        func mean(_ rate: Double, _ servers: Int) throws -> Double {
            let law = try Distribution.lognormal(mean: .seconds(1), scv: 2)
            let answer = try answer(
                Fixture.station(rate: rate, service: 1, servers: servers, law: law))
            return answer.overall.meanSojournTime?.value ?? .infinity
        }
        let means = try [mean(1, 4), mean(2, 4), mean(3, 4), mean(3.8, 4)]
        #expect(means == means.sorted())
        #expect(try mean(3, 5) < mean(3, 4))
    }
}

@Suite("Closed form of caches")
struct CacheApproximationTests {
    private func cache(
        _ keyspace: Keyspace, rate: Double, memory: Double, life: Double = .infinity,
        evicts: Bool = true, window: ClosedRange<Double> = 1e9...2e9
    ) -> CacheApproximation.Answer {
        CacheApproximation(
            spaces: [
                CacheApproximation.Space(
                    groups: KeyGroups(keyspace), size: Double(keyspace.size.bytes), rate: rate,
                    life: life)
            ], memory: memory, evicts: evicts, window: window
        ).solve()
    }

    private func keys(_ count: Int, _ popularity: Popularity) -> Keyspace {
        Keyspace(name: "k", keys: count, popularity: popularity, size: .bytes(100))
    }

    /// Popularity; memory in keys; life; hit rate by reasoning, and how near.
    @Test(
        arguments: [
            // Uniform LRU: the share of keys that fit.
            (nil, 2_500.0, Double.infinity, 0.25, 1e-6),
            // A time to live alone: λT/(1 + λT) with λ = 1/s a key.
            (nil, 1e9, 3.0, 0.75, 1e-6),
            // Both, the time to live the shorter by far.
            (nil, 9_999.0, 0.1, 0.1 / 1.1, 1e-3),
        ] as [(Double?, Double, Double, Double, Double)])
    func knownAnswers(
        exponent: Double?, fits: Double, life: Double, expected: Double, tolerance: Double
    ) {
        let keyspace = keys(10_000, exponent.map { .zipf(exponent: $0) } ?? .uniform)
        let answer = cache(keyspace, rate: 10_000, memory: fits * 100, life: life)
        #expect(abs(answer.hitRates[0] - expected) <= tolerance)
    }

    /// All keys fit and stay: after the warm-up only first requests miss.
    @Test func coldStart() {
        let answer = cache(
            keys(1_000, .uniform), rate: 100, memory: 1e9, window: 10...20)
        let misses = 1_000 * (Elementary.exp(-1) - Elementary.exp(-2))
        #expect(abs(answer.hitRates[0] - (1 - misses / 1_000)) < 1e-9)
    }

    /// Where no key is ever missing, no more than all lookups hit, whatever the shares add up to.
    @Test func noMoreThanAllHit() {
        for count in 900...1_100 {
            let answer = cache(keys(count, .zipf(exponent: 0)), rate: 1e6, memory: 1e9)
            #expect(answer.hitRates[0] <= 1)
        }
    }

    /// Two lives in one window: fills by the renewal function, here summed by hand.
    @Test func renewals() {
        let answer = cache(
            keys(1, .uniform), rate: 1, memory: 1e9, life: 10, window: 0...15)
        // The first within 15, the second within 5 after the first life: Erlang(2) at 5.
        let fills = (1 - Elementary.exp(-15)) + (1 - Elementary.exp(-5) * 6)
        #expect(abs(answer.hitRates[0] - (1 - fills / 15)) < 1e-9)
    }

    /// 50 million keys: the groups hold all of them, and their shares add up.
    @Test(arguments: [0.0, 0.8, 1.0337, 2.5])
    func groups(exponent: Double) {
        let groups = KeyGroups(keys(50_000_000, .zipf(exponent: exponent))).groups
        #expect(groups.count < 1_100)
        #expect(groups.reduce(0) { $0 + $1.keys } == 50_000_000)
        #expect(abs(groups.reduce(0) { $0 + $1.keys * $1.share } - 1) < 1e-9)
    }

    /// More memory and a longer life hit more.
    @Test func monotonicity() {
        let keyspace = keys(100_000, .zipf(exponent: 0.9))
        func hit(_ fits: Double, _ life: Double) -> Double {
            cache(keyspace, rate: 5_000, memory: fits * 100, life: life).hitRates[0]
        }
        let memory = [1_000, 5_000, 20_000, 90_000, 2e5].map { hit($0, 60) }
        let life = [1, 5, 30, 120, 1e4, .infinity].map { hit(20_000, $0) }
        #expect(memory == memory.sorted() && life == life.sorted())
    }
}
