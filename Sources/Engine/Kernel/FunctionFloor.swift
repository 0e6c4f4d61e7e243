// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What became of the invocations of a function in the window.
struct FunctionCounts: BitwiseCopyable {
    var came = 0
    var coldStarts = 0
    /// Turned away: by the function's own bound, by that of its account, and because environments
    /// may not be added any faster.
    var beyondConcurrency = 0
    var beyondAccount = 0
    var beyondScaling = 0
    var ended = 0
    /// Ns that those that ended held their environments, cold starts included.
    var held = 0.0
    /// The same in whole milliseconds, each rounded up, in environments of its own and provisioned.
    var billed = 0
    var billedProvisioned = 0
    /// Of environments in use, by ns, and of those in use that are not provisioned.
    var area = 0.0
    var areaOnDemand = 0.0
    var peak = 0
    /// The 95th percentile of the time that environments were held, in s; absent where none ended.
    var p95: Double?

    var throttled: Int { beyondConcurrency + beyondAccount + beyondScaling }
}

/// The environments of all functions in a replication.
///
/// An environment is a record in one pool, and in one of three chains: those that a slot holds, the
/// innermost invocation first; those of a function that are idle, the one used last first; and
/// those that are no more. The one used last is taken first, so whoever stands behind an idle
/// environment that has expired has expired as well, and nothing needs to ring for it.
struct FunctionFloor: ~Copyable {
    struct Environment: BitwiseCopyable {
        var next: Int32 = -1
        var function: Int32 = 0
        var isProvisioned = false
        /// When its use began, or ended where it is idle.
        var since: Int64 = 0
    }

    struct State: BitwiseCopyable {
        var provisioned = 0
        var busy = 0
        var idle: Int32 = -1
        /// When the bucket of new environments is full again.
        var fullAt: Int64 = 0
        var touched: Int64 = 0
        var counts = FunctionCounts()
    }

    let table: FunctionTable
    let states: FlatArray<State>
    /// Of how long environments are held.
    private let times: [LatencyHistogram]
    /// Of each account the shared places that are taken.
    let shared: FlatArray<Int>
    /// Of slots: the innermost environment that it holds, -1 for none; empty without functions.
    var held: FlatArray<Int32>
    private var environments: FlatArray<Environment>
    private var used = 0
    private var unused: Int32 = -1

    init(_ program: Program, slots: Int) {
        table = program.functions
        states = FlatArray(repeating: State(), count: table.rules.count)
        times = (0..<table.rules.count).map { _ in LatencyHistogram() }
        shared = FlatArray(repeating: 0, count: table.shared.count)
        held = FlatArray(repeating: -1, count: program.usesFunctions ? slots : 0)
        environments = FlatArray(repeating: Environment(), count: program.usesFunctions ? 64 : 0)
    }

    /// How an invocation begins.
    enum Start { case warm, cold, throttled }

    /// Takes an environment for a slot, if there may be one.
    mutating func take(_ number: Int, for slot: Int, _ now: Int64) -> Start {
        let rule = table.rules[number]
        states[number].counts.came += 1
        if states[number].provisioned < rule.provisioned {
            hold(fresh(), slot, number, isProvisioned: true, now)
            return .warm
        }
        guard states[number].busy < rule.most else {
            states[number].counts.beyondConcurrency += 1
            return .throttled
        }
        let account = Int(rule.account)
        guard account < 0 || shared[account] < table.shared[account] else {
            states[number].counts.beyondAccount += 1
            return .throttled
        }
        if let idle = warm(number, now) {
            hold(idle, slot, number, isProvisioned: false, now)
            return .warm
        }
        let full = max(states[number].fullAt, now)
        guard full &- now <= rule.scaling.tolerance else {
            states[number].counts.beyondScaling += 1
            return .throttled
        }
        states[number].fullAt = full &+ rule.scaling.interval
        states[number].counts.coldStarts += 1
        hold(fresh(), slot, number, isProvisioned: false, now)
        return .cold
    }

    /// Gives the innermost environment of a slot back.
    mutating func giveBack(_ slot: Int, _ now: Int64) {
        let index = Int(held[slot])
        let environment = environments[index]
        held[slot] = environment.next
        let number = Int(environment.function)
        touch(number, now)
        let time = now &- environment.since
        let billed = Int((time &+ 999_999) / 1_000_000)
        states[number].counts.ended += 1
        states[number].counts.held += Double(time)
        times[number].record(time)
        if environment.isProvisioned {
            states[number].provisioned -= 1
            states[number].counts.billedProvisioned += billed
            discard(index)
            return
        }
        states[number].busy -= 1
        states[number].counts.billed += billed
        let account = Int(table.rules[number].account)
        if account >= 0 { shared[account] -= 1 }
        environments[index].since = now
        environments[index].next = states[number].idle
        states[number].idle = Int32(truncatingIfNeeded: index)
    }

    /// Forgets what was counted, not the state.
    mutating func forget(_ now: Int64) {
        for number in 0..<states.count {
            states[number].counts = FunctionCounts()
            times[number].reset()
            states[number].counts.peak = states[number].provisioned + states[number].busy
            states[number].touched = now
        }
    }

    mutating func counts(until now: Int64) -> [FunctionCounts] {
        (0..<states.count).map { number in
            touch(number, now)
            var counts = states[number].counts
            counts.p95 = times[number].quantile(.percent(95)).map { $0 * 1e-9 }
            return counts
        }
    }

    // MARK: Steps of the above

    private mutating func hold(
        _ index: Int, _ slot: Int, _ number: Int, isProvisioned: Bool, _ now: Int64
    ) {
        touch(number, now)
        if isProvisioned {
            states[number].provisioned += 1
        } else {
            states[number].busy += 1
            let account = Int(table.rules[number].account)
            if account >= 0 { shared[account] += 1 }
        }
        let inUse = states[number].provisioned + states[number].busy
        states[number].counts.peak = max(states[number].counts.peak, inUse)
        environments[index] = Environment(
            next: held[slot], function: Int32(truncatingIfNeeded: number),
            isProvisioned: isProvisioned, since: now)
        held[slot] = Int32(truncatingIfNeeded: index)
    }

    /// The idle environment used last; nil where none has stayed, and then all are gone.
    private mutating func warm(_ number: Int, _ now: Int64) -> Int? {
        var index = Int(states[number].idle)
        guard index >= 0 else { return nil }
        if now &- environments[index].since < table.rules[number].idle {
            states[number].idle = environments[index].next
            return index
        }
        while index >= 0 {
            let next = Int(environments[index].next)
            discard(index)
            index = next
        }
        states[number].idle = -1
        return nil
    }

    private mutating func fresh() -> Int {
        if unused >= 0 {
            let index = Int(unused)
            unused = environments[index].next
            return index
        }
        if used == environments.count { environments.grow(to: 2 * used) }
        used += 1
        return used - 1
    }

    private mutating func discard(_ index: Int) {
        environments[index].next = unused
        unused = Int32(truncatingIfNeeded: index)
    }

    private mutating func touch(_ number: Int, _ now: Int64) {
        let passed = Double(now &- states[number].touched)
        let (provisioned, busy) = (states[number].provisioned, states[number].busy)
        states[number].counts.area += Double(provisioned + busy) * passed
        states[number].counts.areaOnDemand += Double(busy) * passed
        states[number].touched = now
    }
}
