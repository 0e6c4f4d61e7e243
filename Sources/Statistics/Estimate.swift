// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// An answer and how far to trust it, in the base unit of `Unit`: seconds for `SimTime`, per second
/// for `Rate`, a fraction for `Ratio`, a plain number for `Double`.
public enum Estimate<Unit>: Hashable, Sendable {
    /// A closed form under its own assumptions.
    case exact(Double)
    /// An approximation, by which method, and where the truth may lie.
    case approximate(Double, method: String, band: ClosedRange<Double>)
    /// Independent replications of a simulation.
    case sampled(Sample<Unit>)

    /// The answer itself.
    public var value: Double {
        switch self {
        case .exact(let value): return value
        case .approximate(let value, _, _): return value
        case .sampled(let sample): return sample.mean
        }
    }

    /// Where the truth lies: a point, the band (whatever the confidence), or Student's interval,
    /// which is absent for one replication.
    public func interval(confidence: Ratio) -> ClosedRange<Double>? {
        switch self {
        case .exact(let value): return value...value
        case .approximate(_, _, let band): return band
        case .sampled(let sample): return sample.interval(confidence: confidence)
        }
    }

    /// Half the interval's width over the value's magnitude; absent without an interval, or for a
    /// value of zero that is not certain.
    public func relativeHalfWidth(confidence: Ratio) -> Double? {
        guard let interval = interval(confidence: confidence) else { return nil }
        let half = (interval.upperBound - interval.lowerBound) / 2
        if half == 0 { return 0 }
        return value == 0 ? nil : half / value.magnitude
    }
}
