// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A partitioned table as the kernel reads it. All units are counted in halves.
struct TableRule: BitwiseCopyable {
    let partitions: Int
    /// Where its partitions begin among those of all tables.
    let first: Int
    let isProvisioned: Bool
    let reads: Int64
    let writes: Int64
}

/// What one instruction asks of a table.
struct AccessRule: BitwiseCopyable {
    let table: Int
    let isWrite: Bool
    /// Keys, each of which takes so many half units of its partition; of a page of a scan the
    /// partitions over which they are spread.
    let keys: Int
    let halves: Int64
    let sampler: Int
    /// The first partition of a page of a scan; -1 where keys decide.
    let partition: Int
    let stream: UInt64
    /// Draws the keys of the lookup whose missing key it asks for; 0 where it asks for others.
    let missed: UInt64

    /// Of all keys, or of the whole page.
    var allHalves: Int64 { partition < 0 ? halves * Int64(keys) : halves }

    /// Half units of a key, or of one of the partitions of a page.
    func halves(of index: Int) -> Int64 {
        guard partition >= 0 else { return halves }
        let (place, all) = (Int64(index), Int64(keys))
        return (place + 1) * halves / all - place * halves / all
    }
}

/// The partitioned tables of a program, in model order.
///
/// A class because it owns the tables, which all replications read.
final class TableRules: @unchecked Sendable {
    let components: [ComponentID]
    let rules: FlatArray<TableRule>
    let accesses: FlatArray<AccessRule>
    /// By keyspace; nil where no table is asked for its keys.
    let samplers: [KeySampler?]
    let partitions: Int

    init(_ model: Model, _ accesses: [AccessRule]) {
        var components: [ComponentID] = []
        var rules: [TableRule] = []
        var first = 0
        for (id, table) in model.tables {
            components.append(id)
            rules.append(
                TableRule(
                    partitions: table.partitions, first: first,
                    isProvisioned: table.capacity.isProvisioned,
                    reads: 2 * Int64(table.capacity.read),
                    writes: 2 * Int64(table.capacity.write)))
            first += table.partitions
        }
        self.components = components
        self.rules = FlatArray(rules)
        self.accesses = FlatArray(accesses)
        partitions = first
        let asked = Set(accesses.map(\.sampler))
        samplers = model.keyspaces.indices.map { index in
            asked.contains(index) ? KeySampler(model.keyspaces[index]) : nil
        }
    }
}

extension ProgramCompiler {
    /// A request for each page, one after the other; a get or put has one.
    mutating func emit(_ access: AccessStep) {
        let component = model.component(access.table)
        guard case .table(let table) = component.kind else {
            preconditionFailure("a request to a component that is no table")
        }
        let number = model.tables.prefix { $0.id != access.table }.count
        let size = model.keyspace(access.keyspace).size
        let pages = access.pages(ofItems: size)
        let stream = draw("\(component.name) keys")
        var left = Int64(access.items) * size.bytes
        for page in 0..<pages {
            let isScan = access.action == .scan
            let isOfMiss = missed?.keyspace == access.keyspace
            let isOfOneKey = access.action == .query || access.items == 1 && !isScan
            let first = page * table.partitions / pages
            let scanned = max(1, (page + 1) * table.partitions / pages - first)
            let isList = pages > 1 || access.action == .query || isScan
            let bytes = isList ? min(left, PartitionedTable.page.bytes) : size.bytes
            left -= bytes
            append(
                Instruction(opcode: .consume, target: Int32(accesses.count), law: noTime))
            accesses.append(
                AccessRule(
                    table: number, isWrite: access.action == .put,
                    keys: isScan ? scanned : isList ? 1 : access.items,
                    halves: access.halfUnits(ofBytes: bytes), sampler: access.keyspace.index,
                    partition: isScan ? first : -1,
                    stream: stream, missed: isOfMiss && isOfOneKey ? missed?.stream ?? 0 : 0))
            emitDelay(table.latency, place: component.name)
        }
    }
}
