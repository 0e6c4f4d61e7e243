// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads a component of kind postgres.
struct DatabaseReader {
    /// Answers to a question.
    private enum Answer: String, CaseIterable {
        case yes, no
    }

    let names: Names

    func read(_ field: Field) -> ComponentKind? {
        let keys =
            [
                "parallelism", "replicas", "pool", "bouncer", "round trip", "scale", "replication",
                "disk", "max connections", "connect", "size",
            ] + ComponentReader.guarded + StorageReader.keys
        guard let map = field.map(keys) else { return nil }
        let servers = 1...ComponentReader.mostServers
        let size = map["size"].optional { SizeReader(names: names).size($0) }
        let parallelism = parallelism(map, size)
        let replicas = map["replicas"].or(0) { $0.count(0...ComponentReader.mostServers) }
        let pool = map["pool"].optional(pool)
        let bouncer = map["bouncer"].optional { bouncer in
            bouncer.map(["connections"])?.required("connections")?.count(servers)
        }
        let roundTrip = map["round trip"].optional { $0.distribution() }
        // Its factor is applied by `OperationReader`, from `scales`.
        let scale = map["scale"].or(1) { $0.number(ComponentReader.scaleRange) }
        let replication = map["replication"].optional(replication)
        let disk = map["disk"].optional(disk)
        let most = map["max connections"].optional { connections($0, map, size) }
        let connect = map["connect"].optional { $0.distribution() }
        guard size != nil, let parallelism, let replicas, let pool, let bouncer, let roundTrip,
            scale != nil,
            let replication, let disk, let most, let connect
        else { return nil }
        let opens = most != nil || connect != nil
        return .database(
            Database(
                parallelism: parallelism, replicas: replicas, poolPerPod: pool,
                bouncerConnections: bouncer, roundTrip: roundTrip, replication: replication,
                disk: disk,
                connecting: opens ? DatabaseConnecting(most: most, time: connect) : nil))
    }

    /// As written, or a statement a processor of its size. Not `required`, because either will do.
    private func parallelism(_ map: MapReader, _ size: InstanceSize??) -> Int? {
        if let field = map["parallelism"] { return field.count(1...ComponentReader.mostServers) }
        // A size that is wrong has been noted where it stands.
        if map.has("size") { return size.flatMap { $0 }?.processors }
        map.whole.note(
            at: map.whole.keyPlace, "there is neither 'parallelism' nor 'size'",
            "add one of them")
        return nil
    }

    /// A number, or `by memory`: what PostgreSQL takes at the memory of its size.
    private func connections(_ field: Field, _ map: MapReader, _ size: InstanceSize??) -> Int? {
        guard field.says("by memory") else { return field.count(1...ComponentReader.mostServers) }
        guard map.has("size") else {
            field.note(
                "there is no size by whose memory it could go",
                "add a 'size', or write a number of connections", value: "by memory")
            return nil
        }
        return size.flatMap { $0 }?.connections
    }

    private func pool(_ field: Field) -> PoolPerPod? {
        guard let map = field.map(["per pod", "of"]) else { return nil }
        let connections = map.required("per pod")?.count(1...ComponentReader.mostServers)
        let pods: ComponentID?
        if let of = map["of"] {
            pods = of.component(names, [.pods])
        } else if names.podsNames.count == 1 {
            pods = names.components.firstIndex { $0.kind == .pods }.map(ComponentID.init)
        } else {
            field.note(
                at: field.keyPlace, "it is not said of which pods the pool is",
                "add 'of' with the name of a component of kind pods")
            pods = nil
        }
        guard let connections, let pods else { return nil }
        return PoolPerPod(pods: pods, connections: connections)
    }

    private func replication(_ field: Field) -> DatabaseReplication? {
        guard let map = field.map(["apply", "delay", "synchronous"]) else { return nil }
        let apply = map.required("apply")?.distribution()
        let delay = map["delay"].or(.zero) { $0.time(.zero, DatabaseReplication.longestDelay) }
        let synchronous = map["synchronous"].or(Answer.no) { $0.choice(Answer.self) }
        guard let apply, let delay, let synchronous else { return nil }
        return DatabaseReplication(
            apply: apply, delay: delay, isSynchronous: synchronous == .yes)
    }

    private func disk(_ field: Field) -> DatabaseDisk? {
        guard let map = field.map(["iops", "latency"]) else { return nil }
        let operations = map.required("iops")?.count(1...DatabaseDisk.mostOperations)
        let latency = map["latency"].optional { $0.distribution() }
        guard let operations, let latency else { return nil }
        return DatabaseDisk(operations: operations, latency: latency)
    }
}
