// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// What may come: so many equally likely paths of the months after a history.
public struct Forecast: Sendable {
    public let months: Int
    public let paths: Int
    /// Natural logarithms; all paths of the first month, then of the second.
    private let logs: [Double]

    /// Each path fills its months with logarithms.
    init(
        months: Int, paths: Int,
        simulate: (_ path: Int, _ months: UnsafeMutableBufferPointer<Double>) -> Void
    ) {
        precondition(months > 0 && paths > 0, "a forecast has months and paths")
        self.months = months
        self.paths = paths
        logs = withUnsafeTemporaryAllocation(of: Double.self, capacity: months) { row in
            row.initialize(repeating: 0)
            return [Double](unsafeUninitializedCapacity: months * paths) { all, count in
                for path in 0..<paths {
                    simulate(path, row)
                    for month in 0..<months {
                        // What no Double holds is as good as infinite.
                        all.initializeElement(at: month * paths + path, to: min(row[month], 600))
                    }
                }
                count = months * paths
            }
        }
    }

    /// What comes if each month, or each year evenly, grows by the same share.
    public static func steady(from last: Double, growth: Growth, months: Int) -> Forecast {
        let level = Elementary.log(last)
        let step =
            Elementary.log(growth.factor.approximation) / Double(growth.per.months)
        return Forecast(months: months, paths: 1) { _, row in
            for month in 0..<months { row[month] = level + Double(month + 1) * step }
        }
    }

    /// Quantiles of a month's value, months counted from 1; interpolated between paths.
    ///
    /// The median path value is the forecast, not the mean, which the longest paths rule.
    public func quantiles(_ levels: [Ratio], month: Int) -> [Double] {
        precondition((1...months).contains(month), "a month of the forecast")
        let sorted = logs[(month - 1) * paths..<month * paths].sorted()
        return levels.map { level in
            let place = min(max(level.fraction, 0), 1) * Double(paths - 1)
            let below = min(Int(place), paths - 1)
            let above = min(below + 1, paths - 1)
            let part = place - Double(below)
            return Elementary.exp(sorted[below] + part * (sorted[above] - sorted[below]))
        }
    }

    /// When each path first reaches a level: `limit` gives it by month, from 1; infinite where
    /// nothing is too much.
    ///
    /// It is taken path by path. Where quantiles of the months cross the level instead, those that
    /// came back count as never there.
    public func firstPassage(at limit: (_ month: Int) -> Double) -> FirstPassage {
        var counts = [Int](repeating: 0, count: months)
        var open = Array(0..<paths)
        for month in 1...months where !open.isEmpty {
            let level = limit(month)
            guard level.isFinite else { continue }
            let bound = level > 0 ? Elementary.log(level) : -.infinity
            let before = open.count
            open.removeAll { logs[(month - 1) * paths + $0] >= bound }
            counts[month - 1] = before - open.count
        }
        return FirstPassage(counts: counts, paths: paths)
    }

    /// When the sum of each path's months so far first reaches a level: what months leave behind,
    /// such as the data of all requests on a disk. `limit` gives it by month, from 1; zero or less
    /// where it is reached whatever comes.
    public func passage(ofSum limit: (_ month: Int) -> Double) -> FirstPassage {
        var counts = [Int](repeating: 0, count: months)
        var sums = [Double](repeating: 0, count: paths)
        var open = Array(0..<paths)
        for month in 1...months where !open.isEmpty {
            let level = limit(month)
            let before = open.count
            for path in open { sums[path] += Elementary.exp(logs[(month - 1) * paths + path]) }
            open.removeAll { sums[$0] >= level }
            counts[month - 1] = before - open.count
        }
        return FirstPassage(counts: counts, paths: paths)
    }
}

/// In which month paths first reach a level.
public struct FirstPassage: Sendable, Equatable {
    /// Paths by month, the first of the forecast first; those that never come are in none.
    public let counts: [Int]
    public let paths: Int

    /// The same as far as so many months.
    public func within(months: Int) -> FirstPassage {
        FirstPassage(counts: Array(counts.prefix(months)), paths: paths)
    }

    /// The share of paths that have reached it within so many months.
    public func probability(within months: Int) -> Ratio {
        .fraction(Double(counts.prefix(max(months, 0)).reduce(0, +)) / Double(paths))
    }

    /// The first month, from 1, by which this share of all paths has reached it; nil where that is
    /// beyond the forecast.
    public func month(_ share: Ratio) -> Int? {
        var reached = 0
        for (index, count) in counts.enumerated() {
            reached += count
            if Double(reached) >= share.fraction * Double(paths) { return index + 1 }
        }
        return nil
    }
}
