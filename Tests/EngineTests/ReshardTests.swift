// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Resharding of a cache")
struct ReshardTests {
    /// Nodes that each hold all keys, or so many of them.
    private static func fixture(
        from: Int, to: Int?, memory: Int64? = nil, at start: SimTime = .seconds(100),
        over: SimTime = .zero, move: SimTime = .microseconds(1), keeps: Bool = true
    ) throws -> Fixture {
        var behavior = CacheBehavior.plain
        behavior.start = memory == nil ? .warm : .cold
        behavior.resharding = try to.map { nodes in
            CacheResharding(
                start: start, nodes: nodes, time: over, move: try .deterministic(move),
                keepsKeys: keeps)
        }
        var setting = CacheSetting()
        setting.keys = 4_000
        setting.popularity = .zipf(exponent: memory == nil ? 0 : 0.9)
        setting.warmUp = .zero
        setting.duration = .seconds(200)
        var fixture = try setting.fixture()
        fixture.replications = 4
        fixture.components = [
            Fixture.component(
                "redis",
                .cache(
                    Cache(
                        nodes: from, memoryPerNode: .bytes(memory ?? Int64(setting.keys)),
                        timeToLive: nil, eviction: .leastRecentlyUsed,
                        operationTime: try .deterministic(.microseconds(100)),
                        roundTrip: try .deterministic(.microseconds(300)), behavior: behavior)))
        ]
        return fixture
    }

    private static func resharding(_ answer: Measurements) throws -> ReshardMeasurement {
        try #require(answer.control.reshardings.first)
    }

    /// As few slots as it takes: of m to n nodes, those that m have beyond 16384 / n each.
    @Test(arguments: [(1, 2, 8_192), (3, 4, 4_096), (4, 3, 4_096), (2, 5, 9_830), (6, 1, 13_653)])
    func slots(from: Int, to: Int, moves: Int) throws {
        let program = Program(try Self.fixture(from: from, to: to).model())
        let plan = try #require(program.control?.reshards.first)
        #expect(abs(plan.moves.count - moves) <= 1)
        var owners = (0..<SlotMaps.slots).map { $0 * from / SlotMaps.slots }
        for move in plan.moves {
            #expect(owners[move.slot] == move.from)
            owners[move.slot] = move.to
        }
        let counts = (0..<max(from, to)).map { node in owners.count { $0 == node } }
        #expect(counts.prefix(to).allSatisfy { abs($0 - SlotMaps.slots / to) <= 1 })
        #expect(counts.dropFirst(to).allSatisfy { $0 == 0 })
    }

    /// All keys are there and stay there, whether nodes come or go; what is lost is fetched anew.
    @Test(arguments: [(1, 2), (4, 3)])
    func keysAreConserved(from: Int, to: Int) throws {
        let kept = try Self.fixture(from: from, to: to, over: .seconds(20)).run()
        #expect(kept.caches[0].hitRate?.value == 1)
        // All keys fill one node: of so many in the end they take a part each.
        #expect(abs(kept.caches[0].memoryUse.value - 1 / Double(to)) < 1e-3)
        let moved = try Self.resharding(kept)
        #expect(moved.lost.value == 0)
        let lost = try Self.fixture(from: from, to: to, over: .seconds(20), keeps: false).run()
        let gone = try Self.resharding(lost)
        #expect(gone.moved.value == 0 && gone.redirects.value == 0)
        #expect(try #require(lost.caches[0].hitRate).value < 1)
        // The last slot moves at 20 s less one interval.
        let took = try #require(gone.took).value
        #expect(took > 19.9 && took < 20)
        // A key that was lost and asked for again is not lost twice: its slot has moved.
        #expect(gone.lost.value == moved.moved.value)
    }

    /// Without other load, moving n keys takes n times as long as moving one.
    @Test func time() throws {
        var fixture = try Self.fixture(from: 1, to: 2, at: .seconds(1), move: .milliseconds(5))
        fixture.sources = Fixture.poisson(1)
        let moved = try Self.resharding(fixture.run())
        let took = try #require(moved.took).value
        #expect(abs(took / (0.005 * moved.moved.value) - 1) < 0.001)
    }

    /// Commands stand behind the keys that move, and pay a round trip more where theirs has gone.
    @Test func costs() throws {
        let before = try Self.fixture(from: 2, to: nil).run()
        let during = try Self.fixture(
            from: 2, to: 3, at: .zero, over: .seconds(200), move: .milliseconds(20)
        ).run()
        let (plain, slower) = (before.overall.meanSojournTime, during.overall.meanSojournTime)
        #expect(try #require(slower).value > #require(plain).value)
        #expect(try Self.resharding(during).redirects.value > 0)
        #expect(during.resources[0].utilization.value > 2 * before.resources[0].utilization.value)
    }

    /// After nodes came or went, keys are found as in a cluster that was built with that number.
    @Test(arguments: [(2, 4), (4, 2)], [true, false])
    func settled(nodes: (Int, Int), keeps: Bool) throws {
        var changed = try Self.fixture(
            from: nodes.0, to: nodes.1, memory: 300, at: .seconds(100), over: .seconds(50),
            keeps: keeps)
        var built = try Self.fixture(from: nodes.1, to: nil, memory: 300)
        for index in 0...1 {
            var fixture = index == 0 ? changed : built
            fixture.warmUp = .seconds(400)
            fixture.duration = .seconds(300)
            if index == 0 { changed = fixture } else { built = fixture }
        }
        let rates = try [changed, built].map { try #require(try $0.run().caches[0].hitRate) }
        #expect(abs(rates[0].value - rates[1].value) < 0.004)
        let interval = rates[1].interval(confidence: .percent(99.9))
        let other = rates[0].interval(confidence: .percent(99.9))
        #expect(try #require(interval).overlaps(#require(other)))
    }

    /// Nodes that come at half-time count for half of the time.
    @Test func presence() throws {
        var fixture = try Self.fixture(from: 1, to: 3, at: .seconds(100))
        fixture.timeline = .seconds(100)
        let answer = try fixture.run()
        let use = answer.control.timeline.map { $0.utilization[0].value }
        let mean = answer.resources[0].utilization.value
        // 500 commands a second of 0.1 ms: 5% of one node, 1.7% of three.
        #expect(abs(use[0] - 0.05) < 0.002 && abs(use[1] - 0.05 / 3) < 0.002)
        #expect(abs(mean - (use[0] + 3 * use[1]) / 4) < 0.001)
        #expect(answer.resources[0].servers == 3)
    }

    /// A node that leaves serves the commands that stand before it: as long it is in service, so
    /// nodes that are never idle are used in full, and never beyond that.
    @Test func leaversInService() throws {
        var fixture = try Self.fixture(from: 3, to: 2, at: .seconds(1), keeps: false)
        fixture.sources = Fixture.poisson(60_000)
        fixture.duration = .seconds(4)
        fixture.timeline = .seconds(1)
        let answer = try fixture.run()
        let use = answer.control.timeline.map { $0.utilization[0].value }
        #expect(use.count == 4 && use.allSatisfy { $0 > 0.99 && $0 < 1 + 1e-9 })
        #expect(abs(answer.resources[0].utilization.value - 1) < 0.01)
    }

    /// Stages of degradation divide by the nodes that are there: 1.25% of four, 5% of one.
    @Test(arguments: [(100, [SimTime.seconds(110)]), (300, [])] as [(Int64, [SimTime])])
    func watched(at: Int64, changes: [SimTime]) throws {
        var fixture = try Self.fixture(from: 4, to: 1, at: .seconds(at))
        fixture.operations = fixture.operations.map {
            Operation(
                name: $0.name, steps: $0.steps,
                limits: [RateLimit(subject: .all, rate: .perSecond(10_000), burst: 1_000)])
        }
        fixture.degradation = Degradation(
            watched: [ResourceID(component: ComponentID(0), role: .servers)],
            interval: .seconds(10), recovery: .init(below: .percent(2), hold: .seconds(30)),
            stages: [DegradationStage(above: .percent(3), limits: .percent(90))])
        let stages = try fixture.run().control.events.filter {
            if case .stage = $0.change { true } else { false }
        }
        #expect(stages.map(\.time) == changes)
    }

    /// Whoever is sent on stands longer at a node that a fault slows as well.
    @Test func slowedRedirects() throws {
        var fixture = try Self.fixture(
            from: 2, to: 3, at: .zero, over: .seconds(200), move: .milliseconds(1))
        fixture.faults = [
            Fault(
                name: "slow", effect: .slow(ComponentID(0), factor: 3),
                timing: .once(at: .zero, lasting: .seconds(200)))
        ]
        let program = Program(try fixture.model())
        let slow = try #require(program.control?.faults.first).slow.map { program.code[$0.pc] }
        #expect(slow.map(\.opcode).contains(.redirect))
        #expect(slow.map(\.opcode).contains(.command))
    }

    @Test func refusals() throws {
        var fixture = try Self.fixture(from: 1, to: 2)
        fixture.changeCaches { $0.keyModel = .approximate }
        #expect(throws: ModelError.self) { try fixture.model() }
        fixture.changeCaches { $0.keyModel = .keys }
        #expect(throws: EngineError.self) { try ClosedForm(fixture.model()) }
        #expect(throws: ModelError.self) { try Self.fixture(from: 2, to: 2).model() }
    }
}
