// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Batches as the kernel reads them.
struct BatchRule: BitwiseCopyable {
    let size: Int32
    /// Ns from the first member.
    let window: Int64
    /// Then it waits on for so many ns, as long as the base fee of that chain, by its place, is
    /// above this; -1 for none.
    var chain: Int32 = -1
    var holdAbove: UInt128 = .max
    var longestHold: Int64 = 0
}

/// Collects the batches of a program by name.
struct BatchTable {
    private(set) var rules: [BatchRule] = []
    private(set) var names: [String] = []

    /// The batch of that name.
    mutating func number(of batch: BatchStep, _ chains: ChainTable) -> Int {
        if let known = names.firstIndex(of: batch.name) { return known }
        names.append(batch.name)
        var rule = BatchRule(size: Int32(batch.size), window: batch.within.nanoseconds)
        if let hold = batch.hold, let chain = chains.number(of: hold.chain) {
            rule.chain = Int32(chain)
            rule.holdAbove = hold.above.wei
            rule.longestHold = hold.longest.nanoseconds
        }
        rules.append(rule)
        return names.count - 1
    }
}

/// What became of a batch's members in the window.
struct BatchCounts: BitwiseCopyable {
    /// Members of the batches that went, and those batches.
    var members = 0
    var batches = 0
    /// Those that went because they were full.
    var full = 0
    /// Ns that members waited until their batch went.
    var waited = 0.0
}

/// The batches of a replication. Who waits in one is chained by `Request.next`; when it goes, its
/// first member does the steps, and the others stay chained to that one's slot until they are done.
struct BatchFloor: ~Copyable {
    struct State: BitwiseCopyable {
        var head: Int32 = -1
        var tail: Int32 = -1
        var count: Int32 = 0
        var timer: Int32 = -1
    }

    let states: FlatArray<State>
    let counts: FlatArray<BatchCounts>
    /// Of slots: the first of those for whom it does the steps, -1 for none; empty without batches.
    var carried: FlatArray<Int32>
    /// Of the slots of attempts and work that go on though nobody waits for them: the requests of
    /// the batch for which they began; 0 for all else. Empty without batches.
    var served: FlatArray<Int32>

    init(_ program: Program, slots: Int) {
        let count = program.batchRules.count
        states = FlatArray(repeating: State(), count: count)
        counts = FlatArray(repeating: BatchCounts(), count: count)
        carried = FlatArray(repeating: -1, count: count > 0 ? slots : 0)
        served = FlatArray(repeating: 0, count: count > 0 ? slots : 0)
    }

    func forget() { counts.fill(BatchCounts()) }

    func clear(_ slot: Int) {
        carried[slot] = -1
        served[slot] = 0
    }

    mutating func grow(to count: Int) {
        carried.grow(to: count)
        served.grow(to: count)
    }
}

extension Kernel {
    /// A request joins the batch that waits, and goes with it.
    mutating func gather(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = Int(code[pc].target)
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        requests[slot].next = -1
        let tail = Int(batches.states[number].tail)
        if tail >= 0 {
            requests[tail].next = Int32(truncatingIfNeeded: slot)
        } else {
            batches.states[number].head = Int32(truncatingIfNeeded: slot)
        }
        batches.states[number].tail = Int32(truncatingIfNeeded: slot)
        batches.states[number].count &+= 1
        if batches.states[number].count == program.batchRules[number].size {
            batches.counts[number].full += 1
            send(batch: number, now)
        } else if batches.states[number].count == 1 {
            let timer = makeTimer(.batch, station: number, now)
            batches.states[number].timer = timer
            set(timer, at: now &+ program.batchRules[number].window)
        }
    }

    /// The time is over that a batch waits for more; it waits on where gas is dear.
    mutating func endWindow(ofBatch number: Int, _ now: Int64) {
        let rule = program.batchRules[number]
        guard rule.chain >= 0 else {
            send(batch: number, now)
            return
        }
        let state = chains.states[Int(rule.chain)]
        let begun = requests[Int(batches.states[number].head)].mark
        let end = begun &+ rule.window &+ rule.longestHold
        guard state.producer.baseFee > rule.holdAbove, now < end else {
            send(batch: number, now)
            return
        }
        let tick = state.producer.tickInterval
        set(batches.states[number].timer, at: min((now / tick + 1) * tick, end))
    }

    /// A batch goes: its first member runs the steps for all.
    mutating func send(batch number: Int, _ now: Int64) {
        let state = batches.states[number]
        batches.states[number] = BatchFloor.State()
        discard(state.timer)
        batches.counts[number].batches += 1
        batches.counts[number].members += Int(state.count)
        var member = Int(state.head)
        for _ in 0..<state.count {
            let waited = Double(now &- requests[member].mark)
            batches.counts[number].waited += waited
            addTime(member, code[Int(requests[member].pc)].waitPart, waited)
            requests[member].mark = now
            member = Int(requests[member].next)
        }
        let head = Int(state.head)
        batches.carried[head] = requests[head].next
        makeReady(head)
    }

    /// The steps are done for all of a batch: each goes on with its own.
    mutating func scatter(_ slot: Int, _ now: Int64) {
        // What was done on a pod that died was done for nobody.
        if program.losesRequests, isLost(slot) {
            endCarried(slot, .failed, now)
            return
        }
        var member = Int(batches.carried[slot])
        batches.carried[slot] = -1
        while member >= 0 {
            let next = Int(requests[member].next)
            let pc = Int(requests[member].pc)
            addTime(member, code[pc].servicePart, Double(now &- requests[member].mark))
            requests[member].pc = code[pc].jump
            makeReady(member)
            member = next
        }
    }

    /// The steps have failed for all of a batch.
    mutating func endCarried(_ slot: Int, _ ending: Ending, _ now: Int64) {
        var member = Int(batches.carried[slot])
        batches.carried[slot] = -1
        while member >= 0 {
            let next = Int(requests[member].next)
            end(member, ending, now)
            member = next
        }
    }
}

extension ProgramCompiler {
    /// The first instruction names the last, after which all go on.
    mutating func emit(_ batch: BatchStep) {
        let number = batches.number(of: batch, chains)
        let gather = code.count
        append(
            Instruction(
                opcode: .gather, waitPart: part("\(batch.name) batch", .waiting),
                servicePart: part("\(batch.name) sent by another", .waiting),
                target: Int32(number), law: noTime))
        for step in batch.steps { emit(step) }
        code[gather].jump = Int32(code.count)
        append(Instruction(opcode: .scatter, jump: Int32(gather), law: noTime))
    }
}
