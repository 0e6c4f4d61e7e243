// SPDX-License-Identifier: GPL-3.0-or-later

/// Those who share the servers of a station: n customers are each served at rate min(1, c / n).
///
/// `attained` is the service in ns that one who was there from the start would have had; it grows
/// at that rate. Who comes when it is V and needs s is done when it is V + s, whoever else comes or
/// goes, so the order of completions is known on arrival and a heap holds it. Only the clock time
/// of the next completion changes; one timer follows it.
///
/// Source: the virtual time of fair queueing; Parekh and Gallager, IEEE/ACM Transactions on
/// Networking 1 (1993) 344, section II.
struct SharedService: BitwiseCopyable {
    struct Job: BitwiseCopyable {
        /// What `attained` will be when it is done.
        var finish: Double
        /// Of equal ones the first who came is done first.
        var order: UInt64
        var slot: Int32
    }

    private var jobs: UnsafeMutablePointer<Job>
    private var capacity = 1
    private(set) var count = 0
    private var attained = 0.0
    private var last: Int64 = 0
    private var arrivals: UInt64 = 0
    /// Where its next completion is timed; -1 for no timer yet.
    var timer: Int32 = -1

    /// Beyond it `attained` begins again at zero, so that a ns stays more than a rounding error.
    private static let longest = 0x1p50

    /// The heap is freed by `release`, as a trivial type has no end of its own.
    init() { jobs = .allocate(capacity: 1) }

    func release() { jobs.deallocate() }

    /// Brings `attained` up to now.
    mutating func advance(to now: Int64, servers: Int32) {
        if count > 0 {
            let elapsed = Double(now &- last)
            attained +=
                count <= Int(servers) ? elapsed : elapsed * Double(servers) / Double(count)
        }
        last = now
    }

    /// Somebody comes who needs that much service, in ns; `attained` is up to now.
    mutating func insert(_ slot: Int, service: Int64) {
        if count == 0 { attained = 0 } else if attained > Self.longest { rebase() }
        if count == capacity { grow() }
        let job = Job(
            finish: attained + Double(service), order: arrivals,
            slot: Int32(truncatingIfNeeded: slot))
        arrivals &+= 1
        var hole = count
        count &+= 1
        while hole > 0 {
            let parent = (hole &- 1) &>> 1
            guard Self.isBefore(job, jobs[parent]) else { break }
            jobs[hole] = jobs[parent]
            hole = parent
        }
        jobs[hole] = job
    }

    /// When the next is done; there is somebody, and `attained` is up to now.
    func nextCompletion(_ now: Int64, servers: Int32) -> Int64 {
        let left = max(jobs[0].finish - attained, 0)
        return now
            &+ nanoseconds(
                count <= Int(servers) ? left : left * Double(count) / Double(servers))
    }

    /// Takes out who is done; `attained` is up to now.
    mutating func removeFirst() -> Int {
        let slot = Int(jobs[0].slot)
        count &-= 1
        let job = jobs[count]
        var hole = 0
        while true {
            var child = 2 &* hole &+ 1
            guard child < count else { break }
            if child &+ 1 < count, Self.isBefore(jobs[child &+ 1], jobs[child]) { child &+= 1 }
            guard Self.isBefore(jobs[child], job) else { break }
            jobs[hole] = jobs[child]
            hole = child
        }
        jobs[hole] = job
        return slot
    }

    private static func isBefore(_ a: Job, _ b: Job) -> Bool {
        a.finish < b.finish || (a.finish == b.finish && a.order < b.order)
    }

    private mutating func rebase() {
        for index in 0..<count { jobs[index].finish -= attained }
        attained = 0
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Job>.allocate(capacity: 2 * capacity)
        larger.initialize(from: jobs, count: count)
        jobs.deallocate()
        jobs = larger
        capacity *= 2
    }
}
