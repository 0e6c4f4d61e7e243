// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// The members of each fleet that take requests.
struct Rosters: ~Copyable {
    /// The stations of a group, in the places from that of its first station on.
    private let stations: FlatArray<Int32>
    /// By group how many there are.
    private let counts: FlatArray<Int32>
    private let groups: UnsafeMutablePointer<Program.Group>

    init(_ program: Program, stations: Int) {
        let isUsed = program.resources.contains(where: \.hasRoster)
        self.stations = FlatArray(repeating: 0, count: isUsed ? stations : 0)
        counts = FlatArray(repeating: 0, count: isUsed ? program.groups.count : 0)
        groups = program.groups.base
    }

    func set(_ group: Int, _ members: [Int]) {
        counts[group] = Int32(truncatingIfNeeded: members.count)
        let first = Int(groups[group].first)
        for (place, member) in members.enumerated() {
            stations[first + place] = Int32(truncatingIfNeeded: member)
        }
    }

    func count(_ group: Int) -> Int { Int(counts[group]) }

    func member(_ place: Int, of group: Int) -> Int {
        Int(stations[Int(groups[group].first) + place])
    }
}

/// How the control plane and the loop of events take turns, and how requests find the members of a
/// fleet.
extension Kernel {
    /// Handles all events before `end`, and does what the control plane has to do meanwhile.
    mutating func run(until end: Int64) {
        if let control {
            while !isFull, control.due < end {
                play(until: control.due)
                if isFull { return }
                letAct(control)
            }
        }
        play(until: end)
    }

    /// Where no event comes up before the control plane is due: lets it act. False where it is not
    /// due before the end.
    mutating func actBefore(_ end: Int64) -> Bool {
        guard let control, !isFull, control.due < end else { return false }
        letAct(control)
        // A platform that the act has filled stays shut.
        if !isFull { calendar.setHorizon(min(end, control.due)) }
        return true
    }

    /// Whoever goes on because of what the control plane did, does so at once.
    private mutating func letAct(_ control: ControlPlane) {
        let now = control.due
        control.act(on: &self)
        if readyCount > 0 { runReady(now) }
    }

    /// The pod of a fleet that a request sticks to, or is given now; the closed door where none
    /// takes requests.
    @inline(never)
    mutating func podOfFleet(_ slot: Int, _ pc: Int, _ group: Int) -> Int {
        let place = slot &* stickyGroups &+ Int(groups[group].stickiness)
        let known = Int(chosen[place])
        if known >= 0 { return known }
        let count = rosters.count(group)
        guard count > 0 else {
            return Int(groups[group].first) &+ Int(groups[group].members) &- 1
        }
        var pod = rosters.member(0, of: group)
        switch groups[group].balancing {
        case .roundRobin:
            pod = turnOfRoster(group)
        case .shortestQueue:
            for index in 1..<max(count, 1) {
                let other = rosters.member(index, of: group)
                if load(other) < load(pod) { pod = other }
            }
        case .random:
            let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream ^ SplitMix.golden)
            let index = Int(bits.multipliedFullWidth(by: UInt64(count)).high)
            pod = rosters.member(index, of: group)
        }
        chosen[place] = Int32(truncatingIfNeeded: pod)
        return pod
    }

    /// The next in turn of the members that are there; any where none is, because whoever comes
    /// then has failed before.
    @inline(never)
    mutating func turnOfRoster(_ group: Int) -> Int {
        let count = rosters.count(group)
        guard count > 0 else { return Int(groups[group].first) }
        let turn = Int(turns[group])
        let next = turn < count ? turn : 0
        turns[group] = Int32(truncatingIfNeeded: next &+ 1)
        return rosters.member(next, of: group)
    }

    /// Brings the time-weighted integrals of a station up to now.
    mutating func settle(station: Int, _ now: Int64) {
        if crowds.count > 0 { observe(station, now) } else { stations[station].touch(now) }
    }

    /// Brings the time-weighted integrals of all resources up to now.
    mutating func settleStations(_ now: Int64) {
        for index in 0..<crowds.count { observe(index, now) }
        for index in 0..<stations.count { stations[index].touch(now) }
        for index in 0..<nodes.count { nodes[index].settle(now) }
    }

    /// What the members of a resource measured, together.
    mutating func measured(by resource: Int) -> Station {
        let isNode = program.resources[resource].kind == .node
        let first = Int(groups[resource].first)
        var sum = Station(servers: 0, queueLimit: nil)
        for member in first..<first + program.resources[resource].members {
            sum.add(isNode ? nodes[member].measured : stations[member])
        }
        return sum
    }

    /// Mean number of a resource's servers that were in service over the window.
    mutating func meanServers(_ index: Int, window: Double) -> Double {
        if let control, let area = control.serverArea(of: index, &self) {
            return area / (window * 1e9)
        }
        let resource = program.resources[index]
        let there = Double(resource.servers) * resource.presence
        // Who is served when a canary ends is served on.
        return resource.presence < 1
            ? max(there, measured(by: index).busyArea / (window * 1e9)) : there
    }
}
