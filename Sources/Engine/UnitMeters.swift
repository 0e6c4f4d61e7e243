// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Meters of what calls weigh: behind those of the components, one for each service whose price
/// weighs calls by their methods.
struct UnitMeters {
    let services: [ComponentID]
    private let first: Int

    init(_ model: Model) {
        first = model.components.count
        services = model.components.indices.map(ComponentID.init).filter { id in
            if case .service(let service) = model.component(id).kind {
                return !service.methods.isEmpty
            }
            return false
        }
    }

    /// All meters, those of the components first.
    var count: Int { first + services.count }

    /// Where the units of a service are counted; nil where its calls are not weighed.
    func index(of service: ComponentID) -> Int? {
        services.firstIndex(of: service).map { first + $0 }
    }
}
