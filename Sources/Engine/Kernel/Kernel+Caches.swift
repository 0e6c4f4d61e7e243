// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Lookups in a cache and the fills that follow a miss.
extension Kernel {
    /// Sends a command to the node of its first key. Its times are known at once; the network
    /// time after it, where there is one, ends in the same event.
    mutating func command(_ slot: Int, _ pc: Int, _ now: Int64) {
        recorder.countVisit(pc)
        let key = requests[slot].key
        let (start, end) = nodes[route(slot, pc)].arrive(now, service: sample(pc, key))
        addTime(slot, code[pc].waitPart, Double(start &- now))
        addTime(slot, code[pc].servicePart, Double(end &- start))
        requests[slot].mark = end
        prefetchKeys(slot, pc)
        if code[pc &+ 1].opcode == .delay {
            requests[slot].pc = Int32(truncatingIfNeeded: pc &+ 1)
            calendar.push(time: end &+ sample(pc &+ 1, key), slot: slot)
        } else {
            requests[slot].pc = Int32(truncatingIfNeeded: pc)
            calendar.push(time: end, slot: slot)
        }
    }

    /// Asks the memory for the keys that the command at `pc` is about. Of millions of keys each
    /// read would wait for the main memory; while the command is under way it comes by itself.
    mutating func prefetchKeys(_ slot: Int, _ pc: Int) {
        let region = Int(code[pc].keyspace)
        guard store.regions[region].keys > 0 else { return }
        let sampler = keyDraws[region]
        // The stream of the lookup's keys stands in the command's threshold.
        let base = requests[slot].key ^ code[pc].threshold
        for index in 0..<UInt64(code[pc].count) {
            store.prefetch(sampler.key(index, from: base), region: region)
        }
    }

    /// Looks the keys of a command up; true where some are missing.
    mutating func lookUp(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let region = Int(code[pc].keyspace)
        let sampler = keyDraws[region]
        let base = requests[slot].key ^ code[pc].stream
        let isKnown = store.regions[region].keys > 0
        let missing =
            isKnown
            ? store.missing(UInt64(code[pc].count), region: region, now: now) { index in
                sampler.key(index, from: base)
            } : estimate(UInt64(code[pc].count), region, base, now)
        requests[slot].missing = missing
        guard missing != 0 else { return false }
        requests[slot].key ^= salt(missing)
        return true
    }

    /// Fills the first missing key; true where others are missing still.
    mutating func fill(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let region = Int(code[pc].keyspace)
        let missing = requests[slot].missing
        let index = UInt64(missing.trailingZeroBitCount)
        let base = (requests[slot].key ^ salt(missing)) ^ code[pc].stream
        if store.regions[region].keys > 0 {
            let key = keyDraws[region].key(index, from: base)
            store.fill(key, region: region, now: now)
            if program.joinsMisses { land(slot, succeeded: true, now) }
        }
        return nextMissing(slot)
    }

    /// The first missing key is done with; true where others are missing still.
    @inline(__always)
    mutating func nextMissing(_ slot: Int) -> Bool {
        var missing = requests[slot].missing
        requests[slot].key ^= salt(missing)
        missing &= missing &- 1
        requests[slot].missing = missing
        guard missing != 0 else { return false }
        requests[slot].key ^= salt(missing)
        return true
    }

    /// Keys change: they are dropped from a cache, or get stale there.
    mutating func change(_ slot: Int, _ pc: Int, _ now: Int64) {
        let region = Int(code[pc].keyspace)
        let sampler = keyDraws[region]
        // An approximation has the effect of changes in its hits.
        guard store.regions[region].keys > 0 else { return }
        let base = requests[slot].key ^ code[pc].stream
        for index in 0..<UInt64(code[pc].count) {
            let key = sampler.key(index, from: base)
            if code[pc].amount > 0 {
                store.invalidate(key, region: region, now: now)
            } else {
                store.change(key, region: region, now: now)
            }
        }
    }

    /// What tells the draws for one missing key from those for another.
    @inline(__always)
    mutating func salt(_ missing: UInt64) -> UInt64 {
        SplitMix.mix(UInt64(missing.trailingZeroBitCount) &+ 1)
    }
}
