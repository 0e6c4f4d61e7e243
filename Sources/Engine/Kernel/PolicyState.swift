// SPDX-License-Identifier: GPL-3.0-or-later

/// What a slot is that waits for attempts.
struct Guarding: BitwiseCopyable {
    /// The present attempt; -1 in a pause.
    var child: Int32 = -1
    /// The timer of its time-out, or of the pause; -1 for none.
    var timer: Int32 = -1
    /// Retries so far.
    var retries: Int32 = 0
    /// The phase of the breaker in which the attempt began.
    var epoch: Int32 = 0
}

/// What became of the attempts at guarded steps.
struct GuardCounts: BitwiseCopyable {
    /// Requests that came to the steps, and all their attempts.
    var entered = 0
    var attempts = 0
    /// Attempts by how they ended, as far as somebody waited for it.
    var answered = 0
    var timedOut = 0
    var failed = 0
    var rejected = 0
    var limited = 0
    /// Attempts after the first, and those that the budget did not allow.
    var retries = 0
    var denied = 0
    /// Requests that took the fallback, and those that ended without an answer.
    var fellBack = 0
    var lost = 0
    /// Attempts that an open breaker did not allow; they count as rejected, and not as attempts.
    var broken = 0
    /// Attempts that ended when nobody waited any more, and of them those that left a line.
    var orphans = 0
    var withdrawn = 0

    mutating func add(_ other: GuardCounts) {
        entered += other.entered
        attempts += other.attempts
        answered += other.answered
        timedOut += other.timedOut
        failed += other.failed
        rejected += other.rejected
        limited += other.limited
        retries += other.retries
        denied += other.denied
        fellBack += other.fellBack
        lost += other.lost
        broken += other.broken
        orphans += other.orphans
        withdrawn += other.withdrawn
    }

    mutating func count(_ ending: Ending) {
        switch ending {
        case .answered: answered += 1
        case .limited: limited += 1
        case .rejected: rejected += 1
        case .timedOut: timedOut += 1
        case .failed: failed += 1
        }
    }
}

/// What became of those who came to a rate limit.
struct LimitCounts: BitwiseCopyable {
    var came = 0
    var limited = 0
}

/// What the policies of a replication remember and count.
struct PolicyState: ~Copyable {
    /// Of slots; empty without guarded steps.
    var guardings: FlatArray<Guarding>
    /// By guarded step.
    let counts: FlatArray<GuardCounts>
    /// What is left of each budget, in billionths of a retry.
    let budgets: FlatArray<Int64>
    let history: GuardHistory
    /// By resource, attempts that left its line.
    let withdrawn: FlatArray<Int>
    let breakers: FlatArray<BreakerState>
    /// Whether each call in the windows of all breakers failed.
    let outcomes: FlatArray<Bool>
    /// When each bucket will be full again, in ns.
    let buckets: FlatArray<Int64>
    /// By limit, as they hold now.
    let limitRules: FlatArray<LimitRule>
    let paceShares: FlatArray<PaceShare>
    /// By limit.
    let limitCounts: FlatArray<LimitCounts>
    /// When who was turned away just now may come again.
    var retryAt: Int64 = 0
    /// Requests of each operation that were in flight when measuring began.
    var inFlightBefore: [Int]
    var entrances: Entrances

    init(_ program: Program, slots: Int) {
        let count = program.guards.count
        guardings = FlatArray(repeating: Guarding(), count: count > 0 ? slots : 0)
        counts = FlatArray(repeating: GuardCounts(), count: count)
        budgets = FlatArray((0..<count).map { program.guards[$0].budgetMost })
        history = GuardHistory(program)
        withdrawn = FlatArray(repeating: 0, count: program.resources.count)
        breakers = FlatArray(repeating: BreakerState(), count: program.breakers.count)
        let windows = (0..<program.breakers.count).map { Int(program.breakers[$0].window) }
        outcomes = FlatArray(repeating: false, count: windows.reduce(0, +))
        buckets = FlatArray(repeating: 0, count: program.limits.buckets)
        limitRules = FlatArray(
            (0..<program.limits.rules.count).map { program.limits.rules[$0] })
        paceShares = FlatArray(
            (0..<program.limits.rules.count).map { PaceShare(program.limits.rules[$0].pace) })
        limitCounts = FlatArray(repeating: LimitCounts(), count: program.limits.rules.count)
        inFlightBefore = Array(repeating: 0, count: program.operations.count)
        entrances = Entrances(program)
    }

    /// Forgets what was counted, not the state.
    mutating func forget(inFlight: [Int], _ now: Int64) {
        counts.fill(GuardCounts())
        withdrawn.fill(0)
        limitCounts.fill(LimitCounts())
        for number in 0..<paceShares.count { paceShares[number].forget(now) }
        inFlightBefore = inFlight
        entrances.forget()
    }
}
