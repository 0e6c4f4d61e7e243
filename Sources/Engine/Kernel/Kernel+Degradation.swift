// SPDX-License-Identifier: GPL-3.0-or-later

/// What stages of degradation do to those who come.
extension Kernel {
    /// Whether a request may go on; one that may not has ended, or waits.
    mutating func passEntrance(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let operation = Int(code[pc].target)
        switch policies.entrances.states[operation] {
        case .open:
            return true
        case .refusing:
            policies.entrances.countRefusal(operation)
            requests[slot].pc = Int32(truncatingIfNeeded: pc)
            reject(slot, now)
        case .holding:
            requests[slot].pc = Int32(truncatingIfNeeded: pc)
            requests[slot].mark = now
            // No lookup is under way at an entrance: the stage in which it was held.
            requests[slot].missing = UInt64(policies.entrances.stage)
            policies.entrances.join(slot, operation, requests, now)
        }
        return false
    }

    /// All who wait at entrances go on, in the order in which they came.
    mutating func release(_ now: Int64) {
        var slot = Int(policies.entrances.head)
        let count = policies.entrances.waiting
        policies.entrances.empty(now)
        for _ in 0..<count {
            let next = Int(requests[slot].next)
            let pc = Int(requests[slot].pc)
            let wait = now &- requests[slot].mark
            addTime(slot, code[pc].waitPart, Double(wait))
            policies.entrances.countRelease(
                Int(requests[slot].missing), Int(code[pc].target), after: wait)
            requests[slot].missing = 0
            makeReady(slot)
            slot = next
        }
    }

    // MARK: Sources

    /// A source asks for nothing from now on, or as it did before.
    mutating func pause(_ source: Int, _ isPaused: Bool) {
        let pc = program.sourceInstructions[source]
        code[pc].opcode = isPaused ? .rest : program.code[pc].opcode
    }

    /// A request of a source that is paused would come. That of an open one is passed over with its
    /// number, so that those after the pause are the same as without it; a user rests.
    @inline(never)
    mutating func rest(_ slot: Int, _ now: Int64) {
        guard requests[slot].user < 0 else {
            requests[slot].next = policies.entrances.resting
            policies.entrances.resting = Int32(truncatingIfNeeded: slot)
            return
        }
        let source = Int(requests[slot].source)
        scheduleArrival(slot, source, now)
        let count = sources[source].nextBatch()
        requests[slot].serial &+= UInt64(count)
        policies.entrances.unasked[policies.entrances.stage] += count
    }

    /// Users who rested think again.
    mutating func wake(_ now: Int64) {
        var slot = policies.entrances.resting
        policies.entrances.resting = -1
        while slot >= 0 {
            let user = Int(slot)
            slot = requests[user].next
            think(user, now)
        }
    }
}

extension PolicyState {
    /// Lets every token bucket of an operation fill at a share of its rate. What a service outside
    /// allows is no setting of the platform.
    func setPace(_ share: Double, _ program: Program, _ now: Int64) {
        for (number, plan) in program.limits.limits.enumerated() {
            guard case .operation = plan.owner else { continue }
            let (rate, burst) = (plan.limit.rate, plan.limit.burst)
            setPace(of: number, TokenPace(rate: rate, share: share, burst: burst), now)
        }
    }

    /// Lets the buckets of a limit fill at that pace from now on; each keeps the tokens that it
    /// has.
    func setPace(of number: Int, _ pace: TokenPace, _ now: Int64) {
        let old = limitRules[number]
        paceShares[number].leave(old.pace, now)
        limitRules[number].pace = pace
        let next = number + 1 < limitRules.count ? limitRules[number + 1].first : buckets.count
        for bucket in old.first..<next {
            buckets[bucket] = pace.time(buckets[bucket], from: old.pace, now)
        }
    }
}
