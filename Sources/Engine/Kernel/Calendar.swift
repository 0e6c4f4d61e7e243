// SPDX-License-Identifier: GPL-3.0-or-later

/// The pending events in the order (time, priority, sequence): of equal times the higher priority
/// first, of equal priorities the first scheduled (FIFO).
///
/// An event is one 128-bit number, so that the whole order is one comparison: time in the high 64
/// bits, then priority (2 bits), sequence (38 bits) and the slot it belongs to (24 bits). Few
/// pending events are held in a 4-ary heap, many in a radix heap; both give the same order. From
/// event 2^38 on, after hours of CPU, equal times may change places.
struct Calendar: ~Copyable {
    static let slotBits: UInt64 = 24
    static let sequenceBits: UInt64 = 38
    static let mostSlots = 1 << Int(slotBits)
    private static let priorityShift = slotBits + sequenceBits
    private static let slotMask = UInt64(mostSlots - 1)
    /// Pending events above which the radix heap takes over, and below which it gives back.
    private static let many = 4_096
    private static let few = 1_024

    private var heap: QuaternaryHeap
    private var radix = RadixHeap()
    private var usesRadix = false
    private var sequence: UInt64 = 0

    init() {
        heap = QuaternaryHeap(capacity: Self.many + 1)
    }

    /// Events that are pending.
    var count: Int { usesRadix ? radix.count : heap.count }

    /// Events scheduled so far.
    var scheduled: UInt64 { sequence }

    /// Schedules an event for that slot, not before the last one that was taken. Priority 0 goes
    /// first among equal times.
    @inline(__always)
    mutating func push(time: Int64, slot: Int, priority: UInt64 = 1) {
        assert(time >= 0 && slot < Self.mostSlots)
        let low =
            (priority &<< Self.priorityShift) | (sequence &<< Self.slotBits)
            | UInt64(truncatingIfNeeded: slot)
        sequence &+= 1
        let event = (UInt128(UInt64(bitPattern: time)) &<< 64) | UInt128(low)
        if usesRadix {
            radix.push(event)
        } else {
            heap.push(event)
            if heap.count > Self.many { moveToRadix() }
        }
    }

    /// Takes the first event if it comes before `end`, else leaves it and returns nil.
    @inline(__always)
    mutating func pop(before end: Int64) -> (time: Int64, slot: Int)? {
        let limit = UInt128(UInt64(bitPattern: end)) &<< 64
        let first: UInt128
        if usesRadix {
            guard let event = radix.pop(before: limit) else { return nil }
            first = event
            if radix.count < Self.few { moveToHeap() }
        } else {
            guard let event = heap.pop(before: limit) else { return nil }
            first = event
        }
        let slot = UInt64(truncatingIfNeeded: first) & Self.slotMask
        return (Int64(truncatingIfNeeded: first &>> 64), Int(truncatingIfNeeded: slot))
    }

    /// Drops the pending events that are not wanted any more; the others keep their order.
    @inline(never)
    mutating func keep(where isWanted: (_ time: Int64, _ slot: Int) -> Bool) {
        for event in usesRadix ? radix.removeAll() : heap.removeAll() {
            let slot = Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: event) & Self.slotMask)
            guard isWanted(Int64(truncatingIfNeeded: event &>> 64), slot) else { continue }
            if usesRadix { radix.push(event) } else { heap.push(event) }
        }
    }

    @inline(never)
    private mutating func moveToRadix() {
        var events = heap.removeAll()
        // The radix heap keeps equal times in the order in which they come, that of the low words.
        events.sort { UInt64(truncatingIfNeeded: $0) < UInt64(truncatingIfNeeded: $1) }
        for event in events { radix.push(event) }
        usesRadix = true
    }

    @inline(never)
    private mutating func moveToHeap() {
        for event in radix.removeAll() { heap.push(event) }
        usesRadix = false
    }
}
