// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// The loss of a part of a platform, and the platform without it.
public struct SingleFailure: Sendable {
    public let component: ComponentID
    /// How many are lost at once: as many pods as a node holds.
    public let lost: Int
    public let member: HardLimit.Member
    let model: Model

    /// Nil where there is no other one, or somebody starts another at once.
    init?(_ id: ComponentID, of model: Model) {
        let kind: ComponentKind
        var lost = 1
        switch model.component(id).kind {
        case .station(let station) where station.servers > 1:
            member = .server
            kind = Lever.Capacity.servers.set(station.servers - 1, model.component(id).kind)
        case .pods(let pods) where !pods.isScaled:
            lost = min(pods.nodes?.podsPerNode ?? 1, pods.replicas)
            guard pods.replicas > lost else { return nil }
            member = .pod
            kind = Lever.Capacity.replicas.set(pods.replicas - lost, model.component(id).kind)
        case .cache(let cache) where cache.nodes > 1 && cache.behavior.resharding == nil:
            member = .node
            kind = Lever.Capacity.nodes.set(cache.nodes - 1, model.component(id).kind)
        case .database(let database)
        where database.replicas > (database.replication == nil ? 0 : 1):
            member = .readReplica
            kind = Lever.Capacity.readReplicas.set(
                database.replicas - 1, model.component(id).kind)
        case .station, .pods, .cache, .database, .service, .delivery, .chain, .function, .account,
            .table:
            return nil
        }
        guard let changed = try? model.with(kind, at: id) else { return nil }
        component = id
        self.lost = lost
        self.model = changed
    }
}
