// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

/// What one replication measured, as plain numbers: times in seconds, rates per second.
struct Replication: Sendable {
    struct Operation: Sendable {
        var arrived = 0
        var completed = 0
        var failed = 0
        var rejected = 0
        /// Attempts after the first, and attempts that were given up, at all guarded steps.
        var retries = 0
        var timeouts = 0
        /// Requests that had come and not ended where the window begins, and where it ends.
        var inFlightBefore = 0
        var inFlightAfter = 0
        /// Absent where nothing was answered; else with its quantiles in the order asked for.
        var mean: Double?
        var quantiles: [Double] = []
        /// Mean time by part, and that of the slowest 5%.
        var breakdown: [Double] = []
        var tail: [Double] = []
    }

    struct Resource: Sendable {
        var utilization = 0.0
        var queueLength = 0.0
        var waitingTime: Double?
        var serviceTime: Double?
        var throughput = 0.0
        /// Turned away or not joining, and leaving the queue, of all who came.
        var rejected = 0.0
        var abandoned = 0.0
        /// Share of time by number at one member, from 0; empty where it is not measured.
        var occupancy: [Double] = []
        /// Visits that had to wait, of all that joined; only where there is a discipline.
        var waitShare: Double?
        /// Seconds of service that one request asks for, on average.
        var demand = 0.0
        /// The same, also where a queue before this resource keeps requests from it.
        var offeredDemand = 0.0
        var lawUtilization = 0.0
        var littleResidual = 0.0
    }

    struct Cache: Sendable {
        var hitRate: Double?
        var lookups = 0.0
        var evictions = 0.0
        var memoryUse = 0.0
        var expirations = 0.0
        var invalidations = 0.0
        /// Misses that waited for another's fill.
        var shared = 0.0
        /// Of all hits, those that read a value older than the last write; absent without hits.
        var staleHits: Double?
        /// Mean seconds since that write; absent without such hits.
        var staleAge: Double?
    }

    /// Work that nobody waits for.
    struct Job: Sendable {
        var load = 0.0
        var failed = 0.0
        var underway = 0.0
        /// Absent where none was completed.
        var mean: Double?
        var longest: Double?
        var quantiles: [Double] = []
    }

    /// A chain whose blocks are simulated; fees in wei.
    struct Chain: Sendable {
        var blocks = BlockCounts()
        /// In the order of the chain's rules.
        var submits: [SubmitCounts] = []
        /// Of the next block.
        var baseFee = 0.0
        var baseFeeP95: Double?
        var waitP95: Double?
        var pending = 0
        var failure: FeeError?
        /// Present where its batches are the platform's to pay.
        var posting: PostingCounts?
        /// Present where it takes blobs.
        var blobs: Blobs?
    }

    /// The blobs of a chain; fees in wei.
    struct Blobs: Sendable {
        var counts: BlobCounts
        /// Of the next block.
        var baseFee: Double
        var baseFeeP95: Double?
    }

    /// Of data that was read, in seconds; absent where none was.
    struct Age: Sendable {
        var mean: Double?
        var p95: Double?
        var longest: Double?
    }

    /// Pods whose number changes.
    struct Fleet: Sendable {
        var ready = 0.0
        var present = 0.0
        var fewest = 0.0
        var most = 0.0
        var increases = 0.0
        var decreases = 0.0
        var nodes = 0.0
    }

    var operations: [Operation] = []
    var overall = Operation()
    var resources: [Resource] = []
    var asked = LimitDemand.none
    var activity = ActivityCount.none
    var caches: [Cache] = []
    /// Of each guarded step, and of each rate limit.
    var guards: [GuardCounts] = []
    var limits: [LimitCounts] = []
    /// Of each rate limit, its mean over its own rate.
    var paces: [Double] = []
    var functions: [FunctionCounts] = []
    var tables: [TableCounts] = []
    var batches: [BatchCounts] = []
    var chains: [Chain] = []
    /// How the attempts at guarded steps began and ended, over the whole run.
    var histories: [(first: GuardPeriod, last: GuardPeriod)] = []
    var comparedSeconds = 0.0
    var jobs: [Job] = []
    var connections: [ConnectionCounts] = []
    var ages: [Age] = []
    /// By canary: all its operations, and each where there are several.
    var canaries: [[Canary]] = []
    /// Use of each component a second.
    var meters: [Double] = []
    /// Of each resource Σ(S - E S) over its visits, in seconds; empty without controls.
    var work: [Double] = []
    var fleets: [Fleet] = []
    var timeline: [TimelineWindow] = []
    var happenings: [PlatformEvent] = []
    /// Of degradation, normal operation first; empty without.
    var stages: [Stage] = []
    var reshardings: [Resharding] = []
    var events: UInt64 = 0
    var endedEarly = false
    /// Simulated seconds that were measured.
    var window = 0.0
}

extension Replication.Operation {
    /// Requests that were answered, failed or were rejected.
    var ended: Int { completed + failed + rejected }

    mutating func addOutcomes(of other: Self) {
        failed += other.failed
        rejected += other.rejected
        retries += other.retries
        timeouts += other.timeouts
        inFlightBefore += other.inFlightBefore
        inFlightAfter += other.inFlightAfter
    }
}

extension Replication {
    /// With the demands of all that came, where a queue that grows without end keeps some of it
    /// from resources behind it. What was counted is no less than that but by chance.
    var askedFor: Replication {
        var result = self
        for index in resources.indices {
            result.resources[index].demand = max(
                resources[index].demand, resources[index].offeredDemand)
        }
        return result
    }

    /// The share of the slowest requests that the tail breakdown explains.
    static let tailShare = 0.05
    /// How often a replication tells how far it is.
    static let slices: Int64 = 200

    /// Runs one replication; `progress` hears of each slice of simulated time that is done. Nil
    /// where it was stopped between two of them.
    static func run(
        _ program: Program, number: Int, slotLimit: Int, quantiles: [Ratio],
        stop: StopSignal? = nil, progress: (Double) -> Void
    ) -> Replication? {
        let plan = program.model.run
        var kernel = Kernel(
            program, seed: plan.seed, replication: number, slotLimit: slotLimit)
        let start = plan.warmUp.time.nanoseconds
        let end = start + plan.duration.nanoseconds
        let tell = { (reached: Int64) in progress(Double(reached) / Double(end)) }
        guard kernel.run(from: 0, to: start, slices: slices, stop, tell) != nil else { return nil }
        // A platform that is full before the warm-up ends is measured from its start.
        let measuredFrom = kernel.isFull ? 0 : start
        if !kernel.isFull { kernel.forget(start) }
        let ended =
            plan.limits.isNone
            ? kernel.run(from: start, to: end, slices: slices, stop, tell)
            : kernel.run(from: start, to: end, within: plan.limits, stop, tell)
        guard let now = ended else { return nil }
        progress(1)
        kernel.settle(now)
        var harvest = Harvest(
            kernel: kernel, window: Double(max(now - measuredFrom, 1)) * 1e-9)
        return harvest.replication(quantiles: quantiles, now: now)
    }
}

extension Kernel {
    /// Handles all events from one time to another in slices, and tells of each; gives the time at
    /// which it ended, nil where it was stopped between two slices. They change nothing of what
    /// comes out.
    mutating func run(
        from start: Int64, to end: Int64, slices: Int64, _ stop: StopSignal?,
        _ tell: (Int64) -> Void
    ) -> Int64? {
        guard end > start else { return end }
        for slice in 1...slices where !isFull {
            if let stop, stop.isRaised { return nil }
            let reached = slice == slices ? end : start + (end - start) / slices * slice
            run(until: reached)
            tell(reached)
        }
        return isFull ? filledAt : end
    }
}
