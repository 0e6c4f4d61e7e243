// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// What a full cache drops besides the key that was used longest ago: out of the way of plain
/// caches.
extension KeyStore {
    enum Policy: BitwiseCopyable {
        /// The key used longest ago; `samples` says how that is known.
        case plain
        /// The same among keys that have a time to live; no samples for the exact order.
        case volatile(samples: Int)
        /// The key that is used most seldom.
        case frequent(UseCounter, samples: Int)
    }

    @inline(never)
    mutating func useByPolicy(_ place: Int, _ cache: Int, _ now: Int64) {
        switch caches[cache].policy {
        case .frequent(let counter, _):
            // What is filled where a key expired is a new one.
            if !isAlive(place, now: now) { sampled.remove(place, cache) }
            sampled.count(place, cache, counter, now)
        case .volatile where regions[region(of: place)].life == .max: break
        case .volatile(0), .plain: order.moveToFront(place, cache)
        case .volatile: sampled.use(place, cache, now)
        }
    }

    mutating func victimByPolicy(_ cache: Int, _ now: Int64) -> Int? {
        switch caches[cache].policy {
        case .frequent(let counter, let samples):
            sampled.victim(cache, samples: samples, by: counter, now)
        case .volatile(0), .plain: order.back(cache)
        case .volatile(let samples): sampled.victim(cache, samples: samples, now)
        }
    }
}

extension KeyStore.Cache {
    /// Whether it keeps the exact order of use.
    var isOrdered: Bool {
        switch policy {
        case .plain: samples == 0
        case .volatile(let samples): samples == 0
        case .frequent: false
        }
    }
}

extension Cache {
    var dropping: KeyStore.Policy {
        let samples = behavior.samples ?? 0
        switch eviction {
        case .leastRecentlyUsed, .none: return .plain
        case .volatileLeastRecentlyUsed: return .volatile(samples: samples)
        case .leastFrequentlyUsed:
            return .frequent(UseCounter(behavior.frequency), samples: samples)
        }
    }

    /// What the hot path asks: samples of a plain order of use, 0 for an exact one, or negative.
    var plainSamples: Int {
        switch eviction {
        case .leastRecentlyUsed: behavior.samples ?? 0
        case .none: 0
        case .volatileLeastRecentlyUsed, .leastFrequentlyUsed: -1
        }
    }
}
