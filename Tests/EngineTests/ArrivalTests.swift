// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// How requests arrive: renewal processes, batches and bursts.
@Suite struct ArrivalTests {
    /// Whether the exact value lies in the estimate's interval at 99.99%.
    private func agrees<Unit>(_ estimate: Estimate<Unit>?, _ exact: Double) -> Bool {
        estimate?.interval(confidence: .percent(99.99))?.contains(exact) ?? false
    }

    private func arrivals(_ demand: OpenDemand, until end: Int64, seed: UInt64) -> [Int64] {
        var clock = ArrivalClock(
            demand, stream: StreamKey(seed: seed), ziggurat: .standard, end: end)
        var times: [Int64] = []
        var now: Int64 = 0
        var isOrdered = true
        while let time = clock.next(after: now), time < end {
            isOrdered = isOrdered && time >= now
            now = time
            times.append(time)
        }
        #expect(isOrdered)
        return times
    }

    static let laws: [(String, Distribution)] = [
        ("gamma", try! .gamma(mean: .seconds(3), scv: 0.25)),
        ("hyperexponential", try! .hyperexponentialBalanced(mean: .seconds(3), scv: 4)),
        ("weibull", try! .weibull(mean: .seconds(3), shape: 0.7)),
        ("pareto", try! .pareto(low: .milliseconds(1), high: .milliseconds(100), shape: 1.5)),
        ("empirical", try! .empirical(values: [.seconds(1), .seconds(7)], weights: [2, 1])),
    ]

    /// The mean interval is 1 / rate whatever the law's own mean; its scv is the law's.
    @Test(arguments: laws)
    func renewalHasRateAndLaw(name: String, law: Distribution) {
        let demand = OpenDemand(rate: .perSecond(50), law: .renewal(law), stages: [])
        let times = arrivals(demand, until: 4_000_000_000_000, seed: 5)
        let n = Double(times.count)
        #expect(abs(n - 200_000) < 5 * (law.scv * 200_000).squareRoot())
        let intervals = zip(times.dropFirst(), times).map { Double($0 - $1) * 5e-8 }
        let second = intervals.reduce(0) { $0 + $1 * $1 } / n
        let fourth = intervals.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
        #expect(abs(second - 1 - law.scv) < 6 * (fourth / n).squareRoot())
    }

    /// On a ramp the law is that of the clock ∫ rate: as many arrivals as the area under it.
    @Test(arguments: laws)
    func renewalFollowsRamps(name: String, law: Distribution) {
        let demand = OpenDemand(
            rate: .perSecond(100), law: .renewal(law),
            stages: [
                RateStage(duration: .seconds(100), target: .perSecond(300)),
                RateStage(duration: .seconds(50), target: .zero),
            ])
        let times = arrivals(demand, until: 1_000_000_000_000, seed: 6)
        let early = times.count { $0 < 100_000_000_000 }
        for (count, area) in [(early, 20_000.0), (times.count - early, 7_500)] {
            #expect(abs(Double(count) - area) < 5 * (max(law.scv, 1) * area).squareRoot())
        }
    }

    /// The exponential law as a renewal process of scv 1 is the Poisson process.
    @Test func exponentialRenewalIsPoisson() throws {
        let law = try Distribution.exponential(mean: .seconds(8))
        let renewal = OpenDemand(rate: .perSecond(9), law: .renewal(law), stages: [])
        let poisson = OpenDemand(rate: .perSecond(9), law: .poisson, stages: [])
        let (some, others) = (
            arrivals(renewal, until: 1_000_000_000_000, seed: 7),
            arrivals(poisson, until: 1_000_000_000_000, seed: 7)
        )
        #expect(some.count == others.count)
        #expect(zip(some, others).allSatisfy { abs($0 - $1) <= 1_000 })
    }

    static let pair = [
        Burst(rate: .perSecond(200), mean: .seconds(3)),
        Burst(rate: .perSecond(20), mean: .seconds(6)),
    ]

    /// IDC(t) = 1 + 2 V / (λ r) (1 - (1 - e^(-rt)) / (rt)), V = p1 p2 (λ1 - λ2)², r = r1 + r2.
    /// Source: Fischer, Meier-Hellstern, Performance Evaluation 18 (1993) 149, section 3.
    @Test(arguments: [0.5, 3.0, 10.0])
    func burstsScatterAsTheirIndexOfDispersion(window: Double) {
        let demand = OpenDemand(bursts: Self.pair)
        #expect(demand.rate == .perSecond(80))
        let (spread, change) = (2.0 / 9 * 180 * 180, 0.5)
        let turned = change * window
        let rest = (1 - Elementary.exp(-turned)) / turned
        let exact = 1 + 2 * spread / (80 * change) * (1 - rest)
        // One window each of many independent runs, so that the counts are independent.
        let runs = 5_000
        let counts = (0..<runs).map { run in
            Double(arrivals(demand, until: Int64(window * 1e9), seed: UInt64(run)).count)
        }
        let mean = counts.reduce(0, +) / Double(runs)
        #expect(abs(mean - 80 * window) < 5 * (exact * 80 * window / Double(runs)).squareRoot())
        let second = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs)
        let fourth = counts.reduce(0) { sum, count in
            let square = (count - mean) * (count - mean)
            return sum + square * square
        }
        let error = ((fourth / Double(runs) - second * second) / Double(runs)).squareRoot()
        #expect(abs(second - exact * 80 * window) < 5 * error)
    }

    @Test func equalBurstsArePoisson() throws {
        let same = [1, 5].map { Burst(rate: .perSecond(80), mean: .seconds($0)) }
        let (bursts, poisson) = (
            arrivals(OpenDemand(bursts: same), until: 1_000_000_000_000, seed: 8),
            arrivals(
                OpenDemand(rate: .perSecond(80), law: .poisson, stages: []),
                until: 1_000_000_000_000, seed: 8)
        )
        #expect(zip(bursts, poisson).allSatisfy { abs($0 - $1) <= 20_000 })
        #expect(abs(bursts.count - poisson.count) <= 1)
    }

    /// A source that is off brings nobody; when its rate changes, the bursts stay where they are.
    @Test func onAndOff() {
        let times = [100.0, 300].map { rate in
            arrivals(
                OpenDemand(bursts: [
                    Burst(rate: .perSecond(rate), mean: .seconds(1)),
                    Burst(rate: .zero, mean: .seconds(20)),
                ]), until: 2_000_000_000_000, seed: 9)
        }
        let gaps = times.map { times in
            zip(times.dropFirst(), times).filter { $0 - $1 > 5_000_000_000 }.map { $1 }
        }
        #expect(gaps[0].count > 50)
        let near = gaps[0].count { end in gaps[1].contains { abs($0 - end) < 200_000_000 } }
        #expect(Double(near) > 0.9 * Double(gaps[0].count))
    }

    /// Rates that are nearly nothing end with the run, not with the clock.
    @Test func hardlyAnyArrivalsEnd() {
        let rare = [1, 2].map { Burst(rate: .perSecond(1e-9), mean: .milliseconds($0)) }
        #expect(arrivals(OpenDemand(bursts: rare), until: 1_000_000_000, seed: 1).isEmpty)
    }

    /// A run may last 200 years: rates that move then bring as many arrivals as before.
    @Test(arguments: [
        OpenDemand(
            rate: .perDay(1), law: .poisson,
            stages: [RateStage(duration: .days(73_000), target: .perDay(1.0001))]),
        OpenDemand(bursts: [
            Burst(rate: .perDay(1.5), mean: .days(3)), Burst(rate: .perDay(0.5), mean: .days(3)),
        ]),
    ])
    func arrivalsGoOnForTwoHundredYears(demand: OpenDemand) {
        let year = SimTime.days(365).nanoseconds
        let times = arrivals(demand, until: 200 * year, seed: 4)
        let late = times.count { $0 > 150 * year }
        #expect(abs(Double(late) - 50 * 365) < 6 * Double(2 * 50 * 365).squareRoot())
        #expect(times.count < 80_000)
    }

    /// Users who come after any run has ended are never active, and trap nothing.
    @Test func stagesMayOutlastTheClock() {
        let century = UserStage(duration: .days(36_500), target: 0)
        let think = try! Distribution.exponential(mean: .seconds(1))
        let schedule = UserSchedule(
            ClosedDemand(
                users: 0, think: think,
                stages: [century, century, century, UserStage(duration: .days(1), target: 5)]))
        #expect(schedule.activation(of: 3, notBefore: 0) == nil)
    }

    // MARK: Known answers of the whole simulation

    private func station(_ demand: OpenDemand, service: Double) throws -> Fixture {
        var fixture = try Fixture.station(rate: 1, service: service, servers: 1)
        fixture.sources = [Fixture.source(.open(demand))]
        fixture.warmUp = .seconds(1_000)
        fixture.duration = .seconds(30_000)
        fixture.replications = 10
        return fixture
    }

    @Test("GI/M/1 waits as its root says", arguments: [0.25, 2, 4])
    func renewalQueue(scv: Double) throws {
        let law = try Distribution.gamma(mean: .seconds(1), scv: scv)
        let demand = OpenDemand(rate: .perSecond(0.7), law: .renewal(law), stages: [])
        let exact = try GIM1(
            interarrivalTime: .seconds(1 / 0.7),
            law: .transform { 1 - Elementary.power(1 + $0 * scv / 0.7, -1 / scv) },
            serviceRate: .perSecond(1))
        let answer = try station(demand, service: 1).run()
        #expect(agrees(answer.overall.meanSojournTime, exact.sojournTime.seconds))
        #expect(agrees(answer.resources[0].queueLength, exact.queueLength))
        #expect(agrees(answer.resources[0].utilization, 0.7))
    }

    /// L = ρ (1 + E X² / E X) / (2 (1 - ρ)): with X = 5 always that of `BatchArrivals`.
    @Test("Batches wait as Gross and Harris say", arguments: [[5], [1, 9], [1, 1]])
    func batchQueue(sizes: [Int]) throws {
        let batch = BatchSize(sizes: sizes, weights: sizes.map { _ in 1 })
        let rate = 0.7 / batch.mean
        let demand = OpenDemand(
            rate: .perSecond(rate), law: .poisson, stages: [], batch: batch)
        let squares = sizes.reduce(0.0) { $0 + Double($1 * $1) } / Double(sizes.count)
        let length = 0.7 * (1 + squares / batch.mean) / (2 * 0.3)
        if sizes.count == 1 {
            let closed = try BatchArrivals(
                batchRate: .perSecond(rate), batchSize: sizes[0], serviceRate: .perSecond(1))
            #expect(abs(closed.numberInSystem - length) < 1e-12)
        }
        let answer = try station(demand, service: 1).run()
        #expect(agrees(answer.overall.meanSojournTime, length / 0.7))
        #expect(agrees(answer.overall.throughput, 0.7))
        #expect(agrees(answer.resources[0].lawUtilization, 0.7))
        #expect(abs(answer.resources[0].littleResidual.value) < 0.01)
    }

    @Test("A batch of one is no batch")
    func batchOfOne() throws {
        let plain = OpenDemand(rate: .perSecond(0.7), law: .poisson, stages: [])
        let single = OpenDemand(
            rate: .perSecond(0.7), law: .poisson, stages: [],
            batch: BatchSize(sizes: [1, 3], weights: [1, 0]))
        let answers = [plain, single].map { demand in
            try? station(demand, service: 1).run()
        }
        #expect(answers[0] != nil)
        #expect(String(reflecting: answers[0]) == String(reflecting: answers[1]))
    }

    @Test("MMPP(2)/M/1 waits as its matrices say", arguments: [0.0, 0.4])
    func burstQueue(low: Double) throws {
        let demand = OpenDemand(bursts: [
            Burst(rate: .perSecond(1.4), mean: .seconds(5)),
            Burst(rate: .perSecond(low), mean: .seconds(10)),
        ])
        let exact = try MMPPM1(
            phases: [
                MMPPM1.Phase(arrivalRate: .perSecond(1.4), holdingTime: .seconds(5)),
                MMPPM1.Phase(arrivalRate: .perSecond(low), holdingTime: .seconds(10)),
            ], serviceRate: .perSecond(1))
        let answer = try station(demand, service: 1).run()
        #expect(agrees(answer.overall.meanSojournTime, exact.sojournTime.seconds))
        #expect(agrees(answer.resources[0].queueLength, exact.queueLength))
        #expect(agrees(answer.resources[0].utilization, exact.utilization.fraction))
    }

    /// One source's process moves nobody else's: the other's requests come and are served alike.
    @Test("What one source does moves no other source's draws")
    func sourcesAreIndependent() throws {
        var fixture = try Fixture.station(rate: 2, service: 0.1, servers: 1_000)
        fixture.duration = .seconds(500)
        let plain = try fixture.run()
        let mix = [MixShare(operation: OperationID(1), share: .percent(100))]
        fixture.operations.append(Operation(name: "other", steps: fixture.operations[0].steps))
        for demand in [
            OpenDemand(bursts: Self.pair),
            OpenDemand(
                rate: .perSecond(1), law: .poisson, stages: [],
                batch: BatchSize(sizes: [2, 7], weights: [1, 1])),
        ] {
            var more = fixture
            more.sources.append(TrafficSource(name: "more", demand: .open(demand), mix: mix))
            let answer = try more.run()
            #expect(
                String(reflecting: answer.operations[0].meanSojournTime)
                    == String(reflecting: plain.operations[0].meanSojournTime))
            #expect(answer.operations[0].completed == plain.operations[0].completed)
        }
    }
}
