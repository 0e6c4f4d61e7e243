// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Hit rates of a cache by Che's approximation, and by renewal theory for a time to live.
///
/// Lookups of a key are taken for Poisson of rate λ. A key is there when its last lookup is younger
/// than the characteristic time τ, the same for all keys, with Σ size (1 - e^(-λ τ)) = memory: this
/// is Che's approximation of LRU, within a fraction of a percentage point for more than some
/// hundred keys (Fricker, Robert and Roberts, ITC 24, 2012). Where expired keys leave their memory
/// at once, Σ size h = memory instead. Where all fits, τ is infinite and nothing is approximated.
/// `KeyLaw` says what follows for one key.
///
/// What refuses new keys when full (noeviction) holds those that came first. A simulation starts
/// with empty caches; what that costs in its window is counted where all keys fit.
struct CacheApproximation {
    /// The keys of one keyspace.
    struct Space {
        let groups: KeyGroups
        /// Bytes a key.
        let size: Double
        /// Lookups a second.
        let rate: Double
        /// Keys dropped a second because they changed.
        var changes = 0.0
        /// Seconds; infinite for none.
        var life = Double.infinity
    }

    let spaces: [Space]
    /// Bytes.
    let memory: Double
    let evicts: Bool
    var slides = false
    var freesExpired = false
    /// Seconds from the empty start.
    let window: ClosedRange<Double>

    struct Answer {
        /// By keyspace.
        var hitRates: [Double] = []
        var evictions = 0.0
        var expirations = 0.0
        /// Share of the memory that holds keys that are alive.
        var memoryUse = 0.0
    }

    var isBounded: Bool {
        spaces.reduce(0) { sum, one in
            sum + one.size * one.groups.groups.reduce(0) { $0 + $1.keys }
        } > memory
    }

    /// What holds long after the start.
    struct LongRun {
        var answer = Answer()
        /// Probability that a key of each group is found, by keyspace.
        var hits: [[Double]] = []
        /// The characteristic time in seconds; infinite where all fits.
        var room = Double.infinity
    }

    func solve() -> Answer { isBounded ? longRun.answer : solveUnbounded() }

    var longRun: LongRun {
        var result = LongRun()
        if isBounded { result.room = characteristicTime }
        for one in spaces {
            var hits = 0.0
            var found: [Double] = []
            for group in one.groups.groups {
                let key = self.found(one, group, result.room)
                found.append(key.hit)
                hits += group.keys * group.share * key.hit
                result.answer.memoryUse += one.size * group.keys * key.hit / memory
                result.answer.evictions += group.keys * key.evictions
                result.answer.expirations += group.keys * key.expirations
            }
            // Rounding may take the sum of all shares above 1.
            result.answer.hitRates.append(min(1, hits))
            result.hits.append(found)
        }
        // The characteristic time is found to within a millionth.
        result.answer.memoryUse = min(1, result.answer.memoryUse)
        return result
    }

    private func law(_ one: Space, _ group: KeyGroups.Group, _ time: Double) -> KeyLaw {
        KeyLaw(
            rate: one.rate * group.share, changes: one.changes * group.share, life: one.life,
            slides: slides, room: time)
    }

    private func found(
        _ one: Space, _ group: KeyGroups.Group, _ time: Double
    ) -> KeyLaw.Answer {
        guard one.rate * group.share > 0 else { return KeyLaw.Answer() }
        guard !evicts else {
            var answer = law(one, group, time).solve()
            // Of those that hold their memory until they are dropped, some have expired by then.
            if !freesExpired {
                let rate = one.rate * group.share
                answer.evictions =
                    rate * Elementary.exp(-(rate + one.changes * group.share) * time)
            }
            return answer
        }
        // Those that came first stay, and expire like any other.
        let recent = law(one, group, time).recent
        var answer = law(one, group, .infinity).solve()
        answer.hit *= recent
        answer.expirations *= recent
        return answer
    }

    /// τ: what came within it fills the memory.
    private var characteristicTime: Double {
        func used(_ time: Double) -> Double {
            spaces.reduce(0) { sum, one in
                sum + one.size
                    * one.groups.groups.reduce(0) { sum, group in
                        let law = law(one, group, time)
                        return sum + group.keys
                            * (freesExpired && evicts ? law.solve().hit : law.recent)
                    }
            }
        }
        guard spaces.contains(where: { $0.rate > 0 }) else { return .infinity }
        if used(.infinity) <= memory { return .infinity }
        var high = 1.0
        while used(high) < memory, high < 1e15 { high *= 4 }
        while used(high / 4) > memory, high > 1e-15 { high /= 4 }
        var low = high / 4
        // What takes steps for each key is asked less often; a millionth is near enough.
        for _ in 0..<(freesExpired ? 20 : 40) {
            let middle = (low + high) / 2
            if used(middle) < memory { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// All keys fit: misses in the window are fills, counted from the empty start.
    private func solveUnbounded() -> Answer {
        var answer = Answer()
        for one in spaces {
            var hits = 0.0
            for group in one.groups.groups {
                let rate = one.rate * group.share
                guard rate > 0 else { continue }
                let found = law(one, group, .infinity).solve()
                let hit =
                    slides || one.changes > 0
                    ? max(0, found.hit - early(one, group, found.hit))
                    : fromFill(rate, life: one.life)
                hits += group.keys * group.share * hit
                let alive =
                    one.life.isFinite || one.changes > 0
                    ? found.hit : 1 - Elementary.exp(-rate * window.upperBound)
                answer.memoryUse += one.size * group.keys * alive / memory
                answer.expirations += group.keys * found.expirations
            }
            // Rounding may take the sum of all shares above 1.
            answer.hitRates.append(min(1, hits))
        }
        return answer
    }

    /// Share of a window's lookups that find their key, which lives for T from each fill.
    private func fromFill(_ rate: Double, life: Double) -> Double {
        let length = window.upperBound - window.lowerBound
        let fills =
            fills(rate, life, until: window.upperBound)
            - self.fills(rate, life, until: window.lowerBound)
        return max(0, 1 - fills / (rate * length))
    }

    /// What the empty start takes from the hits of a window, on average: the hits of keys that were
    /// not looked up since, h e^(-a t) at time t, or none beyond a sliding time to live.
    private func early(_ one: Space, _ group: KeyGroups.Group, _ hit: Double) -> Double {
        let all = (one.rate + one.changes) * group.share
        let until = slides ? min(one.life, window.upperBound) : window.upperBound
        guard until > window.lowerBound, all > 0 else { return 0 }
        func lost(_ time: Double) -> Double { (1 - Elementary.exp(-all * time)) / all }
        let edge = slides && one.life.isFinite ? Elementary.exp(-all * one.life) : 0
        let area = lost(until) - lost(window.lowerBound) - edge * (until - window.lowerBound)
        let most = slides ? one.rate / (one.rate + one.changes) : hit
        return most * area / (window.upperBound - window.lowerBound)
    }

    /// Mean number of fills of a key until t: Σ P(n-th gap ends by t) = Σ P(Erlang(n, λ) <= t -
    /// (n - 1) T), beyond 40 lives the renewal function's asymptote,
    /// t/m + (σ² - m²)/(2 m²) with m = T + 1/λ and σ = 1/λ, whose first renewal comes T sooner.
    private func fills(_ rate: Double, _ life: Double, until end: Double) -> Double {
        guard life.isFinite else { return 1 - Elementary.exp(-rate * end) }
        let mean = life + 1 / rate
        guard end < 40 * mean else {
            return (end + life) / mean + (1 / (rate * mean * rate * mean) - 1) / 2
        }
        var sum = 0.0
        var count = 1
        while true {
            let left = end - Double(count - 1) * life
            guard left > 0 else { return sum }
            let reached = Self.erlang(count, rate * left)
            sum += reached
            guard reached > 1e-12 else { return sum }
            count += 1
        }
    }

    /// P(Erlang(n, 1) <= x) = 1 - Σ(k < n) e^-x x^k / k!
    private static func erlang(_ stages: Int, _ x: Double) -> Double {
        let mean = Double(stages)
        guard x < mean + 9 * mean.squareRoot() + 40 else { return 1 }
        var term = Elementary.exp(-x)
        var below = 0.0
        for k in 0..<stages {
            below += term
            term *= x / Double(k + 1)
        }
        return max(0, 1 - below)
    }
}
