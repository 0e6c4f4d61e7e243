// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

/// What must not get worse, held replication by replication: with common random numbers two runs
/// see the same customers with the same demands. Arrivals end long before the run does, so that
/// both serve all of them and no window cuts the comparison.
@Suite struct MonotonicityTests {
    private struct Missing: Error {}

    /// Each replication's value.
    private func values<Unit>(_ estimate: Estimate<Unit>?) throws -> [Double] {
        guard case .sampled(let sample)? = estimate else { throw Missing() }
        return sample.values
    }

    /// From row to row each replication's value rises.
    private func rises(_ rows: [[Double]]) -> Bool {
        let counts = Set(rows.map(\.count))
        return rows.count > 1 && counts.count == 1 && !counts.contains(0)
            && zip(rows, rows.dropFirst()).allSatisfy { zip($0, $1).allSatisfy(<) }
    }

    /// Arrivals for 400.1 s at 2 a second, or as many of them over another time: when they end, no
    /// arrival is due.
    private func crowd(
        servers: Int = 3, service: Double = 1.2, slowdown: Double = 1,
        law: InterarrivalLaw = .poisson,
        batch: BatchSize = .one, queueLimit: Int? = nil, discipline: Discipline = .plain
    ) throws -> Fixture {
        let rate = 2 / slowdown / batch.mean
        var fixture = try Fixture.station(
            rate: 1, service: service, servers: servers, queueLimit: queueLimit,
            law: try .hyperexponentialBalanced(
                mean: SimTime(roundingSeconds: service), scv: 2),
            discipline: discipline)
        let stages = [
            RateStage(
                duration: SimTime(roundingSeconds: 400.1 * slowdown), target: .perSecond(rate)),
            RateStage(duration: .zero, target: .zero),
        ]
        fixture.sources = [
            Fixture.source(
                .open(
                    OpenDemand(rate: .perSecond(rate), law: law, stages: stages, batch: batch)))
        ]
        fixture.warmUp = .zero
        fixture.duration = SimTime(roundingSeconds: 400 * slowdown + 800)
        fixture.replications = 40
        return fixture
    }

    /// The mean stay of each replication never rises from one fixture to the next, and falls in
    /// most; as many are served in all. What does not hold of this.
    private func faults(_ fixtures: [Fixture]) throws -> [String] {
        let answers = try fixtures.map { try $0.run().overall }
        let counts = answers.compactMap(\.completed)
        var faults: [String] = []
        if counts.count < answers.count || Set(counts).count != 1 { faults.append("lost") }
        let stays = try answers.map { try values($0.meanSojournTime) }
        for (worse, better) in zip(stays, stays.dropFirst()) {
            // Times are rounded to the nanosecond.
            if zip(worse, better).contains(where: { $1 > $0 + 1e-7 }) { faults.append("slower") }
            if zip(worse, better).count(where: { $1 < $0 - 1e-4 }) <= 30 { faults.append("equal") }
        }
        return faults
    }

    @Test("More servers: no replication of a FCFS or a shared queue stays longer")
    func servers() throws {
        for order in [Discipline.Order.arrival, .sharing(limit: nil)] {
            let crowds = try [2, 3, 4].map { try crowd(servers: $0, discipline: .of(order)) }
            #expect(try faults(crowds).isEmpty, "\(order)")
        }
    }

    @Test("Faster service: no replication of a FCFS or a shared queue stays longer")
    func service() throws {
        for order in [Discipline.Order.arrival, .sharing(limit: nil)] {
            let crowds = try [1.6, 1.4, 1.1, 0.2].map {
                try crowd(service: $0, discipline: .of(order))
            }
            #expect(try faults(crowds).isEmpty, "\(order)")
        }
    }

    /// The same customers, further apart.
    @Test("Fewer arrivals a second: no replication stays longer, whatever their law")
    func rate() throws {
        let gamma = try Distribution.gamma(mean: .seconds(1), scv: 3)
        for law in [InterarrivalLaw.poisson, .deterministic, .renewal(gamma)] {
            let crowds = try [0.9, 1, 1.5, 4].map { try crowd(slowdown: $0, law: law) }
            #expect(try faults(crowds).isEmpty, "\(law)")
        }
    }

    @Test("The comparison finds a queue that got slower, or lost a customer")
    func plantedFaults() throws {
        let (slow, fast) = (try crowd(servers: 2), try crowd(servers: 3))
        #expect(try faults([fast, slow]).contains("slower"))
        #expect(try faults([fast, fast]) == ["equal"])
        let lossy = try crowd(servers: 3, queueLimit: 0)
        #expect(try faults([lossy, fast]).contains("lost"))
        #expect(!rises([[1, 2], [2, 2]]) && !rises([[1]]) && !rises([[], []]))
        #expect(!rises([[1], [2, 3]]) && rises([[1, 2], [2, 3]]))
    }

    @Test("More places to wait: no replication turns away more")
    func places() throws {
        let answers = try [0, 2, 10, 200].map {
            try crowd(servers: 2, queueLimit: $0).run().resources[0]
        }
        #expect(rises(try answers.map { try values($0.rejected) }.reversed()))
    }

    @Test("More patience: fewer leave, in each replication, and more wait")
    func patience() throws {
        let answers = try [0.2, 2, 20].map { seconds in
            let patience = try Distribution.exponential(mean: SimTime(roundingSeconds: seconds))
            return try crowd(
                servers: 2, discipline: .of(.arrival, patience: patience)
            ).run().resources[0]
        }
        #expect(rises(try answers.map { try values($0.abandoned) }.reversed()))
        #expect(rises(try answers.map { try values($0.queueLength) }))
    }

    /// Batches come at other times than customers do: there is no order of each replication.
    @Test("Larger batches of as many customers: longer stays over all replications")
    func batches() throws {
        let stays = try [1, 4, 20].map { size in
            let batch = BatchSize(sizes: [size], weights: [1])
            return [
                try values(
                    crowd(servers: 4, service: 1, batch: batch).run().overall.meanSojournTime
                ).reduce(0, +)
            ]
        }
        #expect(rises(stays))
    }

    @Test("Who may interrupt does not feel who may not: not a digit")
    func firstClass() throws {
        let service = try Distribution.exponential(mean: .seconds(1))
        let answers = try [0.1, 0.3, 0.6].map { lower in
            try Fixture.classes([0.3, lower], service: service, order: .preemption).run()
        }
        let first = try answers.map { try values($0.operations[0].meanSojournTime) }
        #expect(Set(first).count == 1 && !first[0].isEmpty)
        let second = try answers.map { try values($0.operations[1].meanSojournTime) }
        #expect(rises([second[0], second[2]]))
    }

    @Test("Another parallel branch: no replication is shorter, for the same demands")
    func branches() throws {
        var stays: [[Double]] = []
        for count in 1...3 {
            var fixture = try crowd(servers: 3, service: 1)
            fixture.components = (0..<3).map {
                Fixture.component(
                    "desk \($0)", .station(Station(servers: 3, queueLimit: nil)))
            }
            let visits = try (0..<count).map { index in
                [
                    Step.serve(
                        ServeStep(component: ComponentID(index), time: try Fixture.exponential(1)))
                ]
            }
            fixture.operations[0] = Operation(name: "visit", steps: [.parallel(visits)])
            stays.append(try values(fixture.run().overall.meanSojournTime))
        }
        #expect(rises(stays))
    }

    @Test("A closed network gets more done by each user, server and second less to think")
    func users() throws {
        func throughput(_ users: Int, think: Double, servers: Int) throws -> [Double] {
            var fixture = try Fixture.station(rate: 1, service: 1, servers: servers)
            fixture.sources = Fixture.users(users, think: try Fixture.exponential(think))
            fixture.replications = 10
            return try values(fixture.run().overall.throughput)
        }
        let rows = [
            try throughput(2, think: 3, servers: 1), try throughput(4, think: 3, servers: 1),
            try throughput(4, think: 3, servers: 2), try throughput(4, think: 2, servers: 2),
        ]
        #expect(rises(rows))
    }

    /// The usual platform, changed.
    private func platform(_ change: (inout Fixture) throws -> Void) throws -> Answer {
        var fixture = try Fixture.platform()
        try change(&fixture)
        let answer = try fixture.run()
        return Answer(
            stays: try values(answer.overall.meanSojournTime),
            hits: try values(answer.caches[0].hitRate))
    }

    private struct Answer {
        let stays: [Double]
        let hits: [Double]
    }

    @Test("The whole platform: more traffic and fewer connections take longer")
    func pressure() throws {
        let usual = try platform { _ in }
        let crowded = try platform { $0.sources = Fixture.poisson(400) }
        #expect(rises([usual.stays, crowded.stays]))
        let fewConnections = try platform { fixture in
            fixture.components[2] = Fixture.component(
                "db",
                .database(
                    Database(
                        parallelism: 4, replicas: 2,
                        poolPerPod: PoolPerPod(pods: ComponentID(0), connections: 4),
                        bouncerConnections: 2,
                        roundTrip: try .deterministic(.microseconds(200)))))
        }
        #expect(rises([usual.stays, fewConnections.stays]))
    }

    /// Keys that are asked for more often expire less often between two requests. So little
    /// traffic is no guarantee of short stays.
    @Test("The whole platform: a larger cache and more traffic hit more")
    func hits() throws {
        let bySize = try [Int64(50), 100, 200].map { kilobytes in
            try platform { fixture in
                fixture.components[1] = Fixture.component(
                    "redis",
                    .cache(
                        Cache(
                            nodes: 2, memoryPerNode: .kilobytes(kilobytes),
                            timeToLive: .seconds(30), eviction: .leastRecentlyUsed,
                            operationTime: try .deterministic(.microseconds(50)),
                            roundTrip: try .deterministic(.microseconds(300)))))
            }.hits
        }
        let byTraffic = try [50.0, 200, 400].map { rate in
            try platform { $0.sources = Fixture.poisson(rate) }.hits
        }
        #expect(rises(bySize))
        #expect(rises(byTraffic))
    }
}
