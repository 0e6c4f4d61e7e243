// SPDX-License-Identifier: GPL-3.0-or-later

/// Events that can be called off.
///
/// An event cannot be taken out of the calendar's heaps. So what may be called off is the event of
/// a timer: a slot of its own, which names what it is for and the time for which it is set. An
/// event that comes up for a timer that is set for another time, or not at all, is void and is
/// skipped. Setting a timer anew or calling it off is thereby one assignment, and only events of
/// timers are ever checked; all others cost what they did.
///
/// A slot that was a timer stays one, so that no void event ever falls upon a request. Of two
/// events of one timer for the same time either rings, and the other is void then. When void events
/// are more than half of those pending, they are dropped: they take no more memory than the others,
/// and on average the work of a few pushes each.
struct TimerPool: BitwiseCopyable {
    /// The first of the unused timers; -1 for none.
    var unused: Int32 = -1
    /// Void events that are pending, or a few less.
    var void = 0

    /// Fewer void events are left to come up by themselves.
    static let fewVoid = 1_024
}

/// What a timer is for.
enum TimerPurpose: Int32 {
    /// The next completion at a station whose servers are shared.
    case sharing
    /// The end of a request's patience.
    case patience
    /// The end of a service that may be interrupted.
    case service
    /// The end of the time that an attempt is waited for.
    case timeout
    /// The end of the pause before another attempt.
    case backoff
    /// The end of the time that a batch waits for more.
    case batch
    /// The time of a chain's next block, or of a part of it.
    case block
    /// The time of a chain's next batch.
    case posting
}

extension Kernel {
    /// The time of a timer that is not set.
    static var never: Int64 { .max }

    /// A timer that is not set yet; -1 where no more fit, and the run ends.
    ///
    /// In the slot of a timer `mark` is the time it is set for, `operation` its purpose, `station`
    /// and `user` the station and request that it is for.
    mutating func makeTimer(
        _ purpose: TimerPurpose, station: Int, request: Int = -1, _ now: Int64
    ) -> Int32 {
        var timer = timers.unused
        if timer >= 0 {
            timers.unused = requests[Int(timer)].next
        } else {
            guard let slot = allocate(now) else { return -1 }
            timer = Int32(truncatingIfNeeded: slot)
        }
        requests[Int(timer)] = Request(
            mark: Self.never, pc: Int32(truncatingIfNeeded: program.timerInstruction),
            station: Int32(truncatingIfNeeded: station), operation: purpose.rawValue,
            user: Int32(truncatingIfNeeded: request))
        return timer
    }

    /// Sets a timer, or sets it anew.
    mutating func set(_ timer: Int32, at time: Int64) {
        guard timer >= 0, requests[Int(timer)].mark != time else { return }
        callOff(timer)
        requests[Int(timer)].mark = time
        calendar.push(time: time, slot: Int(timer))
    }

    /// Makes the pending event of a timer void.
    mutating func callOff(_ timer: Int32) {
        guard requests[Int(timer)].mark != Self.never else { return }
        requests[Int(timer)].mark = Self.never
        timers.void &+= 1
        if timers.void > TimerPool.fewVoid, 2 &* timers.void > calendar.count { dropVoid() }
    }

    /// Calls a timer off and gives it back.
    mutating func discard(_ timer: Int32) {
        guard timer >= 0 else { return }
        callOff(timer)
        requests[Int(timer)].next = timers.unused
        timers.unused = timer
    }

    /// An event of a timer comes up.
    mutating func ring(_ timer: Int, _ now: Int64) {
        guard requests[timer].mark == now else {
            if timers.void > 0 { timers.void &-= 1 }
            return
        }
        requests[timer].mark = Self.never
        guard let purpose = TimerPurpose(rawValue: requests[timer].operation) else {
            preconditionFailure("a timer without a purpose")
        }
        switch purpose {
        case .sharing: completeShared(Int(requests[timer].station), now)
        case .patience: abandon(Int(requests[timer].user), now)
        case .service: completeInterruptible(Int(requests[timer].user), now)
        case .timeout: timeOut(Int(requests[timer].user), now)
        case .backoff: tryAgain(Int(requests[timer].user), now)
        case .batch: endWindow(ofBatch: Int(requests[timer].station), now)
        case .block: makeBlock(timer, now)
        case .posting: postBatch(timer, now)
        }
    }

    @inline(never)
    private mutating func dropVoid() {
        let slots = requests.base
        let pc = program.timerInstruction
        calendar.keep { time, slot in Int(slots[slot].pc) != pc || slots[slot].mark == time }
        timers.void = 0
    }
}
