// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// When the next arrival of a Poisson process comes whose rate takes turns: each rate holds for an
/// exponential time (a Markov-modulated Poisson process; two rates are the MMPP(2)).
///
/// An exponential step is used up at the rate of the moment, across the changes of rate. It begins
/// in its stationary state: in each rate with the share of time that it has, and the time left
/// there is exponential again. The changes have a stream of their own, so the bursts stay where
/// they are when their rates change.
///
/// Source: Fischer, Meier-Hellstern, The Markov-modulated Poisson process (MMPP) cookbook,
/// Performance Evaluation 18 (1993) 149.
struct BurstClock {
    /// Per ns, and in ns.
    private let rates: [Double]
    private let means: [Double]
    private let end: Double
    private var current = 0
    /// When the rate changes next.
    private var change: Double
    private var words: Xoshiro256PlusPlus
    private var turns: Xoshiro256PlusPlus
    private let ziggurat: ZigguratTables

    init(_ bursts: [Burst], stream: StreamKey, ziggurat: ZigguratTables, end: Int64) {
        rates = bursts.map { $0.rate.perSecond * 1e-9 }
        means = bursts.map { Double($0.mean.nanoseconds) }
        self.end = Double(end)
        self.ziggurat = ziggurat
        words = Xoshiro256PlusPlus(stream)
        turns = Xoshiro256PlusPlus(stream.child("turns"))
        var place = SplitMix.unitOpen(turns.next()) * means.reduce(0, +)
        while current < means.count - 1, place >= means[current] {
            place -= means[current]
            current += 1
        }
        change = ziggurat.exponential(turns.next()) * means[current]
    }

    /// Time of the next arrival after `now`, in ns; nil where none comes before the run's end.
    mutating func next(after now: Int64) -> Int64? {
        var left = ziggurat.exponential(words.next())
        var time = Double(now)
        while time < end {
            let growth = max(rates[current] * (change - time), 0)
            if growth > left {
                return now &+ nanoseconds(max(time + left / rates[current] - Double(now), 0))
            }
            left -= growth
            time = change
            current = current + 1 == rates.count ? 0 : current + 1
            change = time + ziggurat.exponential(turns.next()) * means[current]
        }
        return nil
    }
}
