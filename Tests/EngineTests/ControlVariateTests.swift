// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Model
import Quantities
import Statistics
import Synchronization
import Testing

@testable import Engine

@Suite struct ControlVariateTests {
    private func run(_ fixture: Fixture, _ reduction: VarianceReduction) throws -> Measurements {
        try Simulation(model(fixture, reduction)).run(threads: 2)
    }

    private func model(_ fixture: Fixture, _ reduction: VarianceReduction) throws -> Model {
        let model = try fixture.model()
        var plan = model.run
        plan.varianceReduction = reduction
        return try model.with(run: plan)
    }

    private func sample(_ answer: Measurements) throws -> Sample<SimTime> {
        guard case .sampled(let sample) = try #require(answer.overall.meanSojournTime) else {
            throw EngineError.noClosedForm(what: "a simulation", reason: "it samples")
        }
        return sample
    }

    /// The share of the seeds 1, 2, … whose interval holds the exact value.
    private func share(
        of seeds: Int, holding exact: Double,
        _ interval: @Sendable @escaping (UInt64) -> ClosedRange<Double>?
    ) -> Double {
        let next = Atomic<Int>(1)
        let held = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed <= seeds else { return }
                if interval(UInt64(seed))?.contains(exact) == true {
                    held.add(1, ordering: .relaxed)
                }
            }
        }
        return Double(held.load(ordering: .relaxed)) / Double(seeds)
    }

    /// M/M/1 at ρ = 0.8, W = 5 s, from 400 seeds: how many of the intervals hold it is binomial,
    /// 95% ± 3.6% with 99.9%, and a little beyond because means of short runs are skewed.
    @Test("95% intervals hold the exact mean in about 95% of the runs")
    func coverage() throws {
        var fixture = try Fixture.station(rate: 0.8, service: 1, servers: 1)
        fixture.warmUp = .seconds(300)
        fixture.duration = .seconds(3_000)
        fixture.replications = 20
        let base = try model(fixture, .control)
        let share = share(of: 400, holding: 5) { seed in
            var plan = base.run
            plan.seed = seed
            let answer = try? Simulation(base.with(run: plan)).run(threads: 1)
            return answer?.overall.meanSojournTime?.interval(confidence: .percent(95))
        }
        #expect((0.914...0.986).contains(share), "\(share)")
    }

    /// M/M/1 at λ = 0.7: W = 1/(1/S - λ), so 10/3 s at S = 1 s and 90/37 s at S = 0.9 s. With 200
    /// seeds 95% ± 5.1% are 99.9%.
    @Test("So do those of a difference, which are narrower still")
    func differences() throws {
        var fixture = try Fixture.station(rate: 0.7, service: 1, servers: 1)
        fixture.warmUp = .seconds(150)
        fixture.duration = .seconds(1_500)
        fixture.replications = 20
        let base = try model(fixture, .control)
        fixture.operations = try Fixture.station(rate: 0.7, service: 0.9, servers: 1).operations
        let candidate = try model(fixture, .control)
        let gains = Mutex<[Double]>([])
        let share = share(of: 200, holding: 10 / 3 - 90 / 37) { seed in
            var plan = base.run
            plan.seed = seed
            guard
                let pair = try? PairedSimulation(
                    base.with(run: plan), candidate.with(run: plan), threads: 1),
                let first = try? self.sample(pair.base),
                let second = try? self.sample(pair.candidate)
            else { return nil }
            let difference = PairedDifference(first, minus: second, confidence: .percent(95))
            gains.withLock { $0.append(difference.varianceGain ?? 0) }
            // Adjusted alike, the two sides differ by what the difference says.
            guard (first.mean - second.mean - difference.mean).magnitude < 1e-9 else { return nil }
            return difference.interval
        }
        #expect((0.899...0.999).contains(share), "\(share)")
        let sorted = gains.withLock { $0.sorted() }
        #expect(sorted[sorted.count / 2] > 1.1, "\(sorted[sorted.count / 2])")
    }

    @Test("The replications are the same, and their latencies vary less about the same mean")
    func gain() throws {
        var fixture = try Fixture.station(rate: 3.2, service: 1, servers: 4)
        fixture.duration = .seconds(10_000)
        fixture.replications = 40
        let plain = try run(fixture, .none)
        let adjusted = try run(fixture, .control)
        #expect(plain.variance == nil)
        #expect(adjusted.variance?.controls == ["arrivals", "work of desk"])
        let sample = try sample(adjusted)
        #expect(try sample.plain == self.sample(plain))
        #expect(try #require(sample.varianceGain) > 1, "seed \(fixture.seed)")
        let interval = try #require(sample.interval(confidence: .percent(99.9)))
        #expect(interval.contains(1.745541))
        let parts = adjusted.overall.breakdown.reduce(0) { $0 + $1.time.value }
        #expect(abs(parts - sample.mean) < 1e-9)
    }

    /// Each control has mean 0 in any model: caches, pools, disciplines, moving rates and users.
    @Test(arguments: ["platform", "users", "mix", "ramp", "patience", "limit"])
    func controlsHaveMeanZero(name: String) throws {
        var fixture = try Fixture.platform()
        var limits = RunLimits.none
        switch name {
        case "platform": break
        case "limit": limits = RunLimits(requests: 5_000)
        case "users": fixture.sources = Fixture.users(150, think: try Fixture.exponential(1))
        case "mix":
            let steps = Array(fixture.operations[0].steps.prefix(1))
            fixture.operations.append(Operation(name: "short", steps: steps))
            let demand = ClosedDemand(users: 150, think: try Fixture.exponential(1), stages: [])
            fixture.sources = [
                TrafficSource(
                    name: "visitors", demand: .closed(demand),
                    mix: [
                        MixShare(operation: OperationID(0), share: .percent(70)),
                        MixShare(operation: OperationID(1), share: .percent(30)),
                    ])
            ]
        case "ramp":
            fixture.sources = Fixture.poisson(
                50, stages: [RateStage(duration: .seconds(120), target: .perSecond(350))])
        default:
            fixture = try Fixture.station(
                rate: 5, service: 1, servers: 4,
                discipline: Discipline(
                    order: .arrival, patience: try Fixture.exponential(2), joining: []))
        }
        fixture.replications = 40
        let base = try model(fixture, .control)
        var plan = base.run
        plan.limits = limits
        let program = Program(try base.with(run: plan))
        let runs = (0..<fixture.replications).compactMap { number in
            Replication.run(
                program, number: number, slotLimit: 100_000, quantiles: [], progress: { _ in })
        }
        let controls = try #require(program.controls)
        #expect((controls.arrivals == nil) == ["users", "mix", "limit"].contains(name))
        #expect((controls.mix != nil) == (name == "mix"))
        for control in controls.series(program, runs) {
            let sample = Sample<SimTime>(control.values)
            let half = try #require(sample.halfWidth(confidence: .percent(99.9)))
            #expect(
                half > 0 && sample.mean.magnitude < half,
                "\(control.name) of \(name), seed \(fixture.seed)")
        }
    }

    @Test("Arrivals that are not Poisson, or come in batches, are no control")
    func unknownArrivals() throws {
        var fixture = try Fixture.station(rate: 0.5, service: 1, servers: 1)
        fixture.replications = 12
        for demand in [
            OpenDemand(rate: .perSecond(0.5), law: .deterministic, stages: []),
            OpenDemand(
                rate: .perSecond(0.2), law: .poisson, stages: [],
                batch: BatchSize(sizes: [1, 2], weights: [1, 1])),
        ] {
            fixture.sources = [Fixture.source(.open(demand))]
            let variance = try run(fixture, .control).variance
            #expect(variance?.controls == ["work of desk"])
            #expect(variance?.leavesArrivalsOut == true)
        }
    }
}
