// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// One thing about a platform that can be changed alone, in whole steps, of which more is better:
/// how much there is of a resource, how long a cache keeps what, or how fast a place works.
public enum Lever: Hashable, Sendable {
    case capacity(ComponentID, Capacity)
    /// Memory of each node of a cache, in quarters of what it has.
    case memory(ComponentID)
    /// In quarters of what it is.
    case timeToLive(ComponentID)
    /// All work at a place takes less time, by so many percent: a diagnosis, nothing to buy.
    case speed(WorkPlace)

    /// What can be counted.
    public enum Capacity: String, Sendable, CaseIterable {
        case servers, replicas, cores, pool, bouncer, parallelism, readReplicas, nodes
        /// What turns away: of a service its calls a second, of a function or an account
        /// invocations at a time, units a second of a table, open connections of a database.
        case rateLimit, concurrency, readCapacity, writeCapacity, connections
    }

    /// A setting in words and on its own.
    static let quarters = 4
    private static let mostTimes = 32
    private static let fastest = 99

    /// Where the model stands; nil where it has no such thing.
    public func setting(_ model: Model) -> Int? {
        switch self {
        case .capacity(let id, let capacity): capacity.count(model.component(id).kind)
        case .memory(let id): cache(model, id) == nil ? nil : Self.quarters
        case .timeToLive(let id): cache(model, id)?.timeToLive == nil ? nil : Self.quarters
        case .speed: 0
        }
    }

    /// The least and the most that a search looks at.
    func bounds(_ model: Model) -> ClosedRange<Int> {
        switch self {
        case .capacity(let id, let capacity):
            let now = most(setting(model) ?? 1, model)
            let most = capacity.most(model, id)
            return capacity.least...max(now, min(most, max(now, 1) * Self.mostTimes))
        case .memory, .timeToLive: return 1...Self.quarters * Self.mostTimes
        case .speed: return 0...Self.fastest
        }
    }

    /// How many there may be under that setting: an autoscaler keeps more than its least.
    func most(_ setting: Int, _ model: Model) -> Int {
        max(setting, autoscaler(model)?.most ?? setting)
    }

    /// Of the pods whose number it sets.
    func autoscaler(_ model: Model) -> PodAutoscaler? {
        guard case .capacity(let id, .replicas) = self,
            case .pods(let pods) = model.component(id).kind
        else { return nil }
        return pods.autoscaler
    }

    /// Resources whose queues it shortens by itself.
    func relieves(_ model: Model) -> [ResourceID] {
        guard case .capacity(let id, let capacity) = self else { return [] }
        var resources = capacity.roles(model.component(id).kind).map {
            ResourceID(component: id, role: $0)
        }
        if capacity == .replicas {
            for (index, component) in model.components.enumerated() {
                if case .database(let database) = component.kind, database.poolPerPod?.pods == id {
                    resources.append(ResourceID(component: ComponentID(index), role: .pool))
                }
            }
        }
        return resources
    }

    /// Whether the bill knows what it costs: a larger pod or instance has another price, which the
    /// scenario does not name.
    public var isPriced: Bool {
        switch self {
        case .capacity(_, let capacity): capacity.isPriced
        case .memory, .timeToLive: true
        case .speed: false
        }
    }

    /// False for a diagnosis.
    public var isPurchase: Bool {
        switch self {
        case .capacity, .memory, .timeToLive: true
        case .speed: false
        }
    }

    /// The setting over the one that stands, such as 1.3 for 26 instead of 20; of a speed, how many
    /// times as fast.
    func times(_ setting: Int, _ model: Model) -> Double {
        switch self {
        case .capacity, .memory, .timeToLive:
            Double(setting) / Double(max(self.setting(model) ?? 1, 1))
        case .speed: 100 / Double(max(100 - setting, 1))
        }
    }

    private func cache(_ model: Model, _ id: ComponentID) -> Cache? {
        guard case .cache(let cache) = model.component(id).kind else { return nil }
        return cache
    }
}

extension Lever.Capacity {
    /// How many there are, of autoscaled pods at least; nil where a component of that kind has
    /// none.
    func count(_ kind: ComponentKind) -> Int? {
        switch (self, kind) {
        case (.servers, .station(let station)): station.servers
        case (.replicas, .pods(let pods)): pods.autoscaler?.bounds.lowerBound ?? pods.replicas
        case (.cores, .pods(let pods)): pods.cores
        case (.pool, .database(let database)): database.poolPerPod?.connections
        case (.bouncer, .database(let database)): database.bouncerConnections
        case (.parallelism, .database(let database)): database.parallelism
        case (.readReplicas, .database(let database)): database.replicas
        // Of a cache that gets others in the end the first do not last.
        case (.nodes, .cache(let cache)): cache.behavior.resharding == nil ? cache.nodes : nil
        case (.rateLimit, .service(let service)):
            service.limit.flatMap { WholeRate($0.rate)?.count }
        case (.concurrency, .function(let function)): function.concurrency
        case (.concurrency, .account(let account)): account.concurrency
        case (.readCapacity, .table(let table)):
            table.capacity.isProvisioned ? table.capacity.read : nil
        case (.writeCapacity, .table(let table)):
            table.capacity.isProvisioned ? table.capacity.write : nil
        case (.connections, .database(let database)): database.connecting?.most
        case (.servers, _), (.replicas, _), (.cores, _), (.pool, _), (.bouncer, _),
            (.parallelism, _), (.readReplicas, _), (.nodes, _), (.rateLimit, _),
            (.concurrency, _), (.readCapacity, _), (.writeCapacity, _), (.connections, _):
            nil
        }
    }

    var least: Int {
        switch self {
        case .readReplicas: 0
        case .servers, .replicas, .cores, .pool, .bouncer, .parallelism, .nodes, .rateLimit,
            .concurrency, .readCapacity, .writeCapacity, .connections:
            1
        }
    }

    /// What that component may have: a function no more than others leave of its account.
    func most(_ model: Model, _ id: ComponentID) -> Int {
        if self == .rateLimit, case .service(let service) = model.component(id).kind {
            let unit = service.limit.flatMap { WholeRate($0.rate)?.period }
            return unit?.count(RateLimit.largestRate) ?? most
        }
        guard self == .concurrency, let home = model.function(id)?.account,
            case .account(let account) = model.component(home).kind
        else { return most }
        let others = model.functions.filter { $0.id != id && $0.function.account == home }
        return min(most, account.concurrency - others.reduce(0) { $0 + $1.function.setAside })
    }

    /// What a model may have.
    private var most: Int {
        switch self {
        case .cores: 1_024
        case .nodes: 16_384
        case .servers, .replicas, .pool, .bouncer, .parallelism, .readReplicas, .concurrency,
            .connections:
            100_000
        case .rateLimit: 1_000_000
        case .readCapacity, .writeCapacity: PartitionedTable.units.upperBound
        }
    }

    func roles(_ kind: ComponentKind) -> [ResourceRole] {
        switch self {
        case .servers, .replicas, .cores, .nodes: return [.servers]
        case .pool: return [.pool]
        case .bouncer: return [.bouncer]
        case .parallelism: return [.primary, .replicas]
        case .readReplicas:
            // The first replica takes the reads off the primary.
            return count(kind) == 0 ? [.primary, .replicas] : [.replicas]
        case .rateLimit, .concurrency, .readCapacity, .writeCapacity, .connections: return []
        }
    }

    /// Whether it turns away what is beyond, instead of letting it wait.
    public var isLimit: Bool {
        switch self {
        case .rateLimit, .concurrency, .readCapacity, .writeCapacity, .connections: true
        case .servers, .replicas, .cores, .pool, .bouncer, .parallelism, .readReplicas, .nodes:
            false
        }
    }

    var isPriced: Bool {
        switch self {
        case .cores, .parallelism, .rateLimit, .concurrency, .connections: false
        case .servers, .replicas, .pool, .bouncer, .readReplicas, .nodes, .readCapacity,
            .writeCapacity:
            true
        }
    }

    /// The limits whose load it changes.
    var limits: [LimitLoad.Kind] {
        switch self {
        case .rateLimit: [.rateLimit]
        case .concurrency: [.concurrency, .reservedConcurrency]
        case .readCapacity: [.readCapacity]
        case .writeCapacity: [.writeCapacity]
        case .connections: [.connections]
        case .servers, .replicas, .cores, .pool, .bouncer, .parallelism, .readReplicas, .nodes: []
        }
    }
}
