// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A quantity that was watched over time, in a unit of its source's own.
public struct TimeSeries: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Since 1970.
        public let seconds: Double
        /// Finite; nil where the source says that there is none.
        public let value: Double?
    }

    public let name: String
    /// What each point says of its time; absent where its source does not tell.
    public let statistic: UsageHistory.Statistic?
    /// At least one, by rising time.
    public let points: [Point]

    init(name: String, statistic: UsageHistory.Statistic? = nil, points: [Point]) {
        self.name = name
        self.statistic = statistic
        self.points = points
    }

    /// The year 5138 in seconds, and 1973 in ms: what is later is told in ms, or in finer units.
    static let latest = 1e11

    public var values: [Double] { points.compactMap(\.value) }

    /// From the first point to the last; nil beyond 292 years.
    public var span: SimTime? {
        guard let first = points.first, let last = points.last else { return nil }
        return TimeUnit.seconds.time(last.seconds - first.seconds)
    }

    /// From one point to the next, as the median; nil where there is one point only.
    public var step: SimTime? {
        let steps = zip(points, points.dropFirst()).map { $1.seconds - $0.seconds }.sorted()
        return steps.isEmpty ? nil : TimeUnit.seconds.time(steps[steps.count / 2])
    }

    /// What was watched in a month, by UTC; nil where nothing was.
    func during(_ month: CalendarMonth) -> TimeSeries? {
        let start = Double(CalendarDay(firstOf: month).number) * 86_400
        let end = start + Double(month.hours) * 3_600
        let own = points.filter { $0.seconds >= start && $0.seconds < end }
        return own.isEmpty ? nil : TimeSeries(name: name, statistic: statistic, points: own)
    }
}

extension [TimeSeries] {
    /// How values of one time make one.
    public enum Combination: Sendable {
        case sum, mean
    }

    /// All of them as one, without a value at a time where one of them has none; nil where their
    /// times differ.
    public func combined(_ how: Combination) -> TimeSeries? {
        guard let first else { return nil }
        if count == 1 { return first }
        let times = first.points.map(\.seconds)
        guard allSatisfy({ $0.points.map(\.seconds) == times }) else { return nil }
        let divisor =
            switch how {
            case .sum: 1.0
            case .mean: Double(count)
            }
        let points = times.enumerated().map { place, seconds -> TimeSeries.Point in
            let values = compactMap { $0.points[place].value }
            let isWhole = values.count == count
            return TimeSeries.Point(
                seconds: seconds, value: isWhole ? values.reduce(0, +) / divisor : nil)
        }
        return TimeSeries(
            name: map(\.name).joined(separator: " + "), statistic: first.statistic, points: points)
    }
}
