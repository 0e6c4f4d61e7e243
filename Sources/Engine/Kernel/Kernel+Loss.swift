// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Requests that are lost with a member of the platform that dies.
///
/// An event cannot be taken back, and what a request holds it must give back in order. So who is
/// served when its server dies runs on, under the operation behind all others that stands for the
/// lost of its own: what ends there has failed. Who only waits for the server fails at once.
extension Kernel {
    /// Whether a request is lost, and will fail at its end.
    mutating func isLost(_ slot: Int) -> Bool {
        Int(requests[slot].operation) >= starts.count
    }

    /// The requests of an operation, those that were lost among the failed.
    func outcome(_ operation: Int) -> Recorder.Counts {
        var counts = recorder.counts(operation)
        guard program.losesRequests else { return counts }
        let lost = recorder.counts(operation + program.operations.count)
        counts.failed += lost.completed + lost.failed
        return counts
    }

    /// Pods die: all their requests are lost, wherever they are; those that wait for them fail now.
    mutating func lose(pods dead: [Int], group: Int, _ now: Int64) {
        let place = Int(groups[group].stickiness)
        let first = Int(groups[group].first)
        var isDead = [Bool](repeating: false, count: Int(groups[group].members))
        for station in dead { isDead[station - first] = true }
        // One look at all requests, however many pods die at once.
        markLost { kernel, slot in
            let member = Int(kernel.chosen[slot &* kernel.stickyGroups &+ place]) - first
            return isDead.indices.contains(member) && isDead[member]
        }
        for station in dead { dismissLine(station, now) }
    }

    /// A server dies: all that wait for it or are served by it are lost.
    mutating func lose(station: Int) {
        markLost { kernel, slot in
            let pc = Int(kernel.requests[slot].pc)
            return kernel.code[pc].opcode == .serve && Int(kernel.requests[slot].station) == station
        }
    }

    /// All servers of a kind have died: who is on the way to them or is served is lost, whatever it
    /// waits for.
    mutating func lose(within ways: [ClosedRange<Int>]) {
        markLost { kernel, slot in
            let pc = Int(kernel.requests[slot].pc)
            return ways.contains { $0.contains(pc) }
        }
    }

    private mutating func markLost(where isHit: (inout Kernel, Int) -> Bool) {
        eachOnItsWay { kernel, slot in
            guard !kernel.isLost(slot), isHit(&kernel, slot) else { return }
            kernel.requests[slot].operation += Int32(truncatingIfNeeded: kernel.starts.count)
        }
    }

    /// A cache forgets all that it holds.
    mutating func flush(_ component: ComponentID, _ now: Int64) {
        for index in program.caches.indices where program.cacheComponents[index] == component {
            flush(cache: index, now)
        }
    }

    /// All who wait at a station fail.
    private mutating func dismissLine(_ station: Int, _ now: Int64) {
        guard crowds.count == 0 || program.isPlain(station: station) else {
            dismissCrowd(station, now)
            return
        }
        stations[station].touch(now)
        var slot = Int(stations[station].head)
        let count = stations[station].waiting
        stations[station].waiting = 0
        for _ in 0..<count {
            let next = Int(requests[slot].next)
            loadKeys[station] &-= Self.oneLoad
            // Their waits are in the integral, so they count; their service never was asked for.
            stations[station].waitingSum += Double(now &- requests[slot].mark)
            recorder.uncountVisit(Int(requests[slot].pc))
            fail(slot, now)
            slot = next
        }
    }
}

extension Program {
    /// Whether a station serves first come, first served, in the kernel's own line.
    fileprivate func isPlain(station: Int) -> Bool {
        resources.indices.contains { index in
            let resource = resources[index]
            let first = Int(groups[index].first)
            return resource.kind != .node && resource.discipline.isPlain
                && (first..<first + resource.members).contains(station)
        }
    }
}
