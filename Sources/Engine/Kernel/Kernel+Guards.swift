// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Time-outs, retries and fallbacks.
///
/// An attempt runs in a slot of its own, and the request rests in its slot. An attempt that is
/// given up goes on as an orphan: servers do not know that nobody waits, so that it keeps its
/// places in queues, its servers and connections, and counts as nothing but their use.
extension Kernel {
    /// A request comes to guarded steps.
    mutating func enclose(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = Int(code[pc].target)
        let rule = program.guards.base + number
        policies.guardings[slot] = Guarding()
        policies.counts[number].entered += 1
        policies.history.enter(number, now)
        guard rule.pointee.budgetShare >= 0 else { return }
        let budget = Int(rule.pointee.leader)
        policies.budgets[budget] = min(
            policies.budgets[budget] + rule.pointee.budgetShare, rule.pointee.budgetMost)
    }

    /// An attempt begins: with the pods that the request has, and draws that its number names.
    /// Those of the first are the request's own, so that steps that always succeed are as without
    /// a guard.
    mutating func attempt(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = Int(code[pc].target)
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        let breaker = Int(program.guards[number].breaker)
        if breaker >= 0 {
            guard admits(breaker, now) else {
                policies.counts[number].broken += 1
                conclude(slot, .rejected, now)
                return
            }
            policies.guardings[slot].epoch = policies.breakers[breaker].epoch
        }
        policies.counts[number].attempts += 1
        policies.history.attempt(number, now)
        guard let child = allocate(now) else { return }
        requests[child] = Request(
            arrival: requests[slot].arrival, mark: now, key: attemptKey(slot, number),
            pc: Int32(truncatingIfNeeded: pc), operation: requests[slot].operation,
            source: requests[slot].source, user: requests[slot].user)
        branchings[child] = Branching(
            parent: Int32(truncatingIfNeeded: slot),
            attempted: Int32(truncatingIfNeeded: number))
        for group in 0..<stickyGroups {
            chosen[child &* stickyGroups &+ group] = chosen[slot &* stickyGroups &+ group]
        }
        policies.guardings[slot].child = Int32(truncatingIfNeeded: child)
        let timeout = program.guards[number].timeout
        if timeout != Self.never {
            let timer = makeTimer(.timeout, station: 0, request: slot, now)
            policies.guardings[slot].timer = timer
            set(timer, at: now &+ timeout)
        }
        makeReady(child)
    }

    /// An attempt ends. Who waited for it goes on with its times and pods, or with what comes after
    /// a failure; an orphan is gone.
    mutating func endAttempt(_ child: Int, _ reached: Ending, _ now: Int64) {
        let ending = isLost(child) ? max(reached, .failed) : reached
        let parent = Int(branchings[child].parent)
        let number = Int(branchings[child].attempted)
        branchings[child] = Branching()
        let isWaitedFor = parent >= 0
        let isAnswer = isWaitedFor && ending == .answered
        takeTimes(of: child, for: isAnswer ? parent : -1)
        if isAnswer { givePods(of: child, to: parent) }
        guard isWaitedFor else {
            policies.counts[number].orphans += 1
            if program.usesBatches { batches.served[child] = 0 }
            free(child)
            return
        }
        free(child)
        discard(policies.guardings[parent].timer)
        policies.guardings[parent].timer = -1
        // That the caller's own pod died is no failure of what it called.
        tellBreaker(parent, reached, now)
        conclude(parent, ending, now)
    }

    /// Nobody waits for the present attempt any more.
    mutating func timeOut(_ slot: Int, _ now: Int64) {
        let child = Int(policies.guardings[slot].child)
        if program.usesBatches { noteServed(child) }
        branchings[child].parent = Branching.nobody
        let number = Int(code[Int(requests[slot].pc)].target)
        if program.guards[number].withdraws { withdraw(child, number, now) }
        discard(policies.guardings[slot].timer)
        policies.guardings[slot].timer = -1
        tellBreaker(slot, .timedOut, now)
        conclude(slot, .timedOut, now)
    }

    /// The pause before another attempt ends.
    mutating func tryAgain(_ slot: Int, _ now: Int64) {
        discard(policies.guardings[slot].timer)
        policies.guardings[slot].timer = -1
        advance(slot, from: Int(requests[slot].pc), now)
    }

    // MARK: Steps of the above

    /// Who is turned away by a rate limit says nothing of the health of what is behind it.
    private mutating func tellBreaker(_ slot: Int, _ ending: Ending, _ now: Int64) {
        let breaker = Int(program.guards[Int(code[Int(requests[slot].pc)].target)].breaker)
        guard breaker >= 0 else { return }
        let epoch = policies.guardings[slot].epoch
        if ending == .limited {
            withdraw(breaker, epoch: epoch)
        } else {
            record(breaker, epoch: epoch, failed: ending != .answered, now)
        }
    }

    private mutating func attemptKey(_ slot: Int, _ number: Int) -> UInt64 {
        let retries = policies.guardings[slot].retries
        if retries == 0 { return requests[slot].key }
        let stream = program.guards[number].attemptStream
        return SplitMix.mix(
            (requests[slot].key ^ stream) &+ UInt64(truncatingIfNeeded: retries) &* SplitMix.golden)
    }

    /// What follows the end of an attempt: the steps after it, a retry, the fallback or a failure.
    private mutating func conclude(_ slot: Int, _ ending: Ending, _ now: Int64) {
        let number = Int(code[Int(requests[slot].pc)].target)
        let rule = program.guards.base + number
        policies.guardings[slot].child = -1
        policies.counts[number].count(ending)
        if ending == .answered {
            policies.history.answer(number, now)
            go(slot, to: rule.pointee.end)
            return
        }
        addTime(slot, rule.pointee.lostPart, Double(now &- requests[slot].mark))
        // Who died with its pod tries nothing again.
        if !isLost(slot), mayRetry(slot, number, ending) {
            retry(slot, number, notBefore: ending == .limited ? policies.retryAt : now, now)
        } else if !isLost(slot), rule.pointee.fallback >= 0 {
            policies.counts[number].fellBack += 1
            go(slot, to: rule.pointee.fallback)
        } else {
            policies.counts[number].lost += 1
            end(slot, ending, now)
        }
    }

    /// Lets a request go on from an instruction, after the present event's own.
    private mutating func go(_ slot: Int, to pc: Int32) {
        requests[slot].pc = pc &- 1
        makeReady(slot)
    }

    private mutating func mayRetry(_ slot: Int, _ number: Int, _ ending: Ending) -> Bool {
        let rule = program.guards.base + number
        guard rule.pointee.retries(ending),
            policies.guardings[slot].retries &+ 1 < rule.pointee.mostAttempts
        else { return false }
        guard rule.pointee.budgetShare >= 0 else { return true }
        let budget = Int(rule.pointee.leader)
        guard policies.budgets[budget] >= GuardRule.oneRetry else {
            policies.counts[number].denied += 1
            return false
        }
        policies.budgets[budget] -= GuardRule.oneRetry
        return true
    }

    private mutating func retry(
        _ slot: Int, _ number: Int, notBefore earliest: Int64, _ now: Int64
    ) {
        policies.guardings[slot].retries &+= 1
        policies.counts[number].retries += 1
        let pause = max(self.pause(slot, number), earliest &- now)
        guard pause > 0 else {
            go(slot, to: requests[slot].pc)
            return
        }
        addTime(slot, program.guards[number].pausePart, Double(pause))
        let timer = makeTimer(.backoff, station: 0, request: slot, now)
        policies.guardings[slot].timer = timer
        set(timer, at: now &+ pause)
    }

    /// The pause before the retry that comes now, in ns; its draw is named by its number.
    private mutating func pause(_ slot: Int, _ number: Int) -> Int64 {
        let rule = program.guards.base + number
        guard rule.pointee.pauseCount > 0 else { return 0 }
        let place = min(policies.guardings[slot].retries, rule.pointee.pauseCount) &- 1
        let whole = program.pauses[Int(rule.pointee.firstPause &+ place)]
        let bits = SplitMix.mix(attemptKey(slot, number) ^ rule.pointee.pauseStream)
        switch rule.pointee.jitter {
        case .none: return whole
        case .full: return Self.share(of: whole, bits)
        case .equal: return whole &- whole / 2 &+ Self.share(of: whole / 2, bits)
        }
    }

    /// Uniform from 0 to all of a time, by 64 random bits.
    private static func share(of time: Int64, _ bits: UInt64) -> Int64 {
        Int64(bits.multipliedFullWidth(by: UInt64(time &+ 1)).high)
    }
}
