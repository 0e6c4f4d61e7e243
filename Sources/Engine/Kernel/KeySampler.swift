// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Draws keys of a keyspace by their popularity in constant time; key 0 is the most popular.
///
/// The inverse of the distribution function, tabulated at 2^14 equal steps of probability and
/// straight in between. A key that is more popular than a step is drawn as its law says; keys that
/// share a step are drawn alike, which differs from their law by less than 0.2% for exponents up to
/// 2. An alias table would be exact, but reads memory at random over all keys: with five million of
/// them four times slower. A class because it owns the table, which all replications read.
final class KeySampler: @unchecked Sendable {
    private static let stepBits: UInt64 = 14
    private let keys: Int
    /// Where the distribution function reaches i / 2^14, as a position among the keys; the fraction
    /// is the share of that key's own probability.
    private let positions: FlatArray<Double>

    init(_ keyspace: Keyspace) {
        keys = keyspace.keys
        switch keyspace.popularity {
        case .uniform:
            positions = FlatArray([])
        case .zipf(let exponent):
            positions = Self.tabulate(keys: keyspace.keys, exponent: exponent)
        }
    }

    /// The key that 64 uniform bits choose.
    @inline(__always)
    func key(_ bits: UInt64) -> Int {
        if positions.count == 0 {
            let high = bits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: keys)).high
            return Int(truncatingIfNeeded: high)
        }
        let step = Int(truncatingIfNeeded: bits &>> (64 &- Self.stepBits))
        let rest = Int64(bitPattern: (bits &<< Self.stepBits) &>> 12)
        let from = positions[step]
        let position = from + (positions[step &+ 1] - from) * (Double(rest) * 0x1p-52)
        // The last step ends at the number of keys itself, which rounding may just reach.
        return min(Int(position), keys &- 1)
    }

    /// Key k, from 0, has a probability in proportion to (k + 1)^-exponent.
    private static func tabulate(keys: Int, exponent: Double) -> FlatArray<Double> {
        var total = 0.0
        // From the least popular up, so that small terms are not lost against a large sum.
        for key in stride(from: keys, through: 1, by: -1) {
            total += Elementary.power(Double(key), -exponent)
        }
        let steps = 1 << Int(stepBits)
        let positions = FlatArray(repeating: Double(keys), count: steps + 1)
        positions[0] = 0
        var step = 1
        var below = 0.0
        for key in 0..<keys {
            let share = Elementary.power(Double(key + 1), -exponent) / total
            while step < steps, Double(step) / Double(steps) <= below + share {
                positions[step] = Double(key) + (Double(step) / Double(steps) - below) / share
                step += 1
            }
            below += share
        }
        return positions
    }
}
