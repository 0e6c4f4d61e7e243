// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The connections of a database that are opened when they are needed.
public struct ConnectionMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Most that it takes; absent for no bound.
    public let limit: Int?
    /// Most that were open at any time.
    public let most: Estimate<Double>
    public let opened: Estimate<Rate>
    /// Of all that were to be opened.
    public let refused: Estimate<Ratio>
}

/// How old data is when it is read.
public struct AgeMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Absent where a replication read none.
    public let mean: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    public let longest: Estimate<SimTime>?
}

extension Summary {
    var connections: [ConnectionMeasurement] {
        program.connections.enumerated().map { index, plan in
            let values = runs.map { $0.connections[index] }
            return ConnectionMeasurement(
                component: plan.database, name: program.model.component(plan.database).name,
                limit: plan.most, most: sampled(values.map { Double($0.most) }),
                opened: sampled(zip(values, runs).map { Double($0.opened) / $1.window }),
                refused: sampled(
                    values.map { value in
                        let wanted = value.opened + value.refused
                        return wanted > 0 ? Double(value.refused) / Double(wanted) : 0
                    }))
        }
    }

    var ages: [AgeMeasurement] {
        program.ages.enumerated().map { index, plan in
            let values = runs.map { $0.ages[index] }
            return AgeMeasurement(
                component: plan.service, name: program.model.component(plan.service).name,
                mean: optional(values.map(\.mean)), p95: optional(values.map(\.p95)),
                longest: optional(values.map(\.longest)))
        }
    }
}
