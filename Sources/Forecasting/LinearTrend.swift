// SPDX-License-Identifier: GPL-3.0-or-later

/// The line through points that leaves the least squares: value ≈ mean + slope (time - centre).
///
/// slope = Σ (t - t̄)(v - v̄) / Σ (t - t̄)². Sums are taken about the means, which loses no digits
/// where times are counted from long ago. Source: Draper and Smith, Applied Regression Analysis
/// (3rd ed. 1998), section 1.2.
public struct LinearTrend: Sendable, Equatable {
    /// Of the value, a unit of time.
    public let slope: Double
    let centre: Double
    let mean: Double

    /// Why there is no line.
    public enum Refusal: Error, Equatable, Sendable {
        case lengths(times: Int, values: Int)
        case tooFew(Int)
        case oneTime
        case notFinite
    }

    /// - Parameter times: two of them at least differ; in any order.
    public init(times: [Double], values: [Double]) throws(Refusal) {
        guard times.count == values.count else {
            throw .lengths(times: times.count, values: values.count)
        }
        guard times.count >= 2 else { throw .tooFew(times.count) }
        let centre = Forecasting.mean(times)
        let mean = Forecasting.mean(values)
        var squares = 0.0
        var products = 0.0
        for (time, value) in zip(times, values) {
            squares += (time - centre) * (time - centre)
            products += (time - centre) * (value - mean)
        }
        guard centre.isFinite, mean.isFinite, squares.isFinite, products.isFinite else {
            throw .notFinite
        }
        guard squares > 0, (products / squares).isFinite else { throw .oneTime }
        (slope, self.centre, self.mean) = (products / squares, centre, mean)
    }

    public func value(at time: Double) -> Double { mean + slope * (time - centre) }

    /// When the line has this value; nil where it does not rise or fall to it.
    public func time(of value: Double) -> Double? {
        let time = centre + (value - mean) / slope
        return time.isFinite ? time : nil
    }
}

extension LinearTrend.Refusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .lengths(let times, let values):
            "\(times) times and \(values) values; each time needs its value"
        case .tooFew(let count): "\(count) points; a line needs two"
        case .oneTime: "all points are of one time; a line needs two"
        case .notFinite: "numbers too large to be squared"
        }
    }
}
