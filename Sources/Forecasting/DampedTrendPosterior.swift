// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What a deseasonalised log history says about its damped trend: a weight for each point of the
/// grid, and for each the law of its noise, its level and its slope.
///
/// The one-step errors are linear in the initial level and slope, so three passes of the filter
/// (the data from a zero state, a unit level, a unit slope) give them for any. A normal prior for
/// the state, scaled by the noise variance, and an inverse gamma prior for the variance integrate
/// both out in closed form (Zellner, An Introduction to Bayesian Inference in Econometrics, 1971,
/// III.2). The weights of the grid are what is not known of the parameters.
struct DampedTrendPosterior {
    /// At one point of the grid; the state x is (initial level less the first value, slope).
    struct Fit {
        var weight = 0.0
        let parameters: DampedTrendGrid.Point
        /// Mean of x, and the Cholesky factor of its covariance over the noise variance.
        let mean: (Double, Double)
        let factor: (ll: Double, ls: Double, ss: Double)
        /// The noise variance is scale / Gamma(shape).
        let shape: Double
        let scale: Double
        /// The last level and slope: constant + level part · x0 + slope part · x1.
        let level: (constant: Double, Double, Double)
        let slope: (constant: Double, Double, Double)

        func state(_ x: (Double, Double)) -> (level: Double, slope: Double) {
            (
                level.constant + level.1 * x.0 + level.2 * x.1,
                slope.constant + slope.1 * x.0 + slope.2 * x.1
            )
        }
    }

    /// The priors: variances of level and slope over that of the noise, the least spread of the
    /// slope a month, and the shape and mean scale of the noise variance.
    private enum Prior {
        static let level = 4.0
        static let slope = 0.05
        static let leastSlopeSpread = 0.02
        static let shape = 1.5
        static let variance = 0.0144
    }

    /// In the order of the grid; the weights add up to 1.
    let fits: [Fit]

    init(_ z: [Double], grid: DampedTrendGrid) {
        let noise = deviation(differences(z))
        var logWeights: [Double] = []
        var fits: [Fit] = []
        for point in grid.points {
            let (fit, logWeight) = Self.fit(
                z, at: point, Self.slopeVariance(point, months: z.count, noise: noise))
            fits.append(fit)
            logWeights.append(logWeight)
        }
        let highest = logWeights.max() ?? 0
        let weights = logWeights.map { Elementary.exp($0 - highest) }
        let sum = weights.reduce(0, +)
        for index in fits.indices { fits[index].weight = weights[index] / sum }
        self.fits = fits
    }

    /// The mean over the grid.
    func expected(_ value: (Fit) -> Double) -> Double {
        fits.reduce(0) { $0 + $1.weight * value($1) }
    }

    /// Prior variance of the slope over that of the noise, which steps stand for.
    private static func slopeVariance(
        _ point: DampedTrendGrid.Point, months: Int, noise: Double
    ) -> Double {
        if let spread = point.slopeSpread {
            let relative = spread / max(noise, 0.01)
            return relative * relative
        }
        guard months >= 12 else { return Prior.slope }
        let least = Prior.leastSlopeSpread / max(noise, 0.003)
        return Prior.slope + least * least
    }

    private static func fit(
        _ z: [Double], at point: DampedTrendGrid.Point, _ slopeVariance: Double
    ) -> (Fit, logWeight: Double) {
        // The data, a unit level, a unit slope.
        var level = (0.0, 1.0, 0.0)
        var slope = (0.0, 0.0, 1.0)
        var precision = (ll: 1 / Prior.level, ls: 0.0, ss: 1 / slopeVariance)
        var right = (0.0, 0.0)
        var squares = 0.0
        let (alpha, beta, phi) = (point.alpha, point.beta, point.phi)
        for value in z {
            let forecast = (
                level.0 + phi * slope.0, level.1 + phi * slope.1, level.2 + phi * slope.2
            )
            let error = (value - z[0] - forecast.0, -forecast.1, -forecast.2)
            precision.ll += error.1 * error.1
            precision.ls += error.1 * error.2
            precision.ss += error.2 * error.2
            right.0 -= error.1 * error.0
            right.1 -= error.2 * error.0
            squares += error.0 * error.0
            level = (
                forecast.0 + alpha * error.0, forecast.1 + alpha * error.1,
                forecast.2 + alpha * error.2
            )
            slope = (
                phi * slope.0 + beta * error.0, phi * slope.1 + beta * error.1,
                phi * slope.2 + beta * error.2
            )
        }
        let determinant = precision.ll * precision.ss - precision.ls * precision.ls
        let inverse = (
            ll: precision.ss / determinant, ls: -precision.ls / determinant,
            ss: precision.ll / determinant
        )
        let mean = (
            inverse.ll * right.0 + inverse.ls * right.1,
            inverse.ls * right.0 + inverse.ss * right.1
        )
        let rest = max(squares - mean.0 * right.0 - mean.1 * right.1, 1e-12)
        let shape = Prior.shape + Double(z.count) / 2
        let scale = Prior.shape * Prior.variance + 0.5 * rest
        let ll = inverse.ll.squareRoot()
        let ls = inverse.ls / ll
        let fit = Fit(
            parameters: point, mean: mean,
            factor: (ll, ls, max(inverse.ss - ls * ls, 0).squareRoot()),
            shape: shape, scale: scale, level: (z[0] + level.0, level.1, level.2), slope: slope)
        // The determinant of the precision over that of its prior, whose level part all share.
        let logWeight =
            point.logPrior - 0.5 * Elementary.log(determinant * slopeVariance)
            - shape * Elementary.log(scale)
        return (fit, logWeight)
    }
}
