// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// The points of series that were taken at about the same load.
struct LoadGroup {
    let level: TestLevel
    /// The load by time; nil where it stood still all the time.
    let loads: [Double: Double]?

    /// The points of a load that moves, none beyond the most, by rising load in groups of as many
    /// points.
    static func groups(
        of load: TimeSeries, _ kind: TestLevel.Kind, most: Int, leastPoints: Int
    ) -> [LoadGroup] {
        let points = load.points.compactMap { point in
            point.value.flatMap {
                $0 >= TestLevel.Kind.least ? (seconds: point.seconds, load: $0) : nil
            }
        }.sorted { ($0.load, $0.seconds) < ($1.load, $1.seconds) }
        if points.isEmpty { return [] }
        let count = max(1, min(most, points.count / leastPoints))
        return (0..<count).map { group in
            let part = points[group * points.count / count..<(group + 1) * points.count / count]
            let mean = part.reduce(0) { $0 + $1.load } / Double(part.count)
            var loads: [Double: Double] = [:]
            for point in part { loads[point.seconds] = point.load }
            return LoadGroup(level: kind.level(mean), loads: loads)
        }
    }

    struct Mean {
        let value: Double
        /// Standard error of its logarithm, by how the values scatter and follow each other.
        let scatter: Double
        /// Of so many points.
        let count: Int
    }

    /// The mean at this load. Utilization grows with load, so it is use over load that is averaged:
    /// Σu/x / n times the mean x. Nil where there is no value.
    func mean(of series: TimeSeries) -> Mean? {
        var uses: [Double] = []
        for point in series.points {
            guard let value = point.value else { continue }
            guard let loads else {
                uses.append(value)
                continue
            }
            if let load = loads[point.seconds] { uses.append(value / load * level.amount) }
        }
        guard !uses.isEmpty else { return nil }
        let mean = uses.reduce(0, +) / Double(uses.count)
        return Mean(
            value: mean, scatter: mean > 0 ? Self.error(of: uses, mean) / mean : 0,
            count: uses.count)
    }

    /// s/√n · √((1 + r)/(1 - r)), with the correlation r of neighbours, from 0 to 0.9.
    private static func error(of values: [Double], _ mean: Double) -> Double {
        guard values.count > 1 else { return 0 }
        let n = Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard squares > 0 else { return 0 }
        let products = zip(values, values.dropFirst()).reduce(0) {
            $0 + ($1.0 - mean) * ($1.1 - mean)
        }
        let r = min(max(products / squares, 0), 0.9)
        return (squares / (n - 1) / n * (1 + r) / (1 - r)).squareRoot()
    }

    /// How long it was watched at this load: gaps do not count.
    func duration(_ series: TimeSeries, points: Int) -> SimTime? {
        guard let span = series.span, let step = series.step else { return nil }
        let watched = step.seconds * Double(points)
        return SimTime(roundingSeconds: min(watched, loads == nil ? span.seconds : 1e9))
    }
}
