// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How much of something runs at a time, where that changes: units, and for which share of the
/// time. What covers so many units at any time covers less of it than of its mean.
struct UseLevels {
    /// Adds up to 1.
    let weights: [Double]
    private(set) var units: [Double]

    /// Nil where no time passes.
    init?(_ levels: [(weight: Double, units: Double)]) {
        let whole = levels.reduce(0) { $0 + $1.weight }
        guard whole > 0 else { return nil }
        weights = levels.map { $0.weight / whole }
        units = levels.map { max($0.units, 0) }
    }

    var mean: Double { zip(weights, units).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The same share of each.
    func scaled(by factor: Double) -> UseLevels {
        var scaled = self
        scaled.units = units.map { $0 * factor }
        return scaled
    }

    /// The same course about another mean, as of one replication or of a load between two.
    func scaled(to mean: Double) -> UseLevels {
        let own = self.mean
        // What differs by rounding alone is the same.
        guard own > 0, (mean / own - 1).magnitude > 1e-9 else { return self }
        return scaled(by: mean / own)
    }

    /// Takes away what so many units at each time cover, and says which share of it that is;
    /// exactly 1 where it is all. `left` is lowered by what is taken of it.
    mutating func take(from left: inout [Double]) -> Double {
        let before = mean
        var isAll = true
        for index in units.indices {
            let taken = min(units[index], max(left[index], 0))
            isAll = isAll && taken == units[index]
            left[index] -= taken
            units[index] -= taken
        }
        if isAll || before <= 0 { return 1 }
        return min(max(1 - mean / before, 0), 1)
    }
}

extension ExactDecimal {
    /// So much of it, to twelve decimals of the share.
    func times(_ share: Double) throws(QuantityError) -> ExactDecimal {
        let part = ExactDecimal(scaled: Int128((share * 1e12).rounded()) * 1_000_000)
        return try multiplied(by: part, rounding: .halfEven)
    }
}
