// SPDX-License-Identifier: GPL-3.0-or-later

/// What ends a replication before its duration has passed, counted from the end of its warm-up.
///
/// It ends with the event that reaches a limit, whichever limit comes first.
public struct RunLimits: Sendable, Hashable {
    /// Requests that were answered or failed.
    public var requests: Int?
    /// Events that were handled.
    public var events: Int?

    public static let none = RunLimits()
    public static let largest = 1_000_000_000_000

    public init(requests: Int? = nil, events: Int? = nil) {
        self.requests = requests
        self.events = events
    }

    public var isNone: Bool { self == .none }
}
