// SPDX-License-Identifier: GPL-3.0-or-later

/// One FCFS server without a queue limit whose departures are known on arrival.
///
/// A visit that arrives at a and serves for s departs at max(a, departure before) + s (Lindley,
/// Proc. Camb. Phil. Soc. 48, 1952), so it needs no event of its own when the server is freed: what
/// follows can be scheduled at once. The integrals over time are brought up at the next arrival,
/// departure by departure, exactly as events would have done.
struct NodeQueue: BitwiseCopyable {
    /// Departures of those present, oldest first, in a ring of a power of two places.
    private var departures: UnsafeMutablePointer<Int64>
    private var mask = 7
    private var head = 0
    private(set) var present = 0
    private var latest: Int64 = 0
    private var last: Int64 = 0
    private(set) var busyArea = 0.0
    private(set) var queueArea = 0.0
    private(set) var waitingSum = 0.0
    private(set) var serviceSum = 0.0
    private(set) var visits = 0
    private var presentBefore = 0

    /// Visits that departed since the last `forget`.
    var served: Int { visits + presentBefore - present }

    /// What it measured, as a station of one server says it.
    var measured: Station {
        var station = Station(servers: 1, queueLimit: nil)
        station.busyArea = busyArea
        station.queueArea = queueArea
        station.waitingSum = waitingSum
        station.serviceSum = serviceSum
        station.started = visits
        station.served = served
        return station
    }

    /// The ring is freed by `release`, as a trivial type has no end of its own.
    init() { departures = .allocate(capacity: 8) }

    func release() { departures.deallocate() }

    /// A visit arrives; returns when its service begins and ends.
    @inline(__always)
    mutating func arrive(_ now: Int64, service: Int64) -> (start: Int64, end: Int64) {
        settle(now)
        let start = max(now, latest)
        latest = min(start &+ service, farFuture)
        if present > mask { grow() }
        departures[(head &+ present) & mask] = latest
        present &+= 1
        visits &+= 1
        waitingSum += Double(start &- now)
        serviceSum += Double(service)
        return (start, latest)
    }

    /// Brings the integrals up to now.
    @inline(__always)
    mutating func settle(_ now: Int64) {
        while present > 0, departures[head] <= now {
            pass(until: departures[head])
            head = (head &+ 1) & mask
            present &-= 1
        }
        pass(until: now)
    }

    /// Forgets what was measured, not the state.
    mutating func forget(_ now: Int64) {
        settle(now)
        busyArea = 0
        queueArea = 0
        waitingSum = 0
        serviceSum = 0
        visits = 0
        presentBefore = present
    }

    @inline(__always)
    private mutating func pass(until time: Int64) {
        if present > 0 {
            let elapsed = Double(time &- last)
            busyArea += elapsed
            queueArea += Double(present &- 1) * elapsed
        }
        last = time
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Int64>.allocate(capacity: 2 * (mask + 1))
        for place in 0..<present { larger[place] = departures[(head + place) & mask] }
        departures.deallocate()
        departures = larger
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
