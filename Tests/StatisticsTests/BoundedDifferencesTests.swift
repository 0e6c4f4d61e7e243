// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import Testing

@Suite struct BoundedDifferencesTests {
    struct Case: Sendable {
        let x: Double
        let bounds: ClosedRange<Double>
        /// Where the function ends.
        var most = 10.0
        /// Of x²: a + b + 2x where it reaches from x + a to x + b; nil where it cannot be said.
        let slope: Double?
    }

    @Test(
        "Steps stay within bounds, and go to the side that has an answer",
        arguments: [
            Case(x: 3, bounds: 0...10, slope: 6),
            Case(x: 0.5, bounds: 0.4...1, slope: 1.1),
            Case(x: 1, bounds: 0...1, slope: 1.8),
            Case(x: 0, bounds: 0...1, slope: 0.2),
            Case(x: 0.95, bounds: 0...1, slope: 1.75),
            Case(x: 3, bounds: 0...10, most: 3.1, slope: 5.8),
            Case(x: 3, bounds: 3...3, slope: nil),
            Case(x: 3, bounds: 3...10, most: 3.1, slope: nil),
        ])
    func square(_ row: Case) throws {
        var farthest = row.x
        let columns = BoundedDifferences(step: 0.2, bounds: [row.bounds])
            .columns(at: [row.x], value: [row.x * row.x]) { x in
                if !row.bounds.contains(x[0]) { farthest = x[0] }
                return x[0] <= row.most ? [x[0] * x[0]] : nil
            }
        #expect(row.bounds.contains(farthest))
        guard let slope = row.slope else {
            #expect(columns == [nil])
            return
        }
        let found = try #require(columns.first ?? nil)
        #expect(abs(found[0] - slope) < 1e-12)
    }

    @Test func byNumberThenFunction() throws {
        let columns = BoundedDifferences(step: 0.1, bounds: [0...9, 0...9])
            .columns(at: [2, 5], value: [10, 7]) { [$0[0] * $0[1], $0[0] + $0[1]] }
        #expect(columns.map { $0?.map { ($0 * 1e9).rounded() / 1e9 } } == [[5, 1], [2, 1]])
    }
}
