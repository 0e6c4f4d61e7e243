// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Statements: the connections that they hold, and what they wait for meanwhile.
extension ProgramCompiler {
    mutating func emit(_ query: QueryStep) {
        let id = query.database
        guard case .database(let database) = model.component(id).kind else {
            preconditionFailure("a query of a component that is no database")
        }
        let pool = database.poolPerPod == nil ? nil : resources.index(id, .pool)
        let bouncer = resources.index(id, .bouncer)
        let replicas = query.access == .read ? resources.index(id, .replicas) : nil
        append(meter(id, amount: 1))
        let gate = code.count
        emitGate(id, replicas == nil ? .primary : .replicas)
        let outer = code.count
        if let pool { emitHold(.acquire, pool, routing: .poolOfPod, database) }
        if let bouncer { emitHold(.acquire, bouncer, routing: .single, database) }
        if let bouncer {
            emitConnect(
                id, database, bouncer, routing: .single, outer: pool == nil ? -1 : outer)
        } else if let pool {
            emitConnect(id, database, pool, routing: .poolOfPod, outer: -1)
        }
        if let roundTrip = database.roundTrip {
            emitDelay(roundTrip, place: "\(model.component(id).name) network")
        }
        let routing = routing(id, replicas)
        emitDisk(query, database, routing)
        emitServe(.serve, query.time, at: replicas ?? resource(id, .primary), routing: routing)
        var last = code.count - 1
        if query.access == .write, let replication = database.replication {
            emit(replication, of: id)
            // Who waits for the replicas has no answer of the primary yet.
            if replication.isSynchronous { last = code.count - 1 }
        }
        patches.endGate(at: gate, served: last)
        if let bouncer { emitHold(.release, bouncer, routing: .single, database) }
        if let pool { emitHold(.release, pool, routing: .poolOfPod, database) }
    }

    /// The connection that was taken may have to be opened first: one instruction that says so, a
    /// jump behind all of it, and the work of the primary.
    private mutating func emitConnect(
        _ id: ComponentID, _ database: Database, _ holder: Int, routing: Routing, outer: Int
    ) {
        guard let connecting = database.connecting else { return }
        let pods = database.poolPerPod.flatMap { resources.index($0.pods, .servers) }
        append(
            Instruction(
                opcode: .connect, routing: routing, target: Int32(holder), jump: Int32(pods ?? 0),
                station: station(holder, routing),
                count: Int32(connections.number(id, connecting, holder)),
                keyspace: Int32(outer), law: noTime))
        let skip = code.count
        append(Instruction(opcode: .jump, law: noTime))
        if let time = connecting.time {
            emitServe(.serve, time, at: resource(id, .primary), routing: .single)
        }
        code[skip].jump = Int32(code.count)
    }

    /// Replicas take reads in turn.
    private func routing(_ id: ComponentID, _ replicas: Int?) -> Routing {
        guard replicas != nil else { return .single }
        return model.losesReplicas(id) ? .roster : .roundRobin
    }

    /// A statement reads its pages before it runs: one operation after the other, each of which the
    /// disk begins when those before it are begun.
    private mutating func emitDisk(_ query: QueryStep, _ database: Database, _ routing: Routing) {
        let id = query.database
        guard let disk = database.disk, query.diskOperations > 0 else { return }
        let isPrimary = routing == .single
        let work = disk.work(of: query.diskOperations)
        let place = resource(id, isPrimary ? .disk : .replicaDisks)
        emitServe(.serve, work.turn, at: place, routing: routing)
        if let latency = work.latency {
            emitDelay(latency, place: "\(model.component(id).name) disk latency")
        }
    }

    /// After the commit the write travels to the replicas, which replay it; it waits for that, or
    /// goes on by itself.
    private mutating func emit(_ replication: DatabaseReplication, of id: ComponentID) {
        guard let delay = try? Distribution.deterministic(replication.delay) else {
            preconditionFailure("a delay that the model does not allow")
        }
        let name = model.component(id).name
        let replay = resource(id, .replay)
        let job = jobs.number(.replication(id), name)
        let steps = { (compiler: inout ProgramCompiler) in
            compiler.emitDelay(delay, place: "\(name) replication")
            compiler.emitServe(.serve, replication.apply, at: replay, routing: .single)
        }
        guard replication.isSynchronous else {
            emitStart(job, steps)
            return
        }
        emitWaited(job, steps)
    }

    /// Takes or gives back a connection; of a pool in each pod, that of the request's own pod.
    private mutating func emitHold(
        _ opcode: Opcode, _ resource: Int, routing: Routing, _ database: Database
    ) {
        let name = resources.resources[resource].name
        let pods = database.poolPerPod.flatMap { resources.index($0.pods, .servers) }
        let isAcquire = opcode == .acquire
        append(
            Instruction(
                opcode: opcode, routing: routing, waitPart: isAcquire ? part(name, .waiting) : 0,
                target: Int32(resource), jump: Int32(pods ?? 0),
                station: station(resource, routing), law: noTime),
            resource: isAcquire ? resource : -1)
        held += isAcquire ? 1 : -1
    }
}
