// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// How one key fares in a cache: Poisson lookups of rate λ, changes of rate μ that drop it, a time
/// to live T, and room for what was looked up within τ.
///
/// A key is there while its last lookup is younger than τ, the characteristic time (Che, Tung and
/// Wang, IEEE JSAC 20 (2002) 1305), no change came since, and it lives. A sliding time to live is
/// one more bound on the age of the last lookup: h = λ/a (1 - e^(-a min(T, τ))), a = λ + μ. One
/// from the fill makes a renewal: m(t) hits are expected within t of a fill,
///
///     m(t) = ∫(0, min(t, τ)) λ e^(-a x) (1 + m(t - x)) dx,  h = m(T) / (1 + m(T))
///
/// (Jiang, Nain and Towsley, ACM ToMPECS 3 (2018) 18, there without changes).
struct KeyLaw {
    /// Lookups and changes, a second.
    let rate: Double
    let changes: Double
    /// Seconds; infinite for none.
    let life: Double
    let slides: Bool
    /// Seconds; infinite where all fits.
    let room: Double

    /// Steps to a characteristic time, and how many such times are followed.
    private static let steps = 24
    private static let spans = 24

    struct Answer {
        var hit = 0.0
        /// Living keys dropped for others a second, and those that live out their time.
        var evictions = 0.0
        var expirations = 0.0
    }

    private var all: Double { rate + changes }

    /// The share of time in which the key's last lookup is younger than τ, with no change since.
    var recent: Double { rate > 0 ? rate / all * (1 - Elementary.exp(-all * room)) : 0 }

    func solve() -> Answer {
        guard rate > 0 else { return Answer() }
        let idle = Elementary.exp(-all * room)
        guard !slides, life.isFinite else {
            let limit = min(life, room)
            let gone = Elementary.exp(-all * limit)
            let hit = rate / all * (1 - gone)
            return Answer(
                hit: hit, evictions: life > room ? rate * gone : 0,
                expirations: life > room ? 0 : rate * gone)
        }
        let (until, before) = hitsWithin
        let hit = until / (1 + until)
        let fills = rate * (1 - hit)
        let evictions = life > room ? fills * (1 + before) * idle : 0
        return Answer(
            hit: hit, evictions: evictions,
            expirations: max(0, fills - evictions - changes * hit))
    }

    /// m(T), and m(T - τ) where T > τ.
    private var hitsWithin: (until: Double, before: Double) {
        let idle = Elementary.exp(-all * room)
        // Nothing is dropped for others: m' = λ - μ m.
        guard room < life, idle * (1 + rate * life) > 1e-12 else {
            let hits = Self.undisturbed(rate, changes, life)
            return (hits, room < life ? Self.undisturbed(rate, changes, life - room) : 0)
        }
        let step = room / Double(Self.steps)
        let wanted = life / step
        let count = min(Int(min(wanted.rounded(.down), 1e6)), Self.steps * Self.spans)
        var values = [Double](repeating: 0, count: count + 1)
        // m' = λ - μ m - λ e^(-a τ) (1 + m(t - τ)) beyond τ, by the trapezoidal rule.
        for index in 1...max(count, 1) where index <= count {
            if index <= Self.steps {
                values[index] = Self.undisturbed(rate, changes, Double(index) * step)
                continue
            }
            let back =
                2 + values[index - Self.steps] + values[index - 1 - Self.steps]
            let inflow = rate * step * (1 - idle * back / 2)
            let half = changes * step / 2
            values[index] = (values[index - 1] * (1 - half) + inflow) / (1 + half)
        }
        func value(_ time: Double) -> Double {
            if time <= room { return Self.undisturbed(rate, changes, max(time, 0)) }
            let place = min(time / step, Double(count))
            let index = min(Int(place), count - 1)
            let inside =
                values[index] + (values[index + 1] - values[index]) * (place - Double(index))
            return inside + rest(values, count, step, max(0, time - Double(count) * step))
        }
        return (value(life), value(life - room))
    }

    /// What comes beyond the steps: an exponential approach to the limit p / (1 - p), where p is
    /// the probability that a hit is followed by another.
    private func rest(_ values: [Double], _ count: Int, _ step: Double, _ time: Double) -> Double {
        guard time > 0, count > 0 else { return 0 }
        let next = recent
        let left = next < 1 ? next / (1 - next) - values[count] : .infinity
        let slope = (values[count] - values[count - 1]) / step
        guard left > 0, slope > 0 else { return 0 }
        let open = slope * time / left
        return open < 1e-9 ? slope * time : left * (1 - Elementary.exp(-open))
    }

    /// The solution of m' = λ - μ m with m(0) = 0.
    private static func undisturbed(_ rate: Double, _ changes: Double, _ time: Double) -> Double {
        let faded = changes * time
        return faded < 1e-9 ? rate * time : rate / changes * (1 - Elementary.exp(-faded))
    }
}
