// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite struct CalendarTests {
    @Test("Equal times come in the order in which they were scheduled")
    func firstInFirstOut() {
        var calendar = Calendar()
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
        var calendar = Calendar()
        calendar.push(time: 5, slot: 1)
        calendar.push(time: 5, slot: 2, priority: 0)
        let first = calendar.pop(before: 6)?.slot
        let second = calendar.pop(before: 6)?.slot
        #expect(first == 2 && second == 1)
    }

    @Test("Events at or after the end stay", arguments: [1, 2, 3])
    func end(extra: Int64) {
        var calendar = Calendar()
        calendar.push(time: 10 + extra, slot: 3)
        let early = calendar.pop(before: 10)?.slot
        let late = calendar.pop(before: 11 + extra)?.slot
        #expect(early == nil && late == 3)
    }

    @Test(
        "An event may come before all that are pending, also when they have become many",
        arguments: [4_000, 4_097, 4_098, 5_000, 20_000] as [Int64])
    func descending(count: Int64) {
        var calendar = Calendar()
        for time in (1...count).reversed() { calendar.push(time: time, slot: Int(time)) }
        var taken: [Int64] = []
        while let event = calendar.pop(before: .max) { taken.append(event.time) }
        #expect(taken == Array(1...count))
    }

    /// How far ahead events are scheduled, in ns: ties, and spans of many bits.
    @Test(
        "Any mix of pushes and pops comes out as sorting says, for few events and for many",
        arguments: 1...4 as ClosedRange<UInt64>, [1, 50, 1_000_000, 1 << 40] as [UInt64])
    func sorted(seed: UInt64, span: UInt64) {
        var calendar = Calendar()
        var words = Xoshiro256PlusPlus(StreamKey(seed: seed))
        // The latest first.
        var pending: [UInt128] = []
        var order: UInt128 = 0
        var now: Int64 = 0
        var most = 0
        // It fills to some thousands, empties, and fills again: both heaps, and the ways between.
        for round in 0..<48_000 {
            let fills = round % 24_000 < 12_000
            if words.next() % 4 > (fills ? 0 : 2) || pending.isEmpty {
                let time = now + Int64(words.next() % span)
                var priority = words.next() % 3
                if words.next() % 8 == 0 {
                    priority = 1
                    calendar.pushArrival(time: time, slot: Int(order))
                } else {
                    calendar.push(time: time, slot: Int(order), priority: priority)
                }
                insert(UInt128(time) << 64 | UInt128(priority) << 40 | order, into: &pending)
                order += 1
                most = max(most, pending.count)
            } else {
                let slot = pending.removeLast() & 0xFF_FFFF_FFFF
                let event = calendar.pop(before: .max)
                #expect(event?.slot == Int(slot), "seed \(seed)")
                now = event?.time ?? now
            }
        }
        #expect(most > 5_000)
    }

    private func insert(_ event: UInt128, into pending: inout [UInt128]) {
        var (low, high) = (0, pending.count)
        while low < high {
            let middle = (low + high) / 2
            if pending[middle] > event { low = middle + 1 } else { high = middle }
        }
        pending.insert(event, at: low)
    }
}

extension Calendar {
    /// The first event if it comes before `end`.
    mutating func pop(before end: Int64) -> (time: Int64, slot: Int)? {
        setHorizon(end)
        return pop()
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

    @Test("A ramp from nothing keeps its arrivals after one at the very end of a stage")
    func arrivalsAtTheEndOfAStage() {
        for rate in 1...200 {
            let demand = OpenDemand(
                rate: .perSecond(Double(rate)), law: .deterministic,
                stages: [
                    RateStage(duration: .seconds(1), target: .perSecond(Double(rate))),
                    RateStage(duration: .zero, target: .zero),
                    RateStage(duration: .seconds(10), target: .perSecond(100)),
                    RateStage(duration: .zero, target: .zero),
                ])
            var clock = ArrivalClock(demand, stream: StreamKey(seed: 3), ziggurat: .standard)
            var count = 0
            var now: Int64 = 0
            while let time = clock.next(after: now) {
                #expect(time >= now)
                now = time
                count += 1
            }
            #expect(abs(count - (rate + 500)) <= 1, "\(rate) a second")
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

@Suite struct RoundingTests {
    @Test(
        "Drawn times are rounded to the nearest nanosecond at any size",
        arguments: [
            (0.0, 0), (0.49, 0), (0.51, 1), (1e9 + 0.4, 1_000_000_000),
            (0x1p51 - 1, (1 << 51) - 1), (0x1p51, 1 << 51), (1e17, 100_000_000_000_000_000),
            (0x1p61, 1 << 61), (1e300, 1 << 61),
        ] as [(Double, Int64)])
    func roundsDraws(time: Double, expected: Int64) {
        #expect(nanoseconds(time) == expected)
    }
}
