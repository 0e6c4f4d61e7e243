// SPDX-License-Identifier: GPL-3.0-or-later

/// One FCFS server without a queue limit whose departures are known on arrival.
///
/// A visit that arrives at a and serves for s begins at b = max(a, departure before) and departs
/// at b + s (Lindley, Proc. Camb. Phil. Soc. 48, 1952), so it needs no event of its own when the
/// server is freed: what follows can be scheduled at once. Nor are the integrals over time of
/// those in service and in the queue followed: they are the sums of the services and waits of all
/// visits, less what of them lies beyond the present moment, as those still present tell.
struct NodeQueue: BitwiseCopyable {
    private struct Visit: BitwiseCopyable {
        let start: Int64
        let end: Int64
    }

    /// Parts of the visits that are present at a moment which lie beyond it, in ns.
    private struct Rest: BitwiseCopyable {
        var visits = 0
        var waiting = 0.0
        var service = 0.0
    }

    /// Those present and, for a while, those gone before them, oldest first, in a ring of a power
    /// of two places.
    private var ring: UnsafeMutablePointer<Visit>
    private var mask = 7
    private var head = 0
    private var held = 0
    private var latest: Int64 = 0
    private var waitingSum = 0.0
    private var serviceSum = 0.0
    private var visits = 0
    /// At the start of the window, and when its integrals were asked for last.
    private var restBefore = Rest()
    private var rest = Rest()

    /// What it measured up to the last `settle`, as a station of one server says it.
    var measured: Station {
        var station = Station(servers: 1, queueLimit: nil)
        station.busyArea = restBefore.service + serviceSum - rest.service
        station.queueArea = restBefore.waiting + waitingSum - rest.waiting
        station.waitingSum = waitingSum
        station.serviceSum = serviceSum
        station.started = visits
        station.served = restBefore.visits + visits - rest.visits
        return station
    }

    /// The ring is freed by `release`, as a trivial type has no end of its own.
    init() { ring = .allocate(capacity: 8) }

    func release() { ring.deallocate() }

    /// A visit arrives; returns when its service begins and ends.
    @inline(__always)
    mutating func arrive(_ now: Int64, service: Int64) -> (start: Int64, end: Int64) {
        let start = max(now, latest)
        latest = min(start &+ service, farFuture)
        if held > mask { makeRoom(now) }
        ring[(head &+ held) & mask] = Visit(start: start, end: latest)
        held &+= 1
        visits &+= 1
        waitingSum += Double(start &- now)
        serviceSum += Double(latest &- start)
        return (start, latest)
    }

    /// Brings what was measured up to now.
    mutating func settle(_ now: Int64) {
        dropDeparted(now)
        rest = Rest()
        for place in 0..<held {
            let visit = ring[(head &+ place) & mask]
            rest.visits += 1
            rest.waiting += Double(max(visit.start &- now, 0))
            rest.service += Double(visit.end &- max(visit.start, now))
        }
    }

    /// Forgets what was measured, not the state.
    mutating func forget(_ now: Int64) {
        settle(now)
        restBefore = rest
        waitingSum = 0
        serviceSum = 0
        visits = 0
    }

    private mutating func dropDeparted(_ now: Int64) {
        while held > 0, ring[head].end <= now {
            head = (head &+ 1) & mask
            held &-= 1
        }
    }

    @inline(never)
    private mutating func makeRoom(_ now: Int64) {
        dropDeparted(now)
        // Few free places would be sought again soon.
        guard 2 * held > mask else { return }
        let larger = UnsafeMutablePointer<Visit>.allocate(capacity: 2 * (mask + 1))
        for place in 0..<held { larger[place] = ring[(head + place) & mask] }
        ring.deallocate()
        ring = larger
        head = 0
        mask = 2 * mask + 1
    }
}

/// The node queues of a replication; it owns their memory.
struct NodeQueues: ~Copyable {
    private let queues: FlatArray<NodeQueue>

    init(count: Int) {
        queues = FlatArray((0..<count).map { _ in NodeQueue() })
    }

    deinit {
        for index in 0..<queues.count { queues[index].release() }
    }

    var count: Int { queues.count }

    @inline(__always)
    subscript(index: Int) -> NodeQueue {
        get { queues[index] }
        nonmutating _modify { yield &queues[index] }
    }
}
