// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Parallel branches of an operation.
@Suite struct ParallelTests {
    /// Whether the exact value lies in the estimate's interval at 99.99%.
    private func agrees<Unit>(_ estimate: Estimate<Unit>?, _ exact: Double) -> Bool {
        estimate?.interval(confidence: .percent(99.99))?.contains(exact) ?? false
    }

    private func delay(_ milliseconds: Int64, _ name: String) throws -> Step {
        .delay(
            DelayStep(name: name, time: try .deterministic(.milliseconds(milliseconds))))
    }

    private func serve(_ component: Int, _ seconds: Double) throws -> Step {
        .serve(
            ServeStep(
                component: ComponentID(component), time: try Fixture.exponential(seconds)))
    }

    /// A fixture of stations with as many servers, and the steps of its one operation.
    private func fixture(
        rate: Double, servers: [Int], _ steps: [Step], queueLimit: Int? = nil
    ) -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        fixture.components = servers.enumerated().map { index, servers in
            Fixture.component(
                "s\(index)", .station(Station(servers: servers, queueLimit: queueLimit)))
        }
        fixture.operations = [Operation(name: "visit", steps: steps)]
        return fixture
    }

    @Test(
        "Two queues: Flatto and Hahn", arguments: [(0.5, 1.0, 1.0), (0.8, 1.0, 1.0), (0.6, 1, 2)])
    func forkJoin(rate: Double, first: Double, second: Double) throws {
        var fixture = fixture(
            rate: rate, servers: [1, 1],
            [.parallel([[try serve(0, 1 / first)], [try serve(1, 1 / second)]])])
        fixture.duration = .seconds(30_000)
        fixture.warmUp = .seconds(1_000)
        fixture.replications = 10
        let exact = try ForkJoin(
            arrivalRate: .perSecond(rate), first: .perSecond(first), second: .perSecond(second))
        let answer = try fixture.run()
        #expect(agrees(answer.overall.meanSojournTime, exact.sojournTime.seconds))
        for (index, resource) in answer.resources.enumerated() {
            #expect(agrees(resource.utilization, exact.utilizations[index].fraction))
            let wait = exact.branchSojournTimes[index].seconds - [1 / first, 1 / second][index]
            #expect(agrees(resource.waitingTime, wait))
            #expect(abs(resource.littleResidual.value) < 0.01)
            #expect(agrees(resource.lawUtilization, exact.utilizations[index].fraction))
            #expect(agrees(resource.demand, [1 / first, 1 / second][index]))
        }
        let parts = answer.overall.breakdown.reduce(0) { $0 + $1.time.value }
        #expect(abs(parts - (answer.overall.meanSojournTime?.value ?? 0)) < 1e-12)
    }

    /// max(5, 3 + max(4, 1), 2) + 6 = 13, with the critical path's parts.
    @Test("Deterministic branches take as long as the longest, nested ones too")
    func longestBranch() throws {
        var fixture = fixture(
            rate: 20, servers: [],
            [
                .parallel([
                    [try delay(5, "a")],
                    [
                        try delay(3, "b"),
                        .parallel([[try delay(4, "c")], [try delay(1, "d")]]),
                    ],
                    [try delay(2, "e")],
                ]),
                try delay(6, "f"),
            ])
        fixture.duration = .seconds(50)
        let answer = try fixture.run()
        #expect(abs((answer.overall.meanSojournTime?.value ?? 0) - 0.013) < 1e-12)
        let times = answer.overall.breakdown.map { ($0.place, $0.time.value) }
        let exact = ["a": 0, "b": 0.003, "c": 0.004, "d": 0, "e": 0, "f": 0.006]
        for (place, time) in times {
            #expect(abs(time - (exact[place] ?? -1)) < 1e-12, "\(place)")
        }
    }

    @Test("One branch is a plain sequence, byte for byte")
    func oneBranch() throws {
        let plain = try Fixture.platform()
        var parallel = plain
        parallel.operations[0] = Operation(
            name: "page", steps: [.parallel([plain.operations[0].steps])])
        #expect(
            String(reflecting: try parallel.run().overall)
                == String(reflecting: try plain.run().overall))
        var inner = plain
        let steps = plain.operations[0].steps
        inner.operations[0] = Operation(
            name: "page",
            steps: [steps[0], .parallel([[.parallel([[steps[1]]])]])] + steps.dropFirst(2))
        #expect(
            String(reflecting: try inner.run().overall)
                == String(reflecting: try plain.run().overall))
    }

    @Test("Parallel work is never slower than the same in turn, nor faster than its slowest part")
    func betweenSumAndLongest() throws {
        func mean(_ steps: [Step]) throws -> Double {
            let run = try fixture(rate: 1, servers: [200, 200, 200], steps).run()
            return try #require(run.overall.meanSojournTime?.value)
        }
        let parts = try (0..<3).map { try serve($0, 0.1 + 0.1 * Double($0)) }
        let together = try mean([.parallel(parts.map { [$0] })])
        #expect(try together < mean(parts))
        for part in parts { #expect(try together > mean([part])) }
        // E max of independent exponentials by inclusion and exclusion; nobody waits.
        let rates = [10.0, 5, 10.0 / 3]
        let pairs =
            1 / (rates[0] + rates[1]) + 1 / (rates[0] + rates[2]) + 1 / (rates[1] + rates[2])
        let exact = rates.reduce(0) { $0 + 1 / $1 } - pairs + 1 / rates.reduce(0, +)
        let answer = try fixture(
            rate: 20, servers: [200, 200, 200], [.parallel(parts.map { [$0] })]
        ).run()
        #expect(agrees(answer.overall.meanSojournTime, exact))
    }

    /// A branch that fails does not cut the others short: all of them are served.
    @Test("A request fails when a branch has failed and all have ended")
    func failures() throws {
        var fixture = fixture(
            rate: 50, servers: [1_000, 1_000],
            [
                .parallel([[.call(CallStep(service: ComponentID(2)))], [try serve(0, 0.5)]]),
                try serve(1, 0.1),
            ])
        fixture.duration = .seconds(400)
        fixture.components.append(
            Fixture.component(
                "rpc",
                .service(
                    ExternalService(
                        latency: try .deterministic(.milliseconds(10)), failures: .percent(20)))))
        let answer = try fixture.run()
        #expect(agrees(answer.overall.errorShare, 0.2))
        #expect(agrees(answer.resources[0].throughput, 50))
        #expect(agrees(answer.resources[1].throughput, 40))
    }

    /// Erlang B at each of two stations that see the same arrivals: a request is answered where
    /// neither was full. Loss at either is the known one.
    @Test("A full queue fails the branch")
    func fullQueues() throws {
        let answer = try fixture(
            rate: 5, servers: [10, 10], [.parallel([[try serve(0, 1)], [try serve(1, 1)]])],
            queueLimit: 0
        ).run()
        for resource in answer.resources { #expect(agrees(resource.rejected, 0.0183845704)) }
        let errors = answer.overall.errorShare.value
        #expect(errors > 0.0184 && errors < 0.0368)
    }

    @Test("Users wait for all branches; branches use the pods, caches and pools of their request")
    func platformInBranches() throws {
        var fixture = try Fixture.platform()
        let steps = fixture.operations[0].steps
        fixture.sources = Fixture.users(40, think: try Fixture.exponential(0.1))
        fixture.operations[0] = Operation(
            name: "page", steps: [steps[0], .parallel([[steps[1]], [steps[2]], [steps[3]]])])
        fixture.components[3] = Fixture.component(
            "rpc",
            .service(ExternalService(latency: try Fixture.exponential(0.05), failures: .zero)))
        let one = try fixture.run(threads: 1)
        let two = try fixture.run(threads: 2)
        #expect(String(reflecting: one) == String(reflecting: two))
        // Little over the cycle: N = X (W + Z).
        let throughput = one.overall.throughput.value
        let sojourn = try #require(one.overall.meanSojournTime?.value)
        #expect(abs(throughput * (sojourn + 0.1) - 40) < 0.4)
        for resource in one.resources {
            #expect(abs(resource.littleResidual.value) < 0.01, "\(resource.name)")
            let law = resource.lawUtilization.value
            #expect(abs(resource.utilization.value - law) <= 0.03 * law, "\(resource.name)")
        }
    }

    /// A pod that only a branch has visited is the request's from then on.
    @Test("A query after the branches finds the pod of a branch")
    func podOfABranch() throws {
        var fixture = try Fixture.platform()
        let steps = fixture.operations[0].steps
        fixture.operations[0] = Operation(
            name: "page", steps: [.parallel([[steps[0]], [try delay(1, "a")]]), steps[3]])
        let answer = try fixture.run()
        #expect(answer.overall.failed == 0)
        #expect(abs(answer.overall.throughput.value - 200) < 5)
    }

    @Test("Branches count among the requests in flight, and many that take no time need no stack")
    func bounds() throws {
        var long = fixture(
            rate: 10, servers: [1], [.parallel([[try serve(0, 1)], [try serve(0, 1)]])])
        long.duration = .seconds(500)
        let small = Simulation(try long.model(), limits: .init(requestsInFlight: 300))
        #expect(try small.run(threads: 1).saturation?.endedEarly == true)
        let nothing = Step.choose([Choice(share: .percent(50), steps: [try delay(0, "a")])])
        var quick = fixture(
            rate: 1, servers: [],
            [
                .repeated(
                    RepeatStep(
                        mean: 100,
                        steps: [
                            .repeated(
                                RepeatStep(mean: 30, steps: [.parallel([[nothing], [nothing]])]))
                        ]))
            ])
        quick.duration = .seconds(20)
        quick.warmUp = .zero
        #expect(try quick.run().overall.meanSojournTime?.value == 0)
    }
}
