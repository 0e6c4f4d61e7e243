// SPDX-License-Identifier: GPL-3.0-or-later

/// How much of the start of a series differs from the rest of it.
public enum InitialTransient {
    /// Batch means of five observations, as MSER-5 takes them.
    public static let batch = 5
    /// The least share of the series that a truncation leaves: the statistic of a few last batches
    /// is small by chance.
    private static let leastLeft = 0.05

    /// How many observations to cut from the start; nil where the cut would lie in the second half,
    /// and the series is too short to tell.
    ///
    /// MSER-5: of batch means Y1, …, Yk the d with the least
    ///     Σ (Y(i) - Ȳ(d))² / (k - d)², over i > d, Ȳ(d) their mean,
    /// the squared standard error of what is left, as if the batches were independent. It cuts what
    /// adds more bias than it is worth in data. A rest of fewer than five observations is dropped.
    /// Source: White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for
    /// simulation, Winter Simulation Conference 2000, 755.
    public static func length(of values: [Double]) -> Int? {
        let batches = values.count / batch
        guard batches > 1 else { return nil }
        let least = max(2, Int(leastLeft * Double(batches)))
        var best = (score: Double.infinity, cut: batches)
        // From the end on, mean and squares of the deviations by Welford's recurrence.
        var mean = 0.0
        var squares = 0.0
        for first in (0..<batches).reversed() {
            let sum = values[first * batch..<(first + 1) * batch].reduce(0, +)
            let value = sum / Double(batch)
            let count = Double(batches - first)
            let deviation = value - mean
            mean += deviation / count
            squares += deviation * (value - mean)
            let score = squares / (count * count)
            if batches - first >= least, score <= best.score { best = (score, first) }
        }
        return 2 * best.cut <= batches ? best.cut * batch : nil
    }
}
