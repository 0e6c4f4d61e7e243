// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Instant instructions that most requests do not come to. They are out of line, because inlined
/// they would cost the others registers.
extension Kernel {
    /// `walk` for those that are not on the way of every request, or that come to such a step.
    @inline(never)
    mutating func advance(_ slot: Int, from first: Int, _ now: Int64) {
        var pc = first
        while code[pc].opcode.isSeldom {
            guard let next = seldomStep(slot, pc, now) else { return }
            pc = next
        }
        walk(slot, from: pc, now)
    }

    /// Where a request goes on; nil where it waits, rests or ends.
    private mutating func seldomStep(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        switch code[pc].opcode {
        case .fill:
            return fill(slot, pc, now) ? Int(code[pc].jump) : pc &+ 1
        case .fail:
            let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream)
            guard bits < code[pc].threshold else { return pc &+ 1 }
            fail(slot, now)
            return nil
        case .lead:
            return lead(slot, pc, now)
        case .change:
            change(slot, pc, now)
        case .tally:
            tally(slot, pc)
        case .invoke:
            return invoke(slot, pc, now)
        case .dismiss:
            functions.giveBack(slot, now)
        case .consume:
            guard consume(slot, pc, now) else { return nil }
        case .gather:
            gather(slot, pc, now)
            return nil
        case .scatter:
            scatter(slot, now)
        case .submit:
            guard submit(slot, pc, now) else { return nil }
        case .enclose:
            enclose(slot, pc, now)
        case .limit:
            guard takeToken(slot, pc, now) else { return nil }
        case .entrance:
            guard passEntrance(slot, pc, now) else { return nil }
        case .fork:
            fork(slot, pc, now)
            return nil
        case .join:
            endBranch(slot, .answered, now)
            return nil
        case .attempt:
            attempt(slot, pc, now)
            return nil
        case .start:
            return startWork(slot, pc, now)
        case .connect:
            return connect(slot, pc, now)
        case .observe:
            observe(slot, pc, now)
        case .redirect:
            return redirect(slot, pc, now)
        case .canary:
            return canary(slot, pc, now)
        case .arrive, .arriveBatch, .think, .rest, .serve, .attend, .timer, .command, .delay,
            .acquire, .release, .branch, .jump, .lookup, .meter, .finish:
            preconditionFailure("a step that most requests come to")
        }
        return pc &+ 1
    }
}

extension Opcode {
    /// Takes no time, and most requests do not come to it.
    fileprivate var isSeldom: Bool {
        switch self {
        case .fill, .fail, .fork, .join, .enclose, .attempt, .limit, .lead, .change, .tally,
            .entrance, .invoke, .dismiss, .consume, .gather, .scatter, .start, .connect,
            .observe, .redirect, .canary, .submit:
            return true
        case .arrive, .arriveBatch, .think, .rest, .serve, .attend, .timer, .command, .delay,
            .acquire, .release, .branch, .jump, .lookup, .meter, .finish:
            return false
        }
    }
}
