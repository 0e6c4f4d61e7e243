// SPDX-License-Identifier: GPL-3.0-or-later

/// How requests end that are not answered, and how many have not ended.
extension Kernel {
    /// A request or a part of it fails.
    @inline(never)
    mutating func fail(_ slot: Int, _ now: Int64) { end(slot, .failed, now) }

    /// A request or a part of it is turned away.
    @inline(never)
    mutating func reject(_ slot: Int, _ now: Int64) { end(slot, .rejected, now) }

    /// A request ends without an answer; of a branch or an attempt its parent hears.
    mutating func end(_ slot: Int, _ ending: Ending, _ now: Int64) {
        if program.joinsMisses { land(slot, succeeded: false, now) }
        if program.usesFunctions { giveAllBack(slot, now) }
        if program.usesBatches { endCarried(slot, ending, now) }
        if program.usesParallel, branchings[slot].parent != Branching.none {
            endBranch(slot, ending, now)
            return
        }
        if !program.canaries.isEmpty { noteFailure(slot) }
        let operation = Int(requests[slot].operation)
        switch ending {
        case .rejected, .limited: recorder.countRejection(operation)
        case .failed, .timedOut: recorder.countFailure(operation)
        case .answered: preconditionFailure("an answered request finishes")
        }
        clearTimes(slot)
        let isToldWhen = ending == .limited && waitsWhenLimited(slot)
        leave(slot, isToldWhen ? max(now, policies.retryAt) : now)
    }

    /// Requests of an operation that were turned away, those that were lost among them.
    mutating func rejected(_ operation: Int) -> Int {
        let rejected = recorder.rejections[operation]
        guard program.losesRequests else { return rejected }
        return rejected + recorder.rejections[operation + program.operations.count]
    }

    /// Requests that came and have not ended, by operation; found by looking at every slot.
    mutating func inFlight() -> [Int] {
        var counts = [Int](repeating: 0, count: program.operations.count)
        eachOnItsWay { kernel, slot in
            if kernel.program.usesParallel, kernel.branchings[slot].parent != Branching.none {
                return
            }
            counts[Int(kernel.requests[slot].operation) % counts.count] += 1
        }
        return counts
    }

    /// Goes through the slots of requests, and of their branches and attempts: none that is free,
    /// and no source, timer or user who thinks. One by one: a list of millions would be what
    /// millions in flight are not to take.
    mutating func eachOnItsWay(_ body: (inout Kernel, Int) -> Void) {
        let isFree = sortFreeSlots()
        for slot in isFree.indices where !isFree[slot] && isOnItsWay(slot) { body(&self, slot) }
    }

    /// Threads the free slots anew, the lowest first; by slot, whether it is free. In the order in
    /// which they became free each would be a miss of the processor's cache, at every look.
    private mutating func sortFreeSlots() -> [Bool] {
        var isFree = [Bool](repeating: false, count: slotsUsed)
        var slot = freeSlot
        while slot >= 0 {
            isFree[Int(slot)] = true
            slot = requests[Int(slot)].next
        }
        freeSlot = -1
        for slot in isFree.indices.reversed() where isFree[slot] {
            requests[slot].next = freeSlot
            freeSlot = Int32(slot)
        }
        return isFree
    }

    private mutating func isOnItsWay(_ slot: Int) -> Bool {
        switch code[Int(requests[slot].pc)].opcode {
        case .arrive, .arriveBatch, .think, .rest, .timer: false
        case .serve, .attend, .command, .delay, .acquire, .release, .branch, .jump, .lookup, .lead,
            .fill, .change, .fail, .fork, .join, .enclose, .attempt, .limit, .entrance, .meter,
            .finish, .tally, .invoke, .dismiss, .consume, .gather, .scatter,
            .start, .connect, .observe, .redirect, .canary, .submit:
            true
        }
    }
}
