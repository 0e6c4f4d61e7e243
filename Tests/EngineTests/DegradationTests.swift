// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Stages of degradation begin and end when they are said to, and do what they say to those whom
/// they name.
@Suite struct DegradationTests {
    /// Ten servers at 50%, from 100 s on at 85%, from 200 s at 97%, from 300 s at 40%; so stage 1
    /// begins at 110 s, stage 3 at 210 s, and normal operation at 330 s.
    @Test func changesAreKnownToTheSecond() throws {
        let answer = try Self.answer(Self.steps(Self.threeStages))
        let events = answer.control.events
        #expect(events.map(\.time) == [.seconds(110), .seconds(210), .seconds(330)])
        #expect(
            events.map(\.change) == [
                .stage(from: 0, to: 1), .stage(from: 1, to: 3), .stage(from: 3, to: 0),
            ])
        #expect(events.last?.cause == .relief(below: .percent(70), lasting: .seconds(30)))
        #expect(answer.control.stages.map(\.times.value) == [1, 0, 1])
        #expect(answer.control.stages.map { Self.nano($0.time.value) } == [100, 0, 120])
        #expect(answer.control.stages.map { Self.nano($0.share.value) } == [0.25, 0, 0.3])
        for point in answer.control.timeline {
            let start = point.start.seconds
            let stage = start < 110 ? 0 : start < 210 ? 1 : start < 330 ? 3 : 0
            #expect(point.stage.value == Double(stage))
        }
    }

    /// Ten refused a second for 120 s, four held, two not asked; all of them by the clock.
    @Test func whoComesMeanwhileIsCountedToTheLast() throws {
        let answer = try Self.answer(Self.steps(Self.threeStages))
        let stages = answer.control.stages
        let (side, later) = (answer.operations[1], answer.operations[2])
        #expect(stages.map(\.refused.value) == [0, 0, 1_200])
        // Two replications, in each of which 3,999 and 1,599 come before the end.
        #expect(side.outcomes?.rejected == Int64(2 * 1_200))
        #expect(side.completed == Int64(2 * 2_799))
        #expect(stages.map(\.held.value) == [0, 0, 480])
        #expect(stages[2].mostWaiting.value == 480)
        // Who came k/4 s after 210 s waits for 120 - k/4 s, and k runs to 479.
        #expect(stages[2].waitingTime.map { abs($0.value - 60.125) < 1e-9 } == true)
        #expect(later.completed == Int64(2 * 1_599))
        #expect(stages.map(\.unasked.value) == [200, 0, 240])
        // The window from 260 s to 270 s: those of 50 s, and the mean of those that come in it.
        let waiting = answer.control.timeline.first { $0.start == .seconds(260) }?.held.value
        #expect(waiting.map { abs($0 - 220.5) < 0.001 } == true)
    }

    /// The pause of a source moves none of its draws: what comes later is as without.
    @Test func pausesKeepTheNamesOfDraws() throws {
        func requests(_ stages: [DegradationStage]) throws -> Kernel {
            let fixture = try Self.steps(stages)
            var kernel = Kernel(
                Program(try fixture.model()), seed: 5, replication: 0, slotLimit: 100_000)
            kernel.run(until: SimTime.seconds(399).nanoseconds)
            return kernel
        }
        let plain = try requests([DegradationStage(above: .percent(80), refused: [Self.side])])
        let paused = try requests([
            DegradationStage(above: .percent(80), paused: [SourceID(3)])
        ])
        func serials(_ kernel: borrowing Kernel) -> [UInt64] {
            (0..<4).map { kernel.requests[$0].serial }
        }
        #expect(serials(plain) == serials(paused))
    }

    /// A restoration comes no sooner than its time after the stage began, whatever the load does.
    @Test(arguments: [UInt64(1), 2, 3])
    func hysteresisNeverFlaps(seed: UInt64) throws {
        var fixture = try Fixture.station(rate: 80, service: 0.1, servers: 10)
        fixture.seed = seed
        fixture.warmUp = .zero
        fixture.replications = 1
        fixture.degradation = Degradation(
            watched: [Self.desk], interval: .seconds(5),
            recovery: .init(below: .percent(82), hold: .seconds(15)),
            stages: [DegradationStage(above: .percent(82), limits: .percent(99))])
        fixture.operations = fixture.operations.map {
            Operation(
                name: $0.name, steps: $0.steps,
                limits: [RateLimit(subject: .all, rate: .perSecond(1_000), burst: 100)])
        }
        let events = try Self.answer(fixture).control.events
        #expect(events.count > 4)
        for (before, after) in zip(events, events.dropFirst()) {
            #expect(before.change != after.change)
            if after.change == .stage(from: 1, to: 0) {
                #expect(after.time - before.time >= .seconds(15))
            }
        }
    }

    /// Token buckets, counted out in whole tokens.
    @Test(arguments: [(1, 0.5), (10, 0.5), (3, 0.25), (20, 0.8), (7, 1)])
    func limitsToTheLastToken(burst: Int, pace: Double) throws {
        var fixture = try Self.steps([
            DegradationStage(above: .percent(80), limits: .fraction(pace))
        ])
        let limit = RateLimit(subject: .all, rate: .perSecond(5), burst: burst)
        let side = fixture.operations[1]
        fixture.operations[1] = Operation(name: side.name, steps: side.steps, limits: [limit])
        let answer = try Self.answer(fixture)
        // One comes each 100 ms; in that time comes half a token, or its share of one.
        var (tokens, passed) = (Double(burst), 0)
        for tick in 1..<4_000 {
            let isSlow = (1_101...3_300).contains(tick)
            tokens = min(tokens + (isSlow ? 0.5 * pace : 0.5), Double(burst))
            guard tokens >= 1 - 1e-9 else { continue }
            tokens -= 1
            passed += 1
        }
        #expect(answer.operations[1].completed == Int64(2 * passed))
    }

    /// A key that is read λ times a second and lives T from its fill is there for λ T/(1 + λ T) of
    /// its readers (renewal reward): with the time to live of the stage.
    @Test(arguments: [(5, 20), (20, 5)])
    func timesToLive(plain: Int64, degraded: Int64) throws {
        var fixture = try CacheSetting(
            keys: 1_000, popularity: .uniform, life: .seconds(plain)
        ).fixture()
        fixture.replications = 5
        fixture.degradation = Degradation(
            watched: [Self.desk], interval: .seconds(1),
            recovery: .init(below: .fraction(1e-9), hold: .seconds(1)),
            stages: [
                DegradationStage(
                    above: .fraction(1e-9),
                    timesToLive: [.init(cache: ComponentID(0), life: .seconds(degraded))])
            ])
        let hits = try #require(try fixture.run().caches[0].hitRate)
        let reads = 0.5 * Double(degraded)
        #expect(hits.interval(confidence: .percent(99.9))?.contains(reads / (1 + reads)) == true)
    }

    /// Stages that are never reached change nothing.
    @Test func whatIsNotReachedChangesNothing() throws {
        var fixture = try Fixture.platform()
        fixture.timeline = .seconds(7)
        let plain = try Self.answer(fixture)
        fixture.degradation = Degradation(
            watched: [Self.desk], interval: .milliseconds(130),
            recovery: .init(below: .percent(50), hold: .seconds(1)),
            stages: [
                DegradationStage(
                    above: .fraction(0.999_999),
                    timesToLive: [.init(cache: ComponentID(1), life: .seconds(90))],
                    paused: [SourceID(0)], refused: [OperationID(0)])
            ])
        let degraded = try Self.answer(fixture)
        #expect(degraded.control.stages.map(\.times.value) == [0])
        func text(_ value: some Any) -> String { String(reflecting: value) }
        for (a, b) in [
            (text(plain.overall), text(degraded.overall)),
            (text(plain.operations), text(degraded.operations)),
            (text(plain.resources), text(degraded.resources)),
            (text(plain.caches), text(degraded.caches)), (text(plain.uses), text(degraded.uses)),
            (text(plain.events), text(degraded.events)),
            (text(plain.control.timeline), text(degraded.control.timeline)),
        ] { #expect(a == b) }
    }

    /// Users who are refused think again, and those of a paused source rest and come back.
    @Test func usersGoOn() throws {
        var fixture = try Self.steps([
            DegradationStage(above: .percent(80), paused: [SourceID(2)], refused: [Self.side])
        ])
        let think = try Distribution.deterministic(.milliseconds(99))
        for (index, source) in fixture.sources.enumerated() where index == 1 || index == 2 {
            fixture.sources[index] = TrafficSource(
                name: source.name,
                demand: .closed(ClosedDemand(users: 3, think: think, stages: [])), mix: source.mix)
        }
        let answer = try Self.answer(fixture)
        // Of 99 ms and an answer of 1 ms, 10 a second and user; without it 1/0.099.
        let side = answer.operations[1]
        let answered = 2.0 * 3 * 1_800
        let refused = 2.0 * 3 * 220 / 0.099
        let counts: [(Int64?, Double)] = [
            (side.completed, answered), (side.outcomes?.rejected, refused),
            (answer.operations[2].completed, answered),
        ]
        for (count, expected) in counts {
            let found = Double(count ?? 0)
            #expect(abs(found - expected) <= 12)
        }
        #expect(answer.control.stages[0].unasked.value == 0)
    }

    // MARK: Fixture

    private static let desk = ResourceID(component: ComponentID(0), role: .servers)
    private static let side = OperationID(1)
    private static let threeStages = [
        DegradationStage(above: .percent(80), paused: [SourceID(3)]),
        DegradationStage(above: .percent(90), refused: [OperationID(2)]),
        DegradationStage(above: .percent(95), refused: [side], held: [OperationID(2)]),
    ]

    /// To nine decimals.
    private static func nano(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }

    private static func answer(_ fixture: Fixture) throws -> Measurements {
        try Simulation(fixture.model()).run(threads: 1)
    }

    /// Regular visitors of a desk in four steps; beside them regular requests of operations that
    /// only pass 1 ms, 10, 4 and 2 a second.
    private static func steps(_ stages: [DegradationStage]) throws -> Fixture {
        var fixture = try Fixture.station(
            rate: 50, service: 0.1, servers: 10, law: .deterministic(.milliseconds(100)))
        fixture.warmUp = .zero
        fixture.duration = .seconds(400)
        fixture.replications = 2
        fixture.timeline = .seconds(10)
        fixture.operations += [
            Operation(name: "side", steps: [try .pause(1)]),
            Operation(name: "later", steps: [try .pause(1)]),
            Operation(name: "chores", steps: [try .pause(1)]),
        ]
        let moves: [(Int64, Double)] = [(100, 50), (0, 85), (100, 85), (0, 97), (100, 97), (0, 40)]
        let rates = [50.0, 10, 4, 2]
        fixture.sources = rates.enumerated().map { index, rate in
            TrafficSource(
                name: "source \(index)",
                demand: .open(
                    OpenDemand(
                        rate: .perSecond(rate), law: .deterministic,
                        stages: index > 0
                            ? []
                            : moves.map {
                                RateStage(duration: .seconds($0.0), target: .perSecond($0.1))
                            })),
                mix: [MixShare(operation: OperationID(index), share: .one)])
        }
        fixture.degradation = Degradation(
            watched: [desk], interval: .seconds(10),
            recovery: .init(below: .percent(70), hold: .seconds(30)), stages: stages)
        return fixture
    }
}
