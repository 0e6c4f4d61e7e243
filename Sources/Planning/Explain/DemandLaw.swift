// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What the demands of the base say of a change without simulating it: an open load above 1/D of a
/// resource is not carried (Denning and Buzen, 1978).
struct DemandLaw {
    let base: Assessment

    /// A measured demand has an interval; what is overloaded by less is left to the simulation.
    private static let margin = 1.02

    /// The first resource that stays overloaded whatever a lever does.
    func overload(beside lever: Lever) -> Explanation.ResourceLoad? {
        guard isOpen, isLocal(lever) else { return nil }
        let relieved = Set(lever.relieves(base.model))
        let over = base.measurements.resources.first {
            !relieved.contains($0.id) && load($0) >= Self.margin
        }
        guard let over, let carries = over.saturationLoad?.value else { return nil }
        return Explanation.ResourceLoad(name: over.name, carries: carries, offered: offered)
    }

    /// Whether a setting leaves a resource of the lever overloaded.
    func forbids(_ lever: Lever, _ setting: Int) -> Bool {
        guard isOpen, isLocal(lever), let now = lever.setting(base.model), now > 0 else {
            return false
        }
        let relieved = Set(lever.relieves(base.model))
        func servers(_ setting: Int) -> Double {
            Double(max(lever.most(setting, base.model), 1))
        }
        return base.measurements.resources.contains {
            relieved.contains($0.id)
                && load($0) * servers(now) / servers(setting) >= Self.margin
                && !ShedLoad(model: base.model).isShed(at: $0.id)
        }
    }

    /// A lever that changes the number of servers, and not what is asked of them.
    private func isLocal(_ lever: Lever) -> Bool {
        switch lever {
        // The first replica changes what the primary is asked, a node what is kept, and a limit
        // what comes to those behind.
        case .capacity(_, .readReplicas): (lever.setting(base.model) ?? 0) > 0
        case .capacity(_, let capacity): capacity != .nodes && !capacity.isLimit
        case .memory, .timeToLive, .speed: false
        }
    }

    private func load(_ resource: ResourceMeasurement) -> Double {
        ShedLoad(model: base.model).isShed(at: resource.id) ? 0 : 1 - resource.headroom.value
    }

    private var offered: Double {
        guard let saturation = base.measurements.saturation else {
            return base.measurements.overall.throughput.value
        }
        return saturation.offered.perSecond
    }

    private var isOpen: Bool {
        base.model.sources.allSatisfy { if case .open = $0.demand { true } else { false } }
    }
}

/// Where customers who would have to wait long leave or do not join: a queue that does not grow
/// without end, whatever is asked of it.
struct ShedLoad {
    let model: Model

    func isShed(at resource: ResourceID) -> Bool {
        switch model.component(resource.component).kind {
        case .station(let station): station.discipline.shedsLoad
        case .pods(let pods): pods.discipline.shedsLoad
        case .cache, .database, .service, .delivery, .chain, .function, .account, .table:
            false
        }
    }
}
