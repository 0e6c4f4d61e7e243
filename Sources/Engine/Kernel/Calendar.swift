// SPDX-License-Identifier: GPL-3.0-or-later

/// The pending events in the order (time, priority, sequence): of equal times the higher priority
/// first, of equal priorities the first scheduled (FIFO).
///
/// An event is one 128-bit number, so that the whole order is one comparison: time in the high 64
/// bits, then priority (2 bits), sequence (38 bits) and the slot it belongs to (24 bits). The heap
/// is 4-ary with the children of an entry on one cache line. After a pop the root stays open for
/// the next push, which in a simulation usually follows: a pop and a push then sift once.
struct Calendar: ~Copyable {
    static let slotBits: UInt64 = 24
    static let sequenceBits: UInt64 = 38
    static let mostSlots = 1 << Int(slotBits)
    private static let priorityShift = slotBits + sequenceBits
    private static let mostSequence: UInt64 = 1 << sequenceBits
    /// Entries before the first, so that the children 4i+1…4i+4 begin on a cache line.
    private static let offset = 3

    private var memory: UnsafeMutableRawPointer
    private var heap: UnsafeMutablePointer<UInt128>
    private var capacity: Int
    private var count = 0
    private var rootIsOpen = false
    private var sequence: UInt64 = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        memory = Self.allocate(self.capacity)
        heap = memory.assumingMemoryBound(to: UInt128.self) + Self.offset
    }

    deinit { memory.deallocate() }

    /// Events scheduled so far.
    var scheduled: UInt64 { sequence }

    /// True when so many events were scheduled that ties could no longer be told apart.
    var isExhausted: Bool { sequence >= Self.mostSequence &- (1 << 32) }

    /// Schedules an event for that slot. Priority 0 goes first among equal times.
    @inline(__always)
    mutating func push(time: Int64, slot: Int, priority: UInt64 = 1) {
        assert(time >= 0 && slot < Self.mostSlots)
        let low =
            (priority &<< Self.priorityShift) | (sequence &<< Self.slotBits)
            | UInt64(truncatingIfNeeded: slot)
        sequence &+= 1
        let event = (UInt128(UInt64(bitPattern: time)) &<< 64) | UInt128(low)
        if rootIsOpen {
            rootIsOpen = false
            siftDown(event)
        } else {
            if count == capacity { grow() }
            siftUp(event)
        }
    }

    /// Takes the first event if it comes before `end`, else leaves it and returns nil.
    @inline(__always)
    mutating func pop(before end: Int64) -> (time: Int64, slot: Int)? {
        if rootIsOpen { closeRoot() }
        guard count > 0 else { return nil }
        let first = heap[0]
        let time = Int64(truncatingIfNeeded: first &>> 64)
        guard time < end else { return nil }
        rootIsOpen = true
        let mask = UInt64(Self.mostSlots - 1)
        return (time, Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: first) & mask))
    }

    /// Fills the open root with the last entry.
    @inline(__always)
    private mutating func closeRoot() {
        rootIsOpen = false
        count &-= 1
        if count > 0 { siftDown(heap[count]) }
    }

    /// Puts an event into the open root and moves it to its place.
    @inline(__always)
    private func siftDown(_ event: UInt128) {
        var hole = 0
        while true {
            let child = 4 &* hole &+ 1
            if child &+ 3 < count {
                let left = heap[child &+ 1] < heap[child] ? child &+ 1 : child
                let right = heap[child &+ 3] < heap[child &+ 2] ? child &+ 3 : child &+ 2
                let least = heap[right] < heap[left] ? right : left
                if heap[least] >= event { break }
                heap[hole] = heap[least]
                hole = least
            } else {
                guard child < count else { break }
                var least = child
                var other = child &+ 1
                while other < count {
                    least = heap[other] < heap[least] ? other : least
                    other &+= 1
                }
                if heap[least] >= event { break }
                heap[hole] = heap[least]
                hole = least
            }
        }
        heap[hole] = event
    }

    @inline(__always)
    private mutating func siftUp(_ event: UInt128) {
        var hole = count
        count &+= 1
        while hole > 0 {
            let parent = (hole &- 1) &>> 2
            if heap[parent] <= event { break }
            heap[hole] = heap[parent]
            hole = parent
        }
        heap[hole] = event
    }

    @inline(never)
    private mutating func grow() {
        let larger = Self.allocate(capacity * 2)
        let newHeap = larger.assumingMemoryBound(to: UInt128.self) + Self.offset
        newHeap.initialize(from: heap, count: count)
        memory.deallocate()
        memory = larger
        heap = newHeap
        capacity *= 2
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer.allocate(
            byteCount: (capacity + offset) * MemoryLayout<UInt128>.stride, alignment: 64)
    }
}
