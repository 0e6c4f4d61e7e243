// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A circuit breaker: of the last `window` calls it counts those that failed; at that share it
/// opens, and calls are refused at once for a time; then so many trials decide whether it closes.
///
/// Source: M. Nygard, Release It!, 2007; states and counts as Resilience4j's count-based window.
public struct Breaker: Sendable, Hashable {
    public static let windows = 1...10_000

    /// Opens at this share of failures, time-outs and rejections.
    public let failures: Ratio
    public let window: Int
    /// Fewer calls in the window never open it.
    public let minimum: Int
    /// How long it stays open.
    public let open: SimTime
    /// Calls let through after that; the share that fails of these decides.
    public let trials: Int

    public init(failures: Ratio, window: Int, minimum: Int, open: SimTime, trials: Int) {
        self.failures = failures
        self.window = window
        self.minimum = minimum
        self.open = open
        self.trials = trials
    }

    /// Throws `ModelError` where a bound does not hold.
    func check(at path: String) throws(ModelError) {
        let counts = [
            ("the window", window), ("the minimum of calls", minimum),
            ("the number of trials", trials),
        ]
        for (what, count) in counts where !Self.windows.contains(count) {
            throw ModelError(
                path: path,
                fault: .outOfRange(what: what, value: "\(count)", allowed: "from 1 to 10000"))
        }
        guard minimum <= window else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the minimum of calls", value: "\(minimum)",
                    allowed: "at most the window of \(window)"))
        }
        guard failures > .zero, failures <= .one else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the share of failures", value: "\(failures)",
                    allowed: "above 0% and at most 100%"))
        }
        guard open > .zero, open <= .days(1) else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the time that it stays open", value: "\(open)",
                    allowed: "above 0s and at most \(SimTime.days(1))"))
        }
    }
}
