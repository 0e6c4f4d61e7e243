// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

@testable import Engine

extension CallPolicy {
    static func of(
        timeout: SimTime? = nil, attempts: Int? = 1, backoff: Backoff? = nil,
        budget: RetryBudget? = nil, on failures: Set<AttemptFailure> = Retry.usual
    ) -> CallPolicy {
        CallPolicy(
            timeout: timeout,
            retry: Retry(
                attempts: attempts, backoff: backoff, budget: budget, failures: failures))
    }
}

extension Step {
    static func guarded(
        _ policy: CallPolicy, _ steps: [Step], fallback: [Step]? = nil
    ) -> Step {
        .guarded(GuardedStep(name: "try", steps: steps, policy: policy, fallback: fallback))
    }

    static func pause(_ milliseconds: Int64, _ name: String = "pause") throws -> Step {
        .delay(DelayStep(name: name, time: try .deterministic(.milliseconds(milliseconds))))
    }
}

extension Fixture {
    /// Poisson requests that call a service, as the steps say; component 0 is the service.
    static func calls(
        rate: Double, latency: Distribution, failures: Ratio, _ steps: [Step]
    ) -> Fixture {
        var fixture = Fixture()
        fixture.sources = poisson(rate)
        fixture.components = [
            component("rpc", .service(ExternalService(latency: latency, failures: failures)))
        ]
        fixture.operations = [Operation(name: "visit", steps: steps)]
        return fixture
    }

    static var call: Step { .call(CallStep(service: ComponentID(0))) }

    /// The same steps, within a client of that policy.
    func behind(_ client: CallPolicy) -> Fixture {
        var fixture = self
        fixture.operations = operations.map {
            Operation(name: $0.name, steps: $0.steps, priority: $0.priority, client: client)
        }
        return fixture
    }

    /// Every replication as plain numbers.
    func plainRuns() throws -> [Replication] {
        let model = try model()
        let program = Program(model)
        return (0..<replications).compactMap {
            Replication.run(
                program, number: $0, slotLimit: 1_000_000, quantiles: [.percent(95)]
            ) { _ in }
        }
    }
}
