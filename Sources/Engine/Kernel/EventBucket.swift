// SPDX-License-Identifier: GPL-3.0-or-later

/// Events in the order in which they were added, in chunks of a page that are given back as they
/// are read. Its memory is freed by `release`, as a trivial type has no end of its own.
struct EventBucket: BitwiseCopyable {
    private(set) var count = 0
    /// The first chunk, which is kept when the bucket is empty; nil before the first event.
    private var first: EventChunk?
    private var last: EventChunk?
    /// Where the next event goes, and the end of the last chunk.
    private var cursor: UnsafeMutablePointer<UInt128>?
    private var limit: UnsafeMutablePointer<UInt128>?

    func release() { first?.releaseAll() }

    @inline(__always)
    mutating func append(_ event: UInt128, _ spare: inout ChunkPool) {
        if cursor == limit { extend(&spare) }
        guard let place = cursor else { return }
        place.pointee = event
        cursor = place + 1
        count &+= 1
    }

    @inline(never)
    private mutating func extend(_ spare: inout ChunkPool) {
        let chunk = spare.take()
        if let last { last.next = chunk } else { first = chunk }
        last = chunk
        cursor = chunk.events
        limit = chunk.events + EventChunk.capacity
    }

    /// The event of a bucket that holds one.
    var only: UInt128 { first.map { $0.events[0] } ?? .max }

    mutating func removeOnly() {
        count = 0
        cursor = first?.events
    }

    /// The first in time of a bucket that holds at least one.
    var earliest: UInt128 {
        var earliest = UInt128.max
        var left = count
        var chunk = first
        while let present = chunk, left > 0 {
            let size = min(left, EventChunk.capacity)
            for place in 0..<size {
                earliest = present.events[place] < earliest ? present.events[place] : earliest
            }
            left &-= size
            chunk = present.next
        }
        return earliest
    }

    /// Reads the events; the bucket must not change before `reset`.
    var reader: Reader { Reader(chunk: first, left: count) }

    /// Forgets the events after they were read.
    mutating func reset() {
        first?.next = nil
        last = first
        cursor = first?.events
        limit = first.map { $0.events + EventChunk.capacity }
        count = 0
    }

    mutating func empty(into spare: inout ChunkPool, _ body: (UInt128) -> Void) {
        var reader = reader
        while let event = reader.next(&spare) { body(event) }
        reset()
    }

    /// Gives the events one by one, and every chunk but the first to the pool once it is read.
    struct Reader {
        private var chunk: EventChunk?
        private var left: Int
        private var place = 0
        private var isFirst = true

        init(chunk: EventChunk?, left: Int) {
            self.chunk = chunk
            self.left = left
        }

        @inline(__always)
        mutating func next(_ spare: inout ChunkPool) -> UInt128? {
            guard left > 0 else {
                finish(&spare)
                return nil
            }
            if place == EventChunk.capacity { advance(&spare) }
            left &-= 1
            place &+= 1
            return chunk?.events[place &- 1]
        }

        private mutating func advance(_ spare: inout ChunkPool) {
            let read = chunk
            chunk = read?.next
            if !isFirst, let read { spare.give(read) }
            isFirst = false
            place = 0
        }

        private mutating func finish(_ spare: inout ChunkPool) {
            if !isFirst, let chunk { spare.give(chunk) }
            chunk = nil
        }
    }
}

/// A page of events with a link to the next.
struct EventChunk: BitwiseCopyable {
    static let capacity = 255

    private let memory: UnsafeMutableRawPointer

    init() {
        memory = .allocate(
            byteCount: (Self.capacity + 1) * MemoryLayout<UInt128>.stride, alignment: 16)
        next = nil
    }

    var events: UnsafeMutablePointer<UInt128> {
        memory.assumingMemoryBound(to: UInt128.self) + 1
    }

    var next: EventChunk? {
        get { memory.load(as: EventChunk?.self) }
        nonmutating set { memory.storeBytes(of: newValue, as: EventChunk?.self) }
    }

    func release() { memory.deallocate() }

    /// Frees it and all that it links to.
    func releaseAll() {
        var chunk: EventChunk? = self
        while let present = chunk {
            chunk = present.next
            present.release()
        }
    }
}

/// Chunks that no bucket needs now.
struct ChunkPool: BitwiseCopyable {
    private var first: EventChunk?

    mutating func take() -> EventChunk {
        guard let chunk = first else { return EventChunk() }
        first = chunk.next
        chunk.next = nil
        return chunk
    }

    mutating func give(_ chunk: EventChunk) {
        chunk.next = first
        first = chunk
    }

    func release() { first?.releaseAll() }
}
