// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What became of one kind of work that nobody waits for.
struct JobCounts: BitwiseCopyable {
    var started = 0
    var completed = 0
    var failed = 0
    /// Of those completed, in ns.
    var latencySum = 0.0
    var longest: Int64 = 0
}

/// Work that goes on by itself, in one replication.
struct BackgroundState: ~Copyable {
    let counts: FlatArray<JobCounts>
    /// Begun and not ended; no end of a warm-up makes it forget them.
    let underway: FlatArray<Int>
    let histograms: [LatencyHistogram]

    init(_ program: Program) {
        counts = FlatArray(repeating: JobCounts(), count: program.jobs.count)
        underway = FlatArray(repeating: 0, count: program.jobs.count)
        histograms = program.jobs.map { _ in LatencyHistogram() }
    }

    /// Forgets what was counted.
    func forget() {
        counts.fill(JobCounts())
        for histogram in histograms { histogram.reset() }
    }

    func measured(_ job: Int, _ window: Double) -> Replication.Job {
        let count = counts[job]
        var result = Replication.Job()
        result.load = Double(count.started) / window
        result.underway = Double(underway[job])
        let ended = count.completed + count.failed
        if ended > 0 { result.failed = Double(count.failed) / Double(ended) }
        guard count.completed > 0 else { return result }
        result.mean = count.latencySum / Double(count.completed) * 1e-9
        result.longest = Double(count.longest) * 1e-9
        result.quantiles = BackgroundMeasurement.quantiles.map {
            (histograms[job].quantile($0) ?? 0) * 1e-9
        }
        return result
    }
}

/// A request starts work and goes on without waiting for it.
///
/// The work runs in a slot of its own with the request's draws and pods, as a branch does; but it
/// has no parent, so that its end is only counted.
extension Kernel {
    /// Where the request goes on; nil where it waits after all, or no slot is left.
    mutating func startWork(_ slot: Int, _ pc: Int, _ now: Int64) -> Int? {
        guard let child = allocate(now) else { return nil }
        let job = Int(code[pc].target)
        // Its first instruction is that after this one.
        requests[child] = Request(
            arrival: now, mark: now, key: requests[slot].key,
            pc: Int32(truncatingIfNeeded: pc), operation: requests[slot].operation,
            source: requests[slot].source, user: requests[slot].user)
        branchings[child] = Branching(parent: Branching.job(job))
        if program.usesBatches { noteServed(child, by: slot) }
        // What a database sends to its replicas has left the pod that wrote it.
        let keepsPods = program.jobs[job].database == nil
        for group in 0..<stickyGroups {
            let pod = chosen[slot &* stickyGroups &+ group]
            chosen[child &* stickyGroups &+ group] = keepsPods ? pod : -1
        }
        background.counts[job].started &+= 1
        background.underway[job] &+= 1
        makeReady(child)
        guard code[pc].count > 0 else { return Int(code[pc].jump) }
        // No step of work that is waited for asks whose request it is.
        requests[child].user = Int32(truncatingIfNeeded: slot)
        branchings[child].open = Self.isWaitedFor
        requests[slot].pc = code[pc].jump &- 1
        return nil
    }

    mutating func endWork(_ slot: Int, _ job: Int, _ ending: Ending, _ now: Int64) {
        let counts = background.counts.base + job
        background.underway[job] &-= 1
        if ending == .answered, !isLost(slot) {
            let latency = now &- requests[slot].arrival
            counts.pointee.completed &+= 1
            counts.pointee.latencySum += Double(latency)
            counts.pointee.longest = max(counts.pointee.longest, latency)
            background.histograms[job].record(latency)
        } else {
            counts.pointee.failed &+= 1
        }
        let isWaitedFor = branchings[slot].open == Self.isWaitedFor
        branchings[slot] = Branching()
        if program.usesBatches { batches.served[slot] = 0 }
        takeTimes(of: slot, for: isWaitedFor ? Int(requests[slot].user) : -1)
        if isWaitedFor { makeReady(Int(requests[slot].user)) }
        free(slot)
    }

    /// In place of the number of open branches, of which such work has none.
    private static var isWaitedFor: Int32 { -1 }

    /// Writes that were committed and are still on their way to the replicas of a database.
    mutating func unreceived(_ database: ComponentID) -> Int? {
        guard let job = program.jobs.firstIndex(where: { $0.database == database }) else {
            return nil
        }
        var count = 0
        eachOnItsWay { kernel, slot in
            let branching = kernel.branchings[slot]
            let isSent = kernel.code[Int(kernel.requests[slot].pc)].opcode == .delay
            if branching.job == job, branching.open != Self.isWaitedFor, isSent { count += 1 }
        }
        return count
    }
}
