// SPDX-License-Identifier: GPL-3.0-or-later

/// Each point is as one season before: the forecast that others have to beat.
///
/// Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed. 2021), 5.2.
public struct SeasonalNaive: Sendable, Equatable {
    /// The last season of the history.
    let season: [Double]

    /// Nil where the history is shorter than a season, or a season has no point.
    public init?(_ history: [Double], season: Int) {
        guard season > 0, history.count >= season else { return nil }
        self.season = Array(history.suffix(season))
    }

    /// So many points from the end of the history on.
    public func forecast(_ count: Int) -> [Double] {
        (0..<count).map { season[$0 % season.count] }
    }
}

/// How far a forecast was off.
public struct PointErrors: Sendable, Equatable {
    /// The mean of |actual - forecast|.
    public let meanAbsolute: Double
    /// The mean of |actual - forecast| / |actual|, a fraction; nil where something came to zero.
    public let meanAbsolutePercentage: Double?

    /// - Precondition: a forecast for each of what came, one at least.
    public init(forecast: [Double], actual: [Double]) {
        precondition(forecast.count == actual.count && !actual.isEmpty, "a forecast for each")
        let errors = zip(forecast, actual).map { abs($1 - $0) }
        meanAbsolute = Forecasting.mean(errors)
        meanAbsolutePercentage =
            actual.contains(0) ? nil : Forecasting.mean(zip(errors, actual).map { $0 / abs($1) })
    }
}
