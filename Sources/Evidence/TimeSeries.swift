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

    public var values: [Double] { points.compactMap(\.value) }

    /// From the first point to the last; nil beyond 292 years.
    public var span: SimTime? {
        guard let first = points.first, let last = points.last else { return nil }
        return TimeUnit.seconds.time(last.seconds - first.seconds)
    }
}
