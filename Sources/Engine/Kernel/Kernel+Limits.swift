// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// A window that ends at a limit of the run.
///
/// It has a loop of its own, which counts, so that the usual one need not: a limit is met exactly,
/// and a run without limits pays nothing.
extension Kernel {
    /// Events from one look at the stop signal to the next.
    private static let stretch = 1 << 18

    /// Handles events before `end` until one reaches a limit. Gives the time at which it ended, nil
    /// where it was stopped.
    ///
    /// Requests are counted anew after each event, one sum over the operations.
    mutating func run(
        from start: Int64, to end: Int64, within limits: RunLimits, _ stop: StopSignal?,
        _ tell: (Int64) -> Void
    ) -> Int64? {
        let mostEvents = limits.events ?? .max
        let mostRequests = limits.requests ?? .max
        let countsRequests = limits.requests != nil
        var handled = 0
        var now = start
        calendar.setHorizon(isFull ? 0 : min(end, control?.due ?? end))
        while true {
            if let stop, stop.isRaised { return nil }
            let pause = min(handled + Self.stretch, mostEvents)
            var acts = 0
            while handled < pause, acts < Self.stretch {
                guard let event = calendar.pop() else {
                    guard actBefore(end) else { return isFull ? filledAt : end }
                    acts &+= 1
                    continue
                }
                handle(event.slot, event.time)
                handled &+= 1
                now = event.time
                if countsRequests, recorder.ended >= mostRequests { return now }
            }
            if handled == mostEvents { return now }
            let share = max(
                Double(handled) / Double(mostEvents),
                Double(recorder.ended) / Double(mostRequests))
            tell(max(now, start + Int64(Double(end - start) * share)))
        }
    }

    /// Handles one event, as the usual loop does. That one stands in a function of its own, because
    /// it takes two instructions an event more where it shares this.
    @inline(never)
    private mutating func handle(_ eventSlot: Int, _ now: Int64) {
        var slot = eventSlot
        let pc = Int(requests[slot].pc)
        var next = pc &+ 1
        switch code[pc].opcode {
        case .serve:
            completeService(slot, pc, now)
        case .delay:
            addTime(slot, code[pc].servicePart, Double(now &- requests[slot].mark))
        case .command:
            break
        case .arrive:
            guard let arrived = arrive(slot, now) else { return }
            slot = arrived
            next = begin(slot)
        case .think:
            guard ask(slot, now) else { return }
            next = begin(slot)
        case .attend:
            completeAttended(slot, now)
        case .arriveBatch:
            arriveBatch(slot, now)
            if readyCount > 0 { runReady(now) }
            return
        case .timer:
            ring(slot, now)
            if readyCount > 0 { runReady(now) }
            return
        case .rest:
            rest(slot, now)
            return
        case .acquire, .release, .branch, .jump, .lookup, .lead, .fill, .change, .fail,
            .meter, .finish, .fork, .join, .tally, .enclose, .attempt, .limit, .entrance, .invoke,
            .dismiss, .consume, .gather, .scatter, .start, .connect, .observe,
            .redirect, .canary, .submit:
            preconditionFailure("an event for an instruction that takes no time")
        }
        advance(slot, from: next, now)
        if readyCount > 0 { runReady(now) }
    }
}

extension Recorder {
    /// Requests that were answered, failed or were rejected.
    fileprivate var ended: Int {
        var ended = 0
        for operation in 0..<histograms.count {
            let counts = self.counts(operation)
            ended &+= counts.completed &+ counts.failed &+ rejections[operation]
        }
        return ended
    }
}
