// SPDX-License-Identifier: GPL-3.0-or-later

/// The length of data after FastLZ, level 1, as the OP stack measures a transaction's size.
///
/// Source: OP stack specification, Fjord, "FastLZ implementation". Greedy matching of three bytes
/// or more within 8191 bytes, found by a hash of three bytes; nothing is compressed, only counted:
///
///     a run of r bytes that match nothing:  33 a full 32 of them, and 1 + the rest if there is any
///     a match of l + 1 bytes:               3 a full 262 of l, then 3, or 2 where the rest is < 6
public struct FastLZ {
    private static let farthest = 8_191
    /// The last bytes are never the start of a match.
    private static let tail = 13
    /// A match ends this many bytes before the end.
    private static let unmatched = 4

    private let bytes: [UInt8]
    /// Where the bytes of a hash were seen last; at first, all at the start.
    private var seen = [Int](repeating: 0, count: 8_192)
    private var length: UInt64 = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    public static func compressedLength(of bytes: [UInt8]) -> UInt64 {
        var walk = FastLZ(bytes)
        walk.run()
        return walk.length
    }

    private mutating func run() {
        let end = bytes.count - Self.tail
        var pending = 0
        var place = 2
        while let match = nextMatch(from: place, before: end) {
            countLiterals(match.place - pending)
            let length = matchLength(match.earlier + 3, match.place + 3)
            countMatch(length)
            place = match.place + length
            see(place)
            see(place + 1)
            place += 2
            pending = place
        }
        countLiterals(bytes.count - pending)
    }

    /// The first place whose three bytes stand earlier too, near enough; each place is remembered.
    private mutating func nextMatch(
        from start: Int, before end: Int
    ) -> (place: Int, earlier: Int)? {
        var place = start
        while place < end {
            let three = triple(place)
            let slot = Self.hash(three)
            let earlier = seen[slot]
            seen[slot] = place
            // The place after it must be one where a search may still go on.
            if place - earlier <= Self.farthest, three == triple(earlier) {
                return place + 1 < end ? (place, earlier) : nil
            }
            place += 1
        }
        return nil
    }

    /// How many bytes agree, and the first that does not: at most up to the last four bytes.
    private func matchLength(_ earlier: Int, _ place: Int) -> Int {
        let most = bytes.count - Self.unmatched - place
        var length = 0
        while length < most {
            length += 1
            if bytes[earlier + length - 1] != bytes[place + length - 1] { break }
        }
        return length
    }

    private mutating func see(_ place: Int) { seen[Self.hash(triple(place))] = place }

    /// Three bytes as a number, the first the lowest.
    private func triple(_ place: Int) -> UInt32 {
        UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
    }

    /// Multiplicative: the 13 leading bits of 2^32 / golden ratio times the number.
    private static func hash(_ three: UInt32) -> Int { Int((2_654_435_769 &* three) >> 19) }

    private mutating func countLiterals(_ run: Int) {
        let rest = run % 32
        length += UInt64(33 * (run / 32) + (rest == 0 ? 0 : rest + 1))
    }

    private mutating func countMatch(_ matched: Int) {
        let beyond = matched - 1
        length += UInt64(3 * (beyond / 262) + (beyond % 262 >= 6 ? 3 : 2))
    }
}
