// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Replicas that are behind, and disks: queues of their own behind a database.
@Suite struct ReplicationTests {
    static let db = ComponentID(0)
    static let delay = SimTime.milliseconds(140)

    /// Poisson writes of 5 ms, 100 a second, on one server at a time; two replicas.
    static func writes(_ replication: DatabaseReplication?) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(100)
        fixture.duration = .seconds(1_000)
        fixture.components = [
            Fixture.component(
                "db",
                .database(
                    Database(
                        parallelism: 1, replicas: 2, poolPerPod: nil, bouncerConnections: nil,
                        roundTrip: nil, replication: replication)))
        ]
        fixture.operations = [
            Operation(
                name: "write",
                steps: [
                    .query(
                        QueryStep(
                            database: db, access: .write, time: try Fixture.exponential(0.005)))
                ])
        ]
        return fixture
    }

    static func replication(
        _ apply: Distribution, synchronous: Bool = false
    ) -> DatabaseReplication {
        DatabaseReplication(apply: apply, delay: delay, isSynchronous: synchronous)
    }

    /// What leaves an M/M/1 queue is Poisson (Burke 1956), so the replay is M/M/1 or M/D/1: with
    /// S = 6 ms at 60%, 15 ms or 10.5 ms, and of the former 95% within ln 20 times the mean.
    @Test(arguments: [true, false])
    func lagIsThatOfAQueue(isExponential: Bool) throws {
        let apply =
            isExponential
            ? try Fixture.exponential(0.006) : try .deterministic(.milliseconds(6))
        let answer = try Self.writes(Self.replication(apply)).run()
        let lag = try #require(answer.background.first)
        #expect(lag.database == Self.db)
        let mean = isExponential ? 0.155 : 0.1505
        #expect(try #require(interval(lag.meanTime)).contains(mean))
        if isExponential {
            let p95 = 0.14 + Elementary.log(20) * 0.015
            #expect(try #require(interval(lag.p95)).contains(p95))
        }
        // The writes themselves do not wait for it: M/M/1 at 50%.
        #expect(try #require(interval(answer.overall.meanSojournTime)).contains(0.01))
        let replay = try #require(answer.resources.first { $0.name == "db replay" })
        #expect(try #require(interval(replay.utilization)).contains(0.6))
    }

    /// A write that waits for the replay takes as long as both queues and the delay.
    @Test func synchronousWritesWait() throws {
        let replication = Self.replication(try Fixture.exponential(0.006), synchronous: true)
        let answer = try Self.writes(replication).run()
        #expect(try #require(interval(answer.overall.meanSojournTime)).contains(0.165))
        let lag = try #require(answer.background.first)
        #expect(try #require(interval(lag.meanTime)).contains(0.155))
        let parts = answer.overall.breakdown.reduce(0) { $0 + $1.time.value }
        #expect(abs(parts - (answer.overall.meanSojournTime?.value ?? 0)) < 1e-6)
    }

    /// A replay that is slower than the writes falls behind without end, and is what saturates.
    @Test func aSlowReplayFallsBehind() throws {
        var fixture = try Self.writes(Self.replication(try .deterministic(.milliseconds(12))))
        fixture.duration = .seconds(400)
        let answer = try Simulation(fixture.model()).run(threads: 2)
        #expect(answer.saturation?.name == "db replay")
        // 100 - 1 / 12 ms = 16.7 writes a second are left over, for 500 s, and 14 are on their way.
        let left = try #require(answer.background.first).underway.value
        #expect(abs(left - (500 * (100 - 1 / 0.012) + 14)) < 700)
        #expect(try #require(interval(answer.overall.meanSojournTime)).contains(0.01))
    }

    /// Writes of the last 140 ms are lost with the primary, 14 on average; who waits for them is
    /// told so instead, besides the one that is in line or in service (M/M/1 at 50%).
    @Test(arguments: [true, false])
    func aFailoverLosesWhatIsOnItsWay(isSynchronous: Bool) throws {
        var fixture = try Self.writes(
            Self.replication(try .deterministic(.milliseconds(1)), synchronous: isSynchronous))
        fixture.duration = .seconds(100)
        fixture.faults = [
            Fault(
                name: "lost", effect: .failover(Self.db),
                timing: .repeated(
                    between: try .deterministic(.seconds(1)),
                    lasting: try .deterministic(.milliseconds(1))))
        ]
        let answer = try fixture.run()
        let lost = answer.control.events.compactMap { event -> Int? in
            if case .writesLost(let count) = event.change { count } else { nil }
        }
        #expect(lost.count >= 99)
        let mean = Double(lost.reduce(0, +)) / Double(lost.count)
        // Poisson: five standard deviations of the mean of about 100.
        #expect(abs(mean - (isSynchronous ? 0 : 14)) < (isSynchronous ? 1e-9 : 1.9))
        let failing = (isSynchronous ? 15.1 : 1.0) / 100.1 + 0.001
        #expect(abs(answer.overall.errorShare.value - failing) < 0.006)
    }

    /// While all work there takes three times as long, the primary lets 66.7 writes a second
    /// through, and the replay is an M/D/1 queue at 80%: the lag is 176 ms instead of 145.3 ms.
    @Test func anAlertOnTheLagFires() throws {
        var fixture = try Self.writes(Self.replication(try .deterministic(.milliseconds(4))))
        fixture.duration = .seconds(200)
        fixture.timeline = .seconds(10)
        fixture.faults = [
            Fault(
                name: "slow", effect: .slow(Self.db, factor: 3),
                timing: .once(at: .seconds(150), lasting: .seconds(20)))
        ]
        fixture.alerts = [
            Alert(
                name: "behind", condition: .replicationLag(Self.db, above: .milliseconds(160)),
                hold: .zero, severity: .warning)
        ]
        let answer = try Simulation(fixture.model()).run(threads: 2)
        #expect(answer.control.alerts.first?.fired == .one)
        let first = try #require(answer.control.timeline.first?.lags.first ?? nil)
        #expect(abs(first.value - 0.1453) < 0.002)
    }

    /// The disk is an M/D/1 queue: at 50% of 400 operations a second a read waits 1.25 ms for it,
    /// is read in 2.5 ms, has 0.5 ms of latency and runs for 1 ms.
    @Test func aDiskIsAQueue() throws {
        let answer = try Self.reads(rate: 200, replicas: 0, each: 1).run()
        #expect(try #require(interval(answer.overall.meanSojournTime)).contains(0.00525))
        #expect(answer.binding?.name == "db disk")
    }

    /// Two replicas have two disks; four operations take four times as long.
    @Test func replicasHaveDisksOfTheirOwn() throws {
        let answer = try Self.reads(rate: 100, replicas: 2, each: 4).run()
        let disks = try #require(answer.resources.first { $0.name == "db replica disks" })
        #expect(try #require(interval(disks.utilization)).contains(0.5))
        #expect(try #require(interval(disks.headroom)).contains(0.5))
        #expect(answer.resources.first { $0.name == "db disk" }?.utilization.value == 0)
    }

    /// The closed form knows the disk as the simulation does.
    @Test func theClosedFormKnowsTheDisk() throws {
        let model = try Self.reads(rate: 200, replicas: 0, each: 1).model()
        let answer = try ClosedForm(model).measurements()
        let disk = try #require(answer.resources.first { $0.name == "db disk" })
        #expect(abs(disk.utilization.value - 0.5) < 1e-9)
        #expect(abs(try #require(disk.waitingTime).value - 0.00125) < 5e-5)
    }

    private static func reads(rate: Double, replicas: Int, each: Int) throws -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.duration = .seconds(1_000)
        fixture.components = [
            Fixture.component(
                "db",
                .database(
                    Database(
                        parallelism: 50, replicas: replicas, poolPerPod: nil,
                        bouncerConnections: nil, roundTrip: nil,
                        disk: DatabaseDisk(
                            operations: 400, latency: try .deterministic(.microseconds(500))))))
        ]
        let query = QueryStep(
            database: db, access: .read, time: try .deterministic(.milliseconds(1)),
            diskOperations: each)
        fixture.operations = [Operation(name: "read", steps: [.query(query)])]
        return fixture
    }

    private func interval<Unit>(_ estimate: Estimate<Unit>?) -> ClosedRange<Double>? {
        estimate?.interval(confidence: .percent(99.9))
    }
}
