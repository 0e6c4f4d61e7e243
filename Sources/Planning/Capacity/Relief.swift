// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A platform that has so much of everything that only one component can run out.
///
/// Others get more servers of the same speed, not faster ones, so that their own times stay. A
/// cache gets more nodes of less memory: what it holds, and so what it misses, stays about the
/// same. A chain stays as it is, because nobody can buy a larger block.
struct Relief {
    /// Times what they have now.
    static let times = 32
    private static let mostCores = 1_024
    private static let mostCount = 100_000
    private static let mostNodes = 16_384
    private static let leastMemory = Bytes.mebibytes(1)

    let model: Model

    /// The model with ample of everything but that component; nil where it cannot be had.
    func sparing(_ kept: ComponentID) -> Model? {
        let isShared = { (id: ComponentID) -> Bool in
            guard case .function(let function) = model.component(kept).kind else { return false }
            return function.account == id
        }
        let components = model.components.indices.map { index -> Component in
            let component = model.components[index]
            let id = ComponentID(index)
            guard id != kept, !isShared(id) else { return component.unbounded }
            return component.unbounded(as: relieved(component.kind))
        }
        return try? model.with(components: components)
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
        case .delivery, .chain, .function: return kind
        }
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
        let rate = min(
            limit.rate.perSecond * Double(Self.times), RateLimit.largestRate.perSecond)
        return RateLimit(subject: limit.subject, rate: .perSecond(rate), burst: limit.burst)
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
