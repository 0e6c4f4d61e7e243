// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A service outside the platform: its latency, how often it fails, and what it allows.
public struct ExternalService: Sendable {
    public var latency: Distribution
    public var failures: Ratio
    /// Of all who call it together; absent where every call is taken.
    public var limit: RateLimit?
    /// What a batch of calls counts as, for the limit and for the bill.
    public var batches: BatchCounting
    /// How old the data is that it answers with; absent where nobody asks.
    public var freshness: Freshness?
    /// What a call counts as by its method; none where calls are not weighed.
    public var methods: [MethodWeight] = []

    public init(
        latency: Distribution, failures: Ratio, limit: RateLimit? = nil,
        batches: BatchCounting = .each, freshness: Freshness? = nil
    ) {
        self.latency = latency
        self.failures = failures
        self.limit = limit
        self.batches = batches
        self.freshness = freshness
    }

    /// Calls that so many in one batch count as.
    public func counted(_ calls: Int) -> Int {
        switch batches {
        case .each: calls
        case .once: 1
        }
    }

    /// Compute units of a step, where calls are weighed.
    public func units(of call: CallStep) -> Int? {
        methods.first { $0.name == call.method }.map { $0.units * counted(call.batch) }
    }
}

/// What several calls in one round trip count as.
public enum BatchCounting: String, Sendable, CaseIterable {
    /// As many as they are.
    case each
    /// One.
    case once
}

/// How far a service is behind what it tells of, such as a subgraph behind its chain.
public struct Freshness: Sendable {
    public static let intervals = SimTime.milliseconds(1)...SimTime.days(1)

    /// Until something that happened is in its answers.
    public let lag: Distribution
    /// How often it is asked; between two times what it said last is shown. Absent where every
    /// change is sent at once.
    public let poll: SimTime?

    public init(lag: Distribution, poll: SimTime?) {
        self.lag = lag
        self.poll = poll
    }
}
