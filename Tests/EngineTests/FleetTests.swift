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

    /// Pods that find no node carry nothing, so the quota of nodes is the capacity.
    @Test func theQuotaOfNodesIsTheCapacity() throws {
        var fixture = try Self.fixture(
            rate: 100, replicas: 2,
            autoscaler: PodAutoscaler(bounds: 2...50, metrics: [.cpu(percent: 70)]),
            nodes: NodePool(
                podsPerNode: 5, bounds: 1...2, boot: try .deterministic(.seconds(60)),
                provisioner: .clusterAutoscaler))
        fixture.replications = 2
        let desk = try #require(fixture.run().resources.first)
        #expect(desk.servers == 10)
        // One busy of ten, and of the nine that are left without one.
        #expect(abs(desk.headroom.value - 0.9) < 0.02)
        #expect(abs(try #require(desk.headroomWithoutOne).value - (1 - 1.0 / 9)) < 0.02)
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

    /// 4 pods a node and two nodes: 8 pods run, the others wait for nodes that boot for a minute,
    /// asked for by the next look, and no more nodes come than the quota allows.
    @Test func podsWaitForNodes() throws {
        var fixture = try Self.fixture(
            rate: 1_600, replicas: 8, startup: .seconds(10),
            autoscaler: PodAutoscaler(bounds: 8...40, metrics: [.cpu(percent: 70)]),
            nodes: NodePool(
                podsPerNode: 4, bounds: 2...5, boot: try .deterministic(.seconds(60)),
                provisioner: .clusterAutoscaler))
        fixture.warmUp = .zero
        fixture.duration = .seconds(400)
        fixture.replications = 2
        let answer = try Simulation(fixture.model()).run(threads: 2)
        let events = answer.control.events
        let asked = try #require(
            events.first { if case .nodes = $0.change { true } else { false } })
        // 8 pods at 100% ask for 12 at 15 s; the look at 20 s finds 4 without a node.
        #expect(asked.time == .seconds(20))
        #expect(asked.change == .nodes(from: 2, to: 3))
        #expect(asked.cause == .pendingPods(4))
        #expect(
            events.contains {
                $0.time == .seconds(90) && $0.change == .ready(from: 8, to: 12)
            })
        let fleet = try #require(answer.control.fleets.first)
        #expect(fleet.most.value <= 20)
        #expect(try #require(fleet.nodes).value <= 5)
    }

    /// A pod that leaves a thousandth of its memory behind with each step is killed after a
    /// thousand of them: 100 a second are one death in 10 s.
    @Test func aLeakKillsAtTheRateOfSteps() throws {
        var fixture = try Self.fixture(rate: 100, replicas: 2)
        fixture.components = [
            Fixture.component(
                "desk",
                .pods(
                    Pods(
                        replicas: 2, cores: 1, memory: .megabytes(1), queueLimit: nil,
                        balancing: .roundRobin, leak: .kilobytes(1))))
        ]
        fixture.warmUp = .zero
        fixture.duration = .seconds(2_000)
        fixture.replications = 1
        let deaths = try fixture.run().control.events.count { $0.change == .outOfMemory }
        // Seen once a second, so that a life is half a second longer than 20 s.
        #expect(abs(Double(deaths) - 2_000 / 20.5 * 2) < 10)
    }

    /// An alert fires when its condition has held so long, and ends with it.
    @Test func anAlertFiresAfterItsHold() throws {
        var fixture = try Self.fixture(rate: 100, replicas: 1)
        fixture.warmUp = .zero
        fixture.duration = .seconds(600)
        fixture.timeline = .seconds(10)
        fixture.sources = Fixture.poisson(
            20,
            stages: [
                RateStage(duration: .seconds(200), target: .perSecond(20)),
                RateStage(duration: .zero, target: .perSecond(95)),
                RateStage(duration: .seconds(200), target: .perSecond(95)),
                RateStage(duration: .zero, target: .perSecond(20)),
            ])
        let desk = ResourceID(component: ComponentID(0), role: .servers)
        fixture.alerts = [
            Alert(
                name: "busy", condition: .utilization(desk, above: .percent(60)),
                hold: .seconds(60), severity: .critical),
            Alert(
                name: "never", condition: .latency(.p95, above: .seconds(100)), hold: .zero,
                severity: .info),
        ]
        let answer = try fixture.run()
        let busy = try #require(answer.control.alerts.first)
        #expect(busy.fired == .one)
        #expect(busy.times.value == 1)
        #expect(busy.first == .seconds(260))
        // From 260 s to the end of the first quiet window, at 410 s.
        #expect(abs(busy.firing.value - 150.0 / 600) < 1e-9)
        #expect(answer.control.alerts[1].times.value == 0)
        #expect(answer.control.events.map(\.time) == [.seconds(260), .seconds(410)])
    }

    private static func fixture(
        rate: Double, replicas: Int, balancing: Balancing = .roundRobin, startup: SimTime? = nil,
        autoscaler: PodAutoscaler? = nil, nodes: NodePool? = nil
    ) throws -> Fixture {
        var fixture = try Fixture.station(rate: rate, service: 0.01, servers: 1)
        fixture.components = [
            Fixture.component(
                "desk",
                .pods(
                    Pods(
                        replicas: replicas, cores: 1, memory: nil, queueLimit: nil,
                        balancing: balancing, startup: try startup.map { try .deterministic($0) },
                        autoscaler: autoscaler, nodes: nodes)))
        ]
        fixture.warmUp = .seconds(30)
        fixture.duration = .seconds(200)
        fixture.replications = 3
        return fixture
    }
}
