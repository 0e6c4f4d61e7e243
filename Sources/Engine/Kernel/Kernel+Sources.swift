// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Where requests come from, and where they end.
extension Kernel {
    mutating func start(_ index: Int) {
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
    mutating func scheduleArrival(_ slot: Int, _ source: Int, _ now: Int64) {
        if let time = sources[source].nextArrival(after: now) {
            calendar.push(time: time, slot: slot)
        }
    }

    /// An open source's next request comes.
    @inline(__always)
    mutating func arrive(_ sourceSlot: Int, _ now: Int64) {
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
    mutating func think(_ slot: Int, _ now: Int64) {
        let source = Int(requests[slot].source)
        let user = Int(requests[slot].user)
        var start = now
        if !sources[source].isSteady {
            guard let next = sources[source].activation(of: user, notBefore: now) else { return }
            start = next
        }
        let pc = program.sourceInstructions[source]
        let key = sources[source].key.child(UInt64(user)).child(requests[slot].serial).word
        requests[slot].key = key
        requests[slot].serial &+= 1
        requests[slot].pc = Int32(pc)
        calendar.push(time: start &+ sample(pc, key), slot: slot)
    }

    /// A user has thought and asks.
    mutating func ask(_ slot: Int, _ now: Int64) {
        let source = Int(requests[slot].source)
        if !sources[source].isSteady,
            !sources[source].isActive(Int(requests[slot].user), at: now)
        {
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
    mutating func begin(_ slot: Int, _ operation: Int, _ now: Int64) {
        recorder.countArrival(operation)
        let stride = program.stride
        (spent.base + slot &* stride).update(repeating: 0, count: stride)
        let sticky = program.stickyGroups
        for group in 0..<sticky { chosen[slot &* sticky &+ group] = -1 }
        advance(slot, from: program.operations[operation].start, now)
    }

    @inline(__always)
    mutating func finish(_ slot: Int, _ now: Int64) {
        recorder.complete(
            Int(requests[slot].operation), now &- requests[slot].arrival,
            spent.base + slot &* program.stride)
        leave(slot, now)
    }

    mutating func fail(_ slot: Int, _ now: Int64) {
        recorder.countFailure(Int(requests[slot].operation))
        leave(slot, now)
    }

    /// An open request is gone; a user thinks again.
    @inline(__always)
    mutating func leave(_ slot: Int, _ now: Int64) {
        if requests[slot].user >= 0 {
            think(slot, now)
        } else {
            freeSlots[freeCount] = Int32(truncatingIfNeeded: slot)
            freeCount &+= 1
        }
    }
}
