// SPDX-License-Identifier: GPL-3.0-or-later

/// The first transactions of accounts, from which a block takes the best.
struct HeadHeap: ~Copyable {
    struct Head: BitwiseCopyable {
        var tip: UInt128
        var sequence: UInt64
        var account: Int32

        /// The higher tip, of equals the first seen.
        static func goesBefore(_ a: Head, _ b: Head) -> Bool {
            a.tip == b.tip ? a.sequence < b.sequence : a.tip > b.tip
        }
    }

    private var heads = FlatArray(repeating: Head(tip: 0, sequence: 0, account: 0), count: 16)
    private var count = 0

    mutating func push(_ head: Head) {
        if count == heads.count { heads.grow(to: 2 * count) }
        var index = count
        count += 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard Head.goesBefore(head, heads[parent]) else { break }
            heads[index] = heads[parent]
            index = parent
        }
        heads[index] = head
    }

    mutating func pop() -> Head? {
        guard count > 0 else { return nil }
        let best = heads[0]
        count -= 1
        let last = heads[count]
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < count else { break }
            if child + 1 < count, Head.goesBefore(heads[child + 1], heads[child]) { child += 1 }
            guard Head.goesBefore(heads[child], last) else { break }
            heads[index] = heads[child]
            index = child
        }
        heads[index] = last
        return best
    }
}
