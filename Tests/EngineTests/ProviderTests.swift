// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What services outside allow, count, and know.
@Suite struct ProviderTests {
    static let rpc = ComponentID(0)

    /// Poisson requests, 100 a second, that call the service as the steps say; each operation has
    /// its share of them.
    static func fixture(_ service: ExternalService, _ operations: [[Step]]) -> Fixture {
        var fixture = Fixture()
        fixture.duration = .seconds(400)
        fixture.components = [Fixture.component("rpc", .service(service))]
        fixture.operations = operations.enumerated().map {
            Operation(name: "visit \($0)", steps: $1)
        }
        let share = Ratio.fraction(1 / Double(operations.count))
        fixture.sources = [
            TrafficSource(
                name: "visitors",
                demand: .open(OpenDemand(rate: .perSecond(100), law: .poisson, stages: [])),
                mix: operations.indices.map {
                    MixShare(operation: OperationID($0), share: share)
                })
        ]
        return fixture
    }

    static func service(
        limit: Double? = nil, burst: Int = 1, batches: BatchCounting = .each,
        freshness: Freshness? = nil
    ) throws -> ExternalService {
        ExternalService(
            latency: try .deterministic(.milliseconds(40)), failures: .zero,
            limit: limit.map { RateLimit(subject: .all, rate: .perSecond($0), burst: burst) },
            batches: batches, freshness: freshness)
    }

    static func call(_ batch: Int = 1) -> Step { .call(CallStep(service: rpc, batch: batch)) }

    /// With a burst of one a call passes a time T after the last one at the soonest, and then the
    /// first that comes: 1 / (T + 1 / lambda) a second, one in three. All operations share that.
    @Test(arguments: [1, 2])
    func aLimitIsOfAllCalls(operations: Int) throws {
        let steps = (0..<operations).map { _ in [Self.call()] }
        let answer = try Self.fixture(try Self.service(limit: 50), steps).run()
        let interval = answer.overall.errorShare.interval(confidence: .percent(99.9))
        #expect(try #require(interval).contains(2 / 3.0))
        #expect(answer.limits.count == 1)
        #expect(answer.limits.first?.operation == "rpc")
        // Who is turned away has not called, and waits for nothing.
        let used = try #require(answer.uses.first).perSecond
        #expect(try #require(used.interval(confidence: .percent(99.9))).contains(100 / 3.0))
    }

    /// A provider that allows one in 20 ms instead of one in 1 ms, for a while.
    @Test func aThrottleLowersALimit() throws {
        var fixture = Self.fixture(try Self.service(limit: 1_000), [[Self.call()]])
        fixture.timeline = .seconds(50)
        fixture.faults = [
            Fault(
                name: "throttled", effect: .throttle(Self.rpc, to: .perSecond(50)),
                timing: .once(at: .seconds(200), lasting: .seconds(100)))
        ]
        let answer = try fixture.run()
        for point in answer.control.timeline {
            let isFaulty = point.start >= .seconds(200) && point.end <= .seconds(300)
            let share = point.failures.value / 100
            #expect(abs(share - (isFaulty ? 2 / 3.0 : 1 / 11.0)) < 0.03)
        }
    }

    /// Four calls in one round trip take as long as one, and count as the provider counts them.
    @Test(arguments: BatchCounting.allCases)
    func aBatchIsOneRoundTrip(batches: BatchCounting) throws {
        let service = try Self.service(batches: batches)
        let single = try Self.fixture(service, [(0..<4).map { _ in Self.call() }]).run()
        let batch = try Self.fixture(service, [[Self.call(4)]]).run()
        #expect(abs(try #require(single.overall.meanSojournTime).value - 0.16) < 1e-9)
        #expect(abs(try #require(batch.overall.meanSojournTime).value - 0.04) < 1e-9)
        let ratio = batches == .each ? 1.0 : 0.25
        let uses = try [batch, single].map { try #require($0.uses.first).perSecond.value }
        // A window of 400 s begins and ends within some calls.
        #expect(abs(uses[0] / uses[1] - ratio) < 1e-3)
    }

    /// A batch of four takes four tokens: of a bucket that fills with 50 a second and holds four,
    /// one batch in 80 ms, which is 1 / (80 ms + 10 ms) a second.
    @Test func aBatchTakesAsManyTokens() throws {
        let service = try Self.service(limit: 50, burst: 4)
        let answer = try Self.fixture(service, [[Self.call(4)]]).run()
        let interval = answer.overall.errorShare.interval(confidence: .percent(99.9))
        #expect(try #require(interval).contains(1 - 1 / 9.0))
    }

    /// Polled each 10 s and 2 s behind, data is 2 s to 12 s old, uniformly.
    @Test func polledDataIsAsOldAsTheInterval() throws {
        let freshness = Freshness(lag: try .deterministic(.seconds(2)), poll: .seconds(10))
        let answer = try Self.fixture(
            try Self.service(freshness: freshness), [[Self.call()]]
        ).run()
        let age = try #require(answer.ages.first)
        // Of 40 whole intervals with 1,000 reads each.
        #expect(abs(try #require(age.mean).value - 7) < 0.05)
        #expect(abs(try #require(age.p95).value - 11.5) < 0.06)
        #expect(try #require(age.longest).value <= 12)
    }

    /// Sent at once, data is as old as it takes to be indexed.
    @Test func subscribedDataIsAsOldAsItsLag() throws {
        let freshness = Freshness(lag: try Fixture.exponential(1), poll: nil)
        let answer = try Self.fixture(
            try Self.service(freshness: freshness), [[Self.call()]]
        ).run()
        let age = try #require(answer.ages.first)
        let mean = try #require(age.mean).interval(confidence: .percent(99.9))
        #expect(try #require(mean).contains(1))
        let p95 = try #require(age.p95).interval(confidence: .percent(99.9))
        #expect(try #require(p95).contains(Elementary.log(20)))
    }
}
