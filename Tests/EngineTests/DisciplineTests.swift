// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Known answers of disciplines other than FCFS.
@Suite struct DisciplineAnswerTests {
    @Test(
        "M/G/1-PS stays as long as M/M/1-FCFS, whatever the law (Kleinrock II, 4.4)",
        arguments: [0.0, 1.0, 4.0])
    func sharingIsInsensitive(scv: Double) throws {
        let law: Distribution =
            scv == 0
            ? try .deterministic(.seconds(1))
            : scv == 1
                ? try .exponential(mean: .seconds(1))
                : try .hyperexponentialBalanced(mean: .seconds(1), scv: scv)
        var fixture = try Fixture.station(
            rate: 0.7, service: 1, servers: 1, law: law, discipline: .of(.sharing(limit: nil)))
        fixture.duration = .seconds(20_000)
        fixture.replications = 20
        let answer = try fixture.run()
        #expect(holds(answer.overall.meanSojournTime, 1 / 0.3))
        #expect(holds(answer.resources[0].utilization, 0.7))
        // p(n) = (1 - ρ) ρ^n.
        for (state, share) in answer.resources[0].occupancy.prefix(4).enumerated() {
            var exact = 0.3
            for _ in 0..<state { exact *= 0.7 }
            #expect(holds(share, exact), "\(state)")
        }
    }

    @Test("Sharing among several servers has the occupancy of M/M/c")
    func sharingAmongServers() throws {
        var fixture = try Fixture.station(
            rate: 2, service: 1, servers: 3, discipline: .of(.sharing(limit: nil)))
        fixture.duration = .seconds(20_000)
        fixture.replications = 10
        let desk = try fixture.run().resources[0]
        // p0 = 1/9, p1 = 2/9, p2 = 2/9, p3 = 4/27; Lq = 8/9.
        for (state, exact) in [1.0 / 9, 2.0 / 9, 2.0 / 9, 4.0 / 27].enumerated() {
            #expect(holds(desk.occupancy[state], exact), "\(state)")
        }
        #expect(holds(desk.queueLength, 8.0 / 9))
        #expect(holds(desk.utilization, 2.0 / 3))
    }

    @Test("M/M/1 with a sharing and a queue limit is M/M/1/K")
    func limitedSharing() throws {
        var fixture = try Fixture.station(
            rate: 1, service: 1, servers: 1, queueLimit: 2,
            discipline: .of(.sharing(limit: 3)))
        fixture.duration = .seconds(20_000)
        let answer = try fixture.run()
        // ρ = 1, K = 5: every state has 1/6.
        #expect(holds(answer.resources[0].rejected, 1.0 / 6))
        #expect(holds(answer.overall.meanSojournTime, 2.5 / (5.0 / 6)))
        // Three share; the mean number beyond them is (1 + 2)/6.
        #expect(holds(answer.resources[0].waitingTime, 0.5 / (5.0 / 6)))
    }

    @Test("Priorities wait as long as Cobham (1954) says, and preempted ones as Kleinrock II, 3.7")
    func priorities() throws {
        // S = 1 deterministic, λ = 0.1, 0.2, 0.3: W0 = 0.3, σ = 0.1, 0.3, 0.6.
        let law = try Distribution.deterministic(.seconds(1))
        var fixture = Fixture.classes([0.1, 0.2, 0.3], service: law, order: .priority)
        fixture.duration = .seconds(30_000)
        fixture.replications = 10
        let line = try fixture.run().operations
        for (operation, wait) in zip(line, [0.3 / 0.9, 0.3 / 0.63, 0.3 / 0.28]) {
            #expect(holds(operation.meanSojournTime, 1 + wait), "\(operation.name)")
        }
        // M/M/1 of two classes: 1.25 and 6.25 s.
        fixture = Fixture.classes(
            [0.2, 0.6], service: try .exponential(mean: .seconds(1)), order: .preemption)
        fixture.duration = .seconds(30_000)
        fixture.replications = 10
        let preempted = try fixture.run().operations
        for (operation, sojourn) in zip(preempted, [1.25, 6.25]) {
            #expect(holds(operation.meanSojournTime, sojourn), "\(operation.name)")
        }
    }

    @Test("Erlang A: the share that leaves and the queue are those of the birth-death chain")
    func impatience() throws {
        var fixture = try Fixture.station(
            rate: 5, service: 1, servers: 4,
            discipline: .of(.arrival, patience: try .exponential(mean: .seconds(2))))
        fixture.duration = .seconds(10_000)
        let answer = try fixture.run()
        let exact = try ErlangA(
            arrivalRate: .perSecond(5), serviceRate: .perSecond(1), servers: 4,
            patience: .seconds(2))
        let desk = answer.resources[0]
        #expect(holds(desk.abandoned, exact.abandonmentProbability.fraction))
        #expect(holds(answer.overall.errorShare, exact.abandonmentProbability.fraction))
        #expect(holds(desk.queueLength, exact.queueLength))
        #expect(holds(desk.waitingTime, exact.waitingTime.seconds))
        #expect(holds(desk.waitShare, exact.waitProbability.fraction))
        #expect(holds(desk.lawUtilization, exact.utilization.fraction))
        // What leaves asks for no service, and keeps the queue from growing.
        #expect(abs(desk.headroom.value - (1 - exact.utilization.fraction)) < 0.02)
        #expect(answer.saturation == nil)
    }

    @Test("Balking: who sees a crowd does not join")
    func balking() throws {
        let joining = [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0].map { Ratio.fraction($0) }
        var fixture = try Fixture.station(
            rate: 5, service: 0.1, servers: 1, discipline: .of(.arrival, joining: joining))
        fixture.duration = .seconds(10_000)
        let answer = try fixture.run()
        // Gross et al., section 2.10, solved for these numbers.
        #expect(holds(answer.resources[0].rejected, 0.0435668789808916))
        #expect(holds(answer.resources[0].occupancy[0], 0.521783439490446))
        #expect(holds(answer.overall.errorShare, 0.0435668789808916))
        #expect(answer.resources[0].occupancy[8].value == 0)
    }
}

/// Laws, reductions and orders that hold without a formula.
@Suite struct DisciplineLawTests {
    @Test("Little's law, the utilization law and the sum of parts hold under each discipline")
    func laws() throws {
        for (name, discipline) in try Discipline.all() {
            var fixture = try Fixture.station(
                rate: 3, service: 1, servers: 4, discipline: discipline)
            fixture.duration = .seconds(10_000)
            let answer = try fixture.run()
            let desk = answer.resources[0]
            #expect(abs(desk.littleResidual.value) < 0.003, "\(name)")
            let law = desk.lawUtilization.value
            #expect(abs(desk.utilization.value - law) < 0.015 * law, "\(name)")
            let mean = try #require(answer.overall.meanSojournTime?.value)
            let parts = answer.overall.breakdown.reduce(0) { $0 + $1.time.value }
            #expect(abs(parts - mean) < 1e-12, "\(name)")
            let present = desk.occupancy.reduce(0) { $0 + $1.value }
            #expect(abs(present - 1) < 1e-9, "\(name)")
        }
    }

    /// Everything measured but the number of events.
    private func figures(_ answer: Measurements) -> String {
        let desk = answer.resources[0]
        return String(reflecting: answer.overall) + String(reflecting: answer.operations)
            + String(
                reflecting: [
                    desk.utilization, desk.rejected, desk.headroom, desk.lawUtilization,
                    desk.littleResidual,
                ])
            + String(reflecting: [desk.queueLength])
            + String(reflecting: [desk.waitingTime, desk.serviceTime, desk.demand])
    }

    @Test("What makes no difference changes no digit: reductions to FCFS")
    func reductions() throws {
        let rows: [(String, Discipline)] = [
            ("one priority", .of(.priority)),
            ("one priority that could preempt", .of(.preemption)),
            ("endless patience", .of(.arrival, patience: try .deterministic(.days(366)))),
            ("all join", .of(.arrival, joining: [.one])),
            ("so many places as servers", .of(.sharing(limit: 4))),
        ]
        for limit in [nil, 3] {
            let plain = try Fixture.station(
                rate: 3.5, service: 1, servers: 4, queueLimit: limit)
            let expected = figures(try plain.run())
            for (name, discipline) in rows {
                let other = try Fixture.station(
                    rate: 3.5, service: 1, servers: 4, queueLimit: limit,
                    discipline: discipline)
                #expect(figures(try other.run()) == expected, "\(name) \(limit ?? -1)")
            }
        }
    }

    @Test("Sharing by one customer at a time is FCFS")
    func sharingAlone() throws {
        var plain = try Fixture.station(rate: 1, service: 1, servers: 1)
        plain.sources = Fixture.users(1, think: try Fixture.exponential(0.5))
        var shared = try Fixture.station(
            rate: 1, service: 1, servers: 1, discipline: .of(.sharing(limit: nil)))
        shared.sources = plain.sources
        #expect(figures(try shared.run()) == figures(try plain.run()))
    }

    @Test("The higher the priority, the shorter the stay; the first class gains most by preempting")
    func orderOfPriorities() throws {
        let law = try Distribution.hyperexponentialBalanced(mean: .seconds(1), scv: 4)
        var stays: [[Double]] = []
        for order in [Discipline.Order.priority, .preemption] {
            var fixture = Fixture.classes(
                [0.6, 0.6, 0.6, 0.6], service: law, order: order, servers: 3)
            fixture.duration = .seconds(10_000)
            let answer = try fixture.run()
            stays.append(answer.operations.compactMap { $0.meanSojournTime?.value })
            #expect(stays.last == stays.last?.sorted())
            #expect(abs(answer.resources[0].littleResidual.value) < 0.003)
        }
        #expect(stays[1][0] < stays[0][0])
        #expect(stays[1][0] < 1.2)
    }

    @Test("Pods share, rank and lose patience as stations do, behind any balancing")
    func pods() throws {
        for (name, discipline) in try Discipline.all() where discipline.joining.isEmpty {
            var fixture = try Fixture.platform()
            fixture.components[0] = Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: 3, cores: 2, memory: nil, queueLimit: nil,
                        balancing: .shortestQueue, discipline: discipline)))
            let answer = try fixture.run()
            #expect(abs(answer.resources[0].littleResidual.value) < 0.003, "\(name)")
            #expect(answer.resources[0].throughput.value > 190, "\(name)")
            let one = try fixture.run(threads: 1)
            #expect(String(reflecting: one) == String(reflecting: answer), "\(name)")
        }
    }

    @Test("Parallel branches share, rank and lose patience, and fail the request that they are of")
    func branches() throws {
        for (name, discipline) in try Discipline.all() {
            var fixture = try Fixture.station(
                rate: 1.5, service: 1, servers: 4, discipline: discipline)
            let visit = fixture.operations[0].steps
            fixture.operations = [
                Operation(name: "page", steps: [.parallel([visit, visit])], priority: 1),
                Operation(name: "batch", steps: visit, priority: 2),
            ]
            fixture.sources[0] = TrafficSource(
                name: "visitors", demand: fixture.sources[0].demand,
                mix: [
                    MixShare(operation: OperationID(0), share: .percent(80)),
                    MixShare(operation: OperationID(1), share: .percent(20)),
                ])
            fixture.duration = .seconds(10_000)
            let answer = try fixture.run()
            #expect(abs(answer.resources[0].littleResidual.value) < 0.003, "\(name)")
            let page = answer.operations[0]
            let parts = page.breakdown.reduce(0) { $0 + $1.time.value }
            #expect(abs(parts - (page.meanSojournTime?.value ?? 0)) < 1e-12, "\(name)")
            let isLossy = discipline.patience != nil || !discipline.joining.isEmpty
            #expect((page.errorShare.value > 0) == isLossy, "\(name)")
            // A visit fails less often than one of two does.
            let batch = answer.operations[1].errorShare.value
            #expect(discipline.order != .arrival || batch < page.errorShare.value, "\(name)")
        }
    }

    @Test("A full queue turns away under every discipline", arguments: [0, 2])
    func queueLimits(limit: Int) throws {
        let rows: [Discipline] = [
            .of(.sharing(limit: 4)), .of(.priority), .of(.preemption),
            .of(.arrival, patience: try .exponential(mean: .seconds(100))),
        ]
        for discipline in rows {
            let fixture = try Fixture.station(
                rate: 40, service: 1, servers: 4, queueLimit: limit, discipline: discipline)
            let desk = try fixture.run().resources[0]
            #expect((desk.queueLength?.value ?? .infinity) <= Double(limit))
            #expect(desk.occupancy.dropFirst(5 + limit).allSatisfy { $0.value == 0 })
            #expect(desk.rejected.value > 0.8)
        }
    }
}
