// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A platform that has so much of everything that only one component can run out.
///
/// Others get more servers of the same speed, not faster ones, so that their own times stay. A
/// cache gets more nodes of less memory: what it holds, and so what it misses, stays about the
/// same. What nobody can buy more of stays as it is, such as the blocks of a chain. There is no
/// level on costs, of which ample of everything would tell nothing.
struct Relief {
    /// Times what they have now.
    static let times = 32
    private static let mostCores = 1_024
    private static let mostCount = 100_000
    private static let mostNodes = 16_384
    private static let leastMemory = Bytes.mebibytes(1)

    let model: Model
    /// What stays as it is; nil for a model with ample of everything.
    let kept: ComponentID?

    /// The model with ample of everything but what is kept; nil where it cannot be had.
    var relieved: Model? {
        let components = model.components.indices.map { index -> Component in
            let component = model.components[index]
            return isKept(ComponentID(index))
                ? component.unbounded : component.unbounded(as: relieved(component.kind))
        }
        let objectives = model.objectives.filter { !$0.isOfCost }
        return try? model.with(
            operations: model.operations.map(relieved), components: components,
            objectives: objectives)
    }

    /// A function counts with the account whose concurrency it shares.
    func isKept(_ id: ComponentID) -> Bool {
        guard let kept else { return false }
        if case .function(let function) = model.component(kept).kind, function.account == id {
            return true
        }
        return id == kept
    }

    /// Components of which there is no more, or not of all that requests wait for.
    var unrelieved: [ComponentID] {
        model.components.indices.map { ComponentID($0) }.filter { id in
            switch model.component(id).kind {
            case .chain: true
            case .cache(let cache): cache.behavior.resharding != nil
            case .database(let database): database.replication != nil
            case .station, .pods, .service, .delivery, .function, .account, .table: false
            }
        }
    }

    private func relieved(_ operation: Operation) -> Operation {
        Operation(
            name: operation.name, steps: operation.steps, priority: operation.priority,
            client: operation.client, limits: operation.limits.map(relieved),
            tags: operation.tags)
    }

    private func relieved(_ kind: ComponentKind) -> ComponentKind {
        switch kind {
        case .station(let station):
            return .station(
                Station(
                    servers: more(station.servers), queueLimit: station.queueLimit,
                    discipline: station.discipline))
        case .pods(var pods):
            // More cores and not more pods, whose pools are part of a database.
            pods.cores = more(pods.cores, atMost: Self.mostCores)
            return .pods(pods)
        case .cache(let cache): return relieved(cache)
        case .database(var database):
            database.parallelism = more(database.parallelism)
            database.poolPerPod = database.poolPerPod.map {
                PoolPerPod(pods: $0.pods, connections: more($0.connections))
            }
            database.bouncerConnections = database.bouncerConnections.map { more($0) }
            if let connecting = database.connecting {
                database.connecting = DatabaseConnecting(
                    most: connecting.most.map { more($0) }, time: connecting.time)
            }
            if let disk = database.disk {
                database.disk = DatabaseDisk(
                    operations: more(disk.operations, atMost: DatabaseDisk.mostOperations),
                    latency: disk.latency)
            }
            return .database(database)
        case .service(var service):
            service.limit = service.limit.map(relieved)
            return .service(service)
        case .account(let account):
            return .account(FunctionAccount(concurrency: more(account.concurrency)))
        case .table(let table): return relieved(table)
        case .function(let function): return .function(relieved(function))
        case .delivery, .chain: return kind
        }
    }

    /// In proportion to its account, which has to hold what all its functions set aside.
    private func relieved(_ function: Function) -> Function {
        var times = Self.times
        if let home = function.account {
            guard !isKept(home), case .account(let account) = model.component(home).kind else {
                return function
            }
            times = more(account.concurrency) / max(account.concurrency, 1)
        }
        return Function(
            memory: function.memory, coldStart: function.coldStart, idle: function.idle,
            provisioned: function.provisioned,
            concurrency: function.concurrency.map { min($0 * times, max($0, Self.mostCount)) },
            account: function.account,
            scaling: EnvironmentScaling(
                rate: more(function.scaling.rate),
                burst: more(function.scaling.burst, atMost: RateLimit.largestBurst)))
    }

    private func relieved(_ cache: Cache) -> ComponentKind {
        guard cache.behavior.resharding == nil else { return .cache(cache) }
        let room = cache.memoryPerNode.bytes / Self.leastMemory.bytes
        let times = min(Self.times, max(1, Int(room)), Self.mostNodes / max(cache.nodes, 1))
        return .cache(
            Cache(
                nodes: cache.nodes * times,
                memoryPerNode: .bytes(cache.memoryPerNode.bytes / Int64(times)),
                timeToLive: cache.timeToLive, eviction: cache.eviction,
                operationTime: cache.operationTime, roundTrip: cache.roundTrip,
                behavior: cache.behavior))
    }

    private func relieved(_ limit: RateLimit) -> RateLimit {
        RateLimit(subject: limit.subject, rate: more(limit.rate), burst: limit.burst)
    }

    private func relieved(_ table: PartitionedTable) -> ComponentKind {
        let capacity: PartitionedTable.Capacity =
            table.capacity.isProvisioned
            ? .provisioned(
                read: more(table.capacity.read, atMost: PartitionedTable.units.upperBound),
                write: more(table.capacity.write, atMost: PartitionedTable.units.upperBound))
            : table.capacity
        return .table(
            PartitionedTable(
                partitions: more(table.partitions, atMost: PartitionedTable.mostPartitions),
                capacity: capacity, latency: table.latency))
    }

    private func more(_ rate: Rate) -> Rate {
        .perSecond(min(rate.perSecond * Double(Self.times), RateLimit.largestRate.perSecond))
    }

    private func more(_ count: Int, atMost most: Int = Relief.mostCount) -> Int {
        max(count, min(count * Self.times, most))
    }
}

extension Component {
    /// The same without a hard limit, to be tried beyond it.
    var unbounded: Component { unbounded(as: kind) }

    func unbounded(as kind: ComponentKind) -> Component {
        Component(
            name: name, kind: kind, charge: charge, extras: extras, breaker: breaker, tags: tags,
            storage: storage)
    }
}

extension Objective {
    fileprivate var isOfCost: Bool {
        switch measure {
        case .costPerTransaction: true
        case .latency, .meanLatency, .errors, .hitRate, .utilization, .replicationLag: false
        }
    }
}
