// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Rate limits.
extension Kernel {
    /// Takes a token, or as many as a batch needs; false where there are not enough, and the
    /// request or attempt is turned away.
    mutating func takeToken(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let number = Int(code[pc].target)
        let rule = policies.limitRules.base + number
        let bucket = rule.pointee.first &+ identity(slot, rule)
        let wanted = Int(max(code[pc].count, 1))
        policies.limitCounts[number].came += wanted
        let full = max(policies.buckets[bucket], now)
        let interval = rule.pointee.pace.interval
        let more = interval &* Int64(wanted &- 1)
        guard full &- now > rule.pointee.pace.tolerance &- more else {
            policies.buckets[bucket] = full &+ interval &+ more
            return true
        }
        policies.limitCounts[number].limited += wanted
        // Retry-After is in whole seconds.
        let wait = full &- now &- rule.pointee.pace.tolerance &+ more
        policies.retryAt = now &+ (wait &+ 999_999_999) / 1_000_000_000 &* 1_000_000_000
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        end(slot, .limited, now)
        return false
    }

    /// Whether the user of a request waits until there is a token again.
    mutating func waitsWhenLimited(_ slot: Int) -> Bool {
        program.limits.identities[Int(requests[slot].source)].waitsWhenLimited
    }

    /// Which bucket of a limit is that of a request, or of the request that an attempt is made for.
    private mutating func identity(
        _ slot: Int, _ rule: UnsafeMutablePointer<LimitRule>
    ) -> Int {
        let source = Int(requests[slot].source)
        let people = program.limits.identities.base + source
        guard rule.pointee.subject != .all else { return 0 }
        let user: Int
        if people.pointee.isClosed {
            user = Int(requests[slot].user)
        } else {
            var request = slot
            if program.usesParallel {
                while branchings[request].parent >= 0 { request = Int(branchings[request].parent) }
            }
            let bits = SplitMix.mix(requests[request].key ^ people.pointee.stream)
            user = program.limits.samplers[source]?.draw.key(bits) ?? 0
        }
        return rule.pointee.subject == .user
            ? people.pointee.firstUser &+ user
            : people.pointee.firstAddress &+ user % people.pointee.addresses
    }
}
