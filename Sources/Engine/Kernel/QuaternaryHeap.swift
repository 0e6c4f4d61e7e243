// SPDX-License-Identifier: GPL-3.0-or-later

/// A 4-ary heap of 128-bit events whose children share a cache line.
///
/// After a pop the root stays open for the next push, which in a simulation usually follows: a pop
/// and a push then sift once. The places after the last entry hold an event later than any, so that
/// the least of four children is found without asking how many there are, and without a branch.
struct QuaternaryHeap: ~Copyable {
    /// Entries before the first, so that the children 4i+1…4i+4 begin on a cache line.
    private static let offset = 3
    /// Bytes of an entry.
    private static var size: Int { MemoryLayout<UInt128>.stride }

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

    /// Puts an event in the place of the one that was taken just before; false where that place is
    /// filled already, or none was taken.
    @inline(__always)
    mutating func fill(_ event: UInt128) -> Bool {
        guard rootIsOpen else { return false }
        rootIsOpen = false
        siftDown(event)
        return true
    }

    /// Adds an event where none was taken just before; gives how many there are.
    @inline(__always)
    mutating func push(_ event: UInt128) -> Int {
        if entries == capacity { grow() }
        siftUp(event)
        return entries
    }

    /// The first event; later than any where there is none.
    @inline(__always)
    var first: UInt128 {
        mutating get {
            if rootIsOpen { closeRoot() }
            return heap[0]
        }
    }

    /// Takes the event that `first` gave just now.
    @inline(__always)
    mutating func removeFirst() { rootIsOpen = true }

    /// Takes all events out, in no order.
    mutating func removeAll() -> [UInt128] {
        if rootIsOpen { closeRoot() }
        let events = Array(UnsafeBufferPointer(start: heap, count: entries))
        heap.update(repeating: .max, count: entries)
        entries = 0
        return events
    }

    /// Fills the open root with the last entry.
    @inline(__always)
    private mutating func closeRoot() {
        rootIsOpen = false
        entries &-= 1
        let last = heap[entries]
        heap[entries] = .max
        if entries > 0 { siftDown(last) }
    }

    /// Puts an event into the open root and moves it to its place.
    @inline(__always)
    private func siftDown(_ event: UInt128) {
        // Places are byte offsets: an index would be multiplied at each comparison.
        let base = UnsafeMutableRawPointer(heap)
        let end = entries &* Self.size
        var hole = 0
        var child = Self.size
        while child < end {
            let children = base + child
            let left = Self.event(children, Self.size) < Self.event(children, 0) ? Self.size : 0
            let right =
                Self.event(children, 3 &* Self.size) < Self.event(children, 2 &* Self.size)
                ? 3 &* Self.size : 2 &* Self.size
            let least =
                Self.event(children, right) < Self.event(children, left) ? right : left
            let first = Self.event(children, least)
            if first >= event { break }
            base.storeBytes(of: first, toByteOffset: hole, as: UInt128.self)
            hole = child &+ least
            child = 4 &* hole &+ Self.size
        }
        base.storeBytes(of: event, toByteOffset: hole, as: UInt128.self)
    }

    @inline(__always)
    private static func event(_ base: UnsafeMutableRawPointer, _ offset: Int) -> UInt128 {
        base.load(fromByteOffset: offset, as: UInt128.self)
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
        newHeap.update(from: heap, count: entries)
        memory.deallocate()
        memory = larger
        heap = newHeap
        capacity *= 2
    }

    /// Room for so many entries and the three places that end the last group of children.
    private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        let places = offset + capacity + 3
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: places * MemoryLayout<UInt128>.stride, alignment: 64)
        memory.initializeMemory(as: UInt128.self, repeating: .max, count: places)
        return memory
    }
}
