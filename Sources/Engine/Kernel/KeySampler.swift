// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Draws keys of a keyspace by their popularity in constant time; key 0 is the most popular.
///
/// An alias table of two 32-bit numbers a key. Source: Walker, ACM TOMS 3(3), 1977; Vose, IEEE
/// Trans. Soft. Eng. 17(9), 1991. A class because it owns the table, which all replications read.
final class KeySampler: @unchecked Sendable {
    private let cells: FlatArray<Cell>
    let keys: Int

    private struct Cell: BitwiseCopyable {
        var threshold: UInt32
        var alias: Int32
    }

    init(_ keyspace: Keyspace) {
        keys = keyspace.keys
        switch keyspace.popularity {
        case .uniform:
            cells = FlatArray([])
        case .zipf(let exponent):
            cells = Self.aliasTable(Self.zipfWeights(keys: keyspace.keys, exponent: exponent))
        }
    }

    /// The key that 64 uniform bits choose.
    @inline(__always)
    func key(_ bits: UInt64) -> Int {
        let (cell, place) = UInt64(truncatingIfNeeded: keys).multipliedFullWidth(by: bits)
        let index = Int(truncatingIfNeeded: cell)
        if cells.count == 0 { return index }
        let entry = cells[index]
        return UInt32(truncatingIfNeeded: place &>> 32) < entry.threshold
            ? index : Int(truncatingIfNeeded: entry.alias)
    }

    /// Probabilities in proportion to k^-exponent, k from 1, times the number of keys.
    private static func zipfWeights(keys: Int, exponent: Double) -> FlatArray<Double> {
        let weights = FlatArray(repeating: 0.0, count: keys)
        var total = 0.0
        // From the least popular up, so that small terms are not lost against a large sum.
        for key in stride(from: keys - 1, through: 0, by: -1) {
            weights[key] = Elementary.power(Double(key + 1), -exponent)
            total += weights[key]
        }
        for key in 0..<keys { weights[key] *= Double(keys) / total }
        return weights
    }

    private static func aliasTable(_ weights: consuming FlatArray<Double>) -> FlatArray<Cell> {
        let count = weights.count
        let cells = FlatArray(repeating: Cell(threshold: .max, alias: 0), count: count)
        for key in 0..<count { cells[key].alias = Int32(key) }
        // Two stacks in one array: keys below the mean from the left, the others from the right.
        let stack = FlatArray(repeating: Int32(0), count: count)
        var small = 0
        var large = count
        for key in 0..<count {
            if weights[key] < 1 {
                stack[small] = Int32(key)
                small += 1
            } else {
                large -= 1
                stack[large] = Int32(key)
            }
        }
        while small > 0, large < count {
            small -= 1
            let poor = Int(stack[small])
            let rich = Int(stack[large])
            cells[poor] = Cell(threshold: UInt32(weights[poor] * 4_294_967_295), alias: Int32(rich))
            weights[rich] -= 1 - weights[poor]
            if weights[rich] < 1 {
                stack[small] = Int32(rich)
                small += 1
                large += 1
            }
        }
        return cells
    }
}
