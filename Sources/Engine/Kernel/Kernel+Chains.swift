// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Transactions, and the blocks that include them. A block is the event of a timer.
extension Kernel {
    mutating func beginChains() {
        for number in chains.states.indices {
            let timer = makeTimer(.block, station: number, 0)
            set(timer, at: chains.states[number].producer.tickInterval)
            guard let poster = chains.states[number].poster else { continue }
            set(makeTimer(.posting, station: number, 0), at: poster.first)
        }
    }

    func halt(_ component: ComponentID, _ isHalted: Bool) {
        guard let number = program.chains.firstIndex(where: { $0.component == component }) else {
            return
        }
        chains.states[number].producer.isHalted = isHalted
    }

    /// A request sends a transaction; false where it waits for it, or could not.
    @inline(never)
    mutating func submit(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let state = chains.states[Int(code[pc].target)]
        let waits = code[pc].jump >= 0
        let isSent = state.producer.submit(
            Int(code[pc].count), serving: served(by: slot),
            owner: waits ? Int32(truncatingIfNeeded: slot) : -1, now)
        guard waits else { return true }
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        if !isSent { fail(slot, now) }
        return false
    }

    /// The time of a chain's next block, or of a part of it.
    @inline(never)
    mutating func makeBlock(_ timer: Int, _ now: Int64) {
        let state = chains.states[Int(requests[timer].station)]
        set(Int32(truncatingIfNeeded: timer), at: now &+ state.producer.tickInterval)
        if state.below >= 0 { follow(state) }
        state.producer.tick(now)
        for index in 0..<state.producer.outcomeCount {
            let outcome = state.producer.outcomes[index]
            if let poster = outcome.poster {
                arrive(chains.states[poster], now)
                continue
            }
            let slot = Int(outcome.owner)
            let pc = Int(requests[slot].pc)
            addTime(slot, code[pc].waitPart, Double(now &- requests[slot].mark))
            requests[slot].mark = now
            if !outcome.isIncluded {
                fail(slot, now)
            } else if code[pc].jump == 0 {
                makeReady(slot)
            } else if code[pc].jump == Instruction.untilPosted {
                enter(&state.posting, slot, due: state.producer.present)
            } else {
                let block = state.producer.present &+ Int64(code[pc].jump)
                enter(&state.confirming, slot, due: block)
            }
        }
        release(&state.confirming, through: state.producer.number, now)
    }

    private mutating func follow(_ state: ChainState) {
        let below = chains.states[state.below]
        state.producer.follow(
            baseFee: below.producer.market.baseFee,
            blobBaseFee: below.producer.blobs.isPresent ? below.producer.blobs.baseFee : nil)
    }

    /// The time of a chain's next batch: what its transactions have left goes to the chain below.
    @inline(never)
    mutating func postBatch(_ timer: Int, _ now: Int64) {
        let state = chains.states[Int(requests[timer].station)]
        guard let plan = state.poster?.plan else { return }
        set(Int32(truncatingIfNeeded: timer), at: now &+ plan.interval)
        guard let batch = state.producer.takeBatch() else { return }
        let below = chains.states[plan.chain]
        let rest = state.poster?.post(batch) { below.producer.post(plan.rule, $0, now) }
        if let rest = rest ?? nil { state.producer.giveBack(rest) }
    }

    /// A part of a batch of that chain is in a block of the chain below.
    private mutating func arrive(_ state: ChainState, _ now: Int64) {
        let through = state.poster?.arrive()
        if let through = through ?? nil { release(&state.posting, through: through, now) }
    }

    /// Blocks come in turn, and all wait for as many: so who comes last waits longest.
    private mutating func enter(_ line: inout ChainState.Line, _ slot: Int, due: Int64) {
        chains.due[slot] = due
        requests[slot].next = -1
        if line.tail >= 0 {
            requests[Int(line.tail)].next = Int32(truncatingIfNeeded: slot)
        } else {
            line.head = Int32(truncatingIfNeeded: slot)
        }
        line.tail = Int32(truncatingIfNeeded: slot)
    }

    /// Those go on who wait for no later block.
    private mutating func release(
        _ line: inout ChainState.Line, through block: Int64, _ now: Int64
    ) {
        while line.head >= 0, chains.due[Int(line.head)] <= block {
            let slot = Int(line.head)
            line.head = requests[slot].next
            if line.head < 0 { line.tail = -1 }
            let part = code[Int(requests[slot].pc)].servicePart
            addTime(slot, part, Double(now &- requests[slot].mark))
            makeReady(slot)
        }
    }

    /// Keeps how many a slot serves that will soon have nobody to ask for it.
    mutating func noteServed(_ slot: Int, by one: Int? = nil) {
        batches.served[slot] = Int32(truncatingIfNeeded: served(by: one ?? slot))
    }

    /// Takes back a transaction that is held back still; false where it was sent.
    mutating func takeBack(_ slot: Int, _ pc: Int) -> Bool {
        chains.states[Int(code[pc].target)].producer.takeBack(
            Int(code[pc].count), owner: Int32(truncatingIfNeeded: slot))
    }

    /// How many requests wait for what this slot does: the members of its batch, or of the one for
    /// which it is a branch or an attempt.
    private mutating func served(by slot: Int) -> Int {
        guard program.usesBatches else { return 1 }
        var slot = slot
        while batches.carried[slot] < 0, program.usesParallel, branchings[slot].parent >= 0 {
            slot = Int(branchings[slot].parent)
        }
        // Work that goes on by itself was told how many it serves.
        if batches.carried[slot] < 0, batches.served[slot] > 0 { return Int(batches.served[slot]) }
        var count = 0
        var member = Int(batches.carried[slot])
        while member >= 0 {
            count += 1
            member = Int(requests[member].next)
        }
        // And itself.
        return count + 1
    }
}
