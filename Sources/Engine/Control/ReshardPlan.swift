// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The resharding of a cache, compiled.
struct ReshardPlan: Sendable {
    struct Move: Sendable, Equatable {
        let slot: Int
        let from: Int
        let to: Int
    }

    let component: ComponentID
    let name: String
    /// Its number among the caches of the store, and its resource.
    let cache: Int
    let resource: Int
    /// Nodes before and after.
    let from: Int
    let to: Int
    let at: Int64
    let over: Int64
    /// Of one key.
    let move: CompiledDistribution
    let keeps: Bool
    /// Bytes of a node.
    let memory: Int64

    /// Those of a model, in the order of its components.
    static func all(
        _ model: Model, _ table: ResourceTable, _ laws: inout DistributionCompiler
    ) -> [ReshardPlan] {
        var plans: [ReshardPlan] = []
        var caches = 0
        for (index, component) in model.components.enumerated() {
            guard case .cache(let cache) = component.kind else { continue }
            caches += 1
            let id = ComponentID(index)
            guard let change = cache.behavior.resharding, let resource = table.index(id, .servers)
            else { continue }
            plans.append(
                ReshardPlan(
                    component: id, name: component.name, cache: caches - 1, resource: resource,
                    from: cache.nodes, to: change.nodes, at: change.start.nanoseconds,
                    over: change.time.nanoseconds, move: laws.compile(change.move),
                    keeps: change.keepsKeys, memory: cache.memoryPerNode.bytes))
        }
        return plans
    }

    /// As few slots as it takes until all nodes have the same number, but for one: each node gives
    /// its last ones, one node after the other.
    var moves: [Move] {
        let slots = SlotMaps.slots
        let nodes = max(from, to)
        var held = [[Int]](repeating: [], count: nodes)
        for slot in 0..<slots { held[slot * from / slots].append(slot) }
        let quotas = (0..<nodes).map { node in
            node < to ? slots / to + (node < slots % to ? 1 : 0) : 0
        }
        var missing = (0..<nodes).map { max(quotas[$0] - held[$0].count, 0) }
        var receiver = 0
        var moves: [Move] = []
        for node in 0..<nodes {
            for slot in held[node].dropFirst(quotas[node]) {
                while missing[receiver] == 0 { receiver += 1 }
                missing[receiver] -= 1
                moves.append(Move(slot: slot, from: node, to: receiver))
            }
        }
        return moves
    }

    /// Memory of the cluster where so many of all moves are done: that of a node counts by the
    /// slots that it has.
    func capacity(done: Int, of all: Int) -> Int64 {
        let share = all > 0 ? Double(done) / Double(all) : 1
        let nodes = Double(from) + (Double(to) - Double(from)) * share
        let bytes = Double(memory) * nodes
        return bytes < 0x1p62 ? Int64(bytes) : .max
    }
}
