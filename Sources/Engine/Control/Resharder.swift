// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Moves the slots of a cache in one replication.
///
/// The keys of a slot move in batches of ten, as redis-cli asks for; each occupies both nodes for
/// the time of its keys, and commands that come meanwhile stand behind it.
struct Resharder {
    static let batch = 10

    let plan: ReshardPlan
    private let draws: StreamKey
    private var moves: [ReshardPlan.Move] = []
    /// Places of the keys that may have to move, by move, and where each move's begin.
    private var places: [Int32] = []
    private var starts: [Int] = []
    private var done = 0
    /// The next of the places, and whether its slot is on its way.
    private var next = 0
    private var isUnderway = false

    private(set) var moved = 0
    private(set) var lost = 0
    private(set) var began: Int64?
    private(set) var ended: Int64?
    /// Nodes of the cluster, and their integral over time in ns.
    private var present: Int
    private var area = 0.0
    private var last: Int64 = 0
    /// By node that has left the cluster: how long it had been busy then, in ns.
    private var busyBefore: [Double] = []

    init(_ plan: ReshardPlan, root: StreamKey) {
        self.plan = plan
        draws = root.child("resharding").child(plan.name)
        present = plan.from
    }

    /// Does what is due; when it goes on, or nil when all slots have moved.
    mutating func advance(_ kernel: inout Kernel, _ now: Int64) -> Int64? {
        if began == nil { begin(&kernel, now) }
        while done < moves.count {
            let due = plan.at + Int64(Double(plan.over) * (Double(done) / Double(moves.count)))
            if !isUnderway, due > now { return due }
            if let until = moveKeys(&kernel, now) { return until }
            endSlot(&kernel, now)
        }
        touch(now)
        present = plan.to
        busyBefore = leavers.map { busy($0, &kernel) }
        ended = now
        places = []
        return nil
    }

    /// Brings the integral up to now.
    mutating func touch(_ now: Int64) {
        area += Double(present) * Double(now - last)
        last = now
    }

    mutating func forget(_ now: Int64) {
        touch(now)
        area = 0
        for index in busyBefore.indices { busyBefore[index] = 0 }
    }

    /// Integral over time of nodes in service, in ns, up to the last touch: those of the cluster,
    /// and those that left it as long as they serve what had come to them.
    func serverArea(_ kernel: inout Kernel) -> Double {
        zip(leavers, busyBefore).reduce(area) { sum, leaver in
            sum + busy(leaver.0, &kernel) - leaver.1
        }
    }

    /// Nodes without a slot once all have moved.
    private var leavers: Range<Int> { min(plan.from, plan.to)..<plan.from }

    private func busy(_ node: Int, _ kernel: inout Kernel) -> Double {
        let index = Int(kernel.groups[plan.resource].first) + node
        kernel.nodes[index].settle(last)
        return kernel.nodes[index].measured.busyArea
    }

    func measured(_ kernel: inout Kernel) -> Replication.Resharding {
        var took: Double?
        if let began, let ended { took = Double(ended - began) * 1e-9 }
        return Replication.Resharding(
            took: took, moved: Double(moved), lost: Double(lost),
            redirects: Double(kernel.slots.migrations[plan.cache].redirects))
    }

    private mutating func begin(_ kernel: inout Kernel, _ now: Int64) {
        began = now
        touch(now)
        present = max(plan.from, plan.to)
        moves = plan.moves
        sortKeys(&kernel)
    }

    /// All keys of slots that move, those of one slot side by side.
    private mutating func sortKeys(_ kernel: inout Kernel) {
        var move = [Int](repeating: -1, count: SlotMaps.slots)
        for (index, each) in moves.enumerated() { move[each.slot] = index }
        var ends = [Int](repeating: 0, count: moves.count)
        eachKey(&kernel) { place in
            let index = move[SlotMaps.slot(of: place)]
            if index >= 0 { ends[index] += 1 }
        }
        starts = [0]
        for index in ends.indices {
            starts.append(starts[index] + ends[index])
            ends[index] = starts[index]
        }
        places = [Int32](repeating: 0, count: starts[moves.count])
        eachKey(&kernel) { place in
            let index = move[SlotMaps.slot(of: place)]
            guard index >= 0 else { return }
            places[ends[index]] = Int32(truncatingIfNeeded: place)
            ends[index] += 1
        }
    }

    private func eachKey(_ kernel: inout Kernel, _ body: (Int) -> Void) {
        for index in 0..<kernel.store.regions.count {
            let region = kernel.store.regions[index]
            guard Int(region.cache) == plan.cache else { continue }
            for key in 0..<region.keys { body(region.offset + key) }
        }
    }

    /// The next keys of the present slot; until when they keep their nodes, or nil where none is
    /// left.
    private mutating func moveKeys(_ kernel: inout Kernel, _ now: Int64) -> Int64? {
        let move = moves[done]
        if !isUnderway {
            isUnderway = true
            next = starts[done]
            if plan.keeps {
                kernel.slots.migrations[plan.cache].slot = move.slot
                kernel.slots.migrations[plan.cache].to = move.to
                kernel.slots.migrations[plan.cache].passed = 0
            }
        }
        var count = 0
        var time: Int64 = 0
        while next < starts[done + 1], count < Self.batch {
            let place = Int(places[next])
            next += 1
            guard kernel.store.isHeld(place) else { continue }
            guard plan.keeps else {
                lost += kernel.store.lose(place, cache: plan.cache, now: now) ? 1 : 0
                continue
            }
            guard kernel.store.isAlive(place, now: now) else { continue }
            time += min(moveTime(moved + count, kernel.tables), longestPause - time)
            count += 1
            kernel.slots.migrations[plan.cache].passed = place + 1
        }
        guard count > 0 else { return nil }
        moved += count
        let first = Int(kernel.groups[plan.resource].first)
        let end = kernel.nodes[first + move.from].arrive(now, service: time).end
        return max(end, kernel.nodes[first + move.to].arrive(now, service: time).end)
    }

    private func moveTime(_ number: Int, _ tables: SamplingTables) -> Int64 {
        let bits = draws.draw(UInt64(number))
        return nanoseconds(plan.move.sampleNanoseconds(bits: bits, tables: tables))
    }

    private mutating func endSlot(_ kernel: inout Kernel, _ now: Int64) {
        let move = moves[done]
        kernel.slots.migrations[plan.cache].slot = -1
        kernel.slots.setOwner(of: move.slot, cache: plan.cache, move.to)
        isUnderway = false
        done += 1
        kernel.store.setCapacity(
            plan.capacity(done: done, of: moves.count), cache: plan.cache, now: now)
    }
}

// Resharding, as the control plane sees to it.
extension ControlPlane {
    func reshard(_ index: Int, _ kernel: inout Kernel, _ now: Int64) {
        let plan = resharders[index].plan
        if resharders[index].began == nil {
            note(plan.component, .resharding(from: plan.from, to: plan.to), .schedule, now)
        }
        guard let next = resharders[index].advance(&kernel, now) else {
            let done = resharders[index]
            note(plan.component, .resharded(moved: done.moved, lost: done.lost), .schedule, now)
            return
        }
        agenda.add(.reshard(index), at: max(next, now + 1))
    }
}
