// SPDX-License-Identifier: GPL-3.0-or-later
import Forecasting

struct LeastSquaresSystem: KnownSystem {
    static let name = "least-squares"
    let experiment: Experiment? = nil
    private let trend: LinearTrend

    init(_ parameters: inout Parameters) throws(VerificationError) {
        trend = try parameters.trend()
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.slope, .number(trend.slope))] }
}

struct LinearForecastSystem: KnownSystem {
    static let name = "linear-forecast"
    let experiment: Experiment? = nil
    private let value: Double

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let trend = try parameters.trend()
        value = trend.value(at: try parameters.signedNumber("targetTime"))
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.value, .number(value))] }
}

/// Negative where the line passed the capacity before now.
struct LinearRunwaySystem: KnownSystem {
    static let name = "linear-runway"
    let experiment: Experiment? = nil
    private let time: Double

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let trend = try parameters.trend()
        let capacity = try parameters.signedNumber("capacity")
        let now = try parameters.signedNumber("now")
        guard trend.slope > 0, let reached = trend.time(of: capacity) else {
            throw parameters.error(
                .unanswerable("a line that does not rise reaches no capacity"))
        }
        time = reached - now
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.timeToCapacity, .number(time))] }
}

struct SeasonalNaiveSystem: KnownSystem {
    static let name = "seasonal-naive"
    let experiment: Experiment? = nil
    private let errors: PointErrors

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let season = try parameters.count("season")
        let history = try parameters.signedNumbers("history")
        let actual = try parameters.signedNumbers("actual")
        guard let forecast = SeasonalNaive(history, season: season) else {
            throw parameters.error(
                .unanswerable(
                    "'history' has \(history.count) points; it must have a season of \(season),"
                        + " and a season 1 or more"))
        }
        guard !actual.isEmpty else {
            throw parameters.error(.unanswerable("'actual' is empty; give a point at least"))
        }
        errors = PointErrors(forecast: forecast.forecast(actual.count), actual: actual)
    }

    var answers: [(metric: Metric, answer: Answer)] {
        let mean: [(metric: Metric, answer: Answer)] = [
            (.meanAbsoluteError, .number(errors.meanAbsolute))
        ]
        guard let share = errors.meanAbsolutePercentage else { return mean }
        return mean + [(.meanAbsolutePercentageError, .number(share))]
    }
}

extension Parameters {
    fileprivate mutating func trend() throws(VerificationError) -> LinearTrend {
        let times = try signedNumbers("times")
        let values = try signedNumbers("values")
        do { return try LinearTrend(times: times, values: values) } catch {
            throw self.error(.unanswerable(error.description))
        }
    }
}
