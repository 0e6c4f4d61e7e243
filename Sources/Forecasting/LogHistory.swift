// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// The logarithm of a history without what would mislead a trend: zeros and lone spikes.
///
/// Months before the first that is not zero are dropped, later zeros become half the smallest
/// amount, and the last 48 months are kept.
struct LogHistory {
    static let window = 48
    /// Steps beyond so many scaled median deviations stand out.
    static let outlying = 4.0
    private static let fewestForSpikes = 8

    /// Natural logarithms, oldest first.
    let values: [Double]
    /// Months with a lone spike, counted from 0 in the history as it was given; their values are
    /// replaced by the mean of their neighbours.
    let spikes: [Int]

    init(_ history: History) {
        let first = history.values.firstIndex { $0 > 0 } ?? 0
        let amounts = history.values[first...]
        let floor = 0.5 * (amounts.filter { $0 > 0 }.min() ?? 1)
        var logs = amounts.map { Elementary.log(max($0, floor)) }
        let found = Self.smooth(&logs)
        values = Array(logs.suffix(Self.window))
        spikes = found.map { first + $0 }
    }

    /// Replaces lone spikes: a step up and one down, or the reverse, both outlying, that come back
    /// to within half of the larger. Gives where they were.
    private static func smooth(_ z: inout [Double]) -> [Int] {
        guard z.count >= fewestForSpikes else { return [] }
        let steps = differences(z)
        let limit = outlying * (deviation(steps) + 1e-9)
        var found: [Int] = []
        for t in 1..<z.count - 1 {
            let before = z[t] - z[t - 1]
            let after = z[t + 1] - z[t]
            guard min(before.magnitude, after.magnitude) > limit, before * after < 0,
                (before + after).magnitude < 0.5 * max(before.magnitude, after.magnitude)
            else { continue }
            z[t] = 0.5 * (z[t - 1] + z[t + 1])
            found.append(t)
        }
        return found
    }
}
