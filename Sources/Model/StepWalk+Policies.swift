// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What must hold of guarded steps.
extension StepWalk {
    /// After them a request has the pods that all ways through them give it.
    mutating func check(_ guarded: GuardedStep, rounds: Double) throws(ModelError) {
        try check(guarded.policy)
        let settings = SharedPolicy(guarded.policy)
        guard shared[guarded.name, default: settings] == settings else {
            throw fault(.differentPolicies(name: guarded.name))
        }
        shared[guarded.name] = settings
        let (before, outside) = (podsSeen, attempts)
        attempts *= guarded.policy.retry.map { $0.attempts ?? Retry.mostAttempts } ?? 1
        guard attempts <= Retry.mostNested else {
            throw fault(.tooManyAttempts(limit: Retry.mostNested))
        }
        try walk(guarded.steps, rounds: rounds)
        attempts = outside
        guard let fallback = guarded.fallback else { return }
        let answered = podsSeen
        podsSeen = before
        try walk(fallback, rounds: rounds)
        podsSeen.formIntersection(answered)
    }

    private func check(_ policy: CallPolicy) throws(ModelError) {
        if let timeout = policy.timeout {
            try between(
                timeout, .nanoseconds(1), CallPolicy.longestTimeout, "the timeout")
        }
        try policy.breaker?.check(at: path)
        guard let retry = policy.retry else { return }
        if let attempts = retry.attempts {
            guard (1...Retry.mostAttempts).contains(attempts) else {
                throw fault(
                    .outOfRange(
                        what: "the number of attempts", value: "\(attempts)",
                        allowed: "from 1 to \(Retry.mostAttempts), or unlimited"))
            }
        } else if retry.backoff == nil {
            throw fault(.retriesWithoutPause)
        }
        if retry.failures.isEmpty { throw fault(.empty(what: "failure that is retried")) }
        if let backoff = retry.backoff { try check(backoff) }
        guard let budget = retry.budget else { return }
        guard budget.share <= .one, RetryBudget.reserves.contains(budget.reserve) else {
            throw fault(
                .outOfRange(
                    what: "the retry budget", value: "\(budget.share), \(budget.reserve)",
                    allowed: "a share from 0% to 100%, and a reserve from 1 to"
                        + " \(RetryBudget.reserves.upperBound)"))
        }
    }

    /// Every source whose users the bucket is to know must say who they are.
    func check(_ limit: RateLimit) throws(ModelError) {
        guard limit.rate > .zero, limit.rate <= RateLimit.largestRate else {
            throw fault(
                .outOfRange(
                    what: "the rate limit", value: "\(limit.rate)",
                    allowed: "above 0/s and at most \(RateLimit.largestRate)"))
        }
        guard (1...RateLimit.largestBurst).contains(limit.burst) else {
            throw fault(
                .outOfRange(
                    what: "the burst", value: "\(limit.burst)",
                    allowed: "from 1 to \(RateLimit.largestBurst)"))
        }
        guard Double(limit.burst) / limit.rate.perSecond <= RateLimit.longestFilling.seconds else {
            throw fault(
                .outOfRange(
                    what: "the time in which a bucket of \(limit.burst) fills",
                    value: "at \(limit.rate)", allowed: "at most \(RateLimit.longestFilling)"))
        }
    }

    private func check(_ backoff: Backoff) throws(ModelError) {
        try between(backoff.base, Backoff.shortest, Backoff.longest, "the first pause")
        guard Backoff.factors.contains(backoff.factor) else {
            throw fault(
                .outOfRange(
                    what: "the factor of the backoff", value: "\(backoff.factor)",
                    allowed: "from 1 to 10"))
        }
        try between(backoff.cap, backoff.base, Backoff.longest, "the cap of the backoff")
    }

    private func between(
        _ time: SimTime, _ least: SimTime, _ most: SimTime, _ what: String
    ) throws(ModelError) {
        guard time >= least, time <= most else {
            throw fault(
                .outOfRange(
                    what: what, value: "\(time)", allowed: "from \(least) to \(most)"))
        }
    }
}

/// What all guarded steps of one name in an operation have in common.
struct SharedPolicy: Equatable {
    private let breaker: Breaker?
    private let budget: RetryBudget?

    init(_ policy: CallPolicy) {
        breaker = policy.breaker
        budget = policy.retry?.budget
    }
}
