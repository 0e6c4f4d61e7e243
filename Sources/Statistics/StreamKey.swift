// SPDX-License-Identifier: GPL-3.0-or-later

/// The name of a random stream, built from the seed downwards: replication, operation, request…
///
/// Draw k of a stream is a pure function of its key and k. So two scenarios with the same seed
/// share their demand whatever the order of events (common random numbers), and an added component
/// moves nobody else's draws.
@frozen
public struct StreamKey: Hashable, Sendable {
    public let word: UInt64

    @inlinable
    init(word: UInt64) { self.word = word }

    /// The root of all streams of a run.
    @inlinable
    public init(seed: UInt64) { word = SplitMix.mix(seed &+ SplitMix.golden) }

    /// The stream of a part with a name; names are compared by their UTF-8 bytes.
    ///
    /// FNV-1a over the bytes (Fowler, Noll, Vo), then mixed. `Hasher` would differ on each run.
    public func child(_ name: String) -> StreamKey {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return StreamKey(word: SplitMix.mix(word ^ SplitMix.mix(hash)))
    }

    /// The stream of a part with a number.
    ///
    /// Its stride is not that of the draws, so a child's key is none of its parent's draws.
    @inlinable @inline(__always)
    public func child(_ index: UInt64) -> StreamKey {
        StreamKey(word: SplitMix.mix(word &+ (index &+ 1) &* 0xD134_2543_DE82_EF95))
    }

    /// Draw k of the stream: 64 uniform bits, for any k in any order.
    @inlinable @inline(__always)
    public func draw(_ k: UInt64) -> UInt64 {
        SplitMix.mix(word &+ (k &+ 1) &* SplitMix.golden)
    }
}

/// The draws of a key one after the other, for laws that need several words.
@frozen
public struct CounterStream: Sendable {
    @usableFromInline var counter: UInt64

    @inlinable
    public init(_ key: StreamKey) { counter = key.word }

    /// The next 64 uniform bits: `key.draw(0)`, `key.draw(1)`…
    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        counter = counter &+ SplitMix.golden
        return SplitMix.mix(counter)
    }

    /// The next uniform fraction in (0, 1).
    @inlinable @inline(__always)
    public mutating func nextUnit() -> Double { SplitMix.unitOpen(next()) }
}
