// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Quantities
import Testing

@testable import Statistics

@Suite struct LatencyHistogramTests {
    /// Value, index: ⌊log2⌋ and the next eight bits.
    @Test(
        arguments: [
            (0, 0), (1, 1), (255, 255), (256, 256), (511, 511), (512, 512), (513, 512), (514, 513),
            (1023, 767), (1024, 768), (4_611_686_018_427_387_904, 14080), (Int64.max, 14335),
        ] as [(Int64, Int)])
    func indicesAreThoseOfTheFormula(value: Int64, index: Int) {
        #expect(LatencyRecorder.bucketIndex(value) == index)
        let bounds = LatencyRecorder.bucketBounds(index)
        #expect(bounds.lowest <= value && value <= bounds.highest)
    }

    /// The buckets cover every latency, without gap or overlap, each at most 1/256 of it wide.
    @Test func bucketsTileTheAxis() {
        var next: Int64 = 0
        for index in 0..<(54 * 256 + 511) {
            let bounds = LatencyRecorder.bucketBounds(index)
            #expect(bounds.lowest == next)
            #expect(LatencyRecorder.bucketIndex(bounds.lowest) == index)
            #expect(LatencyRecorder.bucketIndex(bounds.highest) == index)
            let width = Double(bounds.highest) - Double(bounds.lowest)
            #expect(width <= Double(bounds.lowest) / 256)
            next = bounds.highest + 1
        }
    }

    /// Evenly spaced quantiles of a known law in, its percentiles out, within 1/256.
    @Test(arguments: [
        ("exponential, 18 ms", try! Distribution.exponential(mean: .milliseconds(18))),
        ("uniform, 1 to 2 s", try! .uniform(low: .seconds(1), high: .seconds(2))),
        ("lognormal", try! .lognormal(mean: .milliseconds(100), p95: .milliseconds(300))),
        ("deterministic", try! .deterministic(.microseconds(777))),
    ])
    func quantilesAreWithinTheStatedError(label: String, law: Distribution) throws {
        let histogram = LatencyHistogram()
        let n = 200_000
        for i in 0..<n {
            let p = (Double(i) + 0.5) / Double(n)
            histogram.record(try #require(law.quantile(.fraction(p))).nanoseconds)
        }
        #expect(histogram.count == UInt64(n))
        for p in [0.01, 0.1, 0.5, 0.9, 0.95, 0.99] {
            let got = try #require(histogram.quantile(.fraction(p)))
            let expected = Double(try #require(law.quantile(.fraction(p))).nanoseconds)
            #expect(abs(got - expected) <= expected / 256, "\(label), p = \(p)")
        }
    }

    @Test func quantilesNeverDecrease() throws {
        let histogram = LatencyHistogram()
        let key = StreamKey(seed: 9)
        for k in 0..<5000 as Range<UInt64> { histogram.record(Int64(key.draw(k) >> (k % 60 + 2))) }
        var last = -1.0
        for i in 0...1000 {
            let value = try #require(histogram.quantile(.fraction(Double(i) / 1000)))
            #expect(value >= last)
            last = value
        }
    }

    @Test func emptyHasNoQuantile() {
        let histogram = LatencyHistogram()
        #expect(histogram.quantile(.percent(50)) == nil)
        histogram.record(100)
        #expect(histogram.quantile(.percent(50)) == 100)
        histogram.reset()
        #expect(histogram.count == 0 && histogram.quantile(.percent(50)) == nil)
    }

    @Test func mergingIsRecordingBoth() {
        let (first, second, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
        for i in 0..<10_000 as Range<Int64> {
            (i % 3 == 0 ? first : second).record(i * i * 1000)
            both.record(i * i * 1000)
        }
        first.merge(second)
        for p in stride(from: 0.0, through: 1, by: 0.05) {
            #expect(first.quantile(.fraction(p)) == both.quantile(.fraction(p)))
        }
    }
}
