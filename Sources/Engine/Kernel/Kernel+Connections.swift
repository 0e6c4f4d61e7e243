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
    /// Connections in use whose pool or primary is gone.
    var leaving: [Leaving] = []

    /// Those of one station, which are given back before any that are opened there later.
    struct Leaving: BitwiseCopyable {
        let station: Int
        let database: Int
        /// What the station will have served when all are given back.
        var until: Int
        /// False where the database has closed them itself.
        let isOpen: Bool
    }

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

    /// The stations will forget what they have served.
    mutating func rebase(_ stations: UnsafeMutablePointer<Station>) {
        for index in leaving.indices {
            leaving[index].until -= stations[leaving[index].station].served
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
        let gone = connections.leaving.isEmpty ? 0 : leaving(at: pool)
        guard stations[pool].busy &- gone > connections.opened[pool] else { return pc &+ 1 }
        let counts = connections.counts.base + number
        let before = counts.pointee.open + leaving(of: number)
        guard before < program.connections[number].most ?? .max else {
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
        counts.pointee.most = max(counts.pointee.most, before &+ 1)
        return pc &+ 2
    }

    /// A pod that takes no more requests closes its connections, those in use when they are given
    /// back.
    mutating func closeConnections(ofPool resource: Int, member: Int) {
        for (number, plan) in program.connections.enumerated()
        where plan.holder == resource {
            close(station: Int(groups[resource].first) + member, number, staysOpen: true)
        }
    }

    /// All connections to a primary that is gone are.
    mutating func closeConnections(to database: ComponentID) {
        for (number, plan) in program.connections.enumerated() where plan.database == database {
            for member in 0..<program.resources[plan.holder].members {
                close(station: Int(groups[plan.holder].first) + member, number, staysOpen: false)
            }
        }
    }

    private mutating func close(station: Int, _ number: Int, staysOpen: Bool) {
        let opened = connections.opened[station]
        guard opened > 0 else { return }
        connections.counts[number].open -= Int(opened)
        connections.opened[station] = 0
        let gone = leaving(at: station)
        let used = min(stations[station].busy &- gone, opened)
        guard used > 0 else { return }
        connections.leaving.append(
            ConnectionState.Leaving(
                station: station, database: number,
                until: stations[station].served + Int(gone) + Int(used), isOpen: staysOpen))
    }

    /// Those still in use at a station; forgets who has none any more.
    private mutating func leaving(at station: Int) -> Int32 {
        connections.leaving.removeAll { stations[$0.station].served >= $0.until }
        var last = stations[station].served
        for each in connections.leaving where each.station == station { last = each.until }
        return Int32(last - stations[station].served)
    }

    /// Those of a database that are still open.
    private mutating func leaving(of number: Int) -> Int {
        var count = 0
        // Of one station each begins where the one before ends.
        for (index, each) in connections.leaving.enumerated()
        where each.database == number && each.isOpen {
            let served = stations[each.station].served
            let before = connections.leaving[..<index].last { $0.station == each.station }
            count += each.until - max(before?.until ?? served, served)
        }
        return count
    }
}
