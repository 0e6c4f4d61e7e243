// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Stations with a discipline of their own: priorities, impatience, balking. What is plainly first
/// come, first served never gets here.
extension Kernel {
    /// Comes to a station: joins its service or its queue, or is gone.
    mutating func attend(_ slot: Int, _ pc: Int, _ now: Int64) {
        let station = route(slot, pc)
        let rule = program.rules.base + Int(code[pc].target)
        observe(station, now)
        crowds[station].counts.arrived &+= 1
        guard joins(slot, pc, station, rule) else {
            crowds[station].counts.balked &+= 1
            reject(slot, now)
            return
        }
        recorder.countVisit(pc)
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        requests[slot].station = Int32(truncatingIfNeeded: station)
        let rank = rule.pointee.usesPriorities ? code[pc].count : 0
        attendances[slot] = Attendance(rank: rank)
        if hasRoom(station, rule) {
            loadKeys[station] &+= Self.oneLoad
            beginService(slot, station, rule, now)
            if rule.pointee.order == .sharing { reschedule(station, now) }
        } else if crowds[station].queued >= stations[station].queueLimit {
            stations[station].rejected &+= 1
            reject(slot, now)
        } else {
            loadKeys[station] &+= Self.oneLoad
            let victim = crowds[station].serving.last(below: rank)
            if victim >= 0 {
                interrupt(victim, station, now)
                beginService(slot, station, rule, now)
            } else {
                lineUp(slot, pc, station, rule, now)
            }
        }
    }

    /// The service of a request ends that nobody could interrupt.
    mutating func completeAttended(_ slot: Int, _ now: Int64) {
        let station = Int(requests[slot].station)
        observe(station, now)
        endService(slot, station, now)
        stations[station].busy &-= 1
        callNext(station, now)
    }

    /// The service of a request ends that might have been interrupted.
    mutating func completeInterruptible(_ slot: Int, _ now: Int64) {
        let station = Int(requests[slot].station)
        observe(station, now)
        discard(attendances[slot].timer)
        crowds[station].serving.remove(slot, attendances)
        endService(slot, station, now)
        stations[station].busy &-= 1
        callNext(station, now)
        advance(slot, from: Int(requests[slot].pc) &+ 1, now)
    }

    /// The patience of a request that waits has ended.
    mutating func abandon(_ slot: Int, _ now: Int64) {
        let station = Int(requests[slot].station)
        let pc = Int(requests[slot].pc)
        observe(station, now)
        leaveLine(slot, station, now)
        loadKeys[station] &-= Self.oneLoad
        crowds[station].counts.abandoned &+= 1
        // It asks for no service.
        recorder.uncountVisit(pc)
        fail(slot, now)
    }

    /// All who wait there fail; whose service was interrupted goes on, as those do that are served.
    mutating func dismissCrowd(_ station: Int, _ now: Int64) {
        observe(station, now)
        var line: [Int] = []
        eachOnItsWay { kernel, slot in
            if kernel.isInLine(slot, station) { line.append(slot) }
        }
        for slot in line {
            leaveLine(slot, station, now)
            loadKeys[station] &-= Self.oneLoad
            recorder.uncountVisit(Int(requests[slot].pc))
            fail(slot, now)
        }
    }

    /// Whether a request waits at that station and its service has not begun.
    private mutating func isInLine(_ slot: Int, _ station: Int) -> Bool {
        code[Int(requests[slot].pc)].opcode == .attend && Int(requests[slot].station) == station
            && attendances[slot].remaining < 0
    }

    /// Brings the integrals and the times by number present up to now; before each change.
    mutating func observe(_ station: Int, _ now: Int64) {
        crowds[station].observe(load(station), now &- stations[station].last)
        stations[station].touch(now)
    }

    /// Counts a service as done and its time, up to now.
    mutating func endService(_ slot: Int, _ station: Int, _ now: Int64) {
        addService(slot, station, now)
        stations[station].served &+= 1
        loadKeys[station] &-= Self.oneLoad
    }

    /// Whoever is first in line is served.
    mutating func callNext(_ station: Int, _ now: Int64) {
        let next = crowds[station].waiting.first
        guard next >= 0 else { return }
        leaveLine(next, station, now)
        let rule = program.rules.base + Int(code[Int(requests[next].pc)].target)
        beginService(next, station, rule, now)
    }

    // MARK: Steps of the above

    private mutating func joins(
        _ slot: Int, _ pc: Int, _ station: Int, _ rule: UnsafeMutablePointer<StationRule>
    ) -> Bool {
        if rule.pointee.sheddingCount > 0, sheds(pc, station, rule) { return false }
        let count = rule.pointee.joiningCount
        guard count > 0 else { return true }
        let place = rule.pointee.firstJoining &+ min(load(station), count &- 1)
        let bits = SplitMix.mix(
            requests[slot].key ^ code[pc].stream ^ rule.pointee.joiningSalt)
        return bits < program.joining[Int(place)]
    }

    private mutating func hasRoom(_ station: Int, _ rule: UnsafeMutablePointer<StationRule>) -> Bool
    {
        switch rule.pointee.order {
        case .line, .preemption: stations[station].busy < stations[station].servers
        case .sharing:
            // The closed door of a fleet has no servers, and nobody shares them.
            stations[station].servers > 0
                && crowds[station].shared.count < Int(rule.pointee.sharingLimit)
        }
    }

    /// Begins a service, or goes on with one that was interrupted.
    private mutating func beginService(
        _ slot: Int, _ station: Int, _ rule: UnsafeMutablePointer<StationRule>, _ now: Int64
    ) {
        let isNew = attendances[slot].remaining < 0
        if isNew {
            attendances[slot].remaining = sample(Int(requests[slot].pc), requests[slot].key)
            stations[station].started &+= 1
        }
        requests[slot].mark = now
        let time = attendances[slot].remaining
        switch rule.pointee.order {
        case .line:
            stations[station].busy &+= 1
            calendar.push(time: now &+ time, slot: slot)
        case .preemption:
            stations[station].busy &+= 1
            crowds[station].serving.append(slot, attendances)
            let timer = makeTimer(.service, station: station, request: slot, now)
            attendances[slot].timer = timer
            set(timer, at: now &+ time)
        case .sharing:
            join(slot, station, service: time, now)
        }
    }

    /// Takes the server of a request away, which goes to the head of its line.
    private mutating func interrupt(_ slot: Int, _ station: Int, _ now: Int64) {
        discard(attendances[slot].timer)
        attendances[slot].timer = -1
        attendances[slot].remaining &-= now &- requests[slot].mark
        addService(slot, station, now)
        requests[slot].mark = now
        stations[station].busy &-= 1
        stations[station].waiting &+= 1
        crowds[station].serving.remove(slot, attendances)
        crowds[station].waiting.prepend(slot, attendances)
        crowds[station].queued &+= 1
    }

    private mutating func lineUp(
        _ slot: Int, _ pc: Int, _ station: Int, _ rule: UnsafeMutablePointer<StationRule>,
        _ now: Int64
    ) {
        crowds[station].waiting.append(slot, attendances)
        crowds[station].queued &+= 1
        crowds[station].counts.waited &+= 1
        stations[station].waiting &+= 1
        guard rule.pointee.isImpatient else { return }
        let bits = SplitMix.mix(
            requests[slot].key ^ code[pc].stream ^ rule.pointee.patienceSalt)
        let patience = nanoseconds(
            rule.pointee.patience.sampleNanoseconds(bits: bits, tables: tables))
        let timer = makeTimer(.patience, station: station, request: slot, now)
        attendances[slot].timer = timer
        set(timer, at: now &+ patience)
    }

    /// Ends a wait, for service or for good.
    private mutating func leaveLine(_ slot: Int, _ station: Int, _ now: Int64) {
        discard(attendances[slot].timer)
        attendances[slot].timer = -1
        crowds[station].waiting.remove(slot, attendances)
        crowds[station].queued &-= 1
        stations[station].waiting &-= 1
        let waited = Double(now &- requests[slot].mark)
        stations[station].waitingSum += waited
        addTime(slot, code[Int(requests[slot].pc)].waitPart, waited)
    }

    private mutating func addService(_ slot: Int, _ station: Int, _ now: Int64) {
        let time = Double(now &- requests[slot].mark)
        stations[station].serviceSum += time
        addTime(slot, code[Int(requests[slot].pc)].servicePart, time)
    }
}
