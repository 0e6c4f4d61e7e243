// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What of a model changes while it runs, apart from its requests, and how that is watched.
struct ControlProgram: Sendable {
    /// Pods whose number changes.
    struct Fleet: Sendable {
        let component: ComponentID
        let name: String
        /// Its resource, which is its group too, and the first of its stations.
        let resource: Int
        let first: Int
        /// The most pods there may be: so many stations, and behind them the closed door.
        let most: Int
        let pods: Pods
        /// Connection pools of which each pod has one.
        let pools: [Int]
        /// Until a new pod takes requests.
        let startup: CompiledDistribution?
        /// Until a node runs.
        let boot: CompiledDistribution?
    }

    let fleets: [Fleet]
    let faults: [FaultPlan]
    let degradation: DegradationPlan?
    let reshards: [ReshardPlan]
    /// Length of a window of the timeline, in ns.
    let window: Int64

    /// Nil where nothing changes and nobody asked for a timeline.
    init?(
        _ model: Model, _ table: ResourceTable, _ patches: FaultPatches,
        _ laws: inout DistributionCompiler
    ) {
        var fleets: [Fleet] = []
        for (index, resource) in table.resources.enumerated() where resource.isFleet {
            guard case .pods(let pods) = model.component(resource.id.component).kind else {
                preconditionFailure("a fleet that is no pods")
            }
            let pools = table.resources.indices.filter {
                model.pods(ofPool: table.resources[$0].id) == resource.id.component
            }
            fleets.append(
                Fleet(
                    component: resource.id.component, name: resource.name, resource: index,
                    first: Int(table.groups[index].first), most: resource.members - 1, pods: pods,
                    pools: pools, startup: pods.startup.map { laws.compile($0) },
                    boot: pods.nodes.map { laws.compile($0.boot) }))
        }
        let asked = model.run.timelineWindow
        let isQuiet =
            fleets.isEmpty && model.faults.isEmpty && model.alerts.isEmpty && !model.hasStages
            && model.degradation == nil && !model.reshards
        guard asked != nil || !isQuiet else { return nil }
        faults = model.faults.map { FaultPlan($0, fleets, table, patches, &laws) }
        degradation = model.degradation.map { DegradationPlan($0, model, table) }
        reshards = ReshardPlan.all(model, table, &laws)
        self.fleets = fleets
        let whole = model.run.warmUp.time.nanoseconds + model.run.duration.nanoseconds
        window = max(
            (asked ?? Self.usualWindow(of: model.run.duration)).nanoseconds,
            whole / Int64(RunPlan.mostWindows))
    }

    /// Whether instructions change while it runs.
    var changesCode: Bool {
        faults.contains { !$0.gates.isEmpty || !$0.slow.isEmpty }
            || degradation?.changesCode ?? false
    }

    /// Whether requests are lost with the member that they are at.
    var losesRequests: Bool {
        faults.contains(where: \.losesRequests) || fleets.contains { $0.pods.leak != nil }
    }

    /// The fleet whose pods, or whose pods' connections, a resource holds.
    func fleet(of resource: Int) -> Int? {
        fleets.firstIndex { $0.resource == resource || $0.pools.contains(resource) }
    }

    /// Whether the number of a resource's servers changes.
    func changesServers(of resource: Int) -> Bool {
        fleet(of: resource) != nil || reshards.contains { $0.resource == resource }
    }

    /// The shortest round time that cuts the duration in 40 windows at most.
    static func usualWindow(of duration: SimTime) -> SimTime {
        let round: [Int64] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200,
            86_400, 604_800, 2_592_000, 31_536_000,
        ]
        let most: Int64 = 40
        let seconds = round.first { $0 * most >= duration.nanoseconds / 1_000_000_000 }
        return .seconds(seconds ?? duration.nanoseconds / most / 1_000_000_000)
    }
}

extension Model {
    /// The pods each of which has one pool of that resource; nil for any other resource.
    fileprivate func pods(ofPool id: ResourceID) -> ComponentID? {
        guard id.role == .pool, case .database(let database) = component(id.component).kind else {
            return nil
        }
        return database.poolPerPod?.pods
    }

    /// Whether the load of a source changes on a schedule.
    var hasStages: Bool {
        sources.contains { source in
            switch source.demand {
            case .open(let open): !open.stages.isEmpty
            case .closed(let closed): !closed.stages.isEmpty
            }
        }
    }
}
