// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Engine

@Suite struct TokenPaceTests {
    private let perSecond = TokenPace(rate: .perSecond(1), burst: 3)
    private let now: Int64 = 5_000_000_000

    @Test func intervalAndTolerance() {
        #expect(perSecond.interval == 1_000_000_000)
        #expect(perSecond.tolerance == 2_000_000_000)
        #expect(TokenPace(rate: .perSecond(4), share: 0.5, burst: 1).interval == 500_000_000)
    }

    @Test(
        "A bucket keeps the tokens that it lacks",
        arguments: [
            // ns until it is full; share of the rate from now on; ns until it is full then
            (2_000_000_000, 0.5, 4_000_000_000), (1_500_000_000, 2, 750_000_000),
            (700, 1, 700), (0, 0.1, 0),
        ] as [(Int64, Double, Int64)])
    func change(left: Int64, share: Double, then: Int64) {
        let next = TokenPace(rate: .perSecond(1), share: share, burst: 3)
        #expect(next.time(now + left, from: perSecond, now) == now + then)
    }

    @Test("A bucket that is full stays so, and one that takes for ever ends at the end of time")
    func extremes() {
        let slow = TokenPace(rate: .perSecond(1e-6), burst: 1)
        #expect(slow.time(now - 1, from: perSecond, now) == now - 1)
        #expect(slow.time(.max, from: perSecond, now) == .max)
        #expect(slow.time(.max / 2, from: perSecond, now) == .max)
    }
}
