// SPDX-License-Identifier: GPL-3.0-or-later

/// A monotone radix heap of 128-bit events: nothing is pushed before the last event taken.
///
/// Bucket b > 0 holds the events whose time differs from the last taken time first in bit b - 1;
/// bucket 0 those at that very time. So a push is an append. When bucket 0 is empty, the lowest
/// bucket is spread over those below it, which are empty, around its earliest time: an event moves
/// down at most once a bit, and a few times in practice. Each bucket keeps the order in which its
/// events were pushed, so equal times come out as they went in.
///
/// Source: Ahuja, Mehlhorn, Orlin, Tarjan, Faster Algorithms for the Shortest Path Problem, J. ACM
/// 37(2), 1990.
struct RadixHeap: ~Copyable {
    private struct Bucket: BitwiseCopyable {
        var events: UnsafeMutablePointer<UInt128>
        var count = 0
        var capacity: Int
    }

    private static let bucketCount = 65
    private let buckets: UnsafeMutablePointer<Bucket>
    /// Bit b - 1 is set where bucket b has events.
    private var occupied: UInt64 = 0
    /// The time of the last event taken from here, though others may have been taken from elsewhere
    /// since; never that of an event still pending, before which others may yet be pushed.
    private var last: UInt64 = 0
    /// How many of bucket 0 were taken already.
    private var taken = 0
    private(set) var count = 0

    init() {
        buckets = .allocate(capacity: Self.bucketCount)
        for index in 0..<Self.bucketCount {
            (buckets + index).initialize(to: Bucket(events: .allocate(capacity: 8), capacity: 8))
        }
    }

    deinit {
        for index in 0..<Self.bucketCount { buckets[index].events.deallocate() }
        buckets.deallocate()
    }

    @inline(__always)
    mutating func push(_ event: UInt128) {
        count &+= 1
        place(event)
    }

    /// Takes the first event if it is below `limit`, else leaves it and returns nil.
    @inline(__always)
    mutating func pop(before limit: UInt128) -> UInt128? {
        if taken == buckets[0].count {
            guard occupied != 0 else { return nil }
            let bucket = occupied.trailingZeroBitCount &+ 1
            if buckets[bucket].count == 1 {
                let only = buckets[bucket].events[0]
                guard only < limit else { return nil }
                buckets[bucket].count = 0
                occupied &= occupied &- 1
                last = UInt64(truncatingIfNeeded: only &>> 64)
                count &-= 1
                return only
            }
            guard spread(bucket, limit) else { return nil }
        }
        let first = buckets[0].events[taken]
        guard first < limit else { return nil }
        taken &+= 1
        count &-= 1
        if taken == buckets[0].count {
            taken = 0
            buckets[0].count = 0
        }
        return first
    }

    /// Takes all events out, equal times in their order.
    mutating func removeAll() -> [UInt128] {
        var events: [UInt128] = []
        for index in 0..<Self.bucketCount {
            let bucket = buckets[index]
            for place in (index == 0 ? taken : 0)..<bucket.count {
                events.append(bucket.events[place])
            }
            buckets[index].count = 0
        }
        occupied = 0
        taken = 0
        count = 0
        return events
    }

    /// Moves a bucket's events to lower buckets around its earliest time; false, and nothing moved,
    /// where that is not below `limit`.
    private mutating func spread(_ bucket: Int, _ limit: UInt128) -> Bool {
        let events = buckets[bucket].events
        let size = buckets[bucket].count
        var earliest = events[0]
        for place in 1..<size {
            earliest = events[place] < earliest ? events[place] : earliest
        }
        guard earliest < limit else { return false }
        last = UInt64(truncatingIfNeeded: earliest &>> 64)
        buckets[bucket].count = 0
        occupied &= occupied &- 1
        for index in 0..<size { place(events[index]) }
        return true
    }

    /// Puts an event into the bucket that its time belongs to.
    @inline(__always)
    private mutating func place(_ event: UInt128) {
        let difference = UInt64(truncatingIfNeeded: event &>> 64) ^ last
        if difference == 0 {
            insertNow(event)
        } else {
            append(event, 64 &- difference.leadingZeroBitCount)
            occupied |= UInt64(1) &<< UInt64(63 &- difference.leadingZeroBitCount)
        }
    }

    /// Puts an event among those of the present time: at their end, save for its priority.
    @inline(__always)
    private mutating func insertNow(_ event: UInt128) {
        append(event, 0)
        var place = buckets[0].count &- 1
        let events = buckets[0].events
        while place > taken, events[place &- 1] > event {
            events[place] = events[place &- 1]
            place &-= 1
        }
        events[place] = event
    }

    @inline(__always)
    private mutating func append(_ event: UInt128, _ bucket: Int) {
        let size = buckets[bucket].count
        if size == buckets[bucket].capacity { grow(bucket) }
        buckets[bucket].events[size] = event
        buckets[bucket].count = size &+ 1
    }

    @inline(never)
    private func grow(_ bucket: Int) {
        let capacity = buckets[bucket].capacity
        let larger = UnsafeMutablePointer<UInt128>.allocate(capacity: 2 * capacity)
        larger.initialize(from: buckets[bucket].events, count: capacity)
        buckets[bucket].events.deallocate()
        buckets[bucket].events = larger
        buckets[bucket].capacity = 2 * capacity
    }
}
