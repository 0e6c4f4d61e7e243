// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The mean of what is left when the least and the greatest values are dropped: ⌊share · n⌋ of them
/// at each end.
///
/// Source: Tukey, A survey of sampling from contaminated distributions (1960); one slow first call
/// does not move it.
///
/// - Parameter share: below one half.
/// - Returns: nil of no values.
public func trimmedMean(_ values: [Double], share: Ratio) -> Double? {
    precondition(share.fraction < 0.5, "less than half at each end")
    // 29% of 100 is 28.999999999999996 in binary.
    let dropped = Int(Double(values.count) * share.fraction * (1 + 1e-12))
    let kept = values.sorted().dropFirst(dropped).dropLast(dropped)
    return kept.isEmpty ? nil : kept.reduce(0, +) / Double(kept.count)
}
