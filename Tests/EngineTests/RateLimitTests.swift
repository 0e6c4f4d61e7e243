// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Token buckets.
@Suite struct RateLimitTests {
    private func limited(
        _ demand: Demand, _ limits: [RateLimit], people: Population? = nil, waits: Bool = false
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = [
            TrafficSource(
                name: "visitors", demand: demand,
                mix: [MixShare(operation: OperationID(0), share: .one)], population: people,
                waitsWhenLimited: waits)
        ]
        fixture.operations = [
            Operation(name: "visit", steps: [try .pause(1)], limits: limits)
        ]
        return fixture
    }

    private func open(_ rate: Double, _ law: InterarrivalLaw = .poisson) -> Demand {
        .open(OpenDemand(rate: .perSecond(rate), law: law, stages: []))
    }

    /// A bucket of b tokens that fills with one each T turns away exactly those whom an M/D/1/b
    /// queue with service T would: who finds b - 1 or fewer others' worth of T ahead passes.
    /// P = 1 - B(b - 1)/(1 + ρ B(b - 1)), B(n) = Σ (-1)^k/k! (n - k)^k e^((n - k) ρ) ρ^k
    /// (Brun and Garcia, J. Appl. Prob. 37, 2000).
    private func lossOfMD1(capacity: Int, load: Double) -> Double {
        let n = capacity - 1
        var sum = 0.0
        var factor = 1.0
        for k in 0...n {
            if k > 0 { factor *= -load / Double(k) }
            var power = 1.0
            for _ in 0..<k { power *= Double(n - k) }
            sum += factor * power * Elementary.exp(Double(n - k) * load)
        }
        return 1 - sum / (1 + load * sum)
    }

    @Test(
        "A Poisson stream into one bucket: M/D/1/K",
        arguments: [(0.5, 1), (1.0, 1), (0.7, 2), (1.2, 3), (0.9, 5), (2, 8)])
    func poisson(load: Double, burst: Int) throws {
        let limit = RateLimit(subject: .all, rate: .perSecond(10), burst: burst)
        var fixture = try limited(open(10 * load), [limit])
        fixture.duration = .seconds(4_000)
        let answer = try fixture.run()
        let exact = lossOfMD1(capacity: burst, load: load)
        #expect(holds(answer.overall.errorShare, exact))
        #expect(holds(answer.limits[0].limited, exact))
        #expect(answer.overall.failed == 0)
        #expect(answer.overall.outcomes?.rejectedShare.value == answer.overall.errorShare.value)
    }

    /// Requests at 1, 2, 3… s; a token each 3 s, and the bucket is full before the first.
    @Test("A regular stream to the last request", arguments: [1, 2, 5, 60])
    func regular(burst: Int) throws {
        let limit = RateLimit(subject: .user, rate: .perMinute(20), burst: burst)
        var fixture = try limited(
            open(1, .deterministic), [limit],
            people: Population(users: 1, addresses: 1, popularity: .uniform))
        fixture.warmUp = .zero
        fixture.duration = .seconds(1_000)
        let run = try #require(try fixture.plainRuns().first)
        var (tokens, passed) = (3 * burst, 0)
        for second in 1...run.overall.arrived {
            if second > 1 { tokens = min(tokens + 1, 3 * burst) }
            if tokens >= 3 { (tokens, passed) = (tokens - 3, passed + 1) }
        }
        #expect(run.limits[0].came - run.limits[0].limited == passed)
        #expect(run.overall.rejected == run.overall.arrived - passed)
    }

    /// Of 20 users each has a bucket, of which a tenth of the load is above its rate.
    @Test("Each user and each address has a bucket")
    func identities() throws {
        let people = Population(users: 20, addresses: 5, popularity: .uniform)
        func loss(_ subject: LimitSubject, _ rate: Double) throws -> Estimate<Ratio> {
            let limit = RateLimit(subject: subject, rate: .perSecond(rate), burst: 3)
            return try limited(open(20), [limit], people: people).run().overall.errorShare
        }
        #expect(try holds(loss(.user, 1), lossOfMD1(capacity: 3, load: 1)))
        #expect(try holds(loss(.address, 5), lossOfMD1(capacity: 3, load: 4.0 / 5)))
        #expect(try holds(loss(.all, 25), lossOfMD1(capacity: 3, load: 20.0 / 25)))
    }

    @Test("Frequent users are turned away more")
    func popular() throws {
        let limit = RateLimit(subject: .user, rate: .perSecond(1), burst: 3)
        func loss(_ popularity: Popularity) throws -> Double {
            let people = Population(users: 100, addresses: 100, popularity: popularity)
            return try limited(open(50), [limit], people: people).run().overall.errorShare.value
        }
        let (even, uneven) = (try loss(.uniform), try loss(.zipf(exponent: 1)))
        #expect(even < uneven)
    }

    /// A user asks, thinks 1 s, and may ask once in 4 s: three of four are turned away. Whoever
    /// waits for Retry-After, which rounds 2.999 s up to 3, is turned away every other time.
    @Test("Users wait for Retry-After where they are asked to", arguments: [(false, 3), (true, 1)])
    func manners(waits: Bool, lostForEach: Int) throws {
        let think = try Distribution.deterministic(.seconds(1))
        let users = Demand.closed(ClosedDemand(users: 3, think: think, stages: []))
        let limit = RateLimit(subject: .user, rate: .perSecond(0.25), burst: 1)
        var fixture = try limited(users, [limit], waits: waits)
        fixture.warmUp = .zero
        fixture.duration = .seconds(400)
        let run = try #require(try fixture.plainRuns().first)
        let ratio = Double(run.overall.rejected) / Double(run.overall.completed)
        #expect(abs(ratio - Double(lostForEach)) < (waits ? 0.1 : 0.35))
    }

    @Test("A client that retries on a limit comes when there is a token again")
    func retries() throws {
        let limit = RateLimit(subject: .user, rate: .perSecond(0.5), burst: 1)
        var fixture = try limited(
            open(0.4, .deterministic), [limit],
            people: Population(users: 1, addresses: 1, popularity: .uniform))
        fixture.operations = [
            Operation(
                name: "visit", steps: [try .pause(1)],
                client: .of(attempts: 2, on: [.limit]), limits: [limit])
        ]
        #expect(try fixture.run().overall.errorShare.value == 0)
        fixture.sources[0] = TrafficSource(
            name: "visitors", demand: open(0.4, .poisson), mix: fixture.sources[0].mix,
            population: fixture.sources[0].population)
        let polite = try fixture.run()
        fixture.operations[0] = Operation(
            name: "visit", steps: [try .pause(1)], client: .of(attempts: 2), limits: [limit])
        let blunt = try fixture.run()
        #expect(polite.overall.errorShare.value < blunt.overall.errorShare.value)
        #expect(blunt.guards[0].attempts.value == 1)
        #expect(blunt.guards[0].limited.value == blunt.overall.errorShare.value)
    }

    /// Each user has a bucket of its own: those whom a cycle adds, and those in a branch too.
    @Test func everyUserHasABucket() throws {
        let once = RateLimit(subject: .user, rate: .perHour(0.1), burst: 1)
        let cycle = LoadCycle(pieces: [
            LoadCycle.Piece(duration: .seconds(1), from: .one, to: .fraction(10))
        ])
        let think = try Distribution.deterministic(.milliseconds(50))
        let demand = ClosedDemand(users: 2, think: think, stages: [], cycle: cycle)
        for isBranch in [false, true] {
            var fixture = try limited(.closed(demand), isBranch ? [] : [once])
            if isBranch {
                fixture.operations = [
                    Operation(
                        name: "visit",
                        steps: [.parallel([[try .pause(1), .limit(once)], [try .pause(1)]])])
                ]
            }
            fixture.warmUp = .zero
            fixture.duration = .seconds(20)
            for run in try fixture.plainRuns() {
                #expect(run.limits[0].came - run.limits[0].limited == 20)
            }
        }
    }
}
