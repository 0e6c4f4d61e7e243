// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Synchronization
import Testing

@testable import Engine

@Suite struct StopSignalTests {
    private func fixture(_ replications: Int, seed: UInt64 = 11) throws -> Fixture {
        var fixture = try Fixture.station(rate: 3.2, service: 1, servers: 4)
        fixture.replications = replications
        fixture.seed = seed
        return fixture
    }

    @Test("A stopped run says what its complete replications say, and a partial one is dropped")
    func stopped() throws {
        let model = try fixture(9).model()
        let stop = StopSignal()
        var run = try Simulation(model).begin()
        // On one thread the third replication is stopped in its middle.
        let some = try run.extend(to: 9, threads: 1, stop: stop) { progress in
            if progress.replicationsDone == 2, progress.completedShare * 9 > 2.5 { stop.raise() }
        }
        #expect(run.completed == 2 && stop.completed == 2)
        let two = try Simulation(fixture(2).model()).run(threads: 1)
        #expect(String(reflecting: some) == String(reflecting: two))
    }

    @Test("A run that was stopped on several threads goes on where it left off")
    func resumed() throws {
        let model = try fixture(9).model()
        let stop = StopSignal()
        var run = try Simulation(model).begin()
        _ = try run.extend(to: 9, threads: 3, stop: stop) { progress in
            if progress.replicationsDone == 3 { stop.raise() }
        }
        #expect((3..<9).contains(run.completed) && run.completed == stop.completed)
        let all = try run.extend(to: 9, threads: 2)
        let whole = try Simulation(model).run(threads: 1)
        #expect(run.completed == 9 && String(reflecting: all) == String(reflecting: whole))
    }

    @Test("Where nothing is complete there is no answer")
    func nothing() throws {
        let stop = StopSignal()
        stop.raise()
        let model = try fixture(3).model()
        #expect(throws: EngineError.stopped) {
            var run = try Simulation(model).begin()
            _ = try run.extend(to: 3, threads: 2, stop: stop)
        }
        #expect(throws: EngineError.stopped) {
            _ = try PairedSimulation(model, model, threads: 2, stop: stop)
        }
    }

    @Test("A stopped comparison keeps the same replications on both sides", arguments: [1, 3])
    func paired(threads: Int) throws {
        let model = try fixture(9).model()
        let stop = StopSignal()
        let both = try PairedSimulation(model, model, threads: threads, stop: stop) { progress in
            if progress.replicationsDone == 5 { stop.raise() }
        }
        #expect(both.planned == 9 && (1..<9).contains(both.completed))
        #expect(both.completed == stop.completed)
        // The same model twice: equal replications give equal figures.
        #expect(String(reflecting: both.base) == String(reflecting: both.candidate))
    }

    @Test("Models that run side by side give what they give alone")
    func sideBySide() throws {
        let first = try fixture(4).model()
        let second = try fixture(4, seed: 12).model()
        let both = try PairedSimulation(first, second, threads: 3)
        #expect(both.completed == 4)
        let alone = try (
            Simulation(first).run(threads: 1), Simulation(second).run(threads: 1)
        )
        #expect(String(reflecting: both.base) == String(reflecting: alone.0))
        #expect(String(reflecting: both.candidate) == String(reflecting: alone.1))
    }
}
