// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite struct CalendarTests {
    @Test("Equal times come in the order in which they were scheduled")
    func firstInFirstOut() {
        var calendar = Calendar(capacity: 4)
        for slot in 0..<100 { calendar.push(time: 7, slot: slot) }
        for slot in 0..<100 {
            let next = calendar.pop(before: 8)?.slot
            #expect(next == slot)
        }
        let none = calendar.pop(before: .max) == nil
        #expect(none)
    }

    @Test("Of equal times the higher priority comes first")
    func priority() {
        var calendar = Calendar(capacity: 4)
        calendar.push(time: 5, slot: 1)
        calendar.push(time: 5, slot: 2, priority: 0)
        let first = calendar.pop(before: 6)?.slot
        let second = calendar.pop(before: 6)?.slot
        #expect(first == 2 && second == 1)
    }

    @Test("Events at or after the end stay", arguments: [1, 2, 3])
    func end(extra: Int64) {
        var calendar = Calendar(capacity: 4)
        calendar.push(time: 10 + extra, slot: 3)
        let early = calendar.pop(before: 10)?.slot
        let late = calendar.pop(before: 11 + extra)?.slot
        #expect(early == nil && late == 3)
    }

    @Test("Any mix of pushes and pops comes out as sorting says", arguments: 1...20)
    func sorted(seed: UInt64) {
        var calendar = Calendar(capacity: 1)
        var words = Xoshiro256PlusPlus(StreamKey(seed: seed))
        var pending: [(time: Int64, order: Int)] = []
        var order = 0
        var now: Int64 = 0
        for _ in 0..<3_000 {
            if words.next() % 3 > 0 || pending.isEmpty {
                let time = now + Int64(words.next() % 50)
                calendar.push(time: time, slot: order)
                pending.append((time, order))
                order += 1
            } else {
                let least = pending.min { ($0.time, $0.order) < ($1.time, $1.order) }
                let event = calendar.pop(before: .max)
                #expect(event?.slot == least?.order, "seed \(seed)")
                pending.removeAll { $0.order == least?.order }
                now = event?.time ?? now
            }
        }
    }
}

@Suite struct ProfileTests {
    @Test("A Poisson source on ramps brings as many requests as the area under its rate")
    func arrivalsOnRamps() {
        let demand = OpenDemand(
            rate: .perSecond(100), law: .poisson,
            stages: [
                RateStage(duration: .seconds(50), target: .perSecond(300)),
                RateStage(duration: .seconds(50), target: .perSecond(300)),
                RateStage(duration: .seconds(100), target: .perSecond(0)),
            ])
        var clock = ArrivalClock(demand, stream: StreamKey(seed: 3), ziggurat: .standard)
        var counts = [0, 0, 0]
        var now: Int64 = 0
        while let time = clock.next(after: now) {
            #expect(time >= now)
            now = time
            counts[min(Int(now / 50_000_000_000), 2)] += 1
        }
        for (count, area) in zip(counts, [10_000.0, 15_000.0, 15_000.0]) {
            #expect(abs(Double(count) - area) < 4 * area.squareRoot())
        }
    }

    @Test("Equal interarrival times stay equal")
    func deterministicArrivals() {
        let steady = OpenDemand(rate: .perSecond(4), law: .deterministic, stages: [])
        var clock = ArrivalClock(steady, stream: StreamKey(seed: 3), ziggurat: .standard)
        let first = clock.next(after: 0)
        let second = clock.next(after: 250_000_000)
        #expect(first == 250_000_000 && second == 500_000_000)
    }

    @Test("Users come and go along the stages")
    func userStages() throws {
        let demand = ClosedDemand(
            users: 10, think: try .deterministic(.seconds(1)),
            stages: [
                UserStage(duration: .seconds(10), target: 20),
                UserStage(duration: .seconds(10), target: 20),
                UserStage(duration: .seconds(0), target: 5),
            ])
        let schedule = UserSchedule(demand)
        #expect(schedule.most == 20)
        #expect(schedule.activation(of: 3, notBefore: 0) == 0)
        let fifteenth = try #require(schedule.activation(of: 15, notBefore: 0))
        #expect(abs(Double(fifteenth) - 5e9) < 10)
        #expect(schedule.isActive(15, at: 12_000_000_000))
        #expect(!schedule.isActive(15, at: 21_000_000_000))
        #expect(schedule.isActive(4, at: 21_000_000_000))
        #expect(schedule.activation(of: 15, notBefore: 21_000_000_000) == nil)
    }
}
