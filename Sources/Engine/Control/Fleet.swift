// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities
import Statistics

/// The pods of a component whose number changes: which there are, which take requests, since when.
///
/// A pod is one of the component's stations. Who is taken away gets no further request and serves
/// those that it has; it is paid for until it is taken away. A new pod takes the emptiest
/// station that none has.
struct Fleet {
    enum State {
        case absent
        /// Asked for, without a node to start on.
        case pending
        /// Not yet taking requests.
        case starting
        case ready
    }

    struct Pod {
        var state = State.absent
        /// When it was decided, and when it began to take requests.
        var created: Int64 = 0
        var readySince: Int64 = 0
        /// Which of the pods that this station has been.
        var serial = 0
        /// What the station had measured at the last reading.
        var busyArea = 0.0
        var started = 0
        /// Steps that the station had served when this pod came.
        var servedBefore = 0
    }

    let plan: ControlProgram.Fleet
    private(set) var pods: [Pod]
    /// As many as were asked for last.
    private(set) var wanted: Int
    private(set) var nodes: NodeGroup?
    private let starts: StreamKey
    private var births = 0
    /// Integrals over time of the pods that take requests, and of all, in ns.
    private(set) var readyArea = 0.0
    private(set) var presentArea = 0.0
    private var last: Int64 = 0
    /// Since when that is measured.
    private var since: Int64 = 0
    /// The fewest and the most that took requests since it was last forgotten.
    private(set) var fewest: Int
    private(set) var most: Int
    /// Decisions for more pods and for fewer.
    private(set) var increases = 0
    private(set) var decreases = 0
    private var leftWork: LeftWork

    init(_ plan: ControlProgram.Fleet, root: StreamKey) {
        self.plan = plan
        starts = root.child("startup").child(plan.name)
        wanted = plan.pods.replicas
        fewest = wanted
        most = wanted
        leftWork = LeftWork(plan)
        pods = (0..<plan.most).map { index in
            Pod(state: index < plan.pods.replicas ? .ready : .absent)
        }
        if let pool = plan.pods.nodes, let boot = plan.boot {
            nodes = NodeGroup(
                pool, boot: boot, pods: wanted, starts: root.child("nodes").child(plan.name))
        }
    }

    var ready: Int { pods.count { $0.state == .ready } }
    var present: Int { pods.count { $0.state != .absent } }
    var pending: Int { pods.count { $0.state == .pending } }

    /// Brings the integrals up to now; before each change.
    mutating func touch(_ now: Int64) {
        let elapsed = Double(now - last)
        last = now
        readyArea += Double(ready) * elapsed
        presentArea += Double(present - pending) * elapsed
        nodes?.touch(now)
    }

    /// Forgets what was measured, not the state.
    mutating func forget(_ now: Int64) {
        touch(now)
        since = now
        readyArea = 0
        presentArea = 0
        leftWork.forget()
        nodes?.forget(now)
        fewest = ready
        most = ready
        increases = 0
        decreases = 0
    }

    func measured(over window: Double) -> Replication.Fleet {
        Replication.Fleet(
            ready: readyArea / (window * 1e9), present: presentArea / (window * 1e9),
            fewest: Double(fewest), most: Double(most), increases: Double(increases),
            decreases: Double(decreases), nodes: (nodes?.area ?? 0) / (window * 1e9))
    }

    /// Integral over time of a resource's servers in service, in ns: those of pods that take
    /// requests, and those that are still busy in others.
    func serverArea(of resource: Int, members: Int, _ kernel: inout Kernel) -> Double {
        // The pools of a canary's pods are there as well.
        let canaries = resource == plan.resource ? 0 : plan.pods.canary?.replicas ?? 0
        let ready = readyArea + Double(canaries) * Double(last - since)
        return ready * Double(members) + leftWork.area(of: resource, &kernel, last)
    }

    /// The pods of the start are there.
    mutating func begin(_ kernel: inout Kernel) { publish(&kernel) }

    /// Lets those that take requests be found by them.
    private mutating func publish(_ kernel: inout Kernel) {
        fewest = min(fewest, ready)
        most = max(most, ready)
        leftWork.update({ pods[$0].state == .ready }, &kernel, last)
        for pod in pods.indices where pods[pod].state != .ready {
            closeConnections(of: pod, &kernel)
        }
        kernel.rosters.set(
            plan.resource, pods.indices.filter { pods[$0].state == .ready }.map { plan.first + $0 })
    }

    private func closeConnections(of pod: Int, _ kernel: inout Kernel) {
        for pool in plan.pools { kernel.closeConnections(ofPool: pool, member: pod) }
    }

    /// Starts pods or takes some away until there are so many.
    mutating func scale(to count: Int, _ kernel: inout Kernel, _ now: Int64) -> [Birth] {
        touch(now)
        if count > wanted { increases += 1 }
        if count < wanted { decreases += 1 }
        wanted = min(max(count, 0), plan.most)
        var started: [Birth] = []
        while present < wanted { started.append(start(&kernel, now)) }
        while present > wanted { takeAway() }
        publish(&kernel)
        return started
    }

    /// A pod that was decided, and when it takes requests.
    struct Birth {
        let pod: Int
        let serial: Int
        let ready: Int64
    }

    /// Whether that pod is there and does not take requests yet.
    func isExpected(_ birth: Birth) -> Bool {
        let pod = pods[birth.pod]
        return pod.serial == birth.serial && (pod.state == .starting || pod.state == .pending)
    }

    private mutating func start(_ kernel: inout Kernel, _ now: Int64) -> Birth {
        var place = -1
        for index in pods.indices where pods[index].state == .absent {
            if place < 0 || kernel.load(plan.first + index) < kernel.load(plan.first + place) {
                place = index
            }
        }
        return beBorn(place, &kernel, now)
    }

    /// A new pod at that station.
    private mutating func beBorn(_ place: Int, _ kernel: inout Kernel, _ now: Int64) -> Birth {
        births += 1
        pods[place].serial += 1
        pods[place].created = now
        pods[place].state = .absent
        pods[place].servedBefore = kernel.stations[plan.first + place].served
        if let nodes, present - pending >= nodes.places {
            pods[place].state = .pending
            return Birth(pod: place, serial: pods[place].serial, ready: .max)
        }
        return beginStart(place, &kernel, now)
    }

    /// A pod that has a node starts.
    private mutating func beginStart(
        _ place: Int, _ kernel: inout Kernel, _ now: Int64
    ) -> Birth {
        pods[place].state = .starting
        guard let law = plan.startup else {
            pods[place].state = .ready
            pods[place].readySince = now
            return Birth(pod: place, serial: pods[place].serial, ready: now)
        }
        let bits = starts.draw(UInt64(births))
        let time = nanoseconds(law.sampleNanoseconds(bits: bits, tables: kernel.tables))
        return Birth(pod: place, serial: pods[place].serial, ready: now + time)
    }

    /// Pods that take requests.
    var readyPods: [Int] { pods.indices.filter { pods[$0].state == .ready } }

    /// Some pods that take requests die, chosen by that word, and start again.
    mutating func crash(
        _ extent: Fault.Extent, word: UInt64, _ kernel: inout Kernel, _ now: Int64
    ) -> [Birth] {
        touch(now)
        var alive = readyPods
        let count =
            switch extent {
            case .count(let count): min(count, alive.count)
            case .share(let share):
                min(max(Int((share.fraction * Double(alive.count)).rounded()), 1), alive.count)
            }
        var stream = CounterStream(StreamKey(seed: word))
        var victims: [Int] = []
        for _ in 0..<count {
            let place = Int(stream.next().multipliedFullWidth(by: UInt64(alive.count)).high)
            victims.append(alive.remove(at: place))
        }
        return die(victims, &kernel)
    }

    /// Pods die with their requests, and start again; the integrals are up to now.
    private mutating func die(_ victims: [Int], _ kernel: inout Kernel) -> [Birth] {
        let now = last
        for victim in victims { pods[victim].state = .absent }
        publish(&kernel)
        // Whoever fails now and asks again finds those that are left.
        kernel.lose(pods: victims.map { plan.first + $0 }, group: plan.resource, now)
        let births = victims.map { _ in start(&kernel, now) }
        publish(&kernel)
        return births
    }

    /// A pod finishes what it has, and a new one starts in its place; nil where it is gone.
    mutating func replace(_ pod: Int, _ kernel: inout Kernel, _ now: Int64) -> Birth? {
        guard pods[pod].state == .ready else { return nil }
        touch(now)
        closeConnections(of: pod, &kernel)
        let birth = beBorn(pod, &kernel, now)
        publish(&kernel)
        return birth
    }

    /// As a ReplicaSet does: first who does not take requests yet, then the youngest.
    private mutating func takeAway() {
        var victim = -1
        for index in pods.indices where pods[index].state != .absent {
            if victim < 0 || isSooner(pods[index], pods[victim]) { victim = index }
        }
        if victim >= 0 { pods[victim].state = .absent }
    }

    private func isSooner(_ pod: Pod, _ other: Pod) -> Bool {
        if pod.state != other.state { return Self.rank(pod.state) < Self.rank(other.state) }
        return pod.created >= other.created
    }

    private static func rank(_ state: State) -> Int {
        switch state {
        case .absent, .pending: 0
        case .starting: 1
        case .ready: 2
        }
    }

    // MARK: Nodes and memory

    /// Pods that wait for a node start, as many as there are places, the oldest first.
    mutating func placePending(_ kernel: inout Kernel, _ now: Int64) -> [Birth] {
        guard let nodes else { return [] }
        touch(now)
        var births: [Birth] = []
        while present - pending < nodes.places {
            let waiting = pods.indices.filter { pods[$0].state == .pending }
            guard let oldest = waiting.min(by: { pods[$0].created < pods[$1].created }) else {
                break
            }
            births.append(beginStart(oldest, &kernel, now))
        }
        publish(&kernel)
        return births
    }

    /// The provisioner looks at the pods; when new nodes run, and how many went.
    mutating func scanNodes(_ kernel: inout Kernel, _ now: Int64) -> NodeGroup.Scan {
        touch(now)
        let pods = present
        return nodes?.scan(pods: pods, tables: kernel.tables, now) ?? NodeGroup.Scan()
    }

    mutating func nodeBecomesReady(_ now: Int64) { nodes?.becomeReady(now) }

    /// Pods whose memory is full of what their steps left behind.
    func full(_ kernel: inout Kernel) -> [Int] {
        guard let leak = plan.pods.leak, let memory = plan.pods.memory, leak > .zero else {
            return []
        }
        let most = memory.bytes / leak.bytes
        return readyPods.filter { pod in
            Int64(kernel.stations[plan.first + pod].served - pods[pod].servedBefore) >= most
        }
    }

    /// A pod dies with its requests, and starts again.
    mutating func kill(_ pod: Int, _ kernel: inout Kernel, _ now: Int64) -> [Birth] {
        guard pods[pod].state == .ready else { return [] }
        touch(now)
        return die([pod], &kernel)
    }

    /// A pod has started; false where it was taken away before.
    mutating func becomeReady(
        _ pod: Int, serial: Int, _ kernel: inout Kernel, _ now: Int64
    ) -> Bool {
        guard pods[pod].state == .starting, pods[pod].serial == serial else { return false }
        touch(now)
        pods[pod].state = .ready
        pods[pod].readySince = now
        publish(&kernel)
        return true
    }
}

// What an autoscaler reads.
extension Fleet {
    /// What each pod did since the last reading.
    ///
    /// - Parameters:
    ///   - metric: busy cores, steps begun a second, or steps present; read in thousandths.
    ///   - period: ns since the last reading.
    mutating func read(
        _ metric: ScalingMetric, over period: Int64, _ kernel: inout Kernel, _ now: Int64
    ) -> [PodReading] {
        pods.indices.compactMap { index -> PodReading? in
            let pod = pods[index]
            let station = plan.first + index
            let request = plan.pods.cpuRequest
            switch pod.state {
            case .absent: return nil
            case .starting, .pending: return PodReading(state: .pending, use: nil, request: request)
            case .ready: break
            }
            let use: Double
            switch metric {
            case .cpu:
                use = (kernel.stations[station].busyArea - pod.busyArea) / Double(period)
            case .perPod(.requests, _):
                use = Double(kernel.stations[station].started - pod.started) / Double(period) * 1e9
            case .perPod(.concurrency, _):
                use = Double(kernel.load(station))
            case .external:
                return nil
            }
            // A sample that begins before the pod took requests does not speak for it.
            let isCovered = pod.readySince <= now - period || pod.created == 0
            return PodReading(
                state: isCovered ? .ready : .unready, use: Int64((use * 1_000).rounded()),
                request: request)
        }
    }

    /// Brings the stations' integrals up to now.
    func settle(_ kernel: inout Kernel, _ now: Int64) {
        for station in plan.first..<plan.first + plan.most {
            kernel.settle(station: station, now)
        }
    }

    /// The next reading begins now.
    mutating func rebase(_ kernel: inout Kernel) {
        for index in pods.indices {
            pods[index].busyArea = kernel.stations[plan.first + index].busyArea
            pods[index].started = kernel.stations[plan.first + index].started
        }
    }

    /// What the stations have measured will be forgotten; the reading goes on.
    mutating func shiftBase(_ kernel: inout Kernel, _ now: Int64) {
        settle(&kernel, now)
        for index in pods.indices {
            pods[index].busyArea -= kernel.stations[plan.first + index].busyArea
            pods[index].started -= kernel.stations[plan.first + index].started
            pods[index].servedBefore -= kernel.stations[plan.first + index].served
        }
    }
}
