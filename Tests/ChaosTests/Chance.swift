// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The choices of one random model, one after the other, from its seed.
struct Chance {
    private var stream: CounterStream
    /// Whether it chose retries without a bound that follow each other within a millisecond: a
    /// million events a second where nobody answers, and nothing bounds those of a warm-up.
    var hasQuickRetries = false

    init(seed: UInt64) { stream = CounterStream(StreamKey(seed: seed).child("chaos")) }

    /// True in so many of a hundred cases.
    mutating func happens(_ percent: Double) -> Bool { stream.nextUnit() * 100 < percent }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        let count = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(stream.next().multipliedFullWidth(by: count).high)
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[int(0...items.count - 1)] }

    /// A value in so many of a hundred cases.
    mutating func maybe<Item>(_ percent: Double, _ make: (inout Chance) throws -> Item) rethrows
        -> Item?
    {
        guard happens(percent) else { return nil }
        return try make(&self)
    }

    /// Between two bounds, each order of magnitude as likely as the next.
    mutating func spread(_ low: Double, _ high: Double) -> Double {
        low * Elementary.exp(stream.nextUnit() * Elementary.log(high / low))
    }

    /// From 0% to 100%, both bounds often.
    mutating func share() -> Ratio {
        if happens(15) { return pick([.zero, .one]) }
        return .fraction(stream.nextUnit())
    }

    /// Mostly milliseconds; where they meet, whole ones, so that events coincide.
    mutating func time(from low: Double = 1e-4, to high: Double = 0.5) -> SimTime {
        if happens(20) { return .milliseconds(Int64(int(1...20))) }
        return SimTime(roundingSeconds: spread(low, high))
    }

    /// The law of a time, zero and far tails included.
    mutating func law(from low: Double = 1e-4, to high: Double = 0.1) throws -> Distribution {
        let mean = time(from: low, to: high)
        switch int(0...11) {
        case 0: return try .deterministic(.zero)
        case 1, 2: return try .deterministic(mean)
        case 3: return try .uniform(low: .zero, high: mean)
        case 4: return try .lognormal(mean: mean, scv: spread(0.01, 100))
        case 5: return try .gamma(mean: mean, scv: spread(0.01, 100))
        case 6: return try .hyperexponentialBalanced(mean: mean, scv: spread(1.01, 50))
        case 7: return try .weibull(mean: mean, scv: spread(0.1, 20))
        case 8: return try .pareto(low: mean, high: mean * 1_000, shape: 1.2)
        case 9: return try .empirical(values: [.zero, mean, mean * 3], weights: [1, 2, 1])
        default: return try .exponential(mean: mean)
        }
    }
}
