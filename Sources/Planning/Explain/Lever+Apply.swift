// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension Lever {
    /// The key of a scenario that `--set` takes; of a speed, the place's name.
    public func path(_ model: Model) -> String {
        switch self {
        case .capacity(let id, .replicas) where autoscaler(model) != nil:
            key(model, id) + "autoscaler.min"
        case .capacity(let id, let capacity): key(model, id) + capacity.key
        case .memory(let id): key(model, id) + "memory"
        case .timeToLive(let id): key(model, id) + "ttl"
        case .speed(.component(let id)): model.component(id).name
        case .speed(.network(let id)): model.component(id).name + " network"
        case .speed(.delay(let name)): name
        }
    }

    /// What `--set` must change besides: more pods than an autoscaler may have, or than there are
    /// at the start.
    public func others(_ setting: Int, _ model: Model) -> [String] {
        guard case .capacity(let id, .replicas) = self, let autoscaler = autoscaler(model),
            case .pods(let pods) = model.component(id).kind
        else { return [] }
        let keys = [
            (key: "autoscaler.max", now: autoscaler.bounds.upperBound),
            (key: "replicas", now: pods.replicas),
        ]
        return keys.filter { $0.now < setting }.map { "\(key(model, id))\($0.key)=\(setting)" }
    }

    /// A setting as `--set` takes it; of a speed, how much less time.
    public func text(_ setting: Int, _ model: Model) -> String {
        switch self {
        case .capacity(let id, .rateLimit):
            guard case .service(let service) = model.component(id).kind,
                let unit = service.limit.flatMap({ WholeRate($0.rate)?.period })
            else { return "" }
            return "\(setting)/\(unit.rawValue)"
        case .capacity: return "\(setting)"
        case .memory(let id):
            guard case .cache(let cache) = model.component(id).kind else { return "" }
            return "\(Self.part(setting, of: cache.memoryPerNode))"
        case .timeToLive(let id):
            guard case .cache(let cache) = model.component(id).kind, let life = cache.timeToLive
            else { return "" }
            return "\(Self.part(setting, of: life))"
        case .speed: return setting == 0 ? "0%" : "-\(setting)%"
        }
    }

    /// The model with that setting instead of its own.
    ///
    /// Throws where the model cannot have it.
    func apply(_ setting: Int, to model: Model) throws -> Model {
        switch self {
        case .capacity(let id, let capacity):
            return try model.with(capacity.set(setting, model.component(id).kind), at: id)
        case .memory(let id):
            guard case .cache(let cache) = model.component(id).kind else { return model }
            let memory = Self.part(setting, of: cache.memoryPerNode)
            return try model.with(
                .cache(cache.with(memory: memory, life: cache.timeToLive)), at: id)
        case .timeToLive(let id):
            guard case .cache(let cache) = model.component(id).kind, let life = cache.timeToLive
            else { return model }
            return try model.with(
                .cache(cache.with(memory: cache.memoryPerNode, life: Self.part(setting, of: life))),
                at: id)
        case .speed(let place):
            return try model.with(work: place, times: Double(100 - setting) / 100)
        }
    }

    /// A part of the path of a component; a name with points stands in double quotes.
    private func key(_ model: Model, _ id: ComponentID) -> String {
        let name = model.component(id).name
        return "components." + (name.contains(".") ? "\"\(name)\"" : name) + "."
    }

    /// Exact wherever the whole has a quarter.
    private static func part(_ quarters: Int, of memory: Bytes) -> Bytes {
        .bytes(memory.bytes / Int64(Self.quarters) * Int64(quarters))
    }

    private static func part(_ quarters: Int, of time: SimTime) -> SimTime {
        .nanoseconds(time.nanoseconds / Int64(Self.quarters) * Int64(quarters))
    }
}

extension Lever.Capacity {
    var key: String {
        switch self {
        case .servers: "servers"
        case .replicas, .readReplicas: "replicas"
        case .cores: "cores"
        case .pool: "pool.per pod"
        case .bouncer: "bouncer.connections"
        case .parallelism: "parallelism"
        case .nodes: "nodes"
        case .rateLimit: "limit.rate"
        case .concurrency: "concurrency"
        case .readCapacity: "capacity.read"
        case .writeCapacity: "capacity.write"
        case .connections: "max connections"
        }
    }

    /// The same component with so many; what has none of them stays as it is.
    func set(_ count: Int, _ kind: ComponentKind) -> ComponentKind {
        switch kind {
        case .station(let station):
            return .station(
                Station(
                    servers: self == .servers ? count : station.servers,
                    queueLimit: station.queueLimit, discipline: station.discipline))
        case .pods(var pods):
            if self == .replicas { pods.set(replicas: count) }
            if self == .cores { pods.cores = count }
            return .pods(pods)
        case .cache(let cache):
            return .cache(cache.with(nodes: self == .nodes ? count : cache.nodes))
        case .database(var database):
            if self == .pool, let pool = database.poolPerPod {
                database.poolPerPod = PoolPerPod(pods: pool.pods, connections: count)
            }
            if self == .parallelism { database.parallelism = count }
            if self == .readReplicas { database.replicas = count }
            if self == .bouncer, database.bouncerConnections != nil {
                database.bouncerConnections = count
            }
            if self == .connections {
                database.connecting = DatabaseConnecting(
                    most: count, time: database.connecting?.time)
            }
            return .database(database)
        case .service(let service): return .service(service.with(self, count))
        case .function(let function):
            return .function(self == .concurrency ? function.with(concurrency: count) : function)
        case .account(let account):
            return .account(
                self == .concurrency ? FunctionAccount(concurrency: count) : account)
        case .table(let table): return .table(table.with(self, count))
        case .delivery, .chain: return kind
        }
    }
}

extension Pods {
    /// So many pods, or as many at least where an autoscaler sets their number.
    fileprivate mutating func set(replicas count: Int) {
        guard let bounds = autoscaler?.bounds else {
            replicas = count
            return
        }
        replicas = max(replicas, count)
        autoscaler?.bounds = count...max(count, bounds.upperBound)
    }
}

extension Cache {
    fileprivate func with(nodes: Int) -> Cache {
        Cache(
            nodes: nodes, memoryPerNode: memoryPerNode, timeToLive: timeToLive,
            eviction: eviction, operationTime: operationTime, roundTrip: roundTrip,
            behavior: behavior)
    }

    fileprivate func with(memory: Bytes, life: SimTime?) -> Cache {
        Cache(
            nodes: nodes, memoryPerNode: memory, timeToLive: life, eviction: eviction,
            operationTime: operationTime, roundTrip: roundTrip,
            behavior: behavior)
    }
}

extension ExternalService {
    fileprivate func with(_ capacity: Lever.Capacity, _ count: Int) -> ExternalService {
        guard capacity == .rateLimit, let limit, let unit = WholeRate(limit.rate)?.period else {
            return self
        }
        var service = self
        service.limit = RateLimit(
            subject: limit.subject, rate: unit.rate(count), burst: limit.burst)
        return service
    }
}

extension Function {
    fileprivate func with(concurrency: Int) -> Function {
        Function(
            memory: memory, coldStart: coldStart, idle: idle, provisioned: provisioned,
            concurrency: concurrency, account: account, scaling: scaling)
    }
}

extension PartitionedTable {
    fileprivate func with(_ changed: Lever.Capacity, _ count: Int) -> PartitionedTable {
        guard capacity.isProvisioned else { return self }
        return PartitionedTable(
            partitions: partitions,
            capacity: .provisioned(
                read: changed == .readCapacity ? count : capacity.read,
                write: changed == .writeCapacity ? count : capacity.write),
            latency: latency)
    }
}
