// SPDX-License-Identifier: GPL-3.0-or-later

/// One FCFS queue with its servers, or a pool with its connections: state and measurements.
struct Station: BitwiseCopyable {
    var servers: Int32
    var busy: Int32 = 0
    var waiting: Int32 = 0
    var queueLimit: Int32
    /// The first and the last that wait, where somebody does.
    var head: Int32 = -1
    var tail: Int32 = -1
    /// When `busy` or `waiting` last changed.
    var last: Int64 = 0
    /// Integrals over time of `busy` and `waiting`, in ns.
    var busyArea = 0.0
    var queueArea = 0.0
    /// Sums over the visits that began, or ended, service, in ns.
    var waitingSum = 0.0
    var serviceSum = 0.0
    var started = 0
    var served = 0
    var rejected = 0

    init(servers: Int, queueLimit: Int?) {
        self.servers = Int32(servers)
        self.queueLimit = Int32(clamping: queueLimit ?? Int(Int32.max))
    }

    /// Brings the integrals up to now; must come before each change of `busy` or `waiting`.
    @inline(__always)
    mutating func touch(_ now: Int64) {
        let elapsed = Double(now &- last)
        last = now
        busyArea += Double(busy) * elapsed
        queueArea += Double(waiting) * elapsed
    }

    /// Adds what another measured.
    mutating func add(_ other: Station) {
        busyArea += other.busyArea
        queueArea += other.queueArea
        waitingSum += other.waitingSum
        serviceSum += other.serviceSum
        started += other.started
        served += other.served
        rejected += other.rejected
    }

    /// Forgets what was measured, not the state.
    mutating func forget(_ now: Int64) {
        last = now
        busyArea = 0
        queueArea = 0
        waitingSum = 0
        serviceSum = 0
        started = 0
        served = 0
        rejected = 0
    }
}

extension Program.Resource {
    /// Its members, idle; none where they are nodes of a cache.
    var stations: [Station] {
        (0..<(kind == .node ? 0 : members)).map { member in
            isDoor(member)
                ? Station(servers: 0, queueLimit: 0)
                : Station(servers: membersServers, queueLimit: queueLimit)
        }
    }
}
