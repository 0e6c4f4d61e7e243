// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Statistics

@Suite struct SerialCorrelationTests {
    /// 1, 2, 3, 4: squares 5, steps 3, C = 1 - 3/10, times √(15/2).
    @Test func byHand() throws {
        let score = try #require(SerialCorrelation.score(of: [1, 2, 3, 4]))
        #expect(abs(score - 0.7 * 7.5.squareRoot()) < 1e-12)
    }

    @Test("Neighbours that alternate are below, ones that trend above")
    func signs() throws {
        let turns = (0..<20).map { Double($0 % 2) }
        let trend = (0..<20).map(Double.init)
        #expect(try #require(SerialCorrelation.score(of: turns)) < -4)
        #expect(try #require(SerialCorrelation.score(of: trend)) > 4)
    }

    @Test("No score where nothing varies, or of two values")
    func noScore() {
        #expect(SerialCorrelation.score(of: [3, 3, 3, 3]) == nil)
        #expect(SerialCorrelation.score(of: [1, 2]) == nil)
    }

    /// E (x(i) - x(i+1))² is 2 Σ(x - x̄)² / (n - 1) over all orders, so C is 0 on average.
    @Test("Over all orders of the same values the mean is zero")
    func meanOverPermutations() throws {
        let values = [1.0, 1.5, 4, 9, 11, 2.25]
        var total = 0.0
        var count = 0
        try permute(values) { order in
            total += try #require(SerialCorrelation.score(of: order))
            count += 1
        }
        #expect(count == 720)
        #expect(abs(total / Double(count)) < 1e-12)
    }

    private func permute(
        _ rest: [Double], _ order: [Double] = [], _ body: ([Double]) throws -> Void
    ) rethrows {
        if rest.isEmpty { return try body(order) }
        for index in rest.indices {
            var left = rest
            let value = left.remove(at: index)
            try permute(left, order + [value], body)
        }
    }
}
