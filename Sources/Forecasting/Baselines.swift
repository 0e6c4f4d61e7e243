// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What a forecast has to beat, each on the logarithm and with normal errors.
enum Baselines {
    private static let year = 12

    /// The same month a year ago; the last month where there is less than a year and a month.
    /// (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 2021, 5.2)
    static func seasonalNaive(
        _ history: History, months: Int, paths: Int, stream: StreamKey
    ) -> Forecast {
        let z = LogHistory(history).values
        let lag = z.count > year ? year : 1
        let steps = zip(z.dropFirst(lag), z).map { $0 - $1 }
        let spread = rootMeanSquare(steps)
        return Forecast(months: months, paths: paths) { path, row in
            var draws = CounterStream(stream.child(UInt64(path)))
            for month in 0..<months {
                let before = month < lag ? z[z.count - lag + month] : row[month - lag]
                row[month] = before + spread * draws.normal()
            }
        }
    }

    /// A random walk whose mean step is that of the history, known as well as its steps tell.
    static func drift(
        _ history: History, months: Int, paths: Int, stream: StreamKey
    ) -> Forecast {
        let z = LogHistory(history).values
        let steps = differences(z)
        let growth = mean(steps)
        let spread = standardDeviation(steps, fitted: 1)
        let doubt = spread / Double(steps.count).squareRoot()
        return Forecast(months: months, paths: paths) { path, row in
            var draws = CounterStream(stream.child(UInt64(path)))
            let step = growth + doubt * draws.normal()
            var level = z[z.count - 1]
            for month in 0..<months {
                level += step + spread * draws.normal()
                row[month] = level
            }
        }
    }

    /// Growth by the same share each month: a line through the logarithms by least squares, with
    /// its errors of estimation and of the single months.
    static func constantGrowth(
        _ history: History, months: Int, paths: Int, stream: StreamKey
    ) -> Forecast {
        let z = LogHistory(history).values
        let line = Line(z)
        return Forecast(months: months, paths: paths) { path, row in
            var draws = CounterStream(stream.child(UInt64(path)))
            let middle = line.mean + line.meanError * draws.normal()
            let slope = line.slope + line.slopeError * draws.normal()
            for month in 0..<months {
                let time = Double(z.count + month) - line.centre
                row[month] = middle + slope * time + line.spread * draws.normal()
            }
        }
    }

    /// z ≈ mean + slope (t - centre), t = 0, 1, …, by least squares.
    private struct Line {
        let centre: Double
        let mean: Double
        let slope: Double
        let spread: Double
        let meanError: Double
        let slopeError: Double

        init(_ z: [Double]) {
            let centre = Double(z.count - 1) / 2
            let mean = Forecasting.mean(z)
            var squares = 0.0
            var products = 0.0
            for (index, value) in z.enumerated() {
                let time = Double(index) - centre
                squares += time * time
                products += time * value
            }
            let slope = products / squares
            let rest = z.enumerated().map { index, value in
                value - mean - slope * (Double(index) - centre)
            }
            spread = standardDeviation(rest, fitted: 2)
            meanError = spread / Double(z.count).squareRoot()
            slopeError = spread / squares.squareRoot()
            (self.centre, self.mean, self.slope) = (centre, mean, slope)
        }
    }

    private static func rootMeanSquare(_ values: [Double]) -> Double {
        mean(values.map { $0 * $0 }).squareRoot()
    }

    /// With so many parameters taken from the same values.
    private static func standardDeviation(_ values: [Double], fitted: Int) -> Double {
        let centre = mean(values)
        let sum = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        return (sum / Double(max(values.count - fitted, 1))).squareRoot()
    }
}
