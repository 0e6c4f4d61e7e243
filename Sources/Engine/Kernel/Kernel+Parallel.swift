// SPDX-License-Identifier: GPL-3.0-or-later

/// What a slot is where operations have parallel branches.
struct Branching: BitwiseCopyable {
    /// The request whose branch it is; -1 for a request itself.
    var parent: Int32 = -1
    /// Its own branches that have not ended.
    var open: Int32 = 0
    /// Whether one of them failed.
    var hasFailed = false
}

/// Parallel branches: each runs in a slot of its own, and the request rests in its slot until all
/// have ended.
///
/// Branches and those who go on after them join the requests that are ready and run after the
/// present event's own, so that no chain of forks that take no time can grow the stack.
extension Kernel {
    /// All branches begin now: as the request itself, with its draws and its pods.
    mutating func fork(_ slot: Int, _ pc: Int, _ now: Int64) {
        branchings[slot].open = code[pc].count
        requests[slot].pc = code[pc].jump &- 1
        for branch in 0..<Int(code[pc].count) {
            guard let child = allocate(now) else { return }
            // Its first instruction is that after this one.
            requests[child] = Request(
                arrival: requests[slot].arrival, mark: now, key: requests[slot].key,
                pc: Int32(truncatingIfNeeded: pc &+ branch), operation: requests[slot].operation,
                source: requests[slot].source)
            branchings[child] = Branching(parent: Int32(truncatingIfNeeded: slot))
            for group in 0..<stickyGroups {
                chosen[child &* stickyGroups &+ group] = chosen[slot &* stickyGroups &+ group]
            }
            makeReady(child)
        }
    }

    /// A branch ends. The last one gives its times to the request, which goes on, or fails where a
    /// branch has failed.
    ///
    /// Every moment from the fork to the end of the last branch is part of that branch's times, so
    /// the parts of the request still add up to its sojourn.
    mutating func endBranch(_ slot: Int, failed: Bool, _ now: Int64) {
        let parent = Int(branchings[slot].parent)
        branchings[slot] = Branching()
        branchings[parent].open &-= 1
        if failed || isLost(slot) { branchings[parent].hasFailed = true }
        let isLast = branchings[parent].open == 0
        takeTimes(of: slot, for: isLast ? parent : -1)
        givePods(of: slot, to: parent)
        requests[slot].next = freeSlot
        freeSlot = Int32(truncatingIfNeeded: slot)
        guard isLast else { return }
        if branchings[parent].hasFailed {
            branchings[parent].hasFailed = false
            fail(parent, now)
        } else {
            makeReady(parent)
        }
    }

    /// Adds a branch's times to a request's, if it has one to give them to. A slot that is given
    /// back has none.
    private mutating func takeTimes(of branch: Int, for parent: Int) {
        for part in 0..<stride {
            let time = times[branch &* stride &+ part]
            times[branch &* stride &+ part] = 0
            if parent >= 0 { times[parent &* stride &+ part] += time }
        }
    }

    /// A request keeps the pods that its branches were given; of several the first to end decides.
    private mutating func givePods(of branch: Int, to parent: Int) {
        for group in 0..<stickyGroups where chosen[parent &* stickyGroups &+ group] < 0 {
            chosen[parent &* stickyGroups &+ group] = chosen[branch &* stickyGroups &+ group]
        }
    }
}
