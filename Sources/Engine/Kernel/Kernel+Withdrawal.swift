// SPDX-License-Identifier: GPL-3.0-or-later

/// Attempts that were given up, and whose work is taken out of the line in which it waits.
extension Kernel {
    /// Withdraws an attempt that nobody waits for any more, if it stands in a line and holds no
    /// connection; what is served, is on its way or has branches goes on.
    mutating func withdraw(_ slot: Int, _ guarded: Int, _ now: Int64) {
        let pc = Int(requests[slot].pc)
        guard !program.isHolding[pc] else { return }
        // A function does not end because its caller has gone.
        if program.usesFunctions, functions.held[slot] >= 0 { return }
        // Others of its batch wait for what it does.
        if program.usesBatches, batches.carried[slot] >= 0 { return }
        switch code[pc].opcode {
        case .serve:
            let station = Int(requests[slot].station)
            guard leave(lineOf: station, slot, now) else { return }
            loadKeys[station] &-= Self.oneLoad
            policies.withdrawn[Int(code[pc].target)] += 1
        case .acquire:
            guard leave(lineOf: route(slot, pc), slot, now) else { return }
            policies.withdrawn[Int(code[pc].target)] += 1
        case .attend:
            // Whose service has begun has some of it left, or none.
            guard attendances[slot].remaining < 0 else { return }
            policies.counts[guarded].withdrawn += 1
            abandon(slot, now)
            return
        case .submit:
            guard takeBack(slot, pc) else { return }
            policies.counts[guarded].withdrawn += 1
            fail(slot, now)
            return
        case .arrive, .arriveBatch, .think, .rest, .timer, .command, .delay, .release, .branch,
            .jump, .lookup, .lead, .fill, .change, .fail, .fork, .join, .enclose, .attempt, .limit,
            .entrance, .meter, .finish, .tally, .invoke, .dismiss, .consume, .gather, .scatter,
            .start, .connect, .observe, .redirect, .canary:
            return
        }
        policies.counts[guarded].withdrawn += 1
        // It asks for no service.
        recorder.uncountVisit(pc)
        fail(slot, now)
    }

    /// Lines are linked one way, for the sake of those that never leave them, so that leaving takes
    /// a walk. Who waited longest times out first and stands near the head; a walk beyond that
    /// serves few, and would take the square of a long line.
    private static let longestWalk: Int32 = 10_000

    /// Takes a request out of the line of a station, which is in the order of arrival; false where
    /// it is not in it, or too far from its head.
    private mutating func leave(lineOf number: Int, _ slot: Int, _ now: Int64) -> Bool {
        let station = stations.base + number
        let arrival = requests[slot].mark
        var (before, found) = (-1, Int(station.pointee.head))
        var left = min(station.pointee.waiting, Self.longestWalk)
        while left > 0, found != slot, requests[found].mark <= arrival {
            before = found
            found = Int(requests[found].next)
            left &-= 1
        }
        guard left > 0, found == slot else { return false }
        station.pointee.touch(now)
        if before >= 0 {
            requests[before].next = requests[slot].next
        } else {
            station.pointee.head = requests[slot].next
        }
        if Int(station.pointee.tail) == slot {
            station.pointee.tail = Int32(truncatingIfNeeded: before)
        }
        station.pointee.waiting &-= 1
        // Its wait is in the integral, so it counts.
        station.pointee.waitingSum += Double(now &- arrival)
        return true
    }
}
