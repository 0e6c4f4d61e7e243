// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Draws keys of a keyspace by their popularity in constant time; key 0 is the most popular.
///
/// The inverse of the distribution function, tabulated at 2^14 equal steps of probability and
/// straight in between. So the share of the k most popular keys is exact at the steps and less than
/// one step, 0.006%, off elsewhere. A key that is more popular than a step is drawn within 0.05% of
/// its law for exponents up to 1.3, 0.4% up to 2 and 3% up to 5; keys that share a step are drawn
/// alike. An alias table would be exact, but reads memory at random over all keys: with five
/// million of them four times slower. A class because it owns the table, which all replications
/// read.
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

    /// What draws; it lives no longer than this.
    var draw: KeyDraw {
        KeyDraw(
            keys: keys, positions: positions.count == 0 ? nil : UnsafePointer(positions.base),
            stepBits: Self.stepBits)
    }

    /// Key k, from 0, has a probability in proportion to (k + 1)^-exponent.
    private static func tabulate(keys: Int, exponent: Double) -> FlatArray<Double> {
        var total = 0.0
        eachBlock(of: keys, exponent: exponent) { _, _, weight in total += weight }
        let steps = 1 << Int(stepBits)
        let positions = FlatArray(repeating: Double(keys), count: steps + 1)
        positions[0] = 0
        var step = 1
        var below = 0.0
        eachBlock(of: keys, exponent: exponent) { first, count, weight in
            let share = weight / total
            while step < steps, Double(step) / Double(steps) <= below + share {
                let inside = (Double(step) / Double(steps) - below) / share
                positions[step] = Double(first) + inside * Double(count)
                step += 1
            }
            below += share
        }
        return positions
    }

    /// Blocks of neighbouring keys with the sum of their weights. The first 2,048 keys stand alone;
    /// later blocks hold 1/1024 of the keys before them, and the weight of the middle key serves
    /// all: an error of s(s + 1)/24 · 2^-20, far below that of the table.
    static func eachBlock(
        of keys: Int, exponent: Double, _ body: (_ first: Int, _ count: Int, Double) -> Void
    ) {
        var first = 0
        while first < keys {
            let count = min(max(1, first >> 10), keys - first)
            let middle = Double(first) + Double(count + 1) / 2
            body(first, count, Double(count) * Elementary.power(middle, -exponent))
            first += count
        }
    }
}
