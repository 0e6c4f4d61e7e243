// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Events that are called off.
@Suite struct TimerTests {
    @Test(
        "What is dropped never comes, and the rest in its order, in both heaps",
        arguments: [10, 1_000, 5_000, 30_000])
    func keep(count: Int) {
        var calendar = Calendar()
        var words = Xoshiro256PlusPlus(StreamKey(seed: UInt64(count)))
        let times = (0..<count).map { _ in Int64(words.next() % 1_000) }
        for (slot, time) in times.enumerated() { calendar.push(time: time, slot: slot) }
        // Some are taken first, so that the root is open.
        for _ in 0..<3 { _ = calendar.pop(before: .max) }
        calendar.keep { _, slot in slot % 3 != 0 }
        let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
            .dropFirst(3).filter { $0 % 3 != 0 }
        let left = calendar.count
        #expect(left == expected.count)
        var taken: [Int] = []
        while let event = calendar.pop(before: .max) { taken.append(event.slot) }
        #expect(taken == Array(expected))
    }

    /// A station, and users who only wait elsewhere, so that the calendar holds many events.
    private func desk(_ discipline: Discipline, idle: Int) throws -> Measurements {
        var fixture = try Fixture.station(
            rate: 3.8, service: 1, servers: 4, discipline: discipline)
        fixture.warmUp = .seconds(20)
        fixture.duration = .seconds(400)
        if idle > 0 {
            let rest = try Distribution.exponential(mean: .seconds(20))
            fixture.sources.append(
                TrafficSource(
                    name: "idle",
                    demand: .closed(ClosedDemand(users: idle, think: rest, stages: [])),
                    mix: [MixShare(operation: OperationID(1), share: .one)]))
            fixture.operations.append(
                Operation(name: "rest", steps: [.delay(DelayStep(name: "rest", time: rest))]))
        }
        return try fixture.run()
    }

    @Test("Disciplines answer the same with few events pending and with many")
    func bothHeaps() throws {
        for (name, discipline) in try Discipline.all() {
            let few = try desk(discipline, idle: 0)
            let many = try desk(discipline, idle: 6_000)
            #expect(
                String(reflecting: few.operations[0]) == String(reflecting: many.operations[0]),
                "\(name)")
            #expect(few.resources[0].queueLength == many.resources[0].queueLength, "\(name)")
        }
    }

    @Test("Void events are dropped: a long patience that nobody needs takes no memory")
    func voidEvents() throws {
        let patience = try Distribution.deterministic(.days(300))
        let fixture = try Fixture.station(
            rate: 380, service: 0.01, servers: 4, discipline: .of(.preemption, patience: patience))
        let program = Program(try fixture.model())
        var kernel = Kernel(program, seed: 1, replication: 0, slotLimit: 100_000)
        kernel.run(until: 1_000_000_000_000)
        let waited = kernel.crowds[0].counts.waited
        #expect(waited > 100_000)
        let pending = kernel.calendar.count
        #expect(pending < 4 * TimerPool.fewVoid)
        let slots = kernel.slotsUsed
        #expect(slots < 1_000)
    }

    @Test("A timer that is set anew rings once, at its last time")
    func setAnew() throws {
        let fixture = try Fixture.station(
            rate: 1, service: 1, servers: 1, discipline: .of(.sharing(limit: nil)))
        let program = Program(try fixture.model())
        var kernel = Kernel(program, seed: 1, replication: 0, slotLimit: 100)
        let timer = kernel.makeTimer(.patience, station: 0, 0)
        for time in [50, 30, 40, 30] as [Int64] { kernel.set(timer, at: time) }
        #expect(kernel.requests[Int(timer)].mark == 30)
        #expect(kernel.timers.void == 3)
        kernel.callOff(timer)
        kernel.run(until: 60)
        let void = kernel.timers.void
        #expect(void == 0)
        kernel.discard(timer)
        let again = kernel.makeTimer(.service, station: 0, 60)
        #expect(again == timer)
    }
}
