// SPDX-License-Identifier: GPL-3.0-or-later

/// Which request fills a missing key, and who waits for it, where misses of one key are joined.
struct Flights: ~Copyable {
    /// What a slot has to do with a fill under way.
    struct Role: BitwiseCopyable {
        /// The place of the key that it fills; -1 for none.
        var place = -1
        /// Those that wait for it, chained by `next` of their requests; -1 for none.
        var first: Int32 = -1
        var last: Int32 = -1
        /// It waited, and was given the value.
        var isServed = false
    }

    /// By place of a key the slot that fills it; -1 for none. Empty where nothing is joined.
    let leaders: FlatArray<Int32>
    var roles: FlatArray<Role>

    init(keys: Int, slots: Int) {
        leaders = FlatArray(repeating: -1, count: keys)
        roles = FlatArray(repeating: Role(), count: slots)
    }
}

/// Requests that miss a key which another is filling wait for that one.
extension Kernel {
    /// Where a request goes on that is to fill its first missing key: with the miss, or where it
    /// was given the value by another, behind it. Nil where it waits.
    mutating func lead(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        let fill = Int(code[pc].jump)
        if flights.roles[slot].isServed {
            flights.roles[slot].isServed = false
            return nextMissing(slot) ? pc : fill &+ 1
        }
        let place = missingPlace(slot, pc)
        let leader = Int(flights.leaders[place])
        guard leader >= 0 else {
            flights.leaders[place] = Int32(truncatingIfNeeded: slot)
            flights.roles[slot].place = place
            return pc &+ 1
        }
        store.countShared(region: Int(code[pc].keyspace))
        requests[slot].mark = now
        // It comes back to this instruction.
        requests[slot].pc = Int32(truncatingIfNeeded: pc &- 1)
        requests[slot].next = -1
        let last = Int(flights.roles[leader].last)
        if last >= 0 {
            requests[last].next = Int32(truncatingIfNeeded: slot)
        } else {
            flights.roles[leader].first = Int32(truncatingIfNeeded: slot)
        }
        flights.roles[leader].last = Int32(truncatingIfNeeded: slot)
        return nil
    }

    /// The fill of a request has ended: those that wait for it have the value too. Where it failed
    /// instead, the first of them tries, and the others wait for that one.
    @inline(never)
    mutating func land(_ slot: Int, succeeded: Bool, _ now: Int64) {
        let role = flights.roles[slot]
        guard role.place >= 0 else { return }
        flights.leaders[role.place] = -1
        flights.roles[slot] = Flights.Role()
        var next = role.first
        while next >= 0 {
            let waiter = Int(next)
            next = requests[waiter].next
            flights.roles[waiter].isServed = succeeded
            let pc = Int(requests[waiter].pc) &+ 1
            addTime(waiter, code[pc].waitPart, Double(now &- requests[waiter].mark))
            makeReady(waiter)
        }
    }

    /// The place of the first missing key.
    private mutating func missingPlace(_ slot: Int, _ pc: Int) -> Int {
        let region = Int(code[pc].keyspace)
        let missing = requests[slot].missing
        let base = (requests[slot].key ^ salt(missing)) ^ code[pc].stream
        let index = UInt64(missing.trailingZeroBitCount)
        return program.regions[region].offset + keyDraws[region].key(index, from: base)
    }
}
