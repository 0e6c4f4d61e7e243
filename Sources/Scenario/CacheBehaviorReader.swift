// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads the keys of a cache that say how it keeps its keys.
struct CacheBehaviorReader {
    static let keys = [
        "lfu", "expiry", "samples", "expired keys", "key overhead", "start", "on miss", "model",
    ]
    private static let most = CacheBehavior.mostSamples

    func read(_ map: MapReader) -> CacheBehavior? {
        let expiry = map["expiry"].or(.fixed) { $0.choice(CacheBehavior.Expiry.self) }
        let samples = map["samples"].or(CacheBehavior.usualSamples, samples)
        let expired = map["expired keys"].or(.held) { $0.choice(CacheBehavior.ExpiredKeys.self) }
        let overhead = map["key overhead"].or(.zero) { $0.quantity(Bytes.self) }
        let start = map["start"].or(.cold) { $0.choice(CacheBehavior.Start.self) }
        let misses = map["on miss"].or(.each) { $0.choice(CacheBehavior.MissHandling.self) }
        let model = map["model"].or(.keys) { $0.choice(CacheBehavior.KeyModel.self) }
        let frequency = map["lfu"].or(UseFrequency.usual, frequency)
        guard let frequency, let expiry, let samples, let expired, let overhead, let start,
            let misses, let model
        else { return nil }
        var behavior = CacheBehavior()
        behavior.frequency = frequency
        behavior.expiry = expiry
        behavior.samples = samples
        behavior.expiredKeys = expired
        behavior.overhead = overhead
        behavior.start = start
        behavior.misses = misses
        behavior.keyModel = model
        return behavior
    }

    /// A number of keys, or nil for `exact`; the outer nil says it is neither.
    private func samples(_ field: Field) -> Int?? {
        field.says("exact") ? .some(nil) : field.count(1...Self.most).map { .some($0) }
    }

    private func frequency(_ field: Field) -> UseFrequency? {
        guard let map = field.map(["log factor", "decay"]) else { return nil }
        let usual = UseFrequency.usual
        let factor = map["log factor"].or(usual.logFactor) { $0.count(0...UseFrequency.mostFactor) }
        let decay = map["decay"].or(usual.decay, decay)
        guard let factor, let decay else { return nil }
        return UseFrequency(logFactor: factor, decay: decay)
    }

    private func decay(_ field: Field) -> SimTime? {
        guard let time = field.quantity(SimTime.self) else { return nil }
        guard time.nanoseconds % SimTime.minutes(1).nanoseconds == 0, time <= .days(36_500) else {
            field.note(
                "\(quoted("\(time)")) is not a number of whole minutes",
                "write such as 1m, or 0s for never", value: "\(time)")
            return nil
        }
        return time
    }
}
