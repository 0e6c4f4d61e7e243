// SPDX-License-Identifier: GPL-3.0-or-later

/// A cell of an alias table: its own value below the threshold, another's above.
@frozen
public struct AliasCell: Sendable {
    @usableFromInline let threshold: UInt64
    @usableFromInline let own: Double
    @usableFromInline let other: Double
}

/// A choice among n values in constant time: equal cells, each shared by at most two values.
///
/// Source: A. J. Walker, ACM TOMS 3(3), 1977; set-up in O(n) by M. D. Vose, IEEE TSE 17(9), 1991.
enum AliasTable {
    /// The cells for values whose probabilities add up to 1.
    static func cells(values: [Double], probabilities: [Double]) -> [AliasCell] {
        let n = values.count
        var share = probabilities.map { $0 * Double(n) }
        var alias = Array(0..<n)
        var poor = (0..<n).filter { share[$0] < 1 }
        var rich = (0..<n).filter { share[$0] >= 1 }
        var filled = Array(repeating: 1.0, count: n)
        while let small = poor.popLast(), let large = rich.last {
            filled[small] = share[small]
            alias[small] = large
            share[large] -= 1 - share[small]
            if share[large] < 1 {
                rich.removeLast()
                poor.append(large)
            }
        }
        return (0..<n).map { i in
            AliasCell(
                threshold: filled[i] < 1 ? UInt64(max(filled[i], 0) * 0x1p64) : .max,
                own: values[i],
                other: values[alias[i]])
        }
    }
}
