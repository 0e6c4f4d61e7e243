// SPDX-License-Identifier: GPL-3.0-or-later

/// Linear equations, more than unknowns, met as nearly as can be: the sum of the squared residuals
/// is least. By Householder's reflections, which lose no digits to squaring.
///
/// Source: Golub and Van Loan, Matrix Computations (4th ed. 2013), section 5.3.
struct LeastSquares {
    /// Column by column; the last is the right side.
    private var cells: [Double]
    private let rows: Int
    private let unknowns: Int

    init(rows: Int, unknowns: Int) {
        precondition(rows >= unknowns && unknowns > 0, "at least as many equations as unknowns")
        self.rows = rows
        self.unknowns = unknowns
        cells = Array(repeating: 0, count: rows * (unknowns + 1))
    }

    subscript(row: Int, unknown: Int) -> Double {
        get { cells[unknown * rows + row] }
        set { cells[unknown * rows + row] = newValue }
    }

    /// What equation `row` must add up to.
    mutating func setRight(_ row: Int, _ value: Double) { cells[unknowns * rows + row] = value }

    /// The unknowns; nil where they are not determined.
    func solution() -> [Double]? {
        var a = cells
        var diagonal = Array(repeating: 0.0, count: unknowns)
        for k in 0..<unknowns {
            let start = k * rows
            var norm = 0.0
            for i in k..<rows { norm += a[start + i] * a[start + i] }
            guard norm > 1e-280 else { return nil }
            let length = a[start + k] > 0 ? -norm.squareRoot() : norm.squareRoot()
            diagonal[k] = length
            // v = column - length e(k); |v|² / 2 = norm - length * column(k).
            let scale = 1 / (norm - length * a[start + k])
            a[start + k] -= length
            for other in (k + 1)...unknowns { reflect(&a, start, other * rows, k, scale) }
        }
        return back(a, diagonal)
    }

    /// column -= v (v · column) / (|v|² / 2), below row k.
    private func reflect(
        _ a: inout [Double], _ vector: Int, _ column: Int, _ k: Int, _ scale: Double
    ) {
        a.withUnsafeMutableBufferPointer { a in
            // Four sums, so that one addition does not wait for the other.
            var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
            var i = k
            while i + 4 <= rows {
                s0 += a[vector + i] * a[column + i]
                s1 += a[vector + i + 1] * a[column + i + 1]
                s2 += a[vector + i + 2] * a[column + i + 2]
                s3 += a[vector + i + 3] * a[column + i + 3]
                i += 4
            }
            while i < rows {
                s0 += a[vector + i] * a[column + i]
                i += 1
            }
            let factor = (s0 + s1 + (s2 + s3)) * scale
            for i in k..<rows { a[column + i] -= factor * a[vector + i] }
        }
    }

    private func back(_ a: [Double], _ diagonal: [Double]) -> [Double] {
        var x = Array(a[(unknowns * rows)..<(unknowns * rows + unknowns)])
        for k in stride(from: unknowns - 1, through: 0, by: -1) {
            x[k] /= diagonal[k]
            for i in 0..<k { x[i] -= a[k * rows + i] * x[k] }
        }
        return x
    }
}
