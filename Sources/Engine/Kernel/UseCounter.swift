// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// How often a key was used, as Redis counts it in eight bits: the logarithm, more or less.
///
/// A use raises the counter c by one with probability 1 / (max(c - 5, 0) f + 1), f the
/// `lfu-log-factor`, up to 255; it begins at 5. It falls by one for each `lfu-decay-time` that
/// passed, in whole minutes, since it was last written. (Redis 7, evict.c, LFU.)
struct UseCounter: BitwiseCopyable {
    static let beginning: Int32 = 5
    static let most: Int32 = 255
    private static let minute: Int64 = 60_000_000_000

    let factor: Double
    /// Minutes; 0 for a counter that never falls.
    let decay: Int32

    init(_ frequency: UseFrequency) {
        factor = Double(frequency.logFactor)
        decay = Int32(clamping: frequency.decay.nanoseconds / Self.minute)
    }

    /// The counter of a new key, with the minute in the bits above it.
    func new(_ now: Int64) -> Int32 { Self.minutes(now) &<< 8 | Self.beginning }

    /// The counter at a moment.
    func value(_ word: Int32, _ now: Int64) -> Int32 {
        let counter = word & 255
        guard decay > 0 else { return counter }
        return max(counter - (Self.minutes(now) - (word &>> 8)) / decay, 0)
    }

    /// The counter after a use; the coin is a number from 0 to 1.
    func used(_ word: Int32, _ now: Int64, coin: Double) -> Int32 {
        var counter = value(word, now)
        let beyond = Double(max(counter - Self.beginning, 0))
        if counter < Self.most, coin * (beyond * factor + 1) < 1 { counter += 1 }
        return Self.minutes(now) &<< 8 | counter
    }

    private static func minutes(_ now: Int64) -> Int32 { Int32(truncatingIfNeeded: now / minute) }
}

extension SampledOrder {
    /// Notes a use by counting it; a key that was not resident becomes it, and is not counted yet.
    mutating func count(_ key: Int, _ cache: Int, _ counter: UseCounter, _ now: Int64) {
        guard contains(key) else {
            use(key, cache, 0)
            uses[key].last = counter.new(now)
            return
        }
        uses[key].last = counter.used(uses[key].last, now, coin: coin(cache))
    }

    /// The key to drop, by how seldom it is used: in the pool stands 255 less the counter.
    mutating func victim(
        _ cache: Int, samples: Int, by counter: UseCounter, _ now: Int64
    ) -> Int? {
        victim(cache, samples: samples) { UseCounter.most - counter.value($0, now) }
    }
}
