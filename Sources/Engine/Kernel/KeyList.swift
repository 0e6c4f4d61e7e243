// SPDX-License-Identifier: GPL-3.0-or-later

/// Keys in an order in which one is moved to the front: of their use, or of their expiry. Several
/// lists share the links; a key is in one of them at most.
struct KeyList: ~Copyable {
    struct Links: BitwiseCopyable {
        /// Towards the front and the back; -1 at an end, `absent` outside every list.
        var newer: Int32
        var older: Int32
    }

    struct Ends: BitwiseCopyable {
        var front: Int32 = -1
        var back: Int32 = -1
    }

    private static let absent: Int32 = -2

    let links: FlatArray<Links>
    let ends: FlatArray<Ends>

    init(lists: Int, keys: Int) {
        links = FlatArray(
            repeating: Links(newer: Self.absent, older: Self.absent), count: keys)
        ends = FlatArray(repeating: Ends(), count: lists)
    }

    mutating func contains(_ key: Int) -> Bool { links[key].newer != Self.absent }

    /// The key at the back, which was moved to the front longest ago; nil in an empty list.
    mutating func back(_ list: Int) -> Int? {
        ends[list].back >= 0 ? Int(ends[list].back) : nil
    }

    /// Moves a key to the front, or puts it there where it is in no list.
    mutating func moveToFront(_ key: Int, _ list: Int) {
        guard Int(ends[list].front) != key else { return }
        if contains(key) { unlink(key, list) }
        let first = ends[list].front
        links[key] = Links(newer: -1, older: first)
        if first >= 0 { links[Int(first)].newer = Int32(truncatingIfNeeded: key) }
        ends[list].front = Int32(truncatingIfNeeded: key)
        if ends[list].back < 0 { ends[list].back = Int32(truncatingIfNeeded: key) }
    }

    mutating func remove(_ key: Int, _ list: Int) {
        guard contains(key) else { return }
        unlink(key, list)
        links[key] = Links(newer: Self.absent, older: Self.absent)
    }

    private mutating func unlink(_ key: Int, _ list: Int) {
        let link = links[key]
        if link.newer >= 0 {
            links[Int(link.newer)].older = link.older
        } else {
            ends[list].front = link.older
        }
        if link.older >= 0 {
            links[Int(link.older)].newer = link.newer
        } else {
            ends[list].back = link.newer
        }
    }
}
