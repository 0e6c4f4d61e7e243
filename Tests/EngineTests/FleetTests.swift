// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Pods whose number follows the load, against what the rules and the laws say of them.
@Suite struct FleetTests {
    /// An autoscaler that has no choice is none: the same requests meet the same pods.
    @Test(arguments: Balancing.allCases)
    func anAutoscalerWithoutRoomChangesNothing(_ balancing: Balancing) throws {
        let fixed = try Self.fixture(rate: 600, replicas: 5, balancing: balancing).run()
        let held = try Self.fixture(
            rate: 600, replicas: 5, balancing: balancing,
            autoscaler: PodAutoscaler(bounds: 5...5, metrics: [.cpu(percent: 70)])
        ).run()
        #expect(fixed.overall.completed == held.overall.completed)
        for (one, other) in zip(fixed.overall.percentiles, held.overall.percentiles) {
            #expect(one.sojournTime.value == other.sojournTime.value)
        }
        let fleet = try #require(held.control.fleets.first)
        #expect(fleet.ready.value == 5)
        #expect(fleet.increases.value == 0)
        #expect(held.control.events.isEmpty)
    }

    /// 10 pods of 1 core meet twice what they carry: the metric reads 100%, so that ceil(10 · 100 /
    /// 70) = 15 are asked for at the first sync after the step, and they take requests 30 s later.
    @Test func aStepIsAnsweredByTheRule() throws {
        var fixture = try Self.fixture(
            rate: 700, replicas: 10, startup: .seconds(30),
            autoscaler: PodAutoscaler(bounds: 10...100, metrics: [.cpu(percent: 70)]))
        fixture.sources = Fixture.poisson(
            700,
            stages: [
                RateStage(duration: .seconds(120), target: .perSecond(700)),
                RateStage(duration: .zero, target: .perSecond(1_400)),
            ])
        fixture.warmUp = .seconds(60)
        fixture.duration = .seconds(400)
        let answer = try fixture.run()
        let events = answer.control.events
        let first = try #require(events.first)
        #expect(first.time == .seconds(135))
        #expect(first.change == .replicas(from: 10, to: 15))
        guard case .utilization(let read, let target) = first.cause else {
            Issue.record("the cause is \(first.cause)")
            return
        }
        #expect(read > 0.99 && read < 1.01)
        #expect(target == 0.7)
        #expect(
            events.contains {
                $0.time == .seconds(165) && $0.change == .ready(from: 10, to: 15)
            })
        // 1,400 a second of 10 ms are 14 cores: 20 pods at 70%, less the tolerance of 10%; what had
        // queued asked for some more, which stay for 5 minutes.
        let last = try #require(answer.control.timeline.last)
        #expect(last.ready[0].value >= 19 && last.ready[0].value <= 30)
        #expect(last.utilization[0].value < 0.77)
    }

    /// What is paid for is the integral of the pods that were decided.
    @Test func paidPodsAreThoseOfTheEvents() throws {
        var fixture = try Self.fixture(
            rate: 300, replicas: 2, startup: .seconds(20),
            autoscaler: PodAutoscaler(bounds: 2...40, metrics: [.perPod(.requests, target: 60_000)])
        )
        fixture.warmUp = .zero
        fixture.duration = .seconds(300)
        fixture.replications = 1
        let answer = try fixture.run()
        var paid = 0.0
        var count = 2.0
        var last = 0.0
        for event in answer.control.events {
            guard case .replicas(let from, let to) = event.change else { continue }
            #expect(Double(from) == count)
            paid += count * (event.time.seconds - last)
            last = event.time.seconds
            count = Double(to)
        }
        paid += count * (300 - last)
        let fleet = try #require(answer.control.fleets.first)
        #expect(abs(fleet.present.value - paid / 300) < 1e-9)
        #expect(fleet.increases.value >= 1)
    }

    /// More pods never make the same requests slower; fewer are paid for at a higher target.
    @Test func aHigherTargetTakesFewerPods() throws {
        let paid = try [50, 70, 90].map { percent -> Double in
            var fixture = try Self.fixture(
                rate: 900, replicas: 12,
                autoscaler: PodAutoscaler(
                    bounds: 1...50, metrics: [.cpu(percent: Int64(percent))]))
            fixture.duration = .seconds(1_200)
            fixture.replications = 2
            return try #require(fixture.run().control.fleets.first).present.value
        }
        #expect(paid[0] > paid[1])
        #expect(paid[1] > paid[2])
    }

    /// Bounds on a schedule bring the number into them at once, and away again.
    @Test func aScheduleSetsBounds() throws {
        var fixture = try Self.fixture(
            rate: 100, replicas: 2,
            autoscaler: PodAutoscaler(
                bounds: 2...50, metrics: [.cpu(percent: 70)],
                behavior: ScalingBehavior(
                    down: ScalingRules(
                        policies: ScalingRules.standardDown.policies, stabilization: .zero)),
                schedule: [
                    ScheduledBounds(start: .seconds(100), bounds: 20...50),
                    ScheduledBounds(start: .seconds(200), bounds: 2...50),
                ]))
        fixture.warmUp = .zero
        fixture.duration = .seconds(300)
        fixture.replications = 1
        let events = try fixture.run().control.events.filter { $0.cause == .schedule }
        #expect(events.map(\.time) == [.seconds(100)])
        #expect(events.first?.change == .replicas(from: 2, to: 20))
    }

    /// The same bytes with one thread and with two.
    @Test func threadsChangeNothing() throws {
        let fixture = try Self.fixture(
            rate: 500, replicas: 7, startup: .seconds(10),
            autoscaler: PodAutoscaler(
                bounds: 1...30, metrics: [.external(.arrivals, target: 60_000, of: .average)]))
        let one = try fixture.run(threads: 1)
        let two = try fixture.run(threads: 2)
        #expect(one.overall.meanSojournTime == two.overall.meanSojournTime)
        #expect(one.control.events == two.control.events)
        #expect(one.control.timeline.map(\.arrivals) == two.control.timeline.map(\.arrivals))
    }

    /// The windows of a timeline add up to the whole.
    @Test func theTimelineAddsUp() throws {
        var fixture = try Fixture.platform()
        fixture.sources = Fixture.poisson(
            200, stages: [RateStage(duration: .seconds(60), target: .perSecond(250))])
        let answer = try fixture.run()
        let points = answer.control.timeline
        #expect(!points.isEmpty)
        let seconds = fixture.duration.seconds
        let completed = points.reduce(0.0) {
            $0 + $1.completions.value * ($1.end.seconds - $1.start.seconds)
        }
        #expect(abs(completed / seconds - answer.overall.throughput.value) < 1e-6)
        for index in answer.resources.indices {
            let busy = points.reduce(0.0) {
                $0 + $1.utilization[index].value * ($1.end.seconds - $1.start.seconds)
            }
            #expect(abs(busy / seconds - answer.resources[index].utilization.value) < 1e-9)
        }
    }

    private static func fixture(
        rate: Double, replicas: Int, balancing: Balancing = .roundRobin, startup: SimTime? = nil,
        autoscaler: PodAutoscaler? = nil
    ) throws -> Fixture {
        var fixture = try Fixture.station(rate: rate, service: 0.01, servers: 1)
        fixture.components = [
            Fixture.component(
                "desk",
                .pods(
                    Pods(
                        replicas: replicas, cores: 1, memory: nil, queueLimit: nil,
                        balancing: balancing, startup: try startup.map { try .deterministic($0) },
                        autoscaler: autoscaler)))
        ]
        fixture.warmUp = .seconds(30)
        fixture.duration = .seconds(200)
        fixture.replications = 3
        return fixture
    }
}
