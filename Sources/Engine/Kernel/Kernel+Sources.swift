// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Where requests come from, and where they end.
extension Kernel {
    mutating func start(_ index: Int) {
        let pc = Int32(program.sourceInstructions[index])
        switch sources[index].kind {
        case .open:
            guard let slot = allocate(0) else { return }
            requests[slot] = Request(pc: pc, source: Int32(index))
            scheduleArrival(slot, index, 0)
        case .closed(let schedule):
            for user in 0..<schedule.most {
                guard let slot = allocate(0) else { return }
                requests[slot] = Request(pc: pc, source: Int32(index), user: Int32(user))
                think(slot, 0)
            }
        }
    }

    @_transparent
    mutating func scheduleArrival(_ slot: Int, _ source: Int, _ now: Int64) {
        if let time = sources[source].nextArrival(after: now) {
            calendar.pushArrival(time: time, slot: slot)
        }
    }

    /// An open source's next request comes; its slot, or nil where none is left.
    @_transparent
    mutating func arrive(_ sourceSlot: Int, _ now: Int64) -> Int? {
        let source = Int(requests[sourceSlot].source)
        let serial = requests[sourceSlot].serial
        requests[sourceSlot].serial = serial &+ 1
        scheduleArrival(sourceSlot, source, now)
        return admit(source, serial, now)
    }

    /// A batch of an open source's requests comes, all at once.
    mutating func arriveBatch(_ sourceSlot: Int, _ now: Int64) {
        let source = Int(requests[sourceSlot].source)
        scheduleArrival(sourceSlot, source, now)
        for _ in 0..<sources[source].nextBatch() {
            let serial = requests[sourceSlot].serial
            requests[sourceSlot].serial = serial &+ 1
            guard let slot = admit(source, serial, now) else { return }
            advance(slot, from: begin(slot), now)
        }
    }

    /// One request of an open source comes; its slot, or nil where none is left.
    @_transparent
    mutating func admit(_ source: Int, _ serial: UInt64, _ now: Int64) -> Int? {
        guard let slot = allocate(now) else { return nil }
        let state = sources.base + source
        let request = requests.base + slot
        let key = state.pointee.key.child(serial).word
        request.pointee.arrival = now
        request.pointee.key = key
        request.pointee.operation = Int32(truncatingIfNeeded: state.pointee.operation(key))
        request.pointee.source = Int32(truncatingIfNeeded: source)
        request.pointee.user = -1
        return slot
    }

    /// A user thinks, from now or from when the user is active, before the next request.
    mutating func think(_ slot: Int, _ now: Int64) {
        let source = Int(requests[slot].source)
        let user = Int(requests[slot].user)
        let pc = program.sourceInstructions[source]
        var start = now
        if !sources[source].isSteady {
            guard let next = sources[source].activation(of: user, notBefore: now) else {
                // Who never comes again is no request.
                requests[slot].pc = Int32(pc)
                return
            }
            start = next
        }
        let key = sources[source].key.child(UInt64(user)).child(requests[slot].serial).word
        requests[slot].key = key
        requests[slot].serial &+= 1
        requests[slot].pc = Int32(pc)
        calendar.push(time: start &+ sample(pc, key), slot: slot)
    }

    /// A user has thought and asks; false where it is not active any more.
    mutating func ask(_ slot: Int, _ now: Int64) -> Bool {
        let source = Int(requests[slot].source)
        if !sources[source].isSteady,
            !sources[source].isActive(Int(requests[slot].user), at: now)
        {
            think(slot, now)
            return false
        }
        let operation = sources[source].operation(requests[slot].key)
        requests[slot].operation = Int32(truncatingIfNeeded: operation)
        requests[slot].arrival = now
        requests[slot].mark = now
        return true
    }

    /// The first instruction of a request that begins.
    @_transparent
    mutating func begin(_ slot: Int) -> Int {
        let operation = Int(requests[slot].operation)
        recorder.countArrival(operation)
        if stickyGroups > 0 { forgetPods(slot) }
        return Int(starts[operation])
    }

    @inline(__always)
    mutating func forgetPods(_ slot: Int) {
        let pods = chosen.base + slot &* stickyGroups
        pods[0] = -1
        // Seldom more than one.
        if stickyGroups > 1 { (pods + 1).update(repeating: -1, count: stickyGroups &- 1) }
    }

    @inline(__always)
    mutating func finish(_ slot: Int, _ now: Int64) {
        let request = requests.base + slot
        recorder.complete(
            Int(request.pointee.operation), now &- request.pointee.arrival,
            spent.base + slot &* recorder.pairs)
        leave(slot, now)
    }

    /// An open request is gone; a user thinks again.
    @inline(__always)
    mutating func leave(_ slot: Int, _ now: Int64) {
        if requests[slot].user >= 0 {
            think(slot, now)
        } else {
            requests[slot].next = freeSlot
            freeSlot = Int32(truncatingIfNeeded: slot)
        }
    }
}
