// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The state of one replication and the loop that moves it.
///
/// Pending events name slots; a slot holds a request with its program counter, or the source or
/// user that makes requests. One `switch` on the instruction handles an event; then the request
/// runs on through instant instructions until it waits, passes time or ends. Nothing is allocated
/// for an event. Methods are `mutating` also where they change nothing by themselves: a borrowed
/// self would be copied to the stack, 450 bytes a call.
struct Kernel: ~Copyable {
    let program: Program
    let code: UnsafeMutablePointer<Instruction>
    let groups: UnsafeMutablePointer<Program.Group>
    let tables: SamplingTables
    /// Of the program: parts of an operation, sticky groups, first instruction by operation.
    let stride: Int
    let stickyGroups: Int
    let starts: FlatArray<Int32>
    var calendar: Calendar
    let sources: FlatArray<SourceState>

    var requests: FlatArray<Request>
    /// Time of each request by part, `stride` to a slot.
    var spent: FlatArray<TimePair>
    /// The pod of each request in each sticky group, -1 for none yet.
    var chosen: FlatArray<Int32>
    /// The first of the free slots, which are chained by `next`; -1 for none.
    var freeSlot: Int32 = -1
    var slotsUsed = 0
    let slotLimit: Int

    let stations: FlatArray<Station>
    let nodes: NodeQueues
    /// How many wait or are served at each station, and below that its number: side by side, for a
    /// load balancer to take the least.
    let loadKeys: FlatArray<Int64>
    let turns: FlatArray<Int32>
    /// Of requests and stations where there is a discipline other than FCFS; else empty.
    var attendances: FlatArray<Attendance>
    let crowds: Crowds
    var timers = TimerPool()
    var store: KeyStore
    /// By region; the program's samplers own what they point to.
    let keyDraws: FlatArray<KeyDraw>
    var estimates: HitEstimates
    var flights: Flights
    let slots: SlotMaps
    let canaries: CanaryBoard
    let recorder: Recorder
    /// Of fleets, the members that take requests.
    let rosters: Rosters
    /// Present where the platform changes while it runs, or a timeline is kept.
    let control: ControlPlane?
    /// A copy of the instructions where faults change them; else empty.
    private let ownCode: FlatArray<Instruction>

    /// Of slots where operations have parallel branches; else empty.
    var branchings: FlatArray<Branching>
    var policies: PolicyState
    let background: BackgroundState
    var connections: ConnectionState
    let ages: AgeState
    var functions: FunctionFloor
    var tableFloor: TableFloor
    var batches: BatchFloor

    /// Requests that were given a connection, or whose branches begin or have ended, and that must
    /// still go on, oldest first.
    var ready: FlatArray<Int32>
    var readyCount = 0
    /// True when no more requests fit, and since when.
    private(set) var isFull = false
    private(set) var filledAt: Int64 = 0
    /// Behind all that every event touches.
    var chains: ChainFloor

    init(
        _ program: Program, seed: UInt64, replication: Int, slotLimit: Int,
        calendar: consuming Calendar = Calendar()
    ) {
        self.program = program
        self.calendar = calendar
        self.slotLimit = min(slotLimit, Calendar.mostSlots)
        let isPatched = program.control?.changesCode ?? false
        ownCode = FlatArray(isPatched ? (0..<program.code.count).map { program.code[$0] } : [])
        code = isPatched ? ownCode.base : program.code.base
        groups = program.groups.base
        tables = program.tables.sampling
        stride = program.stride
        stickyGroups = program.stickyGroups
        starts = FlatArray(program.operations.map { Int32($0.start) })
        let capacity = min(256, self.slotLimit)
        requests = FlatArray(repeating: Request(), count: capacity)
        spent = FlatArray(repeating: .zero, count: capacity * program.stride / 2)
        chosen = FlatArray(repeating: -1, count: capacity * program.stickyGroups)
        ready = FlatArray(repeating: 0, count: capacity)
        stations = FlatArray(program.resources.flatMap(\.stations))
        nodes = NodeQueues(
            count: program.resources.reduce(0) { $0 + ($1.kind == .node ? $1.members : 0) })
        loadKeys = FlatArray((0..<stations.count).map { Int64($0) })
        turns = FlatArray(repeating: 0, count: max(program.groups.count, 1))
        attendances = FlatArray(
            repeating: Attendance(), count: program.usesDisciplines ? capacity : 0)
        crowds = Crowds(program)
        branchings = FlatArray(
            repeating: Branching(), count: program.usesParallel ? capacity : 0)
        policies = PolicyState(program, slots: capacity)
        background = BackgroundState(program)
        connections = ConnectionState(program, stations: stations.count)
        functions = FunctionFloor(program, slots: capacity)
        tableFloor = TableFloor(program)
        batches = BatchFloor(program, slots: capacity)
        let plan = program.model.run
        let end = plan.warmUp.time.nanoseconds + plan.duration.nanoseconds
        let root = StreamKey(seed: seed).child("replication").child(UInt64(replication))
        store = KeyStore(
            caches: program.caches, regions: program.regions, end: end,
            stream: root.child("evictions").word)
        keyDraws = FlatArray(program.samplers.map(\.draw))
        estimates = HitEstimates(program.hits, end: end)
        ages = AgeState(program, root: root)
        flights = Flights(
            keys: program.joinsMisses ? store.places : 0,
            slots: program.joinsMisses ? capacity : 0)
        slots = SlotMaps(program)
        canaries = CanaryBoard(program)
        recorder = Recorder(program)
        chains = ChainFloor(program, slots: capacity, root: root)
        sources = FlatArray(program.model.sources.map { SourceState($0, root: root, end: end) })
        rosters = Rosters(program, stations: stations.count)
        control = program.control.map { ControlPlane($0, root: root) }
        if program.hits.isNeeded { warmCaches(root.child("warm caches").word) }
        control?.begin(&self)
        beginChains()
        for index in 0..<sources.count { start(index) }
    }

    /// Events handled so far, and still pending.
    var scheduledEvents: UInt64 { calendar.scheduled }

    /// Handles all events before `end`, without the control plane; ends early when too many
    /// requests are in flight.
    ///
    /// What most events lead to is inlined here: calls would save and restore registers several
    /// times an event. The optimiser finds the functions too large for `@inline(__always)`, hence
    /// their `@_transparent`.
    mutating func play(until end: Int64) {
        if isFull { return }
        calendar.setHorizon(end)
        while let event = calendar.pop() {
            var slot = event.slot
            let now = event.time
            let pc = Int(requests[slot].pc)
            var next = pc &+ 1
            switch code[pc].opcode {
            case .serve:
                completeService(slot, pc, now)
            case .delay:
                addTime(slot, code[pc].servicePart, Double(now &- requests[slot].mark))
            case .command:
                break
            case .arrive:
                guard let arrived = arrive(slot, now) else { continue }
                slot = arrived
                next = begin(slot)
            case .arriveBatch:
                arriveBatch(slot, now)
                if readyCount > 0 { runReady(now) }
                continue
            case .think:
                guard ask(slot, now) else { continue }
                next = begin(slot)
            case .attend:
                completeAttended(slot, now)
            case .timer:
                ring(slot, now)
                if readyCount > 0 { runReady(now) }
                continue
            case .rest:
                rest(slot, now)
                continue
            case .acquire, .release, .branch, .jump, .lookup, .lead, .fill, .change, .fail,
                .meter, .finish, .fork, .join, .tally, .enclose, .attempt, .limit,
                .entrance, .invoke, .dismiss, .consume, .gather, .scatter, .start,
                .connect, .observe, .redirect, .canary, .submit:
                preconditionFailure("an event for an instruction that takes no time")
            }
            walk(slot, from: next, now)
            if readyCount > 0 { runReady(now) }
        }
    }

    /// Forgets all that was measured, at the end of the warm-up.
    mutating func forget(_ now: Int64) {
        control?.forget(&self, now)
        connections.rebase(stations.base)
        for index in 0..<stations.count { stations[index].forget(now) }
        for index in 0..<nodes.count { nodes[index].forget(now) }
        for index in 0..<crowds.count { crowds[index].forget() }
        store.forget(now)
        estimates.forget(now)
        recorder.forget()
        policies.forget(inFlight: inFlight(), now)
        background.forget()
        connections.forget()
        ages.forget()
        canaries.forget()
        functions.forget(now)
        tableFloor.forget()
        batches.forget()
        chains.forget()
        control?.beginWindow(&self, now)
    }

    /// Brings the time-weighted integrals up to the end of the window.
    mutating func settle(_ now: Int64) {
        settleStations(now)
        estimates.settle(now)
        control?.end(&self, now)
    }

    /// Runs a request through instant instructions until it waits, passes time or ends.
    ///
    /// What few models do is left to `advance` altogether: where it gave back how to go on, all
    /// ways into this switch would share one jump, which takes three instructions an event more.
    @_transparent
    mutating func walk(_ slot: Int, from first: Int, _ now: Int64) {
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
            case .command:
                command(slot, pc, now)
                return
            case .attend:
                attend(slot, pc, now)
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
            case .meter:
                recorder.meter(Int(code[pc].target), code[pc].amount)
                pc &+= 1
            case .finish:
                finish(slot, now)
                return
            case .fill, .fail, .fork, .join, .enclose, .attempt, .limit, .lead, .change, .tally,
                .entrance, .invoke, .dismiss, .consume, .gather, .scatter, .start,
                .connect, .observe, .redirect, .canary, .submit:
                advance(slot, from: pc, now)
                return
            case .arrive, .arriveBatch, .think, .rest, .timer:
                preconditionFailure("an operation that runs into a source")
            }
        }
    }

    /// The time that an instruction draws for a request, in ns.
    @inline(__always)
    mutating func sample(_ pc: Int, _ key: UInt64) -> Int64 {
        let bits = SplitMix.mix(key ^ code[pc].stream)
        let instruction = code + pc
        if instruction.pointee.law.isBriefExponential {
            return briefNanoseconds(
                instruction.pointee.law.sampleNanoseconds(bits: bits, tables: tables))
        }
        return nanoseconds(instruction.pointee.law.sampleNanoseconds(bits: bits, tables: tables))
    }

    @inline(__always)
    mutating func addTime(_ slot: Int, _ part: Int32, _ time: Double) {
        times[slot &* stride &+ Int(part)] += time
    }

    mutating func clearTimes(_ slot: Int) {
        let pairs = stride &>> 1
        (spent.base + slot &* pairs).update(repeating: .zero, count: pairs)
    }

    /// The times of all requests by part, one by one.
    @inline(__always)
    var times: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(spent.base).assumingMemoryBound(to: Double.self)
    }

    /// A slot for a request, user or timer; nil where no more fit, and the run ends.
    @inline(__always)
    mutating func allocate(_ now: Int64) -> Int? {
        guard freeSlot >= 0 else { return newSlot(now) }
        let slot = Int(freeSlot)
        freeSlot = requests[slot].next
        return slot
    }

    /// A slot that was not used before.
    @inline(never)
    private mutating func newSlot(_ now: Int64) -> Int? {
        if slotsUsed == requests.count { growSlots() }
        guard slotsUsed < requests.count else {
            isFull = true
            filledAt = now
            // No event comes up any more.
            calendar.setHorizon(0)
            return nil
        }
        let slot = slotsUsed
        slotsUsed &+= 1
        requests[slot] = Request()
        clearTimes(slot)
        if program.usesParallel { branchings[slot] = Branching() }
        if program.joinsMisses { flights.roles[slot] = Flights.Role() }
        if program.usesFunctions { functions.held[slot] = -1 }
        if program.usesBatches { batches.clear(slot) }
        return slot
    }

    private mutating func growSlots() {
        let count = min(2 * requests.count, slotLimit)
        requests.grow(to: count)
        spent.grow(to: count * stride / 2)
        chosen.grow(to: count * program.stickyGroups)
        if program.usesParallel { branchings.grow(to: count) }
        if program.usesDisciplines { attendances.grow(to: count) }
        if program.usesPolicies { policies.guardings.grow(to: count) }
        if program.joinsMisses { flights.roles.grow(to: count) }
        if program.usesFunctions { functions.held.grow(to: count) }
        if program.usesBatches { batches.grow(to: count) }
        if program.awaitsBlocks { chains.due.grow(to: count) }
    }
}
