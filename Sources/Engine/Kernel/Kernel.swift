// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The state of one replication and the loop that moves it.
///
/// Pending events name slots; a slot holds a request with its program counter, or the source or
/// user that makes requests. One `switch` on the instruction handles an event; then the request
/// runs on through instant instructions until it waits, passes time or ends. Nothing is allocated
/// for an event.
struct Kernel: ~Copyable {
    let program: Program
    private let code: UnsafeMutablePointer<Instruction>
    private let groups: UnsafeMutablePointer<Program.Group>
    private let tables: SamplingTables
    private var calendar = Calendar(capacity: 1024)
    private var sources: [SourceState]

    private var requests: FlatArray<Request>
    /// Time of each request by part, `stride` to a slot.
    private var spent: FlatArray<Int64>
    /// The pod of each request in each sticky group, -1 for none yet.
    private var chosen: FlatArray<Int32>
    private var freeSlots: FlatArray<Int32>
    private var freeCount = 0
    private var slotsUsed = 0
    private let slotLimit: Int

    let stations: FlatArray<Station>
    /// Waiting or in service at each station, side by side for a load balancer to scan.
    private let loads: FlatArray<Int32>
    private let turns: FlatArray<Int32>
    let store: KeyStore
    let recorder: Recorder

    /// Requests that were given a connection and must still go on, oldest first.
    private var ready: FlatArray<Int32>
    private var readyCount = 0
    private(set) var isFull = false

    init(_ program: Program, seed: UInt64, replication: Int, slotLimit: Int) {
        self.program = program
        self.slotLimit = min(slotLimit, Calendar.mostSlots)
        code = program.code.base
        groups = program.groups.base
        tables = program.tables.sampling
        let capacity = 256
        requests = FlatArray(repeating: Request(), count: capacity)
        spent = FlatArray(repeating: 0, count: capacity * program.stride)
        chosen = FlatArray(repeating: -1, count: capacity * program.stickyGroups)
        freeSlots = FlatArray(repeating: 0, count: capacity)
        ready = FlatArray(repeating: 0, count: capacity)
        stations = FlatArray(
            program.resources.flatMap { resource in
                (0..<resource.members).map { _ in
                    Station(servers: resource.membersServers, queueLimit: resource.queueLimit)
                }
            })
        loads = FlatArray(repeating: 0, count: stations.count)
        turns = FlatArray(repeating: 0, count: max(program.groups.count, 1))
        store = KeyStore(caches: program.caches, regions: program.regions)
        recorder = Recorder(program)
        let root = StreamKey(seed: seed).child("replication").child(UInt64(replication))
        sources = program.model.sources.map { SourceState($0, root: root) }
        for index in sources.indices { start(index) }
    }

    /// Events handled so far, and still pending.
    var scheduledEvents: UInt64 { calendar.scheduled }

    /// Handles all events before `end`; ends early when too many requests are in flight.
    mutating func run(until end: Int64) {
        while let event = calendar.pop(before: end) {
            let slot = event.slot
            let now = event.time
            let pc = Int(requests[slot].pc)
            switch code[pc].opcode {
            case .serve:
                completeService(slot, pc, now)
                advance(slot, from: pc &+ 1, now)
            case .delay:
                addTime(slot, code[pc].servicePart, now &- requests[slot].mark)
                advance(slot, from: pc &+ 1, now)
            case .arrive:
                arrive(slot, now)
            case .think:
                ask(slot, now)
            case .acquire, .release, .branch, .jump, .lookup, .fill, .fail, .meter, .finish:
                preconditionFailure("an event for an instruction that takes no time")
            }
            if readyCount > 0 { runReady(now) }
            if isFull { return }
        }
    }

    /// Forgets all that was measured, at the end of the warm-up.
    func forget(_ now: Int64) {
        for index in 0..<stations.count { stations[index].forget(now) }
        store.forget()
        recorder.forget()
    }

    /// Brings the time-weighted integrals up to the end of the window.
    func settle(_ now: Int64) {
        for index in 0..<stations.count { stations[index].touch(now) }
    }

    // MARK: Sources

    private mutating func start(_ index: Int) {
        let pc = Int32(program.sourceInstructions[index])
        switch sources[index].kind {
        case .open:
            let slot = allocate()
            requests[slot] = Request(pc: pc, source: Int32(index))
            scheduleArrival(slot, index, 0)
        case .closed(let schedule):
            for user in 0..<schedule.most where !isFull {
                let slot = allocate()
                requests[slot] = Request(pc: pc, source: Int32(index), user: Int32(user))
                think(slot, 0)
            }
        }
    }

    @inline(__always)
    private mutating func scheduleArrival(_ slot: Int, _ source: Int, _ now: Int64) {
        if let time = sources[source].nextArrival(after: now) {
            calendar.push(time: time, slot: slot)
        }
    }

    /// An open source's next request comes.
    @inline(__always)
    private mutating func arrive(_ sourceSlot: Int, _ now: Int64) {
        let source = Int(requests[sourceSlot].source)
        let serial = requests[sourceSlot].serial
        requests[sourceSlot].serial = serial &+ 1
        scheduleArrival(sourceSlot, source, now)
        let slot = allocate()
        if isFull { return }
        let key = sources[source].key.child(serial).word
        let operation = sources[source].operation(key)
        requests[slot] = Request(
            arrival: now, mark: now, key: key, operation: Int32(operation),
            source: Int32(source))
        begin(slot, operation, now)
    }

    /// A user thinks, from now or from when the user is active, before the next request.
    private mutating func think(_ slot: Int, _ now: Int64) {
        let source = Int(requests[slot].source)
        let user = Int(requests[slot].user)
        guard let start = sources[source].activation(of: user, notBefore: now) else { return }
        let pc = program.sourceInstructions[source]
        let key = sources[source].key.child(UInt64(user)).child(requests[slot].serial).word
        requests[slot].key = key
        requests[slot].serial &+= 1
        requests[slot].pc = Int32(pc)
        calendar.push(time: start &+ sample(pc, key), slot: slot)
    }

    /// A user has thought and asks.
    private mutating func ask(_ slot: Int, _ now: Int64) {
        let source = Int(requests[slot].source)
        guard sources[source].isActive(Int(requests[slot].user), at: now) else {
            think(slot, now)
            return
        }
        let operation = sources[source].operation(requests[slot].key)
        requests[slot].operation = Int32(operation)
        requests[slot].arrival = now
        requests[slot].mark = now
        begin(slot, operation, now)
    }

    @inline(__always)
    private mutating func begin(_ slot: Int, _ operation: Int, _ now: Int64) {
        recorder.countArrival(operation)
        let stride = program.stride
        (spent.base + slot &* stride).update(repeating: 0, count: stride)
        let sticky = program.stickyGroups
        for group in 0..<sticky { chosen[slot &* sticky &+ group] = -1 }
        advance(slot, from: program.operations[operation].start, now)
    }

    // MARK: Instructions

    /// Runs a request through instant instructions until it waits, passes time or ends.
    private mutating func advance(_ slot: Int, from first: Int, _ now: Int64) {
        var pc = first
        while true {
            switch code[pc].opcode {
            case .serve:
                enter(slot, pc, now)
                return
            case .delay:
                requests[slot].pc = Int32(truncatingIfNeeded: pc)
                requests[slot].mark = now
                calendar.push(time: now &+ sample(pc, requests[slot].key), slot: slot)
                return
            case .acquire:
                guard acquire(slot, pc, now) else { return }
                pc &+= 1
            case .release:
                release(slot, pc, now)
                pc &+= 1
            case .branch:
                let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream)
                pc = bits < code[pc].threshold ? pc &+ 1 : Int(code[pc].jump)
            case .jump:
                pc = Int(code[pc].jump)
            case .lookup:
                pc = lookUp(slot, pc, now) ? pc &+ 1 : Int(code[pc].jump)
            case .fill:
                pc = fill(slot, pc, now) ? Int(code[pc].jump) : pc &+ 1
            case .fail:
                let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream)
                if bits < code[pc].threshold {
                    fail(slot, now)
                    return
                }
                pc &+= 1
            case .meter:
                recorder.meter(Int(code[pc].target), code[pc].amount)
                pc &+= 1
            case .finish:
                finish(slot, now)
                return
            case .arrive, .think:
                preconditionFailure("an operation that runs into a source")
            }
        }
    }

    /// The time that an instruction draws for a request, in ns.
    @inline(__always)
    private func sample(_ pc: Int, _ key: UInt64) -> Int64 {
        let bits = SplitMix.mix(key ^ code[pc].stream)
        return nanoseconds(code[pc].law.sampleNanoseconds(bits: bits, tables: tables))
    }

    @inline(__always)
    private func addTime(_ slot: Int, _ part: Int32, _ time: Int64) {
        spent[slot &* program.stride &+ Int(part)] &+= time
    }

    // MARK: Stations

    /// Joins the queue of a station, or its service where a server is free.
    @inline(__always)
    private mutating func enter(_ slot: Int, _ pc: Int, _ now: Int64) {
        let station = route(slot, pc)
        recorder.countVisit(pc)
        stations[station].touch(now)
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        requests[slot].station = Int32(truncatingIfNeeded: station)
        if stations[station].busy < stations[station].servers {
            stations[station].busy &+= 1
            stations[station].started &+= 1
            loads[station] &+= 1
            calendar.push(time: now &+ sample(pc, requests[slot].key), slot: slot)
        } else if stations[station].waiting < stations[station].queueLimit {
            loads[station] &+= 1
            enqueue(slot, station)
        } else {
            stations[station].rejected &+= 1
            fail(slot, now)
        }
    }

    /// Frees the server; the first that waits takes it.
    @inline(__always)
    private mutating func completeService(_ slot: Int, _ pc: Int, _ now: Int64) {
        let station = Int(requests[slot].station)
        let service = now &- requests[slot].mark
        addTime(slot, code[pc].servicePart, service)
        stations[station].touch(now)
        stations[station].serviceSum += Double(service)
        stations[station].served &+= 1
        loads[station] &-= 1
        if stations[station].head >= 0 {
            let next = dequeue(station, now)
            let key = requests[next].key
            let time = sample(Int(requests[next].pc), key)
            calendar.push(time: now &+ time, slot: next)
        } else {
            stations[station].busy &-= 1
        }
    }

    @inline(__always)
    private func enqueue(_ slot: Int, _ station: Int) {
        requests[slot].next = -1
        let tail = Int(stations[station].tail)
        if tail >= 0 {
            requests[tail].next = Int32(truncatingIfNeeded: slot)
        } else {
            stations[station].head = Int32(truncatingIfNeeded: slot)
        }
        stations[station].tail = Int32(truncatingIfNeeded: slot)
        stations[station].waiting &+= 1
    }

    /// Takes the first that waits out of the queue; its waiting ends now.
    @inline(__always)
    private func dequeue(_ station: Int, _ now: Int64) -> Int {
        let slot = Int(stations[station].head)
        let next = requests[slot].next
        stations[station].head = next
        if next < 0 { stations[station].tail = -1 }
        stations[station].waiting &-= 1
        stations[station].started &+= 1
        let waited = now &- requests[slot].mark
        stations[station].waitingSum += Double(waited)
        addTime(slot, code[Int(requests[slot].pc)].waitPart, waited)
        requests[slot].mark = now
        return slot
    }

    // MARK: Pools

    /// Takes a connection; false where the request has to wait for one.
    private mutating func acquire(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let pool = route(slot, pc)
        recorder.countVisit(pc)
        stations[pool].touch(now)
        if stations[pool].busy < stations[pool].servers {
            stations[pool].busy &+= 1
            stations[pool].started &+= 1
            return true
        }
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        enqueue(slot, pool)
        return false
    }

    /// Gives a connection back; the first that waits takes it and goes on after this request.
    private mutating func release(_ slot: Int, _ pc: Int, _ now: Int64) {
        let pool = route(slot, pc)
        stations[pool].touch(now)
        stations[pool].served &+= 1
        if stations[pool].head >= 0 {
            if readyCount == ready.count { ready.grow(to: 2 * readyCount, filledWith: 0) }
            ready[readyCount] = Int32(truncatingIfNeeded: dequeue(pool, now))
            readyCount &+= 1
        } else {
            stations[pool].busy &-= 1
        }
    }

    private mutating func runReady(_ now: Int64) {
        var index = 0
        while index < readyCount {
            let slot = Int(ready[index])
            index &+= 1
            advance(slot, from: Int(requests[slot].pc) &+ 1, now)
        }
        readyCount = 0
    }

    // MARK: Routing

    /// The station that an instruction of a request speaks of.
    @inline(__always)
    private func route(_ slot: Int, _ pc: Int) -> Int {
        let group = Int(code[pc].target)
        let first = Int(groups[group].first)
        switch code[pc].routing {
        case .single: return first
        case .pod: return pod(slot, pc, group)
        case .roundRobin: return first &+ turn(group)
        case .key: return first &+ node(slot, pc, group)
        case .poolOfPod:
            let pods = Int(code[pc].jump)
            let sticky = Int(groups[pods].stickiness)
            let pod = Int(chosen[slot &* program.stickyGroups &+ sticky])
            return first &+ pod &- Int(groups[pods].first)
        }
    }

    private func pod(_ slot: Int, _ pc: Int, _ group: Int) -> Int {
        let place = slot &* program.stickyGroups &+ Int(groups[group].stickiness)
        let known = Int(chosen[place])
        if known >= 0 { return known }
        let first = Int(groups[group].first)
        let members = Int(groups[group].members)
        var pod = first
        switch groups[group].balancing {
        case 0:
            pod = first &+ turn(group)
        case 1:
            var least = loads[first]
            for index in 1..<max(members, 1) {
                let load = loads[first &+ index]
                pod = load < least ? first &+ index : pod
                least = load < least ? load : least
            }
        default:
            let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream ^ SplitMix.golden)
            pod = first &+ Int(bits.multipliedFullWidth(by: UInt64(members)).high)
        }
        chosen[place] = Int32(truncatingIfNeeded: pod)
        return pod
    }

    @inline(__always)
    private func turn(_ group: Int) -> Int {
        let turn = turns[group]
        turns[group] = turn &+ 1 == groups[group].members ? 0 : turn &+ 1
        return Int(turn)
    }

    /// The node of the first key of a command.
    private func node(_ slot: Int, _ pc: Int, _ group: Int) -> Int {
        let bits = SplitMix.mix(requests[slot].key ^ code[pc].threshold)
        let region = Int(code[pc].keyspace)
        let key = program.samplers[region].key(bits)
        let hash = SplitMix.mix(UInt64(program.regions[region].offset &+ key))
        return Int(hash.multipliedFullWidth(by: UInt64(groups[group].members)).high)
    }

    // MARK: Caches

    /// Looks the keys of a command up; true where some are missing.
    private func lookUp(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let region = Int(code[pc].keyspace)
        let sampler = program.samplers[region]
        let base = requests[slot].key ^ code[pc].stream
        var missing: UInt64 = 0
        for index in 0..<UInt64(code[pc].count) {
            let key = sampler.key(SplitMix.mix(base &+ index &* SplitMix.golden))
            if !store.find(key, region: region, now: now) { missing |= 1 &<< index }
        }
        requests[slot].missing = missing
        guard missing != 0 else { return false }
        requests[slot].key ^= salt(missing)
        return true
    }

    /// Fills the first missing key; true where others are missing still.
    private func fill(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let region = Int(code[pc].keyspace)
        var missing = requests[slot].missing
        requests[slot].key ^= salt(missing)
        let index = UInt64(missing.trailingZeroBitCount)
        let base = requests[slot].key ^ code[pc].stream
        let key = program.samplers[region].key(SplitMix.mix(base &+ index &* SplitMix.golden))
        store.fill(key, region: region, now: now)
        missing &= missing &- 1
        requests[slot].missing = missing
        guard missing != 0 else { return false }
        requests[slot].key ^= salt(missing)
        return true
    }

    /// What tells the draws for one missing key from those for another.
    @inline(__always)
    private func salt(_ missing: UInt64) -> UInt64 {
        SplitMix.mix(UInt64(missing.trailingZeroBitCount) &+ 1)
    }

    // MARK: Ends

    @inline(__always)
    private mutating func finish(_ slot: Int, _ now: Int64) {
        recorder.complete(
            Int(requests[slot].operation), now &- requests[slot].arrival,
            spent.base + slot &* program.stride)
        leave(slot, now)
    }

    private mutating func fail(_ slot: Int, _ now: Int64) {
        recorder.countFailure(Int(requests[slot].operation))
        leave(slot, now)
    }

    /// An open request is gone; a user thinks again.
    @inline(__always)
    private mutating func leave(_ slot: Int, _ now: Int64) {
        if requests[slot].user >= 0 {
            think(slot, now)
        } else {
            freeSlots[freeCount] = Int32(truncatingIfNeeded: slot)
            freeCount &+= 1
        }
    }

    // MARK: Slots

    @inline(__always)
    private mutating func allocate() -> Int {
        if freeCount > 0 {
            freeCount &-= 1
            return Int(freeSlots[freeCount])
        }
        if slotsUsed == requests.count { growSlots() }
        if isFull { return 0 }
        slotsUsed &+= 1
        return slotsUsed &- 1
    }

    @inline(never)
    private mutating func growSlots() {
        guard slotsUsed < slotLimit else {
            isFull = true
            return
        }
        let count = min(2 * requests.count, slotLimit)
        requests.grow(to: count, filledWith: Request())
        spent.grow(to: count * program.stride, filledWith: 0)
        chosen.grow(to: count * program.stickyGroups, filledWith: -1)
        freeSlots.grow(to: count, filledWith: 0)
    }
}
