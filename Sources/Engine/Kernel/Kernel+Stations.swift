// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch
import Statistics

/// Queues, servers, connection pools, and how a request finds its own.
extension Kernel {
    /// Joins the queue of a station, or its service where a server is free.
    @_transparent
    mutating func enter(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = route(slot, pc)
        let station = stations.base + number
        let request = requests.base + slot
        recorder.countVisit(pc)
        station.pointee.touch(now)
        request.pointee.pc = Int32(truncatingIfNeeded: pc)
        request.pointee.mark = now
        request.pointee.station = Int32(truncatingIfNeeded: number)
        if station.pointee.busy < station.pointee.servers {
            station.pointee.busy &+= 1
            station.pointee.started &+= 1
            loadKeys[number] &+= Self.oneLoad
            calendar.push(time: now &+ sample(pc, request.pointee.key), slot: slot)
        } else if station.pointee.waiting < station.pointee.queueLimit {
            loadKeys[number] &+= Self.oneLoad
            enqueue(slot, station)
        } else {
            station.pointee.rejected &+= 1
            reject(slot, now)
        }
    }

    /// Frees the server; the first that waits takes it.
    @_transparent
    mutating func completeService(_ slot: Int, _ pc: Int, _ now: Int64) {
        let number = Int(requests[slot].station)
        let station = stations.base + number
        let service = Double(now &- requests[slot].mark)
        addTime(slot, code[pc].servicePart, service)
        station.pointee.touch(now)
        station.pointee.serviceSum += service
        station.pointee.served &+= 1
        loadKeys[number] &-= Self.oneLoad
        if station.pointee.waiting > 0 {
            let next = dequeue(station, now)
            let time = sample(Int(requests[next].pc), requests[next].key)
            calendar.push(time: now &+ time, slot: next)
        } else {
            station.pointee.busy &-= 1
        }
    }

    @inline(__always)
    mutating func enqueue(_ slot: Int, _ station: UnsafeMutablePointer<Station>) {
        if station.pointee.waiting > 0 {
            requests[Int(station.pointee.tail)].next = Int32(truncatingIfNeeded: slot)
        } else {
            station.pointee.head = Int32(truncatingIfNeeded: slot)
        }
        station.pointee.tail = Int32(truncatingIfNeeded: slot)
        station.pointee.waiting &+= 1
    }

    /// Takes the first that waits out of the queue; its waiting ends now.
    @inline(__always)
    mutating func dequeue(_ station: UnsafeMutablePointer<Station>, _ now: Int64) -> Int {
        let slot = Int(station.pointee.head)
        let request = requests.base + slot
        station.pointee.head = request.pointee.next
        station.pointee.waiting &-= 1
        station.pointee.started &+= 1
        let waited = Double(now &- request.pointee.mark)
        station.pointee.waitingSum += waited
        request.pointee.mark = now
        addTime(slot, code[Int(request.pointee.pc)].waitPart, waited)
        return slot
    }

    /// Takes a connection; false where the request has to wait for one.
    mutating func acquire(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let pool = route(slot, pc)
        recorder.countVisit(pc)
        stations[pool].touch(now)
        if stations[pool].busy < stations[pool].servers {
            stations[pool].busy &+= 1
            stations[pool].started &+= 1
            return true
        }
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        requests[slot].mark = now
        enqueue(slot, stations.base + pool)
        return false
    }

    /// Gives a connection back; the first that waits takes it and goes on after this request.
    mutating func release(_ slot: Int, _ pc: Int, _ now: Int64) {
        let pool = route(slot, pc)
        stations[pool].touch(now)
        stations[pool].served &+= 1
        if stations[pool].waiting > 0 {
            makeReady(dequeue(stations.base + pool, now))
            if stations[pool].waiting > 0 { prefetch(slot: Int(stations[pool].head)) }
        } else {
            stations[pool].busy &-= 1
        }
    }

    /// Asks for what the next of a long queue will touch: it came long ago and has left the caches.
    private mutating func prefetch(slot: Int) {
        plimsoll_prefetch(requests.base + slot)
        plimsoll_prefetch(times.advanced(by: slot &* stride))
        if stride > 8 { plimsoll_prefetch(times.advanced(by: slot &* stride &+ 8)) }
    }

    /// Lets a request go on after the instruction that it is at, after the present event's own.
    @inline(__always)
    mutating func makeReady(_ slot: Int) {
        if readyCount == ready.count { ready.grow(to: 2 * readyCount) }
        ready[readyCount] = Int32(truncatingIfNeeded: slot)
        readyCount &+= 1
    }

    mutating func runReady(_ now: Int64) {
        var index = 0
        while index < readyCount {
            let slot = Int(ready[index])
            index &+= 1
            advance(slot, from: Int(requests[slot].pc) &+ 1, now)
        }
        readyCount = 0
    }

    /// The station that an instruction of a request speaks of.
    @inline(__always)
    mutating func route(_ slot: Int, _ pc: Int) -> Int {
        let only = Int(code[pc].station)
        if only >= 0 { return only }
        let group = Int(code[pc].target)
        let first = Int(groups[group].first)
        switch code[pc].routing {
        case .single: return first
        case .pod: return pod(slot, pc, group)
        case .fleet: return podOfFleet(slot, pc, group)
        case .roundRobin: return first &+ turn(group)
        case .roster: return turnOfRoster(group)
        case .key: return first &+ node(slot, pc, group)
        case .slot: return first &+ nodeOfSlot(slot, pc)
        case .poolOfPod:
            let pods = Int(code[pc].jump)
            let sticky = Int(groups[pods].stickiness)
            let pod = Int(chosen[slot &* stickyGroups &+ sticky])
            return first &+ pod &- Int(groups[pods].first)
        }
    }

    mutating func pod(_ slot: Int, _ pc: Int, _ group: Int) -> Int {
        let place = slot &* stickyGroups &+ Int(groups[group].stickiness)
        let known = Int(chosen[place])
        if known >= 0 { return known }
        let first = Int(groups[group].first)
        let members = Int(groups[group].members)
        var pod = first
        switch groups[group].balancing {
        case .roundRobin:
            pod = first &+ turn(group)
        case .shortestQueue:
            pod = leastLoaded(first, members)
        case .random:
            let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream ^ SplitMix.golden)
            pod = first &+ Int(bits.multipliedFullWidth(by: UInt64(members)).high)
        }
        chosen[place] = Int32(truncatingIfNeeded: pod)
        return pod
    }

    /// A request more in a key of `loadKeys`.
    static var oneLoad: Int64 { 1 &<< 32 }

    /// How many wait or are served at a station.
    mutating func load(_ station: Int) -> Int32 {
        Int32(truncatingIfNeeded: loadKeys[station] &>> 32)
    }

    /// The station with the fewest requests; of equals the first.
    @inline(__always)
    mutating func leastLoaded(_ first: Int, _ members: Int) -> Int {
        let keys = loadKeys.base + first
        var least = keys[0]
        var other = keys[members &- 1]
        var index = 1
        // Two at a time, so that one comparison need not wait for the other.
        while index &+ 1 < members {
            least = min(least, keys[index])
            other = min(other, keys[index &+ 1])
            index &+= 2
        }
        return Int(Int32(truncatingIfNeeded: min(least, other)))
    }

    @inline(__always)
    mutating func turn(_ group: Int) -> Int {
        let turn = turns[group]
        turns[group] = turn &+ 1 == groups[group].members ? 0 : turn &+ 1
        return Int(turn)
    }

    /// The node of the first key of a command.
    mutating func node(_ slot: Int, _ pc: Int, _ group: Int) -> Int {
        let base = requests[slot].key ^ code[pc].threshold
        let region = Int(code[pc].keyspace)
        guard store.regions[region].keys > 0 else {
            return estimates.node(region: region, bits: SplitMix.mix(base &- SplitMix.golden))
        }
        let key = keyDraws[region].key(0, from: base)
        return Engine.node(
            ofPlace: program.regions[region].offset &+ key, among: Int(groups[group].members))
    }
}
