// SPDX-License-Identifier: GPL-3.0-or-later

/// What analysis by the GNU Scientific Library can meet.
public enum StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The function has the same sign at both ends, so a root between them is not certain.
    case notBracketed(low: Double, atLow: Double, high: Double, atHigh: Double)
    /// The function gave no finite number here.
    case notFinite(at: Double)
    /// Still further from the root than asked for.
    case notConverged(steps: Int)
    /// The library refused, with its own words.
    case library(String)

    public var description: String {
        switch self {
        case .notBracketed(let low, let atLow, let high, let atHigh):
            return "no change of sign between \(low) (\(atLow)) and \(high) (\(atHigh)); widen it"
        case .notFinite(let x): return "the function is not finite at \(x); narrow the bracket"
        case .notConverged(let steps): return "no root within \(steps) steps; loosen the tolerance"
        case .library(let words): return "the GNU Scientific Library: \(words)"
        }
    }
}
