// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Counts of latencies in logarithmic buckets: constant memory, quantiles within 0.4%.
///
/// Each octave of nanoseconds is cut into 256 buckets, so a bucket is at most 1/256 of its value
/// wide; below 512 ns every nanosecond has its own. 14,592 counters, 114 KiB.
/// A class because it owns the memory of the counters; `recorder` is the handle for the hot loop.
/// One thread at a time may write to it.
public final class LatencyHistogram: @unchecked Sendable {
    /// Records into the counters of a histogram, which must outlive it.
    public let recorder: LatencyRecorder

    /// An empty histogram.
    public init() {
        let counters = UnsafeMutablePointer<UInt64>.allocate(capacity: LatencyRecorder.bucketCount)
        counters.initialize(repeating: 0, count: LatencyRecorder.bucketCount)
        recorder = LatencyRecorder(counters: counters)
    }

    deinit { recorder.counters.deallocate() }

    /// Counts one latency in nanoseconds, zero or more.
    @inlinable @inline(__always)
    public func record(_ nanoseconds: Int64) { recorder.record(nanoseconds) }

    /// How many latencies have been counted.
    public var count: UInt64 {
        var total: UInt64 = 0
        for i in 0..<LatencyRecorder.bucketCount { total &+= recorder.counters[i] }
        return total
    }

    /// How many latencies fell into that bucket; 0..<`LatencyRecorder.bucketCount`.
    public func count(inBucket bucket: Int) -> UInt64 {
        precondition((0..<LatencyRecorder.bucketCount).contains(bucket), "no such bucket")
        return recorder.counters[bucket]
    }

    /// Forgets everything, for the end of the warm-up.
    public func reset() {
        recorder.counters.update(repeating: 0, count: LatencyRecorder.bucketCount)
    }

    /// Adds the counts of another histogram.
    public func merge(_ other: LatencyHistogram) {
        for i in 0..<LatencyRecorder.bucketCount {
            recorder.counters[i] &+= other.recorder.counters[i]
        }
    }

    /// Takes out the counts of another histogram, all of which must be in this one.
    public func subtract(_ other: LatencyHistogram) {
        for i in 0..<LatencyRecorder.bucketCount {
            recorder.counters[i] &-= other.recorder.counters[i]
        }
    }

    /// The latency in nanoseconds that a fraction q of the counted ones do not exceed; absent when
    /// nothing was counted.
    ///
    /// Interpolated linearly inside the bucket, so paired differences are smooth. Relative error at
    /// most 1/256; q is taken into 0...1.
    public func quantile(_ q: Ratio) -> Double? {
        let total = count
        guard total > 0 else { return nil }
        let target = min(max(q.fraction, 0), 1) * Double(total)
        var before: UInt64 = 0
        var last = 0
        for i in 0..<LatencyRecorder.bucketCount where recorder.counters[i] > 0 {
            let here = recorder.counters[i]
            last = i
            if Double(before &+ here) >= target {
                let span = LatencyRecorder.bucketBounds(i)
                let inside = (target - Double(before)) / Double(here)
                return Double(span.lowest) + inside * Double(span.highest - span.lowest)
            }
            before &+= here
        }
        return Double(LatencyRecorder.bucketBounds(last).highest)
    }
}

/// The counters of a `LatencyHistogram`, for the inner loop: a few integer instructions a record.
@frozen
public struct LatencyRecorder: BitwiseCopyable, @unchecked Sendable {
    @usableFromInline let counters: UnsafeMutablePointer<UInt64>

    /// Enough for every 64-bit pattern, so that no latency can reach outside.
    @inlinable public static var bucketCount: Int { 57 * 256 }

    /// The bucket of a latency in nanoseconds, zero or more.
    ///
    /// shift = ⌊log2 max(v, 256)⌋ - 8; index = 256 shift + ⌊v / 2^shift⌋.
    @inlinable @inline(__always)
    public static func bucketIndex(_ nanoseconds: Int64) -> Int {
        let v = UInt64(bitPattern: nanoseconds)
        let shift = 55 &- (v | 256).leadingZeroBitCount
        return (shift &<< 8) &+ Int(truncatingIfNeeded: v &>> UInt64(truncatingIfNeeded: shift))
    }

    /// Counts one latency in nanoseconds, zero or more.
    @inlinable @inline(__always)
    public func record(_ nanoseconds: Int64) {
        assert(nanoseconds >= 0, "a latency is never negative")
        counters[Self.bucketIndex(nanoseconds)] &+= 1
    }

    /// Counts one latency of that bucket, as `bucketIndex` gives it.
    @inlinable @inline(__always)
    public func record(bucket: Int) { counters[bucket] &+= 1 }

    /// The least and greatest nanosecond of a bucket.
    static func bucketBounds(_ index: Int) -> (lowest: Int64, highest: Int64) {
        guard index >= 512 else { return (Int64(index), Int64(index)) }
        let shift = Int64(index / 256 - 1)
        let lowest = Int64(index % 256 + 256) << shift
        return (lowest, lowest + ((1 << shift) - 1))
    }
}
