// SPDX-License-Identifier: GPL-3.0-or-later

/// A 4-ary heap of 128-bit events whose children share a cache line.
///
/// After a pop the root stays open for the next push, which in a simulation usually follows: a pop
/// and a push then sift once. The least of four children is found without a branch.
struct QuaternaryHeap: ~Copyable {
    /// Entries before the first, so that the children 4i+1…4i+4 begin on a cache line.
    private static let offset = 3

    private var memory: UnsafeMutableRawPointer
    private var heap: UnsafeMutablePointer<UInt128>
    private var capacity: Int
    private var entries = 0
    private var rootIsOpen = false

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        memory = Self.allocate(self.capacity)
        heap = memory.assumingMemoryBound(to: UInt128.self) + Self.offset
    }

    deinit { memory.deallocate() }

    var count: Int { rootIsOpen ? entries &- 1 : entries }

    @inline(__always)
    mutating func push(_ event: UInt128) {
        if rootIsOpen {
            rootIsOpen = false
            siftDown(event)
        } else {
            if entries == capacity { grow() }
            siftUp(event)
        }
    }

    /// Takes the first event if it is below `limit`, else leaves it and returns nil.
    @inline(__always)
    mutating func pop(before limit: UInt128) -> UInt128? {
        if rootIsOpen { closeRoot() }
        guard entries > 0 else { return nil }
        let first = heap[0]
        guard first < limit else { return nil }
        rootIsOpen = true
        return first
    }

    /// Takes all events out, in no order.
    mutating func removeAll() -> [UInt128] {
        if rootIsOpen { closeRoot() }
        let events = Array(UnsafeBufferPointer(start: heap, count: entries))
        entries = 0
        return events
    }

    /// Fills the open root with the last entry.
    @inline(__always)
    private mutating func closeRoot() {
        rootIsOpen = false
        entries &-= 1
        if entries > 0 { siftDown(heap[entries]) }
    }

    /// Puts an event into the open root and moves it to its place.
    @inline(__always)
    private func siftDown(_ event: UInt128) {
        var hole = 0
        while true {
            let child = 4 &* hole &+ 1
            let children = heap + child
            var least: Int
            if child &+ 3 < entries {
                let left = children[1] < children[0] ? 1 : 0
                let right = children[3] < children[2] ? 3 : 2
                least = children[right] < children[left] ? right : left
            } else {
                guard child < entries else { break }
                least = 0
                for other in 1..<max(entries &- child, 1) {
                    least = children[other] < children[least] ? other : least
                }
            }
            let first = children[least]
            if first >= event { break }
            heap[hole] = first
            hole = child &+ least
        }
        heap[hole] = event
    }

    @inline(__always)
    private mutating func siftUp(_ event: UInt128) {
        var hole = entries
        entries &+= 1
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
        newHeap.initialize(from: heap, count: entries)
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
