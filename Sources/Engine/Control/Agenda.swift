// SPDX-License-Identifier: GPL-3.0-or-later

/// What the control plane has to do, by time; of equal times the first noted goes first.
///
/// There are tens of items at a time, not millions: they are kept in order in an array.
struct Agenda {
    enum Item: Equatable {
        /// An autoscaler decides.
        case sync(fleet: Int)
        /// Bounds of an autoscaler change.
        case bounds(fleet: Int, entry: Int)
        /// A pod takes requests from now on, if it still is the one with that number.
        case ready(fleet: Int, pod: Int, serial: Int)
        /// Somebody looks for pods without a node; once, or again and again.
        case scanNodes(fleet: Int, repeats: Bool)
        case nodeReady(fleet: Int)
        /// Somebody looks for pods whose memory is full.
        case checkMemory(fleet: Int)
        /// A fault begins, for the so-manieth time.
        case faultBegins(Int, time: Int)
        case faultEnds(Int)
        /// Slots of a cache move.
        case reshard(Int)
        /// Stages of degradation are judged.
        case judge
        /// A window of the timeline ends.
        case window
    }

    private struct Entry {
        let time: Int64
        let item: Item
    }

    /// The next item is the last.
    private var entries: [Entry] = []

    /// When the next item is due; the end of time where there is none.
    var due: Int64 { entries.last?.time ?? .max }

    mutating func add(_ item: Item, at time: Int64) {
        var low = 0
        var high = entries.count
        // Behind what is due later, and before what is due at the same time.
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time > time { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(time: time, item: item), at: low)
    }

    /// Takes the next item that is due at that time.
    mutating func take(at time: Int64) -> Item? {
        guard let last = entries.last, last.time <= time else { return nil }
        entries.removeLast()
        return last.item
    }

    /// Takes out all items of a kind.
    mutating func remove(where isRemoved: (Item) -> Bool) {
        entries.removeAll { isRemoved($0.item) }
    }
}
