// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// How a history is carried on.
public enum ForecastMethod: String, Sendable, CaseIterable {
    case dampedTrend = "damped trend"
    /// The same where growth may last: what a runway is planned by.
    case lastingTrend = "lasting trend"
    case seasonalNaive = "seasonal naive"
    case drift
    case constantGrowth = "constant growth"

    /// What another has to beat.
    public var isBaseline: Bool {
        switch self {
        case .dampedTrend, .lastingTrend: false
        case .seasonalNaive, .drift, .constantGrowth: true
        }
    }

    /// So many months after the history, by so many paths; the same stream gives the same paths.
    public func forecast(
        _ history: History, months: Int, paths: Int, stream: StreamKey
    ) -> Forecast {
        switch self {
        case .dampedTrend:
            DampedTrend(history, growth: .fading)
                .forecast(months: months, paths: paths, stream: stream)
        case .lastingTrend:
            DampedTrend(history, growth: .lasting)
                .forecast(months: months, paths: paths, stream: stream)
        case .seasonalNaive:
            Baselines.seasonalNaive(history, months: months, paths: paths, stream: stream)
        case .drift: Baselines.drift(history, months: months, paths: paths, stream: stream)
        case .constantGrowth:
            Baselines.constantGrowth(history, months: months, paths: paths, stream: stream)
        }
    }
}
