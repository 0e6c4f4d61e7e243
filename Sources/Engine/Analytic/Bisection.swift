// SPDX-License-Identifier: GPL-3.0-or-later

/// Roots of monotone functions by halving: only the function's own arithmetic decides, so the
/// answer has the same bits on every machine.
enum Bisection {
    /// Where a function that never rises falls to `level`; it is at least `level` at the lower
    /// bound and at most `level` at the upper.
    static func fall(
        of function: (Double) -> Double, below level: Double, in bracket: ClosedRange<Double>
    ) -> Double {
        var (low, high) = (bracket.lowerBound, bracket.upperBound)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if function(middle) > level { low = middle } else { high = middle }
        }
    }
}
