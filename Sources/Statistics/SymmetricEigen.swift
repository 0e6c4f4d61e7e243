// SPDX-License-Identifier: GPL-3.0-or-later

/// Eigenvalues and eigenvectors of a small symmetric matrix: A v = λ v.
///
/// By cyclic Jacobi rotations, each of which makes one element off the diagonal zero. Source: Golub
/// and Van Loan, Matrix Computations (4th ed. 2013), section 8.5.
public struct SymmetricEigen: Sendable {
    /// Falling.
    public let values: [Double]
    /// By eigenvalue, each of length 1, its largest component positive.
    public let vectors: [[Double]]

    private static let mostSweeps = 60

    /// - Precondition: as many rows as columns; of finite numbers. What is above the diagonal
    ///   counts.
    public init(_ matrix: [[Double]]) {
        precondition(matrix.allSatisfy { $0.count == matrix.count }, "a matrix that is square")
        var a = matrix
        let size = matrix.indices
        var basis = size.map { row in size.map { $0 == row ? 1.0 : 0.0 } }
        for _ in 0..<Self.mostSweeps {
            let off = size.reduce(0) { sum, i in
                (i + 1..<matrix.count).reduce(sum) { $0 + a[i][$1] * a[i][$1] }
            }
            let trace = size.reduce(0) { $0 + a[$1][$1] * a[$1][$1] }
            if off <= 1e-30 * trace || off == 0 { break }
            for p in size {
                for q in p + 1..<matrix.count where a[p][q] != 0 {
                    Self.rotate(&a, &basis, p, q)
                }
            }
        }
        let order = size.sorted { a[$0][$0] > a[$1][$1] }
        values = order.map { a[$0][$0] }
        vectors = order.map { column in
            let vector = basis.map { $0[column] }
            let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
            return largest < 0 ? vector.map { -$0 } : vector
        }
    }

    /// t = sign(θ) / (|θ| + √(θ² + 1)), θ = (a_qq - a_pp) / (2 a_pq), c = 1/√(t² + 1), s = t c.
    private static func rotate(
        _ a: inout [[Double]], _ basis: inout [[Double]], _ p: Int, _ q: Int
    ) {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        let moved = t * a[p][q]
        a[p][p] -= moved
        a[q][q] += moved
        a[p][q] = 0
        a[q][p] = 0
        for i in a.indices where i != p && i != q {
            let (x, y) =
                i < p ? (a[i][p], a[i][q]) : (i < q ? (a[p][i], a[i][q]) : (a[p][i], a[q][i]))
            let (first, second) = (c * x - s * y, s * x + c * y)
            a[i][p] = first
            a[p][i] = first
            a[i][q] = second
            a[q][i] = second
        }
        for row in basis.indices {
            let (x, y) = (basis[row][p], basis[row][q])
            basis[row][p] = c * x - s * y
            basis[row][q] = s * x + c * y
        }
    }
}
