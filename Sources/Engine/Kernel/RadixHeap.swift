// SPDX-License-Identifier: GPL-3.0-or-later

/// A monotone radix heap of 128-bit events: nothing is pushed before the last event taken.
///
/// Bucket b > 0 holds the events whose time differs from the last taken time first in bit b - 1;
/// bucket 0 those at that very time. So a push is an append. When bucket 0 is empty, the lowest
/// bucket is spread over those below it, which are empty, around its earliest time: an event moves
/// down at most once a bit, and a few times in practice. Each bucket keeps the order in which its
/// events were pushed, so equal times come out as they went in. A bucket lends its chunks of memory
/// to those below as it is spread, so that millions of events take little more than 16 bytes each.
///
/// Source: Ahuja, Mehlhorn, Orlin, Tarjan, Faster Algorithms for the Shortest Path Problem, J. ACM
/// 37(2), 1990.
struct RadixHeap: ~Copyable {
    private static let bucketCount = 65
    /// The events of the present time, `taken` of which are gone already.
    private var present: FlatArray<UInt128>
    private var presentCount = 0
    private var taken = 0
    /// Buckets 1 to 64.
    private let buckets: UnsafeMutablePointer<EventBucket>
    private var spare = ChunkPool()
    /// Bit b - 1 is set where bucket b has events.
    private var occupied: UInt64 = 0
    /// The time of the last event taken from here, though others may have been taken from elsewhere
    /// since; never that of an event still pending, before which others may yet be pushed.
    private var last: UInt64 = 0
    /// No pending event is before this. It spares a bucket from being searched again each time that
    /// nothing in it is due, as where millions wait for a far time.
    private var earliest: UInt128 = 0
    private(set) var count = 0

    init() {
        present = FlatArray(repeating: 0, count: 8)
        buckets = .allocate(capacity: Self.bucketCount)
        buckets.initialize(repeating: EventBucket(), count: Self.bucketCount)
    }

    deinit {
        for index in 0..<Self.bucketCount { buckets[index].release() }
        buckets.deallocate()
        spare.release()
    }

    @inline(__always)
    mutating func push(_ event: UInt128) {
        count &+= 1
        earliest = event < earliest ? event : earliest
        place(event)
    }

    /// Takes the first event if it is below `limit`, else leaves it and returns nil.
    @inline(__always)
    mutating func pop(before limit: UInt128) -> UInt128? {
        if taken == presentCount {
            guard occupied != 0, earliest < limit else { return nil }
            let bucket = occupied.trailingZeroBitCount &+ 1
            if buckets[bucket].count == 1 {
                let only = buckets[bucket].only
                guard only < limit else { return nil }
                buckets[bucket].removeOnly()
                occupied &= occupied &- 1
                last = UInt64(truncatingIfNeeded: only &>> 64)
                count &-= 1
                return only
            }
            guard spread(bucket, limit) else { return nil }
        }
        let first = present[taken]
        guard first < limit else { return nil }
        taken &+= 1
        count &-= 1
        if taken == presentCount {
            taken = 0
            presentCount = 0
        }
        return first
    }

    /// Takes all events out, equal times in their order.
    mutating func removeAll() -> [UInt128] {
        var events: [UInt128] = []
        events.reserveCapacity(count)
        for place in taken..<presentCount { events.append(present[place]) }
        for index in 1..<Self.bucketCount where buckets[index].count > 0 {
            buckets[index].empty(into: &spare) { events.append($0) }
        }
        presentCount = 0
        taken = 0
        occupied = 0
        earliest = 0
        count = 0
        return events
    }

    /// Moves a bucket's events to lower buckets around its earliest time; false, and nothing moved,
    /// where that is not below `limit`.
    private mutating func spread(_ bucket: Int, _ limit: UInt128) -> Bool {
        earliest = buckets[bucket].earliest
        guard earliest < limit else { return false }
        last = UInt64(truncatingIfNeeded: earliest &>> 64)
        occupied &= occupied &- 1
        var reader = buckets[bucket].reader
        while let event = reader.next(&spare) { place(event) }
        buckets[bucket].reset()
        return true
    }

    /// Puts an event into the bucket that its time belongs to.
    @inline(__always)
    private mutating func place(_ event: UInt128) {
        let difference = UInt64(truncatingIfNeeded: event &>> 64) ^ last
        if difference == 0 {
            insertPresent(event)
        } else {
            buckets[64 &- difference.leadingZeroBitCount].append(event, &spare)
            occupied |= UInt64(1) &<< UInt64(63 &- difference.leadingZeroBitCount)
        }
    }

    /// Puts an event among those of the present time: at their end, save for its priority.
    @inline(__always)
    private mutating func insertPresent(_ event: UInt128) {
        if presentCount == present.count { present.grow(to: 2 &* presentCount) }
        var place = presentCount
        presentCount &+= 1
        while place > taken, present[place &- 1] > event {
            present[place] = present[place &- 1]
            place &-= 1
        }
        present[place] = event
    }
}
