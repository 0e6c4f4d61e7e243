// SPDX-License-Identifier: GPL-3.0-or-later

/// Functions.
extension Kernel {
    /// Takes an environment and gives where to go on; nil where the request or attempt is turned
    /// away.
    mutating func invoke(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        switch functions.take(Int(code[pc].target), for: slot, now) {
        case .warm: return Int(code[pc].jump)
        case .cold: return pc &+ 1
        case .throttled:
            requests[slot].pc = Int32(truncatingIfNeeded: pc)
            reject(slot, now)
            return nil
        }
    }

    /// A request, branch or attempt ends within its invocations.
    mutating func giveAllBack(_ slot: Int, _ now: Int64) {
        while functions.held[slot] >= 0 { functions.giveBack(slot, now) }
    }
}
