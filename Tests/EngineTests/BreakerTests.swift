// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Circuit breakers and load shedding.
@Suite struct BreakerTests {
    private static let breaker = Breaker(
        failures: .percent(50), window: 10, minimum: 5, open: .seconds(30), trials: 3)

    /// From how many waiting, or from which share of busy servers on; and from how many present.
    private static let rules: [(waiting: Int?, busy: Double?, threshold: Int)] = [
        (2, nil, 4), (1, nil, 3), (nil, 100, 2), (nil, 50, 1), (9, 100, 2),
    ]

    /// Calls at 1, 2, 3… s of a service that takes 10 ms.
    private func calls(failures: Ratio, sources: Int = 1) throws -> Fixture {
        var fixture = Fixture.calls(
            rate: 1, latency: try .deterministic(.milliseconds(10)), failures: failures, [])
        fixture.sources = (0..<sources).map { index in
            TrafficSource(
                name: "s\(index)",
                demand: .open(
                    OpenDemand(rate: .perSecond(1), law: .deterministic, stages: [])),
                mix: [MixShare(operation: OperationID(index), share: .one)])
        }
        fixture.operations = (0..<sources).map {
            Operation(name: "o\($0)", steps: [Fixture.call])
        }
        fixture.warmUp = .zero
        fixture.duration = .seconds(1_000)
        return fixture
    }

    private func attempts(_ fixture: Fixture) throws -> (Int, broken: Int, rejected: Int) {
        let run = try #require(try fixture.plainRuns().first)
        return (
            run.guards.reduce(0) { $0 + $1.attempts }, run.guards.reduce(0) { $0 + $1.broken },
            run.overall.rejected
        )
    }

    /// Five calls fail and open it until 35.01 s; of those at 36, 37, 38 s the third opens it
    /// again, and so on each 33 s: 5 + 3 * 30 calls in 1,000 s.
    @Test("A service that is down is asked as often as the breaker says")
    func down() throws {
        var fixture = try calls(failures: .one)
        let guarded = CallPolicy(timeout: nil, retry: nil, breaker: Self.breaker)
        fixture.operations = [Operation(name: "o", steps: [.guarded(guarded, [Fixture.call])])]
        let (made, broken, rejected) = try attempts(fixture)
        #expect(made == 95)
        #expect(broken == rejected)
        #expect(broken == 1_000 - 95 || broken == 999 - 95)
    }

    /// Two calls a second: the fifth to end opens it, the sixth had begun; then 3 each 32 s.
    @Test("All callers of a component share its breaker")
    func shared() throws {
        var fixture = try calls(failures: .one, sources: 2)
        let plain = fixture.components[0]
        fixture.components[0] = Component(
            name: plain.name, kind: plain.kind, charge: nil, breaker: Self.breaker)
        #expect(try attempts(fixture).0 == 6 + 3 * 31)
        #expect(throws: EngineError.self) { try ClosedForm(fixture.model()) }
    }

    @Test("A breaker that never opens changes nothing")
    func closed() throws {
        let plain = try calls(failures: .percent(10))
        var guarded = plain
        guarded.components[0] = Component(
            name: "rpc", kind: plain.components[0].kind, charge: nil,
            breaker: Breaker(
                failures: .percent(90), window: 100, minimum: 50, open: .seconds(30), trials: 3))
        let (a, b) = (try guarded.run().overall, try plain.run().overall)
        #expect(a.completed == b.completed && a.failed == b.failed)
        #expect(a.outcomes?.rejected == 0)
    }

    @Test("Trials that are answered close it: a fallback answers while it is open")
    func recovery() throws {
        var fixture = try calls(failures: .percent(50))
        let eager = Breaker(
            failures: .percent(100), window: 3, minimum: 3, open: .seconds(5), trials: 1)
        let policy = CallPolicy(timeout: nil, retry: nil, breaker: eager)
        fixture.operations = [
            Operation(name: "o", steps: [.guarded(policy, [Fixture.call], fallback: [])])
        ]
        fixture.duration = .seconds(20_000)
        let answer = try fixture.run()
        #expect(answer.overall.errorShare.value == 0)
        // 14 calls on average until three in a row fail; then 5 s open, and trials with 5 s after
        // each that fails: 1 of 2.
        let broken = 10.0 / (10 + 14 + 2)
        #expect(abs(answer.guards[0].broken.value - broken) < 0.05)
    }

    /// M/M/c, where those of priority 2 are turned away from n customers on: a birth-death chain.
    @Test(
        "Load shedding by priority",
        arguments: rules)
    func shedding(waiting: Int?, busy: Double?, threshold: Int) throws {
        let (first, second, servers, limit) = (0.8, 1.0, 2, 20)
        for order in [Discipline.Order.arrival, .priority] {
            var fixture = Fixture.classes(
                [first, second], service: try Fixture.exponential(1), order: order,
                servers: servers)
            let shed = Shedding(priority: 2, waiting: waiting, busy: busy.map { .percent($0) })
            let discipline = Discipline(
                order: order, patience: nil, joining: [], shedding: [shed])
            fixture.components = [
                Fixture.component(
                    "desk",
                    .station(
                        Station(servers: servers, queueLimit: limit, discipline: discipline)))
            ]
            fixture.duration = .seconds(20_000)
            var weights = [1.0]
            for present in 1...(servers + limit) {
                let birth = first + (present <= threshold ? second : 0)
                weights.append(weights[present - 1] * birth / Double(min(present, servers)))
            }
            let total = weights.reduce(0, +)
            let lost = weights[threshold...].reduce(0, +) / total
            let answer = try fixture.run()
            #expect(holds(answer.operations[1].outcomes?.rejectedShare, lost))
            #expect(holds(answer.operations[1].errorShare, lost))
            #expect(answer.operations[0].errorShare.value < 1e-3)
        }
    }
}
