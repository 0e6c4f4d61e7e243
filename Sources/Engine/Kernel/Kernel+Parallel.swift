// SPDX-License-Identifier: GPL-3.0-or-later

/// What a slot is where operations have parallel branches.
struct Branching: BitwiseCopyable {
    /// The request whose branch or attempt it is; or one of those below.
    var parent: Int32 = Self.none
    /// Its own branches that have not ended.
    var open: Int32 = 0
    /// How they ended, as far as they did: the worst of it.
    var ending = Ending.answered
    /// The guarded steps that it is an attempt at; -1 for none.
    var attempted: Int32 = -1

    /// The parent of a request itself.
    static let none: Int32 = -1
    /// The parent of an attempt that was given up.
    static let nobody: Int32 = -2

    /// The parent of work that goes on by itself, by the number of its job.
    static func job(_ number: Int) -> Int32 { -3 - Int32(truncatingIfNeeded: number) }
    /// That number; nil for all else.
    var job: Int? { parent <= -3 ? -3 - Int(parent) : nil }
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
                source: requests[slot].source, user: requests[slot].user)
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
    mutating func endBranch(_ slot: Int, _ ending: Ending, _ now: Int64) {
        let parent = Int(branchings[slot].parent)
        if branchings[slot].attempted >= 0 {
            endAttempt(slot, ending, now)
            return
        }
        if let job = branchings[slot].job {
            endWork(slot, job, ending, now)
            return
        }
        branchings[slot] = Branching()
        branchings[parent].open &-= 1
        let worse = isLost(slot) ? Ending.failed : ending
        branchings[parent].ending = max(branchings[parent].ending, worse)
        let isLast = branchings[parent].open == 0
        takeTimes(of: slot, for: isLast ? parent : -1)
        givePods(of: slot, to: parent)
        free(slot)
        guard isLast else { return }
        let worst = branchings[parent].ending
        branchings[parent].ending = .answered
        if worst == .answered {
            makeReady(parent)
        } else {
            end(parent, worst, now)
        }
    }

    /// Gives the slot of a branch back.
    mutating func free(_ slot: Int) {
        requests[slot].next = freeSlot
        freeSlot = Int32(truncatingIfNeeded: slot)
    }

    /// Adds a branch's times to a request's, if it has one to give them to. A slot that is given
    /// back has none.
    mutating func takeTimes(of branch: Int, for parent: Int) {
        for part in 0..<stride {
            let time = times[branch &* stride &+ part]
            times[branch &* stride &+ part] = 0
            if parent >= 0 { times[parent &* stride &+ part] += time }
        }
    }

    /// A request keeps the pods that its branches were given; of several the first to end decides.
    mutating func givePods(of branch: Int, to parent: Int) {
        for group in 0..<stickyGroups where chosen[parent &* stickyGroups &+ group] < 0 {
            chosen[parent &* stickyGroups &+ group] = chosen[branch &* stickyGroups &+ group]
        }
    }
}
