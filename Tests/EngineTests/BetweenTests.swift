// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite("Estimates between two loads") struct BetweenTests {
    private static func band(
        _ value: Double, _ band: ClosedRange<Double>
    ) -> Estimate<Double> { .approximate(value, method: "a test", band: band) }

    /// A quarter of the way. What is sure at one end only is not sure between.
    @Test(
        arguments: [
            (.exact(4), .exact(8), .exact(5)),
            (.exact(4), band(8, 6...12), band(5, 4.5...6)),
            (band(8, 4...16), .exact(4), band(7, 4...13)),
            (band(8, 4...16), band(4, 0...8), band(7, 3...14)),
            (.sampled(Sample([4, 8])), .sampled(Sample([8, 16])), .sampled(Sample([5, 10]))),
            (.sampled(Sample([4, 8])), .exact(8), .sampled(Sample([5, 8]))),
            (.exact(4), .sampled(Sample([8, 16])), .sampled(Sample([5, 7]))),
            // Of replications that both have.
            (.sampled(Sample([4, 8])), .sampled(Sample([8])), .sampled(Sample([5]))),
        ] as [(Estimate<Double>, Estimate<Double>, Estimate<Double>)])
    func quarter(first: Estimate<Double>, second: Estimate<Double>, expected: Estimate<Double>) {
        #expect(first.between(second, 0.25) == expected)
    }
}
