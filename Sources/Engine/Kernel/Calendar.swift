// SPDX-License-Identifier: GPL-3.0-or-later

/// The pending events in the order (time, priority, sequence): of equal times the higher priority
/// first, of equal priorities the first scheduled (FIFO).
///
/// An event is one 128-bit number, so that the whole order is one comparison: time in the high 64
/// bits, then priority (2 bits), sequence (38 bits) and the slot it belongs to (24 bits). Few
/// pending events are held in a 4-ary heap, many in a radix heap; both give the same order. From
/// event 2^38 on, after hours of CPU, equal times may change places.
///
/// One event may wait beside them: the next arrival of a source, which is replaced as soon as it is
/// taken and would be sifted through the heap each time.
struct Calendar: ~Copyable {
    static let slotBits: UInt64 = 24
    static let sequenceBits: UInt64 = 38
    static let mostSlots = 1 << Int(slotBits)
    private static let priorityShift = slotBits + sequenceBits
    private static let slotMask = UInt64(mostSlots - 1)
    /// Events have this priority where none is named.
    private static let usual: UInt64 = 1
    /// Pending events above which the radix heap takes over, and below which it gives back.
    private let many: Int
    private let few: Int
    private var heap: QuaternaryHeap
    private var radix = RadixHeap()
    private var usesRadix = false
    /// Priority and sequence of the next event of the usual priority, where they stand in an event.
    private var stamp = usual &<< priorityShift
    /// The event beside the heaps; later than any where there is none.
    private var arrival = UInt128.max
    /// Unsigned, as is what stands where no event is, which lies beyond it.
    private var horizon = UInt64(Int64.max)

    /// A calendar that changes heaps at these numbers of pending events; `few` is at most `many`.
    init(many: Int = 4_096, few: Int = 1_024) {
        self.many = many
        self.few = few
        heap = QuaternaryHeap(capacity: min(many, 4_096) + 1)
    }

    /// Events that are pending.
    var count: Int {
        (usesRadix ? radix.count : heap.count) + (Self.isNone(arrival) ? 0 : 1)
    }

    /// Events scheduled so far.
    var scheduled: UInt64 { (stamp &- Self.usual &<< Self.priorityShift) &>> Self.slotBits }

    /// Sets the time before which `pop` gives events, until it is set anew.
    mutating func setHorizon(_ end: Int64) {
        horizon = UInt64(bitPattern: end)
    }

    /// Schedules an event for that slot, not before the last one that was taken.
    @inline(__always)
    mutating func push(time: Int64, slot: Int) {
        add(next(time, slot))
    }

    /// Schedules an event; of equal times the one of the lower priority, 0 to 3, goes first, and 1
    /// is that of all others.
    mutating func push(time: Int64, slot: Int, priority: UInt64) {
        let event = next(time, slot)
        add(event ^ UInt128((priority ^ Self.usual) &<< Self.priorityShift))
    }

    /// Schedules an event that will be scheduled anew each time it is taken.
    @inline(__always)
    mutating func pushArrival(time: Int64, slot: Int) {
        let event = next(time, slot)
        if Self.isNone(arrival) {
            arrival = event
        } else {
            add(event)
        }
    }

    @inline(__always)
    private static func time(_ event: UInt128) -> UInt64 {
        UInt64(truncatingIfNeeded: event &>> 64)
    }

    /// True for what stands where no event is; none comes at the end of time, so that the high word
    /// tells.
    @inline(__always)
    private static func isNone(_ event: UInt128) -> Bool {
        time(event) == .max
    }

    @inline(__always)
    private mutating func next(_ time: Int64, _ slot: Int) -> UInt128 {
        assert(time >= 0 && slot < Self.mostSlots)
        let low = stamp | UInt64(truncatingIfNeeded: slot)
        stamp &+= 1 &<< Self.slotBits
        return (UInt128(UInt64(bitPattern: time)) &<< 64) | UInt128(low)
    }

    @inline(__always)
    private mutating func add(_ event: UInt128) {
        if heap.fill(event) { return }
        if usesRadix {
            pushRadix(event)
        } else if heap.push(event) > many {
            moveToRadix()
        }
    }

    /// Takes the first event if it comes before the horizon, else leaves it and returns nil.
    @inline(__always)
    mutating func pop() -> (time: Int64, slot: Int)? {
        var first = heap.first
        if first < arrival {
            guard Self.time(first) < horizon else { return nil }
            heap.removeFirst()
        } else if usesRadix, let event = popRadix() {
            first = event
        } else {
            first = arrival
            guard Self.time(first) < horizon else { return nil }
            arrival = .max
        }
        let slot = UInt64(truncatingIfNeeded: first) & Self.slotMask
        return (Int64(bitPattern: Self.time(first)), Int(truncatingIfNeeded: slot))
    }

    /// Drops the pending events that are not wanted any more, arrivals aside; the others keep their
    /// order.
    @inline(never)
    mutating func keep(where isWanted: (_ time: Int64, _ slot: Int) -> Bool) {
        for event in usesRadix ? radix.removeAll() : heap.removeAll() {
            let slot = Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: event) & Self.slotMask)
            guard isWanted(Int64(truncatingIfNeeded: event &>> 64), slot) else { continue }
            if usesRadix { radix.push(event) } else { _ = heap.push(event) }
        }
    }

    /// Out of line, so that the way of few pending events stays short.
    @inline(never)
    private mutating func pushRadix(_ event: UInt128) { radix.push(event) }

    @inline(never)
    private mutating func popRadix() -> UInt128? {
        let limit = UInt128(horizon) &<< 64
        guard let event = radix.pop(before: min(arrival, limit)) else { return nil }
        if radix.count < few { moveToHeap() }
        return event
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
        for event in radix.removeAll() { _ = heap.push(event) }
        usesRadix = false
    }
}
