// SPDX-License-Identifier: GPL-3.0-or-later

/// The time average of a number that changes in steps: queue length, busy servers.
///
/// mean = (1/T) ∫ value dt, with times in nanoseconds.
@frozen
public struct TimeWeighted: Sendable {
    @usableFromInline var current: Double
    /// ∫ value dt up to `last`, in value · nanoseconds.
    @usableFromInline var area: Double
    /// When the value last changed, in nanoseconds.
    @usableFromInline var last: Int64

    /// The value now.
    @inlinable public var value: Double { current }

    /// A value that holds from `start` (nanoseconds) on.
    @inlinable
    public init(value: Double = 0, start: Int64 = 0) {
        current = value
        area = 0
        last = start
    }

    /// From `now` (nanoseconds, never before the last change) on, the value is another.
    @inlinable @inline(__always)
    public mutating func update(now: Int64, value next: Double) {
        area += current * Double(now &- last)
        last = now
        current = next
    }

    /// From `now` on, the value is larger by `step`.
    @inlinable @inline(__always)
    public mutating func add(_ step: Double, now: Int64) { update(now: now, value: current + step) }

    /// Forgets what was before `now` and keeps the value, for the end of the warm-up.
    @inlinable
    public mutating func reset(now: Int64) {
        area = 0
        last = now
    }

    /// The time average between the last reset, which is `start`, and `end`; absent for no time.
    @inlinable
    public func mean(from start: Int64, to end: Int64) -> Double? {
        precondition(start <= last && last <= end, "an average over time that was not observed")
        guard end > start else { return nil }
        return (area + current * Double(end - last)) / Double(end - start)
    }
}
