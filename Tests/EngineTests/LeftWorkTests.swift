// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What pods that come and go are busy with is a share of the servers that were there for it.
@Suite struct LeftWorkTests {
    /// Pods that leave finish what they have: their servers are busy, and in service so long.
    @Test func utilizationIsAShare() throws {
        for effect in [
            Fault.Effect.crash(ComponentID(0), .share(.one)), .deploy(ComponentID(0)),
        ] {
            var fixture = try fixture(.plain)
            fixture.faults = [
                Fault(
                    name: "fault", effect: effect,
                    timing: .repeated(
                        between: try .exponential(mean: .seconds(4)), lasting: nil))
            ]
            for run in try fixture.plainRuns() {
                let shares = run.timeline.map { $0.utilization[0] }
                #expect(run.resources[0].utilization <= 1 + 1e-9)
                #expect(shares.allSatisfy { $0 <= 1 + 1e-9 })
                #expect(shares.contains { $0 > 0.9 })
            }
        }
    }

    /// An autoscaler that looks at pods takes nothing from the time by number present.
    @Test func occupancyAddsUpUnderAnAutoscaler() throws {
        let fixture = try fixture(Discipline(order: .priority, patience: nil, joining: []))
        for run in try fixture.plainRuns() {
            #expect(abs(run.resources[0].occupancy.reduce(0, +) - 1) < 1e-9)
        }
    }

    /// Pods that an autoscaler might add are not there, idle.
    @Test func absentPodsHaveNoOccupancy() throws {
        var fixed = try fixture(Discipline(order: .priority, patience: nil, joining: []))
        guard case .pods(var pods) = fixed.components[0].kind else { return }
        pods.autoscaler = nil
        fixed.components[0] = Fixture.component("api", .pods(pods))
        pods.autoscaler = PodAutoscaler(bounds: 2...9, metrics: [.cpu(percent: 1_000)])
        var held = fixed
        held.components[0] = Fixture.component("api", .pods(pods))
        for (run, other) in zip(try held.plainRuns(), try fixed.plainRuns()) {
            let (ours, theirs) = (run.resources[0].occupancy, other.resources[0].occupancy)
            #expect(theirs[0] < 0.5)
            for (share, exact) in zip(ours, theirs) { #expect(abs(share - exact) < 1e-6) }
        }
    }

    private func fixture(_ discipline: Discipline) throws -> Fixture {
        var fixture = try Fixture.station(rate: 2, service: 1, servers: 1)
        fixture.components = [
            Fixture.component(
                "api",
                .pods(
                    Pods(
                        replicas: 2, cores: 1, memory: nil, queueLimit: nil,
                        balancing: .roundRobin, discipline: discipline,
                        startup: try .deterministic(.seconds(1)),
                        autoscaler: PodAutoscaler(
                            bounds: 1...4, metrics: [.cpu(percent: 50)],
                            syncPeriod: .seconds(1)))))
        ]
        fixture.timeline = .milliseconds(500)
        fixture.warmUp = .seconds(5)
        fixture.duration = .seconds(60)
        fixture.replications = 2
        return fixture
    }
}
