// SPDX-License-Identifier: GPL-3.0-or-later

/// Circuit breakers.
extension Kernel {
    /// Whether a call may begin; it then belongs to the breaker's present phase.
    mutating func admits(_ breaker: Int, _ now: Int64) -> Bool {
        if policies.breakers[breaker].phase == .open, now >= policies.breakers[breaker].until {
            policies.breakers[breaker].change(to: .trying)
        }
        switch policies.breakers[breaker].phase {
        case .closed: return true
        case .open: return false
        case .trying:
            guard policies.breakers[breaker].begun < program.breakers[breaker].trials else {
                return false
            }
            policies.breakers[breaker].begun += 1
            return true
        }
    }

    /// A call has ended that began in the breaker's phase of that number.
    mutating func record(_ breaker: Int, epoch: Int32, failed: Bool, _ now: Int64) {
        guard epoch == policies.breakers[breaker].epoch else { return }
        let rule = program.breakers[breaker]
        switch policies.breakers[breaker].phase {
        case .open: break
        case .closed:
            keep(failed, in: breaker, rule)
            let state = policies.breakers[breaker]
            if state.ended >= rule.minimum, isBad(state, rule) { trip(breaker, now) }
        case .trying:
            policies.breakers[breaker].ended += 1
            if failed { policies.breakers[breaker].failed += 1 }
            let state = policies.breakers[breaker]
            guard state.ended == rule.trials else { return }
            if isBad(state, rule) {
                trip(breaker, now)
            } else {
                policies.breakers[breaker].change(to: .closed)
            }
        }
    }

    /// A call that began in that phase is none: another trial may take its place.
    mutating func withdraw(_ breaker: Int, epoch: Int32) {
        guard epoch == policies.breakers[breaker].epoch,
            policies.breakers[breaker].phase == .trying
        else { return }
        policies.breakers[breaker].begun -= 1
    }

    private mutating func isBad(_ state: BreakerState, _ rule: BreakerRule) -> Bool {
        Double(state.failed) >= rule.failures * Double(state.ended)
    }

    private mutating func trip(_ breaker: Int, _ now: Int64) {
        policies.breakers[breaker].change(to: .open)
        policies.breakers[breaker].until = now &+ program.breakers[breaker].open
    }

    /// The oldest outcome of a full window makes room.
    private mutating func keep(_ failed: Bool, in breaker: Int, _ rule: BreakerRule) {
        let place = rule.first + Int(policies.breakers[breaker].next)
        if policies.breakers[breaker].ended == rule.window {
            if policies.outcomes[place] { policies.breakers[breaker].failed -= 1 }
        } else {
            policies.breakers[breaker].ended += 1
        }
        policies.outcomes[place] = failed
        if failed { policies.breakers[breaker].failed += 1 }
        let next = policies.breakers[breaker].next + 1
        policies.breakers[breaker].next = next == rule.window ? 0 : next
    }
}
