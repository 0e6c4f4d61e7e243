// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

extension ModelInvariants {
    func checkParts(of database: Database, at path: String) throws(ModelError) {
        if let replication = database.replication {
            guard database.replicas > 0 else {
                throw ModelError(
                    path: path + ".replication", fault: .empty(what: "read replica to write to"))
            }
            guard replication.delay >= .zero,
                replication.delay <= DatabaseReplication.longestDelay
            else {
                throw ModelError(
                    path: path + ".replication.delay",
                    fault: .outOfRange(
                        what: "the delay", value: "\(replication.delay)",
                        allowed: "at most \(DatabaseReplication.longestDelay)"))
            }
        }
        if let disk = database.disk {
            try count(
                disk.operations, "the number of operations a second", at: path + ".disk.iops",
                most: DatabaseDisk.mostOperations)
        }
    }

    func checkConnecting(
        of database: Database, named name: String, at path: String
    ) throws(ModelError) {
        guard let connecting = database.connecting else { return }
        guard database.poolPerPod != nil || database.bouncerConnections != nil else {
            throw ModelError(path: path, fault: .missingPart(component: name, key: "pool"))
        }
        guard let most = connecting.most else { return }
        try count(most, "the number of connections", at: path + ".max connections")
    }

    /// Only a database with `replication` has a lag.
    func checkReplicated(_ id: ComponentID, at path: String) throws(ModelError) {
        guard model.components.indices.contains(id.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "component"))
        }
        guard case .database(let database) = model.component(id).kind,
            database.replication != nil
        else {
            throw ModelError(
                path: path,
                fault: .missingPart(component: model.component(id).name, key: "replication"))
        }
    }
}

extension StepWalk {
    func check(_ query: QueryStep, _ database: Database) throws(ModelError) {
        if let pool = database.poolPerPod, !podsSeen.contains(pool.pods.index) {
            throw fault(
                .queryBeforePod(
                    database: model.component(query.database).name,
                    pods: model.component(pool.pods).name))
        }
        try checkSlowed(query.time, at: query.database)
        if let apply = database.replication?.apply { try checkSlowed(apply, at: query.database) }
        if let time = database.connecting?.time { try checkSlowed(time, at: query.database) }
        guard query.diskOperations != 0 else { return }
        guard let disk = database.disk else {
            throw fault(
                .missingPart(component: model.component(query.database).name, key: "disk"))
        }
        guard (1...DatabaseDisk.mostOfStatement).contains(query.diskOperations) else {
            throw fault(
                .outOfRange(
                    what: "the number of disk operations", value: "\(query.diskOperations)",
                    allowed: "from 1 to \(DatabaseDisk.mostOfStatement)"))
        }
        if let time = try? Distribution.deterministic(disk.time(of: query.diskOperations)) {
            try checkSlowed(time, at: query.database)
        }
        guard let latency = disk.latency else { return }
        do { _ = try latency.scaled(by: Double(query.diskOperations)) } catch {
            throw fault(
                .outOfRange(
                    what: "the latency of all disk operations of a statement",
                    value: "\(query.diskOperations) times \(latency.mean)",
                    allowed: "at most \(Distribution.longest)"))
        }
    }
}
