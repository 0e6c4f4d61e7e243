// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Levels that move and begin anew.
@Suite struct LoadCycleTests {
    private static func piece(_ seconds: Int64, _ from: Double, _ to: Double) -> LoadCycle.Piece {
        LoadCycle.Piece(
            duration: .seconds(seconds), from: .fraction(from), to: .fraction(to))
    }

    private static let onOff = LoadCycle(pieces: [piece(3, 1, 1), piece(2, 0, 0)])
    private static let saw = LoadCycle(pieces: [piece(100, 0, 2), piece(50, 1, 0.5)])

    private func arrivals(_ demand: OpenDemand, until end: Int64, seed: UInt64 = 3) -> [Int64] {
        var clock = ArrivalClock(
            demand, stream: StreamKey(seed: seed), ziggurat: .standard, end: end)
        var times: [Int64] = []
        while let time = clock.next(after: times.last ?? 0), time < end { times.append(time) }
        return times
    }

    private func demand(
        _ rate: Double, _ cycle: LoadCycle?, law: InterarrivalLaw = .poisson,
        stages: [RateStage] = []
    ) -> OpenDemand {
        OpenDemand(rate: .perSecond(rate), law: law, stages: stages, cycle: cycle)
    }

    /// Equal steps of ∫λ: one at each second that is on.
    @Test func regularArrivalsFillTheTimeThatIsOn() {
        let times = arrivals(demand(1, Self.onOff, law: .deterministic), until: 14_000_000_001)
        let milliseconds = times.map { ($0 + 500_000) / 1_000_000 }
        #expect(milliseconds == [1, 2, 3, 6, 7, 8, 11, 12, 13].map { $0 * 1_000 })
    }

    /// As many arrivals as the area, in each piece of the cycle over many rounds: Poisson counts.
    @Test func arrivalsFollowTheArea() {
        let round: Int64 = 150_000_000_000
        let times = arrivals(demand(100, Self.saw), until: 40 * round)
        let inFirst = times.count { $0 % round < 50_000_000_000 }
        let inSecond = times.count { (50_000_000_000..<100_000_000_000).contains($0 % round) }
        for (count, area) in [
            (inFirst, 100_000.0), (inSecond, 300_000), (times.count - inFirst - inSecond, 150_000),
        ] {
            #expect(abs(Double(count) - area) < 5 * area.squareRoot())
        }
    }

    @Test func onePieceIsNoCycle() {
        let even = LoadCycle(pieces: [Self.piece(7, 0.5, 0.5)])
        let end: Int64 = 1_000_000_000_000
        #expect(arrivals(demand(8, even), until: end) == arrivals(demand(4, nil), until: end))
    }

    /// Within the first round a cycle is its pieces as stages.
    @Test func firstRoundIsStages() {
        let stages = [
            RateStage(duration: .zero, target: .zero),
            RateStage(duration: .seconds(100), target: .perSecond(18)),
            RateStage(duration: .zero, target: .perSecond(9)),
            RateStage(duration: .seconds(50), target: .perSecond(4.5)),
        ]
        let end: Int64 = 150_000_000_000
        #expect(
            arrivals(demand(9, Self.saw), until: end)
                == arrivals(demand(9, nil, stages: stages), until: end))
    }

    /// A source that hardly ever asks ends with the run and not with the search for an arrival.
    @Test func nothingComesAfterTheEnd() {
        #expect(arrivals(demand(1e-9, Self.onOff), until: 100_000_000_000).isEmpty)
    }

    @Test func integralGrowsRoundByRound() {
        for (seconds, area) in [(0.0, 0.0), (50, 25), (100, 100), (150, 137.5), (400, 375)] {
            #expect(abs(Self.saw.integral(upTo: seconds) - area) < 1e-9)
        }
    }

    /// Of 10 users 3 are there in the first 3 s of each 5, all in a second wave.
    @Test func usersComeAndGo() {
        let cycle = LoadCycle(pieces: [Self.piece(3, 0.3, 0.3), Self.piece(2, 1, 1)])
        let schedule = UserSchedule(
            ClosedDemand(users: 10, think: Self.second, stages: [], cycle: cycle))
        #expect(schedule.most == 10)
        let second: Int64 = 1_000_000_000
        for (user, now, expected) in [
            (2, 0, 0), (3, 0, 3), (9, 1, 3), (9, 4, 4), (9, 5, 8), (3, 11, 13), (10, 0, -1),
        ] as [(Int, Int64, Int64)] {
            let found = schedule.activation(of: user, notBefore: now * second)
            #expect(found == (expected < 0 ? nil : expected * second), "\(user) at \(now)")
            #expect(schedule.isActive(user, at: now * second) == (expected == now))
        }
    }

    private static let second = try! Distribution.exponential(mean: .seconds(1))

    /// The mean of the closed form lies in the simulation's interval, for rates and for users.
    @Test(arguments: ["rate", "users"]) func throughputIsThatOfTheMean(kind: String) throws {
        var fixture = try Fixture.station(rate: 1, service: 0.01, servers: 400)
        fixture.warmUp = .seconds(20)
        fixture.duration = .seconds(1_000)
        let open = demand(40, Self.saw)
        let users = ClosedDemand(
            users: 100, think: try .exponential(mean: .milliseconds(10)), stages: [],
            cycle: Self.saw)
        fixture.sources = [Fixture.source(kind == "rate" ? .open(open) : .closed(users))]
        let model = try fixture.model()
        let found = try Simulation(model).run(threads: 2).overall.throughput
        let formula = try ClosedForm(model).measurements().overall.throughput.value
        let interval = try #require(found.interval(confidence: .percent(99.99)))
        // A part of a user is a whole one.
        let most = kind == "rate" ? formula : formula * 1.011
        #expect(
            interval.lowerBound <= most && formula <= interval.upperBound,
            "\(found.value) \(formula)")
    }
}
