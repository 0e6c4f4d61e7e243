// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads how long a caller waits and how often it tries: `timeout`, `retry` and `breaker`.
struct PolicyReader {
    static let keys = ["timeout", "on timeout", "retry", "breaker"]

    /// What becomes of work that nobody waits for any more.
    private enum Manners: String, CaseIterable {
        case leave, withdraw
    }

    private static let unbounded = "unlimited"

    func read(_ map: MapReader) -> CallPolicy? {
        let timeout = map["timeout"].optional {
            $0.time(.nanoseconds(1), CallPolicy.longestTimeout)
        }
        let withdraws = map["on timeout"].or(false) { manners($0, timeout: map["timeout"]) }
        let retry = map["retry"].optional(retry)
        let breaker = map["breaker"].optional(breaker)
        guard let timeout, let withdraws, let retry, let breaker else { return nil }
        return CallPolicy(
            timeout: timeout, retry: retry, breaker: breaker, withdraws: withdraws)
    }

    private func manners(_ field: Field, timeout: Field?) -> Bool? {
        let choice = field.choice(Manners.self)
        if timeout == nil {
            field.note(
                at: field.keyPlace, "nothing times out here", "add a 'timeout', or leave it out")
            return nil
        }
        return choice.map { $0 == .withdraw }
    }

    func breaker(_ field: Field) -> Breaker? {
        guard let map = field.map(["failures", "window", "minimum", "open", "trials"]) else {
            return nil
        }
        let failures = map.required("failures")?.share()
        let window = map["window"].or(100) { $0.count(Breaker.windows) }
        let usual = min(window ?? 100, 10)
        let minimum = map["minimum"].or(usual) { $0.count(Breaker.windows) }
        let open = map.required("open")?.time(.nanoseconds(1), .days(1))
        let trials = map["trials"].or(usual) { $0.count(Breaker.windows) }
        guard let failures, let window, let minimum, let open, let trials else { return nil }
        guard minimum <= window else {
            map["minimum"]?.note(
                "the minimum of \(minimum) calls is more than the window of \(window)",
                "write at most \(window)", value: "\(minimum)")
            return nil
        }
        return Breaker(
            failures: failures, window: window, minimum: minimum, open: open, trials: trials)
    }

    private func retry(_ field: Field) -> Retry? {
        guard let map = field.map(["attempts", "backoff", "budget", "on"]) else { return nil }
        let attempts = attempts(map)
        let backoff = map["backoff"].optional(backoff)
        let budget = map["budget"].optional(budget)
        let failures = map["on"].or(Retry.usual) { list in
            all(
                list.items("a list such as [failure, timeout]")?
                    .map { $0.choice(AttemptFailure.self) }
            ).map { Set($0) }
        }
        if failures?.isEmpty == true, let list = map["on"] {
            list.note(
                "nothing is tried again", "list one of failure, timeout, rejection, limit")
            return nil
        }
        guard let attempts, let backoff, let budget, let failures else { return nil }
        if attempts == nil, backoff.flatMap({ $0 }) == nil, let field = map["attempts"] {
            field.note(
                "attempts without a limit and without a backoff may go on for ever at one moment",
                "add a 'backoff', or write a number of attempts", value: Self.unbounded)
            return nil
        }
        return Retry(
            attempts: attempts, backoff: backoff ?? nil, budget: budget, failures: failures)
    }

    /// The outer nil says that it is wrong, the inner that there is no bound.
    private func attempts(_ map: MapReader) -> Int?? {
        map.whole.ask(.required("attempts"))
        guard let field = map["attempts"] else {
            map.whole.note(
                at: map.whole.keyPlace, "the retry has no limit",
                "add 'attempts', the first one included, such as 'attempts: 3'; or say"
                    + " 'attempts: \(Self.unbounded)'")
            return nil
        }
        if field.says(Self.unbounded) { return .some(nil) }
        return field.count(1...Retry.mostAttempts).map { .some($0) }
    }

    /// `none`, a pause, or `{base: 100ms, factor: 2, cap: 10s, jitter: full}`.
    private func backoff(_ field: Field) -> Backoff?? {
        if field.says("none") { return .some(nil) }
        guard case .map = field.node.value else {
            return field.time(Backoff.shortest, Backoff.longest).map {
                Backoff(base: $0, factor: 1, cap: $0, jitter: .none)
            }
        }
        guard let map = field.map(["base", "factor", "cap", "jitter"]) else { return nil }
        let base = map.required("base")?.time(Backoff.shortest, Backoff.longest)
        let factor = map["factor"].or(2) { $0.number(Backoff.factors) }
        let cap = map["cap"].or(Backoff.longest) {
            $0.time(Backoff.shortest, Backoff.longest)
        }
        let jitter = map["jitter"].or(.full) { $0.choice(Backoff.Jitter.self) }
        guard let base, let factor, let cap, let jitter else { return nil }
        guard cap >= base else {
            map["cap"]?.note(
                "the cap \(cap) is below the base \(base)", "make it at least \(base)",
                value: "\(cap)")
            return nil
        }
        return Backoff(base: base, factor: factor, cap: cap, jitter: jitter)
    }

    /// `20%`, or `{share: 20%, reserve: 10}`.
    private func budget(_ field: Field) -> RetryBudget? {
        let usual = 10
        guard case .map = field.node.value else {
            return field.share().map { RetryBudget(share: $0, reserve: usual) }
        }
        guard let map = field.map(["share", "reserve"]) else { return nil }
        let share = map.required("share")?.share()
        let reserve = map["reserve"].or(usual) { $0.count(RetryBudget.reserves) }
        guard let share, let reserve else { return nil }
        return RetryBudget(share: share, reserve: reserve)
    }
}

extension Field {
    /// A duration between two bounds.
    func time(_ least: SimTime, _ most: SimTime) -> SimTime? {
        guard let time = quantity(SimTime.self) else { return nil }
        guard time >= least, time <= most else {
            note(
                "\(quoted("\(time)")) is out of range",
                "write a duration from \(least) to \(most)", value: "\(time)")
            return nil
        }
        return time
    }
}
