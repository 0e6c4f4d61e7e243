// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why numbers make no distribution, and which would.
public enum DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A mean that is not positive.
    case meanNotPositive(SimTime)
    /// A time below zero.
    case negative(SimTime)
    /// A time longer than a year.
    case tooLong(SimTime, limit: SimTime)
    /// Bounds of a uniform law in the wrong order.
    case boundsReversed(low: SimTime, high: SimTime)
    /// Bounds between which there is nothing, of a law that needs a width.
    case boundsNotAscending(low: SimTime, high: SimTime)
    /// A lower bound that is not positive, of a law that needs one.
    case boundNotPositive(SimTime)
    /// A shape outside the law's range.
    case shapeOutOfRange(Double, allowed: ClosedRange<Double>)
    /// A 95th percentile over mean that no lognormal law has.
    case percentileRatioOutOfRange(Double, above: Double, upTo: Double)
    /// A squared coefficient of variation (variance over squared mean) outside the law's range.
    case variationOutOfRange(Double, allowed: ClosedRange<Double>)
    /// A number of stages of an Erlang law outside the range.
    case stagesOutOfRange(Int, allowed: ClosedRange<Int>)
    /// No branch or no value given.
    case empty
    /// More branches or values than the limit.
    case tooMany(Int, limit: Int)
    /// As many weights as values are needed.
    case weightsMissing(values: Int, weights: Int)
    /// A probability or weight that is negative or not finite.
    case probabilityOutOfRange(Double)
    /// Probabilities that do not add up to 1, or weights that add up to nothing.
    case doesNotAddUp(sum: Double)
    /// A factor that is not a positive number.
    case factorOutOfRange(Double)

    public var description: String {
        switch self {
        case .meanNotPositive(let mean): return "the mean \(mean) must be above zero"
        case .negative(let time): return "\(time) is below zero; give a time of zero or more"
        case .tooLong(let time, let limit): return "\(time) is too long; at most \(limit)"
        case .boundsReversed(let low, let high):
            return "the lower bound \(low) is above the upper bound \(high); exchange them"
        case .boundsNotAscending(let low, let high):
            return "the lower bound \(low) must be below the upper bound \(high)"
        case .boundNotPositive(let low): return "the lower bound \(low) must be above zero"
        case .shapeOutOfRange(let shape, let allowed):
            return "the shape \(rounded(shape)) must lie in "
                + "\(rounded(allowed.lowerBound)) to \(rounded(allowed.upperBound))"
        case .percentileRatioOutOfRange(let ratio, let above, let upTo):
            return "p95 is \(rounded(ratio)) times the mean; a lognormal law needs more than "
                + "\(rounded(above)) and at most \(rounded(upTo)) times"
        case .variationOutOfRange(let scv, let allowed):
            return "the squared coefficient of variation \(rounded(scv)) must lie in "
                + "\(rounded(allowed.lowerBound)) to \(rounded(allowed.upperBound))"
        case .stagesOutOfRange(let stages, let allowed):
            return "\(stages) stages; \(allowed.lowerBound) to \(allowed.upperBound) are possible"
        case .empty: return "nothing is given; at least one value is needed"
        case .tooMany(let count, let limit): return "\(count) values; at most \(limit)"
        case .weightsMissing(let values, let weights):
            return "\(values) values and \(weights) weights; give each value a weight"
        case .probabilityOutOfRange(let p):
            return "the probability \(rounded(p)) must be a finite number of zero or more"
        case .doesNotAddUp(let sum):
            return "the probabilities add up to \(rounded(sum * 100))%; they must make 100%"
        case .factorOutOfRange(let factor): return "the factor \(factor) must be above zero"
        }
    }

    private func rounded(_ x: Double) -> Double { roundedSignificant(x, digits: 6) }
}
