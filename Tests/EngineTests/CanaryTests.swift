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
        _ canary: PodCanary?, replicas: Int = 1, policy: CallPolicy = .none
    ) throws -> Fixture {
        var fixture = try Fixture.station(rate: 50, service: 0.01, servers: 1)
        fixture.components = [
            Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: replicas, cores: 1, memory: nil, queueLimit: nil,
                        balancing: .roundRobin, canary: canary)))
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

    /// All requests are of one version or the other, with pools, replicas and an autoscaler too.
    @Test(arguments: [false, true])
    func conservation(isScaled: Bool) throws {
        var fixture = try Fixture.platform()
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.canary = PodCanary(share: .percent(30), replicas: 2, slowdown: 1.2)
        if isScaled { pods.leak = .bytes(1) }
        if isScaled { pods.memory = .gigabytes(1) }
        fixture.components[0] = Fixture.component("api", .pods(pods))
        let answer = try fixture.run()
        let found = try #require(answer.canaries.first)
        let canary = found.requests.value * 5 / (1 - (found.errors?.canary.value ?? 0))
        #expect(canary > 0)
        let ended = Double((answer.overall.completed ?? 0) + (answer.overall.failed ?? 0))
        #expect(abs(found.requests.value * 5 / ended - 0.3) < 0.01)
        #expect(answer.resources.contains { $0.name == "api canary" && $0.servers == 4 })
        let pool = try #require(answer.resources.first { $0.id.role == .pool })
        #expect(pool.servers == 5 * 4)
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

    @Test func noClosedForm() throws {
        let model = try Self.fixture(PodCanary(share: .percent(10))).model()
        #expect(throws: EngineError.self) { try ClosedForm(model) }
    }
}
