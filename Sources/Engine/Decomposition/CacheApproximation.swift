// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Hit rates of a cache by Che's approximation, and by renewal theory for a time to live.
///
/// Lookups of a key are taken for Poisson of rate λ. A key is there when its last lookup is younger
/// than the characteristic time τ, the same for all keys, with Σ size (1 - e^(-λ τ)) = memory: this
/// is Che's approximation of LRU, within a fraction of a percentage point for more than some
/// hundred keys (Fricker, Robert and Roberts, ITC 24, 2012). Where all keys fit, τ is infinite and
/// nothing is approximated.
///
/// A time to live T counts from the fill. Between two fills lie 1 lookup that misses and H that
/// hit, so the hit rate is H / (1 + H): H = λ T where τ >= T; without T, H = e^(λ τ) - 1. Between
/// them hits come at rate λ until τ, and then at λ (1 - e^(-λ τ)) e^(-r (u - τ)), with r so that
/// the two limits hold. What refuses new keys when full (noeviction) holds those that came first.
///
/// A simulation starts with empty caches; `fills` counts what that costs in its window.
///
/// Sources: Che, Tung and Wang, IEEE JSAC 20 (2002) 1305; Fofack, Nain, Neglia and Towsley,
/// Computer Networks 65 (2014) 212.
struct CacheApproximation {
    /// Popularity, bytes a key, and lookups a second of each keyspace.
    let keyspaces: [(groups: KeyGroups, size: Double, rate: Double)]
    /// Bytes.
    let memory: Double
    /// Seconds; infinite for none.
    let life: Double
    let evicts: Bool
    /// Seconds from the empty start.
    let window: ClosedRange<Double>

    struct Answer {
        /// By keyspace.
        var hitRates: [Double]
        var evictions: Double
        /// Share of the memory that holds keys that are alive.
        var memoryUse: Double
    }

    private var isBounded: Bool {
        keyspaces.reduce(0) { sum, one in
            sum + one.size * one.groups.groups.reduce(0) { $0 + $1.keys }
        } > memory
    }

    func solve() -> Answer {
        guard isBounded else { return solveUnbounded() }
        let time = characteristicTime
        var answer = Answer(hitRates: [], evictions: 0, memoryUse: 0)
        for one in keyspaces {
            var hits = 0.0
            for group in one.groups.groups {
                let rate = one.rate * group.share
                guard rate > 0 else { continue }
                let absent = Elementary.exp(-rate * time)
                let hit = hitRate(rate, time, absent: absent)
                hits += group.keys * group.share * hit
                answer.memoryUse += one.size * group.keys * hit / memory
                if evicts { answer.evictions += group.keys * rate * absent }
            }
            // Rounding may take the sum of all shares above 1.
            answer.hitRates.append(min(1, hits))
        }
        return answer
    }

    private func hitRate(_ rate: Double, _ time: Double, absent: Double) -> Double {
        // Those that came first stay, and expire like any other.
        guard evicts else {
            let alive = life.isFinite ? rate * life / (1 + rate * life) : 1
            return (1 - absent) * alive
        }
        guard life > time else { return rate * life / (1 + rate * life) }
        let early = rate * time
        guard life.isFinite else { return 1 - absent }
        // e^x - 1 - x, which is all that is left after τ without a time to live.
        let late = early < 1e-3 ? early * early / 2 : 1 / absent - 1 - early
        let fall = late.isFinite ? rate * (1 - absent) / late : 0
        let open = (life - time) * fall
        let share =
            open < 1e-6
            ? rate * (1 - absent) * (life - time)
            : late * (1 - Elementary.exp(-open))
        return (early + share) / (1 + early + share)
    }

    /// τ: what came within it fills the memory.
    private var characteristicTime: Double {
        func used(_ time: Double) -> Double {
            keyspaces.reduce(0) { sum, one in
                sum + one.size
                    * one.groups.groups.reduce(0) {
                        $0 + $1.keys * (1 - Elementary.exp(-one.rate * $1.share * time))
                    }
            }
        }
        guard keyspaces.contains(where: { $0.rate > 0 }) else { return .infinity }
        var high = 1.0
        while used(high) < memory, high < 1e15 { high *= 4 }
        while used(high / 4) > memory, high > 1e-15 { high /= 4 }
        var low = high / 4
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if used(middle) < memory { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// All keys fit: misses in the window are fills, counted from the empty start.
    private func solveUnbounded() -> Answer {
        var answer = Answer(hitRates: [], evictions: 0, memoryUse: 0)
        let length = window.upperBound - window.lowerBound
        for one in keyspaces {
            var hits = 0.0
            for group in one.groups.groups {
                let rate = one.rate * group.share
                guard rate > 0 else { continue }
                let fills =
                    fills(rate, until: window.upperBound)
                    - self.fills(rate, until: window.lowerBound)
                let hit = max(0, 1 - fills / (rate * length))
                hits += group.keys * group.share * hit
                let alive =
                    life.isFinite
                    ? rate * life / (1 + rate * life)
                    : 1 - Elementary.exp(-rate * window.upperBound)
                answer.memoryUse += one.size * group.keys * alive / memory
            }
            // Rounding may take the sum of all shares above 1.
            answer.hitRates.append(min(1, hits))
        }
        return answer
    }

    /// Mean number of fills of a key until t: Σ P(n-th gap ends by t) = Σ P(Erlang(n, λ) <= t -
    /// (n - 1) T), beyond 40 lives the renewal function's asymptote,
    /// t/m + (σ² - m²)/(2 m²) with m = T + 1/λ and σ = 1/λ, whose first renewal comes T sooner.
    private func fills(_ rate: Double, until end: Double) -> Double {
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
