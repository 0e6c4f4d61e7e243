// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Forecasts from the past of known series, held against what came.
///
/// Of each series at most three origins are taken, at least six months apart, the first after 36
/// months, the last 18 months before the end; of a shorter one the last only. At each origin every
/// method is given the last 6, 12 and 24 months, and all of them up to 120. Where the last month is
/// zero, no runway can be counted in times of it, and the origin is left out.
public struct Backtest: Sendable {
    public struct Series: Sendable {
        public let name: String
        /// By month, without gaps; finite and not negative.
        public let values: [Double]

        public init(name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// How much of the past a method is given.
    public enum Given: Sendable, Hashable, CaseIterable {
        case six, twelve, twentyFour, all

        /// Months; all there are up to 120.
        var months: Int? {
            switch self {
            case .six: 6
            case .twelve: 12
            case .twentyFour: 24
            case .all: nil
            }
        }
    }

    public struct Row: Sendable {
        public let given: Given
        public let method: ForecastMethod
        /// Origins that were scored.
        public let origins: Int
        public let score: ForecastScore
    }

    public static let horizon = 18
    static let firstOrigin = 36
    static let gap = 6
    static let mostOrigins = 3
    static let longestPast = 120

    let series: [Series]
    let paths: Int
    let seed: UInt64

    public init(_ series: [Series], paths: Int, seed: UInt64) {
        self.series = series
        self.paths = paths
        self.seed = seed
    }

    /// A row for each amount of past and each method for which an origin could be scored.
    public func rows() -> [Row] {
        Given.allCases.flatMap { given in
            ForecastMethod.allCases.compactMap { method in
                let scores = series.flatMap { self.scores($0, given, method) }
                return ForecastScore.mean(scores).map {
                    Row(given: given, method: method, origins: scores.count, score: $0)
                }
            }
        }
    }

    /// Where forecasts begin in a series of so many months: how many months are known then.
    static func origins(of count: Int) -> [Int] {
        let last = count - horizon
        guard last >= firstOrigin else { return last >= History.fewest ? [last] : [] }
        let number = min(mostOrigins, 1 + (last - firstOrigin) / gap)
        guard number > 1 else { return [last] }
        return (0..<number).map { index in
            firstOrigin
                + Int((Double(index * (last - firstOrigin)) / Double(number - 1)).rounded())
        }
    }

    private func scores(
        _ series: Series, _ given: Given, _ method: ForecastMethod
    ) -> [ForecastScore] {
        Self.origins(of: series.values.count).compactMap { origin in
            guard origin >= given.months ?? Self.firstOrigin else { return nil }
            let length = min(given.months ?? Self.longestPast, origin)
            guard let history = try? History(Array(series.values[origin - length..<origin])),
                history.last > 0
            else { return nil }
            let stream = StreamKey(seed: seed).child(series.name).child(UInt64(origin))
                .child(UInt64(length)).child(method.rawValue)
            let forecast = method.forecast(
                history, months: Self.horizon, paths: paths, stream: stream)
            return ForecastScore(
                forecast, truth: Array(series.values[origin..<origin + Self.horizon]),
                last: history.last, yearlyChange: Self.yearlyChange(series.values[..<origin]))
        }
    }

    private static func yearlyChange(_ past: ArraySlice<Double>) -> Double? {
        let changes = zip(past.dropFirst(12), past).map { ($0 - $1).magnitude }
        let mean = mean(changes)
        return mean > 0 ? mean : nil
    }
}
