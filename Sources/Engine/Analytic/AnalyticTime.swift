// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A time as a binary64 number of seconds, finite and not negative: what goes into and comes out of
/// closed forms, which are exact far below the nanosecond of `SimTime`.
public struct AnalyticTime: Sendable, Hashable, Comparable {
    public let seconds: Double

    private init(seconds: Double) {
        precondition(seconds.isFinite && seconds >= 0, "a time is finite and not negative")
        self.seconds = seconds
    }

    public static let zero = AnalyticTime(seconds: 0)

    public static func seconds(_ value: Double) -> AnalyticTime { AnalyticTime(seconds: value) }

    public static func < (a: AnalyticTime, b: AnalyticTime) -> Bool { a.seconds < b.seconds }
    public static func + (a: AnalyticTime, b: AnalyticTime) -> AnalyticTime {
        .seconds(a.seconds + b.seconds)
    }
}
