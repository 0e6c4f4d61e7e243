// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Distribution {
    /// The mean, to the nearest nanosecond.
    public var mean: SimTime { .nanoseconds(Int64(meanNanoseconds + 0.5)) }

    /// The mean in seconds.
    public var meanSeconds: Double { meanNanoseconds / 1e9 }

    /// The squared coefficient of variation: variance over squared mean; 0 for a mean of zero.
    public var scv: Double {
        switch law {
        case .deterministic: return 0
        case .exponential: return 1
        case .uniform(let low, let high):
            // (b - a)²/12 over ((a + b)/2)²
            let width = Double(high.nanoseconds - low.nanoseconds)
            let sum = Double(high.nanoseconds + low.nanoseconds)
            return sum == 0 ? 0 : width * width / (3 * sum * sum)
        case .lognormal(_, let sigma): return Elementary.exp(sigma * sigma) - 1
        case .gamma(_, let shape): return 1 / shape
        case .weibull(_, let shape): return Self.weibullVariation(shape: shape)
        case .pareto(let low, let high, let shape):
            let mean = Self.paretoMoment(1, low: low, high: high, shape: shape)
            let second = Self.paretoMoment(2, low: low, high: high, shape: shape)
            return max(second / (mean * mean) - 1, 0)
        case .hyperexponential(let branches):
            // E X² = Σ 2 p m²
            let mean = meanNanoseconds
            let second = branches.reduce(0) { sum, branch in
                let ratio = Double(branch.mean.nanoseconds) / mean
                return sum + 2 * branch.probability * ratio * ratio
            }
            return second - 1
        case .empirical(let outcomes):
            let mean = meanNanoseconds
            guard mean > 0 else { return 0 }
            return outcomes.reduce(0) { sum, outcome in
                let deviation = Double(outcome.value.nanoseconds) / mean - 1
                return sum + outcome.probability * deviation * deviation
            }
        }
    }

    /// The time that a fraction p of the draws do not exceed, to a nanosecond; absent at p = 1 for
    /// an unbounded law, and for a hyperexponential law, which has no closed form.
    ///
    /// For analysis, not for sampling. p is in 0...1.
    public func quantile(_ p: Ratio) -> SimTime? {
        let p = p.fraction
        guard p >= 0, p <= 1, let x = quantileNanoseconds(p) else { return nil }
        return .nanoseconds(Int64(min(x, CompiledDistribution.longestDraw) + 0.5))
    }

    private func quantileNanoseconds(_ p: Double) -> Double? {
        switch law {
        case .deterministic(let time): return Double(time.nanoseconds)
        case .exponential(let mean):
            return p < 1 ? -Elementary.log(1 - p) * Double(mean.nanoseconds) : nil
        case .uniform(let low, let high):
            return Double(low.nanoseconds) + p * Double(high.nanoseconds - low.nanoseconds)
        case .lognormal(let mean, let sigma):
            guard p > 0, p < 1 else { return p == 0 ? 0 : nil }
            let exponent = sigma * Elementary.inverseNormal(p) - sigma * sigma / 2
            return Double(mean.nanoseconds) * Elementary.exp(exponent)
        case .gamma(let mean, let shape):
            guard p > 0, p < 1 else { return p == 0 ? 0 : nil }
            return Double(mean.nanoseconds) * Quantiles.gamma(.fraction(p), shape: shape)
        case .weibull(let mean, let shape):
            guard p < 1 else { return nil }
            let scale = Double(mean.nanoseconds) / Self.weibullMean(shape: shape)
            return scale * Elementary.power(-Elementary.log(1 - p), 1 / shape)
        case .pareto(let low, let high, let shape):
            let left = 1 - p * Self.paretoSpan(low: low, high: high, shape: shape)
            let x = Double(low.nanoseconds) * Elementary.power(left, -1 / shape)
            return min(x, Double(high.nanoseconds))
        case .hyperexponential: return nil
        case .empirical(let outcomes):
            var sum = 0.0
            for outcome in outcomes {
                sum += outcome.probability
                if sum >= p { return Double(outcome.value.nanoseconds) }
            }
            return outcomes.last.map { Double($0.value.nanoseconds) }
        }
    }

    private var meanNanoseconds: Double {
        switch law {
        case .deterministic(let time): return Double(time.nanoseconds)
        case .exponential(let mean), .lognormal(let mean, _), .gamma(let mean, _),
            .weibull(let mean, _):
            return Double(mean.nanoseconds)
        case .pareto(let low, let high, let shape):
            let mean = Self.paretoMoment(1, low: low, high: high, shape: shape)
            return Double(low.nanoseconds) * mean
        case .uniform(let low, let high):
            return Double(low.nanoseconds + high.nanoseconds) / 2
        case .hyperexponential(let branches):
            return branches.reduce(0) { $0 + $1.probability * Double($1.mean.nanoseconds) }
        case .empirical(let outcomes):
            return outcomes.reduce(0) { $0 + $1.probability * Double($1.value.nanoseconds) }
        }
    }
}
