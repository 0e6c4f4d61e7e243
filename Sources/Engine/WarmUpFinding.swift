// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What pilot runs say of a model's start.
public struct WarmUpFinding: Sendable, Hashable {
    /// How long the start differs from the rest; an eighth of the measured time where
    /// nothing settled.
    public let time: SimTime
    /// False where the pilot runs, a quarter of the measured time long, did not settle in their
    /// first half.
    public let isSettled: Bool

    public init(time: SimTime, isSettled: Bool) {
        self.time = time
        self.isSettled = isSettled
    }

    /// What serves both of two models.
    public func longer(_ other: WarmUpFinding) -> WarmUpFinding {
        WarmUpFinding(
            time: max(time, other.time), isSettled: isSettled && other.isSettled)
    }
}
