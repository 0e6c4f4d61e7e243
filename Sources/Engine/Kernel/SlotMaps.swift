// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Which node has which hash slot, of caches whose nodes change.
///
/// A key belongs to one of 16,384 slots by its hash, and a slot to a node, as in a Redis cluster.
/// One slot moves at a time. Its keys move in the order of their places; those before `passed`
/// have gone, and those that are not there are looked for at the new node as well.
struct SlotMaps: ~Copyable {
    static let slots = 16_384

    /// The slot that is on its way; -1 for none.
    struct Migration: BitwiseCopyable {
        var slot = -1
        var to = 0
        var passed = 0
        /// Commands that were sent on to the new node.
        var redirects = 0
    }

    /// By cache the place of its first slot in `owners`; -1 where its nodes stay.
    private let first: FlatArray<Int>
    private let owners: FlatArray<Int32>
    let migrations: FlatArray<Migration>

    init(_ program: Program) {
        let plans = program.control?.reshards ?? []
        var first = [Int](repeating: -1, count: program.caches.count)
        var owners: [Int32] = []
        for plan in plans {
            first[plan.cache] = owners.count
            owners += (0..<Self.slots).map { Int32($0 * plan.from / Self.slots) }
        }
        self.first = FlatArray(first)
        self.owners = FlatArray(owners)
        migrations = FlatArray(
            repeating: Migration(), count: plans.isEmpty ? 0 : program.caches.count)
    }

    /// The slot of a key, by its place in the store.
    @inline(__always)
    static func slot(of place: Int) -> Int {
        Int(truncatingIfNeeded: SplitMix.mix(UInt64(truncatingIfNeeded: place)) &>> 50)
    }

    func owner(of slot: Int, cache: Int) -> Int { Int(owners[first[cache] + slot]) }

    func setOwner(of slot: Int, cache: Int, _ node: Int) {
        owners[first[cache] + slot] = Int32(truncatingIfNeeded: node)
    }
}

/// Commands to caches whose nodes change.
extension Kernel {
    /// The node that holds the first key of a command, or would.
    @inline(never)
    mutating func nodeOfSlot(_ slot: Int, _ pc: Int) -> Int {
        let place = firstPlace(slot, pc)
        let cache = Int(store.regions[Int(code[pc].keyspace)].cache)
        if hasLeft(place, cache) { return slots.migrations[cache].to }
        return slots.owner(of: SlotMaps.slot(of: place), cache: cache)
    }

    /// Where the slot of the first key is on its way and the key is not at the old node any more,
    /// the client hears so there (ASK), and sends the command to the new one: a command and a
    /// round trip more.
    mutating func redirect(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        let place = firstPlace(slot, pc)
        let cache = Int(store.regions[Int(code[pc].keyspace)].cache)
        guard hasLeft(place, cache) else { return Int(code[pc].jump) }
        slots.migrations[cache].redirects += 1
        recorder.countVisit(pc)
        let owner = slots.owner(of: SlotMaps.slot(of: place), cache: cache)
        let node = Int(groups[Int(code[pc].target)].first) + owner
        let key = requests[slot].key
        let (start, end) = nodes[node].arrive(now, service: sample(pc, key))
        addTime(slot, code[pc].waitPart, Double(start &- now))
        addTime(slot, code[pc].servicePart, Double(end &- start))
        requests[slot].mark = end
        requests[slot].pc = Int32(truncatingIfNeeded: pc &+ 1)
        calendar.push(time: end &+ sample(pc &+ 1, key), slot: slot)
        return nil
    }

    private mutating func hasLeft(_ place: Int, _ cache: Int) -> Bool {
        let migration = slots.migrations[cache]
        return migration.slot == SlotMaps.slot(of: place)
            && (place < migration.passed || !store.isHeld(place))
    }

    private mutating func firstPlace(_ slot: Int, _ pc: Int) -> Int {
        let region = Int(code[pc].keyspace)
        let key = keyDraws[region].key(0, from: requests[slot].key ^ code[pc].threshold)
        return store.regions[region].offset &+ key
    }
}

extension ProgramCompiler {
    /// What comes before a command to a cache whose nodes change.
    mutating func emitRedirect(
        _ id: ComponentID, _ cache: Cache, _ region: Int, keyStream: UInt64
    ) {
        let servers = resource(id, .servers)
        let name = model.component(id).name
        let start = code.count
        patches.slow(id, at: start, cache.operationTime, &laws)
        append(
            Instruction(
                opcode: .redirect, waitPart: part(name, .waiting),
                servicePart: part(name, .service), target: Int32(servers),
                keyspace: Int32(region), stream: draw("\(name) redirect"),
                threshold: keyStream, law: laws.compile(cache.operationTime)),
            resource: servers, mean: cache.operationTime)
        append(
            Instruction(
                opcode: .delay, servicePart: part("\(name) network", .service),
                stream: draw("\(name) redirect network"),
                law: cache.roundTrip.map { laws.compile($0) } ?? noTime),
            mean: cache.roundTrip)
        code[start].jump = Int32(code.count)
    }
}
