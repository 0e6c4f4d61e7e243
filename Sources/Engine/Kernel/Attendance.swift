// SPDX-License-Identifier: GPL-3.0-or-later

/// What a request is besides at a station with a discipline of its own.
struct Attendance: BitwiseCopyable {
    /// Its neighbours in the line that it stands in; -1 for none.
    var next: Int32 = -1
    var previous: Int32 = -1
    /// Its timer: of its patience while it waits, of its service while that may be interrupted;
    /// -1 for none.
    var timer: Int32 = -1
    /// Its line: its priority from 0, or 0 where there is only one.
    var rank: Int32 = 0
    /// What is left of its service in ns; -1 where it was not drawn yet.
    var remaining: Int64 = -1
}

/// Doubly linked lines, one for each priority; any place can be left.
struct RankedLines: BitwiseCopyable {
    struct Ends: BitwiseCopyable {
        var head: Int32 = -1
        var tail: Int32 = -1
    }

    static let ranks = 16

    private var ends: UnsafeMutablePointer<Ends>
    /// Bit k is set where somebody stands in line k.
    private var occupied: UInt32 = 0

    /// As many lines as are stood in; they are freed by `release`, as a trivial type has no end of
    /// its own.
    init(ranks: Int) {
        ends = .allocate(capacity: ranks)
        ends.initialize(repeating: Ends(), count: ranks)
    }

    func release() { ends.deallocate() }

    /// The first of the highest priority; -1 for nobody.
    var first: Int {
        occupied == 0 ? -1 : Int(ends[occupied.trailingZeroBitCount].head)
    }

    /// The last of the lowest priority, where that is lower than `rank`; -1 for nobody.
    func last(below rank: Int32) -> Int {
        guard occupied != 0 else { return -1 }
        let lowest = 31 &- occupied.leadingZeroBitCount
        return lowest > Int(rank) ? Int(ends[lowest].tail) : -1
    }

    /// Puts a request at the end of its line.
    mutating func append(_ slot: Int, _ all: borrowing FlatArray<Attendance>) {
        let rank = Int(all[slot].rank)
        let tail = ends[rank].tail
        all[slot].previous = tail
        all[slot].next = -1
        ends[rank].tail = Int32(truncatingIfNeeded: slot)
        if tail >= 0 {
            all[Int(tail)].next = Int32(truncatingIfNeeded: slot)
        } else {
            ends[rank].head = Int32(truncatingIfNeeded: slot)
            occupied |= 1 &<< UInt32(rank)
        }
    }

    /// Puts a request at the head of its line.
    mutating func prepend(_ slot: Int, _ all: borrowing FlatArray<Attendance>) {
        let rank = Int(all[slot].rank)
        let head = ends[rank].head
        all[slot].next = head
        all[slot].previous = -1
        ends[rank].head = Int32(truncatingIfNeeded: slot)
        if head >= 0 {
            all[Int(head)].previous = Int32(truncatingIfNeeded: slot)
        } else {
            ends[rank].tail = Int32(truncatingIfNeeded: slot)
            occupied |= 1 &<< UInt32(rank)
        }
    }

    /// Takes a request out of its line.
    mutating func remove(_ slot: Int, _ all: borrowing FlatArray<Attendance>) {
        let rank = Int(all[slot].rank)
        let (previous, next) = (all[slot].previous, all[slot].next)
        if previous >= 0 { all[Int(previous)].next = next } else { ends[rank].head = next }
        if next >= 0 { all[Int(next)].previous = previous } else { ends[rank].tail = previous }
        if ends[rank].head < 0 { occupied &= ~(1 &<< UInt32(rank)) }
    }
}
