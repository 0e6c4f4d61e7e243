// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// What came is what was answered, was turned away, failed, or is in flight; whatever the
/// discipline and the policy.
@Suite struct OutcomeTests {
    static let policies: [(name: String, policy: CallPolicy)] = [
        ("no policy", .none),
        ("time-out", .of(timeout: .seconds(2))),
        ("retries", .of(attempts: 4)),
        ("both", .of(timeout: .seconds(1), attempts: 3)),
        (
            "unlimited",
            .of(
                timeout: .seconds(2), attempts: nil,
                backoff: Backoff(
                    base: .milliseconds(500), factor: 2, cap: .seconds(8), jitter: .full),
                budget: RetryBudget(share: .percent(50), reserve: 5))
        ),
    ]

    private func conserves(_ fixture: Fixture, _ what: String) throws {
        for run in try fixture.plainRuns() {
            for operation in run.operations {
                #expect(operation.arrived > 0, "\(what)")
                #expect(
                    operation.inFlightBefore + operation.arrived
                        == operation.completed + operation.failed + operation.rejected
                        + operation.inFlightAfter, "\(what)")
            }
        }
    }

    @Test("Every discipline under every policy", arguments: 0..<5)
    func stations(index: Int) throws {
        let (name, policy) = Self.policies[index]
        var rules = try Discipline.all()
        rules.append(("first come, first served", .plain))
        for (rule, discipline) in rules {
            for users in [false, true] {
                let limit: Int? = discipline.isShared ? nil : 12
                var fixture = try Fixture.station(
                    rate: 3.5, service: 1, servers: 3, queueLimit: limit, discipline: discipline
                ).behind(policy)
                if users { fixture.sources = Fixture.users(9, think: try Fixture.exponential(1)) }
                fixture.warmUp = .seconds(20)
                fixture.duration = .seconds(150)
                fixture.replications = 2
                try conserves(fixture, "\(name), \(rule), users: \(users)")
            }
        }
    }

    @Test("A whole platform, with guards in branches, misses and fallbacks", arguments: 0..<5)
    func platform(index: Int) throws {
        let (name, policy) = Self.policies[index]
        var fixture = try Fixture.platform()
        let steps = fixture.operations[0].steps
        let inner = Step.guarded(policy, Array(steps[2...]), fallback: [steps[2]])
        fixture.operations[0] = Operation(
            name: "page", steps: [steps[0], .parallel([[inner], [steps[1], inner]])],
            client: policy)
        fixture.duration = .seconds(30)
        fixture.replications = 2
        try conserves(fixture, name)
        fixture.sources = Fixture.users(60, think: try Fixture.exponential(0.2))
        try conserves(fixture, name + ", users")
    }

    @Test("Users who never come again are in flight no more")
    func retiredUsers() throws {
        var fixture = Fixture()
        fixture.sources = Fixture.users(
            9, think: try Fixture.exponential(0.1),
            stages: [UserStage(duration: .seconds(10), target: 0)])
        fixture.operations = [Operation(name: "visit", steps: [try .pause(50)])]
        fixture.warmUp = .seconds(2)
        fixture.duration = .seconds(30)
        try conserves(fixture, "users until 10 s")
        for run in try fixture.plainRuns() { #expect(run.operations[0].inFlightAfter == 0) }
    }
}
