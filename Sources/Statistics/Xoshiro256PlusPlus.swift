// SPDX-License-Identifier: GPL-3.0-or-later

/// A sequential generator for sources of arrivals; period 2^256 - 1.
///
/// Source: Blackman, Vigna, Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4), 2021;
/// seeded through SplitMix, as its authors advise.
@frozen
public struct Xoshiro256PlusPlus: Sendable {
    @usableFromInline var s0: UInt64
    @usableFromInline var s1: UInt64
    @usableFromInline var s2: UInt64
    @usableFromInline var s3: UInt64

    /// The generator of a stream.
    @inlinable
    public init(_ key: StreamKey) {
        var seeds = CounterStream(key)
        self.init(state: (seeds.next(), seeds.next(), seeds.next(), seeds.next()))
    }

    /// A generator in a given state, which must not be all zero.
    @inlinable
    init(state: (UInt64, UInt64, UInt64, UInt64)) {
        precondition(state.0 | state.1 | state.2 | state.3 != 0, "xoshiro cannot leave zero")
        (s0, s1, s2, s3) = state
    }

    /// The next 64 uniform bits.
    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        let sum = s0 &+ s3
        let result = ((sum << 23) | (sum >> 41)) &+ s0
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = (s3 << 45) | (s3 >> 19)
        return result
    }
}
