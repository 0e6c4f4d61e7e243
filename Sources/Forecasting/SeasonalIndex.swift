// SPDX-License-Identifier: GPL-3.0-or-later

/// What the months of a year add to the logarithm of a trend.
///
/// Whole years are counted back from the end, up to eight of them; the mean and slope of each are
/// taken off, and what a month has in common over the years is its index: the mean, from four years
/// on the median. It is shrunk towards zero by k = max(0, 1 - 1.2 ms/mm), where mm is the mean
/// square between months and ms that within a month over the years (James and Stein, Proc. 4th
/// Berkeley Symposium 1, 1961, 361). Below 24 months nothing is claimed.
public struct SeasonalIndex: Sendable, Equatable {
    /// By month, the first after the end of the history first; natural logarithms, 12 values.
    public let values: [Double]
    /// Variance of each, from the years that it rests on.
    public let variance: Double
    /// How much of what was seen is kept, 0 to 1; 0 where no season is claimed.
    public let strength: Double
    /// Months in which the level shifted for good, counted from the first of the logarithms.
    let shifts: [Int]

    private static let months = 12
    private static let mostYears = 8
    private static let shrinkage = 1.2
    /// Smaller differences between months, in logarithms, are none.
    private static let least = 0.005

    init(_ z: [Double]) {
        let years = min(z.count / Self.months, Self.mostYears)
        guard years >= 2 else {
            values = [Double](repeating: 0, count: Self.months)
            variance = 0
            strength = 0
            shifts = []
            return
        }
        let (level, shifts) = Self.withoutShifts(z)
        let rest = Self.residuals(Array(level.suffix(Self.months * years)), years: years)
        let columns = (0..<Self.months).map { month in
            (0..<years).map { rest[$0 * Self.months + month] }
        }
        let means = columns.map(mean)
        let raw = years < 4 ? means : columns.map(median)
        let centre = mean(raw)
        let within = zip(columns, means).reduce(0.0) { sum, column in
            column.0.reduce(sum) { $0 + ($1 - column.1) * ($1 - column.1) }
        }
        let ms = within / Double((years - 1) * (Self.months - 1))
        let mm =
            Double(years) * means.reduce(0.0) { $0 + $1 * $1 } / Double(Self.months - 1)
        let isSeen = mm > Double(years) * Self.least * Self.least
        let kept = isSeen ? max(0, 1 - Self.shrinkage * ms / mm) : 0
        values = raw.map { kept * ($0 - centre) }
        variance = kept * ms / Double(years)
        strength = kept
        self.shifts = shifts
    }

    /// The values without their season.
    func removed(from z: [Double]) -> [Double] {
        z.enumerated().map { index, value in value - values[position(index, of: z.count)] }
    }

    private func position(_ index: Int, of count: Int) -> Int {
        let behind = (count - index) % Self.months
        return behind == 0 ? 0 : Self.months - behind
    }

    /// A copy whose outlying steps are the median step, unless a like one stands a year before or
    /// after: else a shift of the level within two years would pass for a season.
    private static func withoutShifts(_ z: [Double]) -> (level: [Double], shifts: [Int]) {
        var steps = differences(z)
        let centre = median(steps)
        let scale = deviation(steps) + 0.01
        let scores = steps.map { ($0 - centre) / scale }
        var shifts: [Int] = []
        for t in steps.indices where scores[t].magnitude > LogHistory.outlying {
            let isRepeated = [t - months, t + months].contains {
                scores.indices.contains($0) && scores[$0] * scores[t] > 0
                    && scores[$0].magnitude > 2
            }
            guard !isRepeated else { continue }
            steps[t] = centre
            shifts.append(t + 1)
        }
        var level = z
        for t in steps.indices.reversed() { level[t] = level[t + 1] - steps[t] }
        return (level, shifts)
    }

    /// What is left of each month after its year's mean and slope.
    private static func residuals(_ z: [Double], years: Int) -> [Double] {
        let means = (0..<years).map { year in mean(Array(z[year * months..<(year + 1) * months])) }
        let slopes = (0..<years).map { year in
            let (before, after) = (max(year - 1, 0), min(year + 1, years - 1))
            return (means[after] - means[before]) / Double((after - before) * months)
        }
        return z.enumerated().map { index, value in
            let (year, month) = (index / months, index % months)
            return value - means[year] - slopes[year] * (Double(month) - 5.5)
        }
    }
}
