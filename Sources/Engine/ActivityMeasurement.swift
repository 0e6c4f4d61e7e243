// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What the requests of each operation asked of a component: by it the component's cost is theirs.
public struct ActivityMeasurement: Sendable {
    public let component: ComponentID
    public let driver: Driver
    /// A second, in the driver's unit; in the order of `Model.operations`.
    public internal(set) var byOperation: [Estimate<Double>]

    public init(component: ComponentID, driver: Driver, byOperation: [Estimate<Double>]) {
        self.component = component
        self.driver = driver
        self.byOperation = byOperation
    }

    public enum Driver: String, Sendable, CaseIterable {
        /// Seconds of service: of pods and stations, of a database's instances, of cache nodes.
        case service = "service time"
        case calls, bytes, gas, invocations
        /// Of partitioned tables.
        case units
    }
}

extension ComponentKind {
    /// Absent where no operation asks anything of it by itself.
    var driver: ActivityMeasurement.Driver? {
        switch self {
        case .station, .pods, .cache, .database: .service
        case .service: .calls
        case .delivery: .bytes
        case .chain: .gas
        case .function: .invocations
        case .table: .units
        case .account: nil
        }
    }
}

extension Summary {
    var activity: [ActivityMeasurement] {
        program.model.components.enumerated().compactMap { index, component in
            component.kind.driver.map { driver in
                ActivityMeasurement(
                    component: ComponentID(index), driver: driver,
                    byOperation: program.operations.indices.map { operation in
                        sampled(runs.map { $0.activity.amount(index, operation) / $0.window })
                    })
            }
        }
    }
}
