// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Attempts that leave the line in which they wait when they time out.
@Suite struct WithdrawalTests {
    /// Who leaves the line of a station after a time is who loses patience after that time: the
    /// station sees no difference, whoever else gives up while he is served.
    @Test(arguments: [false, true])
    func asIfOutOfPatience(hasPriorities: Bool) throws {
        let timeout = SimTime.milliseconds(800)
        var fixture = try Fixture.station(
            rate: 2.4, service: 1, servers: 2,
            discipline: try Self.discipline(nil, hasPriorities))
        fixture.warmUp = .seconds(50)
        fixture.duration = .seconds(2_000)
        let given = fixture.behind(Self.client(timeout))
        let program = Program(try given.model())
        #expect(program.guards[0].withdraws)
        var base = try Fixture.station(
            rate: 2.4, service: 1, servers: 2,
            discipline: try Self.discipline(timeout, hasPriorities))
        base.warmUp = fixture.warmUp
        base.duration = fixture.duration
        let (a, b) = (try given.run().resources[0], try base.run().resources[0])
        #expect(a.utilization.value == b.utilization.value)
        #expect(a.throughput.value == b.throughput.value)
        let lengths = (a.queueLength?.value ?? 0, b.queueLength?.value ?? 1)
        #expect(abs(lengths.0 - lengths.1) < 1e-9)
        // Both take the waits of those who left into the mean.
        let waits = (a.waitingTime?.value ?? 0, b.waitingTime?.value ?? 1)
        #expect(abs(waits.0 - waits.1) < 1e-9)
    }

    /// A line for connections is left as well, and the accounts balance.
    @Test func connections() throws {
        var fixture = try Fixture.platform()
        fixture.operations = fixture.operations.map {
            Operation(
                name: $0.name, steps: $0.steps,
                client: CallPolicy(
                    timeout: .milliseconds(20),
                    retry: Retry(attempts: 3, backoff: nil), withdraws: true))
        }
        for run in try fixture.plainRuns() {
            let count = run.operations[0]
            #expect(run.guards[0].withdrawn > 0)
            #expect(run.guards[0].withdrawn <= run.guards[0].timedOut)
            let went = count.completed + count.failed + count.rejected + count.inFlightAfter
            #expect(count.inFlightBefore + count.arrived == went)
            for resource in run.resources { #expect(abs(resource.littleResidual) < 0.01) }
        }
    }

    /// Under overload fewer servers work for nobody, so more is answered.
    @Test func moreIsAnswered() throws {
        let fixture = try Fixture.station(rate: 3, service: 1, servers: 2)
        func answered(_ withdraws: Bool) throws -> Double {
            var fixture = fixture.behind(
                CallPolicy(timeout: .seconds(4), retry: nil, withdraws: withdraws))
            fixture.warmUp = .seconds(100)
            fixture.duration = .seconds(1_000)
            fixture.replications = 2
            return try fixture.plainRuns().reduce(0) { $0 + Double($1.operations[0].completed) }
        }
        let (withdrawn, left) = (try answered(true), try answered(false))
        #expect(withdrawn > 2 * left)
    }

    private static func client(_ timeout: SimTime) -> CallPolicy {
        CallPolicy(timeout: timeout, retry: nil, withdraws: true)
    }

    private static func discipline(_ patience: SimTime?, _ isPriority: Bool) throws -> Discipline {
        Discipline(
            order: isPriority ? .priority : .arrival,
            patience: try patience.map { try .deterministic($0) }, joining: [])
    }
}
