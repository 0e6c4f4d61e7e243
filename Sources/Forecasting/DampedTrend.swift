// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A damped trend with a season, fitted to the logarithm of a history.
public struct DampedTrend: Sendable {
    /// Months that it rests on: since the first that is not zero, and the last 48 at most.
    public let months: Int
    public let season: SeasonalIndex
    /// Months of the history, from 0, that stood out and came back; they are left out.
    public let spikes: [Int]
    /// Months of the history, from 0, at which the level changed for good.
    public let shifts: [Int]
    let posterior: DampedTrendPosterior

    public init(_ history: History, growth: GrowthPrior) {
        let logs = LogHistory(history)
        months = logs.values.count
        season = SeasonalIndex(logs.values)
        let first = history.values.count - logs.values.count
        spikes = logs.spikes.filter { $0 >= first }
        shifts = season.shifts.map { first + $0 }
        posterior = DampedTrendPosterior(
            season.removed(from: logs.values), grid: growth == .fading ? .fading : .lasting)
    }

    /// Means of the posterior.
    public struct Expectation: Sendable {
        /// Smoothing of the level and of the slope, and what is left of the slope after a month.
        public let alpha: Double
        public let beta: Double
        public let phi: Double
        /// At the end of the history, natural logarithms, without the season; the slope a month.
        public let level: Double
        public let slope: Double
        /// Of the error one month ahead.
        public let variance: Double
    }

    public var expectation: Expectation {
        Expectation(
            alpha: posterior.expected(\.parameters.alpha),
            beta: posterior.expected(\.parameters.beta),
            phi: posterior.expected(\.parameters.phi),
            level: posterior.expected { $0.state($0.mean).level },
            slope: posterior.expected { $0.state($0.mean).slope },
            variance: posterior.expected { $0.scale / ($0.shape - 1) })
    }

    /// Simulates what may come. The same stream gives the same paths.
    ///
    /// Each path draws a point of the grid, a noise variance, a state and a season, then errors of
    /// Student's t with five degrees of freedom and that variance. Grid points are drawn with
    /// probability in their order, one path in each of equal parts.
    public func forecast(months: Int, paths: Int, stream: StreamKey) -> Forecast {
        var cumulative = 0.0
        let bounds = posterior.fits.map { fit in
            cumulative += fit.weight
            return cumulative
        }
        let seasonSpread = season.variance.squareRoot()
        var point = 0
        return Forecast(months: months, paths: paths) { path, row in
            var draws = CounterStream(stream.child(UInt64(path)))
            let share = (Double(path) + draws.nextUnit()) / Double(paths)
            while point < bounds.count - 1, bounds[point] < share { point += 1 }
            let fit = posterior.fits[point]
            let spread = (fit.scale / draws.gamma(shape: fit.shape)).squareRoot()
            var (level, slope) = fit.state(Self.start(fit, spread, &draws))
            // A t variate has the variance 5/3.
            let noise = spread * 0.6.squareRoot()
            let (alpha, beta, phi) = (
                fit.parameters.alpha, fit.parameters.beta, fit.parameters.phi
            )
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 12) { year in
                for month in 0..<12 {
                    let doubt = seasonSpread > 0 ? seasonSpread * draws.normal() : 0
                    year.initializeElement(at: month, to: season.values[month] + doubt)
                }
                for month in 0..<months {
                    let error = noise * draws.student5()
                    let middle = level + phi * slope
                    row[month] = middle + error + year[month % 12]
                    level = middle + alpha * error
                    slope = phi * slope + beta * error
                }
            }
        }
    }

    private static func start(
        _ fit: DampedTrendPosterior.Fit, _ spread: Double, _ draws: inout CounterStream
    ) -> (Double, Double) {
        let (first, second) = (draws.normal(), draws.normal())
        return (
            fit.mean.0 + spread * fit.factor.ll * first,
            fit.mean.1 + spread * (fit.factor.ls * first + fit.factor.ss * second)
        )
    }
}
