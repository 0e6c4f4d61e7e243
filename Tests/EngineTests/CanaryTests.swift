// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Canaries")
struct CanaryTests {
    /// One pod of one core on each side, at 50 requests a second of 10 ms.
    private static func fixture(
        _ canary: PodCanary?, replicas: Int = 1, balancing: Balancing = .roundRobin,
        policy: CallPolicy = .none
    ) throws -> Fixture {
        var fixture = try Fixture.station(rate: 50, service: 0.01, servers: 1)
        fixture.components = [
            Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: replicas, cores: 1, memory: nil, queueLimit: nil,
                        balancing: balancing, canary: canary)))
        ]
        fixture.operations = [
            Operation(name: "visit", steps: fixture.operations[0].steps, client: policy)
        ]
        fixture.warmUp = .seconds(20)
        fixture.duration = .seconds(1_000)
        return fixture
    }

    private func agrees<Unit>(_ estimate: Estimate<Unit>?, _ exact: Double) -> Bool {
        estimate?.interval(confidence: .percent(99.99))?.contains(exact) ?? false
    }

    /// A Poisson stream that independent coins divide is two of them (Kingman, Poisson Processes,
    /// 1993, section 5.1), so each side is M/M/1: W = S/(1 - λ S). Who fails asks for no service.
    @Test func twoQueues() throws {
        let canary = PodCanary(share: .percent(20), slowdown: 1.5, failures: .percent(5))
        let answer = try Self.fixture(canary).run()
        let found = try #require(answer.canaries.first)
        #expect(answer.canaries.count == 1 && found.operation == OperationID(0))
        #expect(agrees(found.mean?.stable, 0.01 / (1 - 40 * 0.01)))
        #expect(agrees(found.mean?.canary, 0.015 / (1 - 9.5 * 0.015)))
        #expect(agrees(found.errors?.canary, 0.05))
        #expect(found.errors?.stable.value == 0)
        #expect(agrees(answer.overall.errorShare, 0.01))
        #expect(agrees(found.requests, 0.2 * 50 * 1_000))
        let resource = try #require(answer.resources.first { $0.id.role == .canary })
        #expect(resource.name == "api canary")
        #expect(agrees(resource.utilization, 9.5 * 0.015))
        // What is so different is seen in no time: some 5 s of 10 requests a second.
        #expect(try #require(found.errors?.seenAfter) < .minutes(5))
    }

    /// A canary of the same version differs in nothing but its load.
    @Test func sameVersion() throws {
        let found = try #require(
            try Self.fixture(PodCanary(share: .percent(50))).run().canaries.first)
        #expect(agrees(found.mean?.difference, 0))
        #expect(agrees(found.p95?.difference, 0))
        #expect(found.errors?.difference.value == 0 && found.errors?.seenAfter == nil)
    }

    /// Within its time, and nowhere else; its utilization is of that time.
    @Test func lasts() throws {
        let canary = PodCanary(
            share: .percent(40), failures: .percent(10), start: .seconds(120), end: .seconds(320))
        let answer = try Self.fixture(canary).run()
        let found = try #require(answer.canaries.first)
        #expect(agrees(found.requests, 0.4 * 50 * 200))
        #expect(agrees(answer.overall.errorShare, 0.4 * 0.1 * 200 / 1_000))
        let resource = try #require(answer.resources.first { $0.id.role == .canary })
        #expect(agrees(resource.utilization, 0.4 * 0.9 * 50 * 0.01))
        #expect(agrees(resource.demand.value > 0 ? resource.headroom : nil, 1 - 0.18))
    }

    /// A request keeps to its version whatever it tries again: of three attempts that fail with
    /// probability 1/2 all do in 1/8 of the cases.
    @Test func sticks() throws {
        let policy = CallPolicy(timeout: nil, retry: Retry(attempts: 3))
        let canary = PodCanary(share: .percent(10), failures: .percent(50))
        let found = try #require(try Self.fixture(canary, policy: policy).run().canaries.first)
        #expect(agrees(found.errors?.canary, 0.125))
        #expect(found.errors?.stable.value == 0)
    }

    /// All requests are of one version or the other, with pools, replicas and pods that leak too.
    @Test(arguments: [false, true])
    func conservation(isScaled: Bool) throws {
        var fixture = try Fixture.platform()
        let kind = fixture.components[0].kind
        guard case .pods(var pods) = kind else {
            Issue.record("the platform begins with pods")
            return
        }
        pods.canary = PodCanary(share: .percent(30), replicas: 2, slowdown: 1.2)
        if isScaled { pods.leak = .bytes(1) }
        if isScaled { pods.memory = .gigabytes(1) }
        fixture.components[0] = Fixture.component("api", .pods(pods))
        let answer = try fixture.run()
        let found = try #require(answer.canaries.first)
        let ended = Double((answer.overall.completed ?? 0) + (answer.overall.failed ?? 0))
        #expect(abs(found.requests.value * 5 / ended - 0.3) < 0.01)
        #expect(answer.resources.contains { $0.name == "api canary" && $0.servers == 4 })
        let pool = try #require(answer.resources.first { $0.id.role == .pool })
        #expect(pool.servers == 5 * 4)
        // The connections of the canary's pods are there whether the others are a fleet or not.
        fixture.components[0] = Fixture.component("api", kind)
        let busy = try #require(try fixture.run().resources.first { $0.id.role == .pool })
        let ratio = pool.utilization.value / busy.utilization.value
        #expect(abs(ratio - 3 / 5.0) < 0.03)
    }

    /// A shorter canary sees less: the time until a difference is seen is the same, not its noise.
    @Test(arguments: [nil, 5_000]) func time(limit: Int?) throws {
        var fixture = try Self.fixture(
            PodCanary(share: .percent(10), failures: .percent(2)))
        fixture.replications = 40
        fixture.duration = .seconds(limit == nil ? 100 : 1_000)
        let model = try fixture.model()
        var run = model.run
        run.limits = RunLimits(requests: limit)
        let answer = try Simulation(model.with(run: run)).run(threads: 2)
        let found = try #require(answer.canaries.first)
        // Two shares of n and 9n requests, 0% and 2%: n = z² 0.02 × 0.98 / 0.02², 5 a second.
        let exact = 7.849 * 0.98 / 0.02 / 5
        let seen = try #require(found.errors?.seenAfter).seconds
        // The variance of 40 values is known within a factor of 2.
        #expect(seen > exact / 2 && seen < exact * 2)
    }

    /// Equal versions differ in nothing where each request takes the pod with the fewest: that is
    /// looked for when it comes there, and not when it came to the platform.
    @Test func sameChoice() throws {
        var fixture = try Self.fixture(
            PodCanary(share: .percent(50), replicas: 4), replicas: 4, balancing: .shortestQueue)
        fixture.sources = Fixture.poisson(480)
        let delay = DelayStep(name: "way", time: try .deterministic(.milliseconds(100)))
        fixture.operations = [
            Operation(name: "visit", steps: [.delay(delay)] + fixture.operations[0].steps)
        ]
        fixture.duration = .seconds(300)
        let found = try #require(try fixture.run().canaries.first)
        #expect(agrees(found.mean?.difference, 0))
        // Of four queues of M/M/1 at 60% that know nothing of each other it would be 25 ms.
        #expect(try #require(found.mean?.canary).value < 0.1 + 0.017)
    }

    /// Nothing shows before the first request, however much both versions differ.
    @Test func firstRequest() throws {
        let canary = PodCanary(share: .percent(10), failures: .one)
        let found = try #require(try Self.fixture(canary).run().canaries.first)
        #expect(found.errors?.difference.value == 1)
        #expect(abs(try #require(found.errors?.seenAfter).seconds - 0.2) < 0.01)
    }

    /// Faults of the component are of both versions.
    @Test func faults() throws {
        var fixture = try Self.fixture(PodCanary(share: .percent(50)))
        fixture.faults = [
            Fault(
                name: "bad", effect: .fail(ComponentID(0), share: .percent(30)),
                timing: .once(at: .zero, lasting: .hours(1))),
            Fault(
                name: "slow", effect: .slow(ComponentID(0), factor: 2),
                timing: .once(at: .zero, lasting: .hours(1))),
        ]
        let found = try #require(try fixture.run().canaries.first)
        // Who fails asks for no service.
        let mean = 0.02 / (1 - 0.7 * 25 * 0.02)
        for (errors, time) in [
            (found.errors?.stable, found.mean?.stable), (found.errors?.canary, found.mean?.canary),
        ] {
            #expect(agrees(errors, 0.3))
            #expect(agrees(time, mean))
        }
    }

    /// A time that is one by itself under either factor, and not under both.
    @Test(arguments: [(100e-9, 0.01, 0.1), (3_600, 500, 500)])
    func tooMuchTogether(time: Double, slowdown: Double, factor: Double) throws {
        for hasFault in [false, true] {
            var fixture = try Self.fixture(PodCanary(share: .percent(10), slowdown: slowdown))
            fixture.operations = [
                Operation(
                    name: "visit",
                    steps: [
                        .serve(
                            ServeStep(
                                component: ComponentID(0), time: try Fixture.exponential(time)))
                    ])
            ]
            if !hasFault {
                #expect(throws: Never.self) { try fixture.model() }
                continue
            }
            fixture.faults = [
                Fault(
                    name: "slow", effect: .slow(ComponentID(0), factor: factor),
                    timing: .once(at: .seconds(1), lasting: .seconds(1)))
            ]
            #expect(throws: ModelError.self) { try fixture.model() }
        }
    }

    /// Three times what a canary's pod carries, while it lasts, is more than it carries.
    @Test func saturates() throws {
        let answer = try Self.fixture(
            PodCanary(
                share: .percent(40), slowdown: 15, start: .seconds(120), end: .seconds(320))
        ).run()
        let saturation = try #require(answer.saturation)
        #expect(saturation.name == "api canary")
        #expect(abs(saturation.load.perSecond / (50 / 3.0) - 1) < 0.05)
    }

    @Test func noClosedForm() throws {
        let model = try Self.fixture(PodCanary(share: .percent(10))).model()
        #expect(throws: EngineError.self) { try ClosedForm(model) }
    }
}
