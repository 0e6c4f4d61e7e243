// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How long a caller waits for an answer, and what it does without one.
public struct CallPolicy: Sendable, Hashable {
    public static let longestTimeout = SimTime.days(1)

    /// From the beginning of an attempt; absent for ever. What the attempt has begun goes on.
    public let timeout: SimTime?
    /// Whether an attempt that timed out leaves the line in which it waits.
    public let withdraws: Bool
    /// Absent where nothing is tried again.
    public let retry: Retry?

    /// Absent where every attempt is made.
    public let breaker: Breaker?

    public static let none = CallPolicy(timeout: nil, retry: nil)

    public init(
        timeout: SimTime?, retry: Retry?, breaker: Breaker? = nil, withdraws: Bool = false
    ) {
        self.timeout = timeout
        self.withdraws = withdraws
        self.retry = retry
        self.breaker = breaker
    }

    public var isNone: Bool { self == .none }
}

/// How an attempt ends without an answer.
public enum AttemptFailure: String, Sendable, CaseIterable {
    /// A service failed, or somebody lost patience.
    case failure
    case timeout
    /// Turned away by a full queue, at its sight, by load shedding or by an open breaker.
    case rejection
    /// Turned away by a rate limit.
    case limit
}

/// When an attempt is followed by another.
public struct Retry: Sendable, Hashable {
    public static let mostAttempts = 100
    /// Of retries that stand inside one another: most attempts that one request may lead to.
    public static let mostNested = 10_000
    /// What is retried where nothing else is said: a rate limit is the caller's own fault.
    public static let usual: Set<AttemptFailure> = [.failure, .timeout, .rejection]

    /// The first one included; absent for no bound.
    public let attempts: Int?
    public let backoff: Backoff?
    public let budget: RetryBudget?
    public let failures: Set<AttemptFailure>

    public init(
        attempts: Int?, backoff: Backoff? = nil, budget: RetryBudget? = nil,
        failures: Set<AttemptFailure> = Retry.usual
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.budget = budget
        self.failures = failures
    }
}

/// The pause before a retry: base * factor^(k - 1) before the k-th, at most the cap.
///
/// Jitter as by M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
public struct Backoff: Sendable, Hashable {
    public static let factors = 1.0...10.0
    public static let shortest = SimTime.microseconds(1)
    public static let longest = SimTime.hours(1)

    public let base: SimTime
    public let factor: Double
    public let cap: SimTime
    public let jitter: Jitter

    public enum Jitter: String, BitwiseCopyable, Sendable, CaseIterable {
        /// Uniform from 0 to the pause.
        case full
        /// Uniform from half the pause to all of it.
        case equal
        case none
    }

    public init(base: SimTime, factor: Double, cap: SimTime, jitter: Jitter) {
        self.base = base
        self.factor = factor
        self.cap = cap
        self.jitter = jitter
    }
}

/// Tokens that bound all retries of one guarded step together: each first attempt brings a share of
/// one, each retry takes one, and there are never more than `reserve`, as at the start.
///
/// So n first attempts lead to at most `reserve + share n` retries (gRPC, proposal A6, 2017).
public struct RetryBudget: Sendable, Hashable {
    public static let reserves = 1...1_000_000

    public let share: Ratio
    public let reserve: Int

    public init(share: Ratio, reserve: Int) {
        self.share = share
        self.reserve = reserve
    }
}

/// Steps whose caller does not wait for ever, or does not give up at once.
public struct GuardedStep: Sendable {
    /// What tables call it.
    public let name: String
    public let steps: [Step]
    public let policy: CallPolicy
    /// Done where no attempt was answered; absent where that fails the request. No steps: an answer
    /// that costs nothing.
    public let fallback: [Step]?

    public init(name: String, steps: [Step], policy: CallPolicy, fallback: [Step]?) {
        self.name = name
        self.steps = steps
        self.policy = policy
        self.fallback = fallback
    }
}
