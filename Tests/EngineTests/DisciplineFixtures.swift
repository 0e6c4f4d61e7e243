// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Whether the exact value lies in the estimate's interval, so wide that all rows of these suites
/// together fail a right program less than once in 10 times.
func holds<Unit>(_ estimate: Estimate<Unit>?, _ exact: Double) -> Bool {
    estimate?.interval(confidence: .percent(99.9))?.contains(exact) ?? false
}

extension Discipline {
    static func of(
        _ order: Order, patience: Distribution? = nil, joining: [Ratio] = []
    ) -> Discipline {
        Discipline(order: order, patience: patience, joining: joining)
    }

    /// Every discipline, with a name for test rows.
    static func all() throws -> [(name: String, discipline: Discipline)] {
        let patience = try Distribution.exponential(mean: .seconds(3))
        return [
            ("sharing", .of(.sharing(limit: nil))),
            ("limited sharing", .of(.sharing(limit: 6))),
            ("priority", .of(.priority)),
            ("preemption", .of(.preemption)),
            ("impatient FCFS", .of(.arrival, patience: patience)),
            ("impatient preemption", .of(.preemption, patience: patience)),
            ("impatient limited sharing", .of(.sharing(limit: 4), patience: patience)),
            ("balking", .of(.arrival, joining: [.one, .one, .percent(50), .percent(20)])),
        ]
    }
}

extension Fixture {
    /// One server and a Poisson stream for each priority, each an operation of its own.
    static func classes(
        _ rates: [Double], service: Distribution, order: Discipline.Order, servers: Int = 1,
        samePriority: Bool = false
    ) -> Fixture {
        var fixture = Fixture()
        fixture.components = [
            component(
                "desk",
                .station(Station(servers: servers, queueLimit: nil, discipline: .of(order))))
        ]
        for (index, rate) in rates.enumerated() {
            let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])
            fixture.sources.append(
                TrafficSource(
                    name: "class \(index)", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(index), share: .one)]))
            fixture.operations.append(
                Operation(
                    name: "visit \(index)",
                    steps: [.serve(ServeStep(component: ComponentID(0), time: service))],
                    priority: samePriority ? 1 : index + 1))
        }
        return fixture
    }
}
