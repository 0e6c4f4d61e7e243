// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Lays the components' servers and pools out as groups of consecutive stations.
struct ResourceTable {
    private(set) var resources: [Program.Resource] = []
    private(set) var groups: [Program.Group] = []
    private(set) var stickyGroups = 0
    private var stations = 0
    private var nodes = 0
    private var indices: [ResourceID: Int] = [:]

    init(_ model: Model) {
        for (index, component) in model.components.enumerated() {
            add(component, ComponentID(index), model)
        }
    }

    /// The group of that resource, or nil where the component has none of that role.
    func index(_ component: ComponentID, _ role: ResourceRole) -> Int? {
        indices[ResourceID(component: component, role: role)]
    }

    private mutating func add(_ component: Component, _ id: ComponentID, _ model: Model) {
        switch component.kind {
        case .station(let station):
            add(
                id, .servers, model, members: 1, servers: station.servers, station.queueLimit,
                discipline: station.discipline)
        case .pods(let pods):
            add(
                id, .servers, model, members: pods.mostReplicas, most: pods.mostRunning,
                servers: pods.cores,
                pods.queueLimit, balancing: pods.balancing, isSticky: true,
                discipline: pods.discipline, isFleet: model.isFleet(id))
            if let canary = pods.canary { add(canary, of: pods, id, model) }
        case .cache(let cache):
            add(
                id, .servers, model, members: cache.mostNodes, most: cache.lastNodes, servers: 1,
                nil, kind: .node)
        case .database(let database):
            // Connections are held across what comes behind them, and no replay that writes do not
            // wait for.
            if database.replication?.isSynchronous == false { addReplay(id, model) }
            if let pool = database.poolPerPod,
                case .pods(let pods) = model.component(pool.pods).kind
            {
                let canaries = pods.canary?.replicas ?? 0
                // A canary's pools stand behind those of the others, as its pods do.
                let door = canaries > 0 && model.isFleet(pool.pods) ? 1 : 0
                add(
                    id, .pool, model, members: pods.mostReplicas + door + canaries,
                    most: pods.mostRunning + canaries, servers: pool.connections, nil, kind: .pool)
            }
            if let connections = database.bouncerConnections {
                add(id, .bouncer, model, members: 1, servers: connections, nil, kind: .pool)
            }
            add(id, .primary, model, members: 1, servers: database.parallelism, nil)
            if database.replicas > 0 {
                add(
                    id, .replicas, model, members: database.replicas,
                    servers: database.parallelism, nil, hasRoster: model.losesReplicas(id))
            }
            if database.disk != nil { addDisks(id, database, model) }
            if database.replication?.isSynchronous == true { addReplay(id, model) }
        case .service, .delivery, .chain, .function, .account, .table:
            break
        }
    }

    /// Its pods follow those of the other version, and a request has one pod of either.
    private mutating func add(
        _ canary: PodCanary, of pods: Pods, _ id: ComponentID, _ model: Model
    ) {
        let stickiness = groups[groups.count - 1].stickiness
        add(
            id, .canary, model, members: canary.replicas, servers: pods.cores, pods.queueLimit,
            balancing: pods.balancing, discipline: pods.discipline,
            presence: canary.presence(in: model.run))
        groups[groups.count - 1].stickiness = stickiness
    }

    private mutating func addDisks(_ id: ComponentID, _ database: Database, _ model: Model) {
        add(id, .disk, model, members: 1, servers: 1, nil)
        guard database.replicas > 0 else { return }
        add(
            id, .replicaDisks, model, members: database.replicas, servers: 1, nil,
            hasRoster: model.losesReplicas(id))
    }

    private mutating func addReplay(_ id: ComponentID, _ model: Model) {
        add(id, .replay, model, members: 1, servers: 1, nil)
    }

    private mutating func add(
        _ component: ComponentID, _ role: ResourceRole, _ model: Model, members: Int,
        most: Int? = nil, servers: Int, _ queueLimit: Int?, balancing: Balancing = .roundRobin,
        isSticky: Bool = false,
        kind: Program.Resource.Kind = .station, discipline: Discipline = .plain,
        isFleet: Bool = false, hasRoster: Bool = false, presence: Double = 1
    ) {
        let id = ResourceID(component: component, role: role)
        let most = most ?? members
        // The closed door behind a fleet is a member without servers.
        let members = isFleet ? members + 1 : members
        indices[id] = resources.count
        resources.append(
            Program.Resource(
                id: id, name: model.name(of: id), servers: most * servers,
                membersServers: servers, queueLimit: queueLimit, members: members, kind: kind,
                discipline: discipline, isFleet: isFleet, presence: presence,
                hasRoster: isFleet || hasRoster))
        groups.append(
            Program.Group(
                first: Int32(kind == .node ? nodes : stations), members: Int32(members),
                balancing: balancing,
                stickiness: isSticky ? Int32(stickyGroups) : -1))
        if kind == .node { nodes += members } else { stations += members }
        if isSticky { stickyGroups += 1 }
    }
}
