// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Connections that are opened when they are needed.
@Suite struct ConnectionTests {
    static let (api, db) = (ComponentID(0), ComponentID(1))
    private static let opening = try? Distribution.deterministic(.milliseconds(5))

    /// Poisson statements of a second each, each from a pod that has cores for all.
    static func fixture(
        rate: Double, pods: Int = 1, pool: Int = 50, bouncer: Int? = nil,
        _ connecting: DatabaseConnecting?
    ) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.components = [
            Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: pods, cores: 1_000, memory: nil, queueLimit: nil,
                        balancing: .roundRobin))),
            Fixture.component(
                "db",
                .database(
                    Database(
                        parallelism: 1_000, replicas: 0,
                        poolPerPod: PoolPerPod(pods: api, connections: pool),
                        bouncerConnections: bouncer, roundTrip: nil, connecting: connecting))),
        ]
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .serve(
                        ServeStep(component: api, time: try .deterministic(.milliseconds(1)))),
                    .query(
                        QueryStep(database: db, access: .read, time: try Fixture.exponential(1))),
                ])
        ]
        return fixture
    }

    /// Of 20 wanted connections 15 may be open, all in use for 10 s. Those of a pod that goes are
    /// closed when they are given back, and until then no other pod may have them.
    @Test func connectionsInUseStayOpen() throws {
        var fixture = try Self.fixture(
            rate: 40, pods: 4, pool: 5, DatabaseConnecting(most: 15, time: nil))
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.startup = try .deterministic(.seconds(20))
        fixture.components[0] = Fixture.component("api", .pods(pods))
        let long = try Distribution.deterministic(.seconds(10))
        fixture.operations = [
            Operation(
                name: "visit",
                steps: [
                    .serve(
                        ServeStep(
                            component: Self.api, time: try .deterministic(.milliseconds(1)))),
                    .query(QueryStep(database: Self.db, access: .read, time: long)),
                ])
        ]
        fixture.faults = [
            Fault(
                name: "deploy", effect: .deploy(Self.api),
                timing: .once(at: .seconds(100), lasting: .zero))
        ]
        fixture.warmUp = .milliseconds(99_900)
        fixture.duration = .milliseconds(500)
        let opened = try fixture.plainRuns().map { $0.connections[0].opened }
        #expect(opened.reduce(0, +) < 2 * opened.count, "\(opened)")
    }

    /// A pod that is replaced takes its connections with it, however soon the next one is there.
    @Test(arguments: [nil, Int64(5)])
    func aDeployOpensThemAnew(startup: Int64?) throws {
        var fixture = try Self.fixture(
            rate: 40, pods: 4, pool: 5, DatabaseConnecting(most: nil, time: Self.opening))
        guard case .pods(var pods) = fixture.components[0].kind else { return }
        pods.startup = try startup.map { try .deterministic(.seconds($0)) }
        fixture.components[0] = Fixture.component("api", .pods(pods))
        fixture.warmUp = .seconds(50)
        fixture.duration = .seconds(200)
        fixture.replications = 1
        let quiet = try #require(fixture.run().connections.first).opened.value
        #expect(quiet == 0)
        fixture.faults = [
            Fault(
                name: "deploy", effect: .deploy(Self.api),
                timing: .once(at: .seconds(100), lasting: .zero))
        ]
        let opened = try #require(fixture.run().connections.first).opened.value * 200
        // Each of four pods opens its five again; some that were in use are closed later.
        #expect(opened >= 15, "\(opened)")
    }

    /// A database that takes ten connections, and a pool that would hold fifty: who comes to ten
    /// busy ones is refused, with Erlang's probability B(10, 8).
    @Test func tooManyAreRefused() throws {
        let answer = try Self.fixture(
            rate: 8, DatabaseConnecting(most: 10, time: nil)
        ).run()
        let interval = answer.overall.errorShare.interval(confidence: .percent(99.9))
        #expect(try #require(interval).contains(0.1216610643))
        #expect(answer.overall.failed == 0)
        let found = try #require(answer.connections.first)
        #expect(found.limit == 10)
        #expect(found.most.value == 10)
        #expect(found.opened.value == 0)
    }

    /// Ten times as many pods want ten times as many connections: below the limit nothing is
    /// refused, beyond it much is. Behind a bouncer there are no more than it has.
    @Test(arguments: [(2, nil, false), (20, nil, true), (20, 12, false)] as [(Int, Int?, Bool)])
    func podsMultiplyConnections(pods: Int, bouncer: Int?, isRefused: Bool) throws {
        var fixture = try Self.fixture(
            rate: 8, pods: pods, pool: 10, bouncer: bouncer,
            DatabaseConnecting(most: 20, time: try .deterministic(.milliseconds(5))))
        fixture.warmUp = .seconds(500)
        let answer = try fixture.run()
        let found = try #require(answer.connections.first)
        #expect((found.refused.value > 0) == isRefused)
        #expect((answer.overall.errorShare.value > 0) == isRefused)
        #expect(found.most.value <= Double(bouncer ?? 20))
    }

    /// Nothing is refused and opening takes no time: as if all connections always stood.
    @Test func withoutBoundOrTimeNothingChanges() throws {
        let plain = try Self.fixture(rate: 8, nil).run()
        let opening = try Self.fixture(rate: 8, DatabaseConnecting(most: nil, time: nil)).run()
        #expect(
            plain.overall.meanSojournTime?.value == opening.overall.meanSojournTime?.value)
        #expect(plain.overall.completed == opening.overall.completed)
    }

    /// When another primary takes over, all connections are opened anew, by its work.
    @Test func aFailoverOpensThemAnew() throws {
        var fixture = try Self.fixture(
            rate: 8, DatabaseConnecting(most: nil, time: try .deterministic(.milliseconds(100))))
        fixture.duration = .seconds(500)
        fixture.warmUp = .seconds(500)
        let calm = try fixture.run()
        fixture.faults = [
            Fault(
                name: "over", effect: .failover(Self.db),
                timing: .repeated(
                    between: try .deterministic(.seconds(10)),
                    lasting: try .deterministic(.milliseconds(1))))
        ]
        let stormy = try fixture.run()
        let before = try #require(calm.connections.first).opened.value
        let after = try #require(stormy.connections.first).opened.value
        #expect(before < 0.05)
        // About eight of them, each ten seconds and more where many come at once.
        #expect(after > 0.7 && after < 2)
    }
}
