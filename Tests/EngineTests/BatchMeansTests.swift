// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Engine
import Model
import Quantities
import Statistics
import Synchronization
import Testing

@Suite struct BatchMeansTests {
    private func model(_ fixture: Fixture, batches: Int?) throws -> Model {
        let model = try fixture.model()
        var plan = model.run
        plan.replications = 1
        plan.batches = batches
        return try model.with(run: plan)
    }

    private func queue(load: Double, seconds: Int64, seed: UInt64 = 11) throws -> Fixture {
        var fixture = try Fixture.station(rate: load, service: 1, servers: 1)
        fixture.warmUp = .seconds(1_000)
        fixture.duration = .seconds(seconds)
        fixture.seed = seed
        return fixture
    }

    @Test("Batches add up to the replication that they are cut from", arguments: [16, 128])
    func sums(count: Int) throws {
        var fixture = try Fixture.platform()
        fixture.warmUp = .seconds(10)
        // No multiple of the batches, in ns.
        fixture.duration = .nanoseconds(64_000_000_007)
        let whole = try Simulation(model(fixture, batches: nil)).run(threads: 1)
        let cut = try Simulation(model(fixture, batches: count)).run(threads: 1)
        #expect(cut.batches?.cut == count)
        #expect(cut.overall.completed == whole.overall.completed)
        #expect(cut.overall.failed == whole.overall.failed)
        #expect(cut.events == whole.events)
        #expect(cut.limit == nil)
        #expect(close(cut.overall.throughput.value, whole.overall.throughput.value))
        for (one, other) in zip(cut.resources, whole.resources) {
            #expect(close(one.utilization.value, other.utilization.value), "\(one.name)")
            let lengths = try (#require(one.queueLength), #require(other.queueLength))
            #expect(close(lengths.0.value, lengths.1.value), "\(one.name)")
            #expect(close(one.throughput.value, other.throughput.value), "\(one.name)")
        }
    }

    private func close(_ one: Double, _ other: Double) -> Bool {
        abs(one - other) <= 1e-7 * max(abs(other), 1)
    }

    /// M/M/1 at ρ = 0.8, W = 5 s, from 400 seeds: how many of the intervals hold it is binomial,
    /// 95% ± 3.6% with 99.9%.
    @Test("95% intervals hold the exact mean in about 95% of the runs")
    func coverage() throws {
        let seeds = 400
        let next = Atomic<Int>(1)
        let held = Mutex<[Bool]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed <= seeds else { return }
                let answer = try? Simulation(
                    model(
                        queue(load: 0.8, seconds: 40_000, seed: UInt64(seed)), batches: 32)
                ).run(threads: 1)
                let interval = answer?.overall.meanSojournTime?.interval(confidence: .percent(95))
                if let interval { held.withLock { $0.append(interval.contains(5)) } }
            }
        }
        let all = held.withLock { $0 }
        let share = Double(all.count { $0 }) / Double(seeds)
        #expect(all.count == seeds)
        #expect((0.914...0.986).contains(share), "\(share)")
    }

    /// At ρ = 0.9 a queue remembers for 1 / (1 - √0.9)² = 380 s.
    @Test("Neighbours of short batches are joined until they are independent")
    func joined() throws {
        let fixture = try queue(load: 0.9, seconds: 100_000)
        let short = try Simulation(model(fixture, batches: 1_024)).run(threads: 1)
        let finding = try #require(short.batches)
        #expect(finding.together >= 2 && finding.isIndependent)
        #expect(finding.values * finding.together == 1_024)
        guard case .sampled(let sample) = try #require(short.overall.meanSojournTime) else {
            Issue.record("a simulation samples")
            return
        }
        #expect(sample.count == finding.values)
        let whole = try Simulation(model(fixture, batches: nil)).run(threads: 1)
        #expect(close(short.overall.throughput.value, whole.overall.throughput.value))
    }

    /// At ρ = 0.98 a queue remembers for 9,900 s, and eight batches of 250 s follow one another; at
    /// ρ = 0.5 it forgets within 12 s, and both tests of a batch are wrong in 10%.
    @Test("Where even the longest are alike, that is mostly seen")
    func power() throws {
        let seeds = 40
        var alike = (long: 0, short: 0)
        for seed in UInt64(1)...UInt64(seeds) {
            let slow = try model(queue(load: 0.98, seconds: 2_000, seed: seed), batches: 16)
            let quick = try model(queue(load: 0.5, seconds: 16_000, seed: seed), batches: 16)
            let findings = try [slow, quick].map {
                try #require(Simulation($0).run(threads: 1).batches)
            }
            if !findings[0].isIndependent { alike.long += 1 }
            if !findings[1].isIndependent { alike.short += 1 }
            #expect(findings[0].isIndependent || findings[0].values == 8)
        }
        #expect(alike.long > seeds / 2, "\(alike)")
        #expect(alike.short < seeds / 4, "\(alike)")
    }

    @Test("Where a batch answers nothing, that is said")
    func unanswered() throws {
        let answer = try Simulation(
            model(queue(load: 0.01, seconds: 2_000), batches: 256)
        ).run(threads: 1)
        #expect(try #require(answer.batches).isIndependent == false)
        #expect(answer.overall.meanSojournTime == nil)
    }

    @Test("A queue that grows without end saturates")
    func saturated() throws {
        var fixture = try queue(load: 2, seconds: 2_000)
        fixture.warmUp = .zero
        let answer = try Simulation(model(fixture, batches: 16)).run(threads: 1)
        #expect(answer.saturation != nil)
    }

    @Test("A platform that fills up ends in its last batch")
    func full() throws {
        let fixture = try queue(load: 2, seconds: 20_000)
        let limits = Simulation.Limits(requestsInFlight: 5_000)
        let answer = try Simulation(model(fixture, batches: 64), limits: limits).run(threads: 1)
        #expect(answer.saturation?.endedEarly == true)
        #expect(try #require(answer.batches).cut < 64)
    }

    @Test(
        "Batches are a power of two, of one replication",
        arguments: [(0, 1), (8, 1), (48, 1), (2_048, 1), (32, 2)])
    func refused(batches: Int, replications: Int) throws {
        let model = try queue(load: 0.5, seconds: 100).model()
        var plan = model.run
        plan.replications = replications
        plan.batches = batches
        let error = #expect(throws: ModelError.self) { try model.with(run: plan) }
        #expect(error?.path == "run.batches")
    }
}
