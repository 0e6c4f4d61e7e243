// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// The connections of a database, as the kernel knows them.
struct ConnectionPlan: Sendable {
    let database: ComponentID
    let most: Int?
    /// The resource whose pools hold them.
    let holder: Int
}

/// Collects the databases whose connections are opened when they are needed.
struct ConnectionTable {
    private(set) var plans: [ConnectionPlan] = []

    mutating func number(
        _ id: ComponentID, _ connecting: DatabaseConnecting, _ holder: Int
    ) -> Int {
        if let known = plans.firstIndex(where: { $0.database == id }) { return known }
        plans.append(ConnectionPlan(database: id, most: connecting.most, holder: holder))
        return plans.count - 1
    }
}

struct ConnectionCounts: BitwiseCopyable {
    /// Open now, and at most since that was forgotten.
    var open = 0
    var most = 0
    var opened = 0
    var refused = 0
}

/// Connections that are open, in one replication.
struct ConnectionState: ~Copyable {
    /// By station that is a pool; empty where all connections always stand.
    let opened: FlatArray<Int32>
    /// By database.
    let counts: FlatArray<ConnectionCounts>

    init(_ program: Program, stations: Int) {
        let plans = program.connections
        opened = FlatArray(repeating: 0, count: plans.isEmpty ? 0 : stations)
        counts = FlatArray(repeating: ConnectionCounts(), count: plans.count)
    }

    func forget() {
        for index in 0..<counts.count {
            counts[index] = ConnectionCounts(open: counts[index].open, most: counts[index].open)
        }
    }
}

/// Pools open a connection when none of those that they have is free.
extension Kernel {
    /// Where a request goes on that has been given a place in a pool: past the opening where a
    /// connection stands, into it where none does. Nil where the database refuses one more: the
    /// request gives all places back and is turned away.
    mutating func connect(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        let pool = route(slot, pc)
        let number = Int(code[pc].count)
        guard stations[pool].busy > connections.opened[pool] else { return pc &+ 1 }
        let counts = connections.counts.base + number
        guard counts.pointee.open < program.connections[number].most ?? .max else {
            counts.pointee.refused &+= 1
            release(slot, pc, now)
            let outer = Int(code[pc].keyspace)
            if outer >= 0 { release(slot, outer, now) }
            requests[slot].pc = Int32(truncatingIfNeeded: pc)
            reject(slot, now)
            return nil
        }
        connections.opened[pool] &+= 1
        counts.pointee.open &+= 1
        counts.pointee.opened &+= 1
        counts.pointee.most = max(counts.pointee.most, counts.pointee.open)
        return pc &+ 2
    }

    /// A pod that takes no more requests closes its connections.
    mutating func closeConnections(ofPool resource: Int, member: Int) {
        for (number, plan) in program.connections.enumerated()
        where plan.holder == resource {
            close(station: Int(groups[resource].first) + member, number)
        }
    }

    /// All connections to a primary that is gone are.
    mutating func closeConnections(to database: ComponentID) {
        for (number, plan) in program.connections.enumerated() where plan.database == database {
            for member in 0..<program.resources[plan.holder].members {
                close(station: Int(groups[plan.holder].first) + member, number)
            }
        }
    }

    private mutating func close(station: Int, _ number: Int) {
        connections.counts[number].open -= Int(connections.opened[station])
        connections.opened[station] = 0
    }
}
