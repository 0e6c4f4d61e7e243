// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Engine

@Suite struct FeeHistogramTests {
    @Test(
        "A constant price is its own percentile",
        arguments: [0, 1, 1_023, 1_024, 2_047, 2_049, 5_012_681, 1_000_000_000] as [UInt128])
    func constant(price: UInt128) {
        var prices = FeeHistogram()
        let none = prices.quantile(.percent(95))
        #expect(none == nil)
        // And prices beyond 2^63.
        for factor in [1, 1_000_000_007, 1 << 70] as [UInt128] {
            for _ in 0..<7 { prices.record(price * factor) }
            let found = prices.quantile(.percent(95))
            #expect(found == (price * factor).nearest)
            prices.forget()
        }
        prices.record(.max)
        let most = prices.quantile(.percent(1))
        #expect(most == UInt128.max.nearest)
    }

    @Test("Percentiles are within 0.1%", arguments: [0, 20, 60, 100] as [UInt128])
    func accuracy(shift: UInt128) throws {
        var prices = FeeHistogram()
        var stream = CounterStream(StreamKey(seed: 8))
        var all: [UInt128] = []
        for _ in 0..<20_001 {
            let price = UInt128(stream.next() % 10_000_000) << shift
            all.append(price)
            prices.record(price)
        }
        all.sort()
        for percent in [0, 5, 50, 95, 100] as [Double] {
            let exact = all[Int(20_000 * percent / 100)].nearest
            let quantile = prices.quantile(.percent(percent))
            let found = try #require(quantile)
            #expect(abs(found - exact) <= 0.0011 * exact + 1)
        }
    }
}
