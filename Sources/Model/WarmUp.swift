// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How much of a run's start is thrown away, so that the empty start does not count.
public enum WarmUp: Sendable, Hashable {
    case given(SimTime)
    /// As long as pilot runs need to settle; that is known when they have run.
    case detected

    /// What is known of it before any run: zero where it is to be detected.
    public var time: SimTime {
        switch self {
        case .given(let time): time
        case .detected: .zero
        }
    }
}
