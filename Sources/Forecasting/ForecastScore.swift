// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// How good a forecast was, once what it is about has come.
public struct ForecastScore: Sendable, Equatable {
    /// Mean absolute error of the median over the mean absolute change in a year before the origin
    /// (Hyndman and Koehler, Int. J. Forecasting 22 (2006) 679); absent where there was none.
    public var scaledError: Double?
    /// sMAPE: 2 |y - f| / (|y| + |f|), mean over the months, as a share.
    public var symmetricError: Double
    /// Shares of the months inside the 80% and the 95% interval.
    public var inside80: Double
    public var inside95: Double
    /// Mean pinball loss of the logarithm at the levels 2.5, 10, 50, 90 and 97.5%; absent where
    /// nothing above zero came.
    public var logPinball: Double?
    /// Mean pinball loss, in months, of the first month at or above 1.25, 1.5 and 2 times the last
    /// value, at P10, P50 and P90; never counts as the month after the last.
    public var runwayPinball: Double
    /// Of those three levels the share for which P50 names a month though it was never reached,
    /// and that for which it says never though it was.
    public var falseAlarms: Double
    public var falseNevers: Double

    public static let levels: [Ratio] = [
        .percent(2.5), .percent(10), .percent(50), .percent(90), .percent(97.5),
    ]
    public static let multiples = [1.25, 1.5, 2]
    private static let ranks: [Ratio] = [.percent(10), .percent(50), .percent(90)]

    /// - Parameters:
    ///   - truth: what came, as many months as were forecast.
    ///   - last: the last value before.
    ///   - yearlyChange: mean |y(t) - y(t - 12)| before the origin; nil where it is unknown or 0.
    init(_ forecast: Forecast, truth: [Double], last: Double, yearlyChange: Double?) {
        precondition(truth.count == forecast.months, "a truth for each month")
        var error = 0.0
        var symmetric = 0.0
        var (in80, in95) = (0.0, 0.0)
        var (loss, losses) = (0.0, 0)
        for (index, value) in truth.enumerated() {
            let quantiles = forecast.quantiles(Self.levels, month: index + 1)
            let distance = (value - quantiles[2]).magnitude
            error += distance
            if distance > 0 { symmetric += 2 * distance / (value + quantiles[2]) }
            if (quantiles[1]...quantiles[3]).contains(value) { in80 += 1 }
            if (quantiles[0]...quantiles[4]).contains(value) { in95 += 1 }
            guard value > 0 else { continue }
            for (level, quantile) in zip(Self.levels, quantiles) {
                loss += Self.pinball(
                    Elementary.log(value) - Elementary.log(quantile), at: level)
                losses += 1
            }
        }
        let count = Double(truth.count)
        scaledError = yearlyChange.map { error / count / $0 }
        symmetricError = symmetric / count
        inside80 = in80 / count
        inside95 = in95 / count
        logPinball = losses > 0 ? loss / Double(losses) : nil
        (runwayPinball, falseAlarms, falseNevers) = Self.runway(forecast, truth, last)
    }

    private static func runway(
        _ forecast: Forecast, _ truth: [Double], _ last: Double
    ) -> (loss: Double, alarms: Double, nevers: Double) {
        let never = forecast.months + 1
        var (loss, alarms, nevers) = (0.0, 0.0, 0.0)
        for multiple in multiples {
            let level = multiple * last
            let came = truth.firstIndex { $0 >= level }.map { $0 + 1 } ?? never
            let passage = forecast.firstPassage { _ in level }
            for rank in ranks {
                let told = passage.month(rank) ?? never
                loss += pinball(Double(came - told), at: rank)
            }
            let middle = passage.month(.percent(50)) ?? never
            if middle < never, came == never { alarms += 1 }
            if middle == never, came < never { nevers += 1 }
        }
        let count = Double(multiples.count)
        return (loss / (count * Double(ranks.count)), alarms / count, nevers / count)
    }

    /// What an error costs at a quantile: the level of what came above it, 1 - level of what came
    /// below (Koenker and Bassett, Econometrica 46 (1978) 33).
    private static func pinball(_ error: Double, at level: Ratio) -> Double {
        max(level.fraction * error, (level.fraction - 1) * error)
    }
}

extension ForecastScore {
    /// The mean of each figure over those that have it; nil of none.
    public static func mean(_ scores: [ForecastScore]) -> ForecastScore? {
        guard var result = scores.first else { return nil }
        func average(_ value: (ForecastScore) -> Double) -> Double {
            Forecasting.mean(scores.map(value))
        }
        func averageOfKnown(_ value: (ForecastScore) -> Double?) -> Double? {
            let known = scores.compactMap(value)
            return known.isEmpty ? nil : Forecasting.mean(known)
        }
        result.scaledError = averageOfKnown(\.scaledError)
        result.symmetricError = average(\.symmetricError)
        result.inside80 = average(\.inside80)
        result.inside95 = average(\.inside95)
        result.logPinball = averageOfKnown(\.logPinball)
        result.runwayPinball = average(\.runwayPinball)
        result.falseAlarms = average(\.falseAlarms)
        result.falseNevers = average(\.falseNevers)
        return result
    }
}
