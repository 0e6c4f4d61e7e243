// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads the measurements out of a kernel at the end of a window.
struct Harvest: ~Copyable {
    private var kernel: Kernel
    private let program: Program
    private let window: Double
    private let arrived: Double
    private var asked = LimitDemand.none
    private var activity = ActivityCount.none

    init(kernel: consuming Kernel, window: Double) {
        program = kernel.program
        self.window = window
        var total = 0
        for index in 0..<program.operations.count { total += kernel.recorder.counts(index).arrived }
        arrived = Double(total)
        self.kernel = kernel
    }

    /// The kernel again, as it was.
    consuming func release() -> Kernel { kernel }

    mutating func replication(quantiles: [Ratio], now: Int64) -> Replication {
        var result = Replication()
        result.window = window
        result.events = kernel.scheduledEvents
        result.endedEarly = kernel.isFull
        let inFlight = kernel.inFlight()
        result.operations = program.operations.indices.map { index in
            var result = operation(index, quantiles)
            addOutcomes(index, to: &result)
            result.rejected = kernel.rejected(index)
            result.inFlightAfter = inFlight[index]
            return result
        }
        result.histories = (0..<program.guards.count).map {
            kernel.policies.history.ends($0, until: now)
        }
        result.comparedSeconds = kernel.policies.history.comparedSeconds
        result.limits = (0..<program.limits.rules.count).map { kernel.policies.limitCounts[$0] }
        result.paces = result.limits.indices.map {
            kernel.policies.paceShares[$0].mean(kernel.policies.limitRules[$0].pace, now)
        }
        result.guards = (0..<program.guards.count).map { kernel.policies.counts[$0] }
        result.functions = kernel.functions.counts(until: now)
        result.tables = kernel.tableFloor.counts(over: window)
        result.batches = (0..<program.batchRules.count).map { kernel.batches.counts[$0] }
        result.chains = kernel.chains.measured
        result.overall = overall(result.operations, quantiles)
        result.resources = resources()
        result.asked = asked
        result.activity = activity
        result.caches = program.caches.indices.map { cache($0, now) }
        result.meters = (0..<kernel.recorder.meters.count).map {
            kernel.recorder.meters[$0] / window
        }
        result.work = (0..<kernel.recorder.work.count).map { kernel.recorder.work[$0] * 1e-9 }
        result.jobs = program.jobs.indices.map { kernel.background.measured($0, window) }
        result.connections = program.connections.indices.map { kernel.connections.counts[$0] }
        result.canaries = kernel.canaryFindings()
        result.ages = program.ages.indices.map { kernel.ages.measured($0) }
        if let control = kernel.control {
            result.fleets = control.fleets.map { $0.measured(over: window) }
            result.timeline = control.windows
            result.happenings = control.events
            result.stages = control.stages(&kernel)
            result.reshardings = control.resharders.map { $0.measured(&kernel) }
        }
        return result
    }

    // MARK: Operations

    private func operation(_ index: Int, _ quantiles: [Ratio]) -> Replication.Operation {
        var result = Replication.Operation()
        let counts = kernel.outcome(index)
        result.arrived = counts.arrived
        result.completed = counts.completed
        result.failed = counts.failed
        guard counts.completed > 0 else { return result }
        let histogram = kernel.recorder.histograms[index]
        result.quantiles = quantiles.map { (histogram.quantile($0) ?? 0) * 1e-9 }
        let parts = program.operations[index].parts.count
        let rows = Rows(parts: parts, histograms: [histogram]) { row, part in
            kernel.recorder.time(index, row: row, part: part)
        }
        result.breakdown = rows.mean
        result.tail = rows.tailMean(share: Replication.tailShare)
        result.mean = result.breakdown.reduce(0, +)
        return result
    }

    private func addOutcomes(_ index: Int, to result: inout Replication.Operation) {
        result.inFlightBefore = kernel.policies.inFlightBefore[index]
        for number in 0..<program.guards.count
        where Int(program.guards[number].operation) == index {
            result.retries += kernel.policies.counts[number].retries
            result.timeouts += kernel.policies.counts[number].timedOut
        }
    }

    private func overall(
        _ operations: [Replication.Operation], _ quantiles: [Ratio]
    ) -> Replication.Operation {
        var result = Replication.Operation()
        let merged = LatencyHistogram()
        for (index, operation) in operations.enumerated() {
            result.arrived += operation.arrived
            result.completed += operation.completed
            result.addOutcomes(of: operation)
            merged.merge(kernel.recorder.histograms[index])
        }
        guard result.completed > 0 else { return result }
        result.quantiles = quantiles.map { (merged.quantile($0) ?? 0) * 1e-9 }
        let places = program.allParts
        let rows = Rows(parts: places.count, histograms: [merged]) { row, part in
            var time = 0.0
            for (index, operation) in program.operations.enumerated() {
                guard let local = operation.parts.firstIndex(of: places[part]) else { continue }
                time += kernel.recorder.time(index, row: row, part: local)
            }
            return time
        }
        result.breakdown = rows.mean
        result.tail = rows.tailMean(share: Replication.tailShare)
        result.mean = result.breakdown.reduce(0, +)
        return result
    }

    // MARK: Resources

    private mutating func resources() -> [Replication.Resource] {
        let totals = program.resources.indices.map {
            kernel.measured(by: $0)
        }
        var flow = ResourceFlow(program.resources, totals)
        for pc in program.resourceOfInstruction.indices {
            // Who came before the window and left within was not counted in it.
            let count = Double(max(0, kernel.recorder.visits[pc]))
            flow.add(
                visits: count, work: count * program.meanOfInstruction[pc],
                to: program.resourceOfInstruction[pc])
        }
        var results = program.resources.indices.map { index in
            var result = resource(
                program.resources[index], totals[index], flow.visits[index],
                withdrawn: kernel.policies.withdrawn[index])
            let servers = kernel.meanServers(index, window: window)
            if servers > 0 {
                result.utilization = totals[index].busyArea / (window * 1e9) / servers
                result.lawUtilization =
                    result.throughput * service(of: index, flow, result) / servers
            }
            if arrived > 0 { result.demand = flow.demand(index) / arrived }
            if program.usesDisciplines { addCrowd(index, totals[index], to: &result) }
            return result
        }
        addOfferedDemand(flow, to: &results)
        return results
    }

    /// Mean service of a visit by the model's laws; as measured where faults change them.
    private func service(
        of index: Int, _ flow: ResourceFlow, _ result: Replication.Resource
    ) -> Double {
        let measured = result.serviceTime ?? 0
        let component = program.resources[index].id.component
        let isChanged =
            program.control?.faults.contains { $0.component == component && !$0.slow.isEmpty }
            ?? false
        // Moves of keys take the time of nodes as well, and no command.
        return isChanged || program.model.resharding(of: component) != nil
            ? measured : flow.service(index, measured: measured)
    }

    private mutating func addOfferedDemand(
        _ flow: ResourceFlow, to results: inout [Replication.Resource]
    ) {
        guard arrived > 0 else { return }
        let offered = OfferedFlow(
            program, arrived: program.operations.indices.map { kernel.recorder.counts($0).arrived },
            passing: results.map { min(max(1 - $0.rejected - $0.abandoned, 0), 1) },
            hits: program.caches.indices.map { index in
                let counts = kernel.store.caches[index].counts
                return counts.lookups > 0 ? Double(counts.hits) / Double(counts.lookups) : nil
            },
            led: program.caches.indices.map { index in
                let counts = kernel.store.caches[index].counts
                let misses = counts.lookups - counts.hits
                let led = misses > 0 ? 1 - Double(counts.shared) / Double(misses) : 1
                return min(max(led, 0), 1)
            },
            attempts: (0..<program.guards.count).map {
                kernel.policies.counts[$0].attemptsOfFailures(program.guards[$0])
            },
            batchSizes: (0..<program.batchRules.count).map { index in
                let counts = kernel.batches.counts[index]
                return Double(max(counts.members, 1)) / Double(max(counts.batches, 1))
            })
        asked = LimitDemand(program, visits: offered.visits)
        activity = ActivityCount(
            program,
            counted: program.resourceOfInstruction.indices.map {
                Double(max(0, kernel.recorder.visits[$0]))
            }, offered: offered.visits)
        for pc in program.resourceOfInstruction.indices {
            let resource = program.resourceOfInstruction[pc]
            guard resource >= 0 else { continue }
            let service =
                program.resources[resource].kind == .pool
                ? flow.holding(resource) : program.meanOfInstruction[pc]
            results[resource].offeredDemand += offered.visits[pc] * service / arrived
        }
    }

    private func resource(
        _ resource: Program.Resource, _ sum: Station, _ visits: Double, withdrawn: Int
    ) -> Replication.Resource {
        var result = Replication.Resource()
        result.queueLength = sum.queueArea / (window * 1e9)
        // Those who were withdrawn have waited as well.
        let waits = sum.started + withdrawn
        if waits > 0 { result.waitingTime = sum.waitingSum / Double(waits) * 1e-9 }
        // Connections are held across steps: their holding time is what they were busy by visit.
        let held = resource.kind == .pool ? sum.busyArea : sum.serviceSum
        // The service time of a command is known when it arrives.
        let known = resource.kind == .node ? sum.started : sum.served
        if known > 0 { result.serviceTime = held / Double(known) * 1e-9 }
        result.throughput = Double(sum.served) / window
        // Whose line was dismissed is no visit any more, not even one of before the window.
        if visits > 0 { result.rejected = min(Double(sum.rejected) / visits, 1) }
        let byVisit = sum.waitingSum + held
        if byVisit > 0 { result.littleResidual = (sum.busyArea + sum.queueArea) / byVisit - 1 }
        return result
    }

    /// What only stations with a discipline of their own measure.
    private mutating func addCrowd(
        _ index: Int, _ sum: Station, to result: inout Replication.Resource
    ) {
        let resource = program.resources[index]
        guard !resource.discipline.isPlain else { return }
        var total = CrowdCounts()
        var times = [Double](repeating: 0, count: Crowd.states)
        let first = Int(program.groups[index].first)
        for member in first..<first + resource.members {
            total.add(kernel.crowds[member].counts)
            for state in times.indices {
                times[state] += kernel.crowds[member].time(withPresent: state)
            }
        }
        if resource.isFleet {
            // Where no pod is, nobody can be; nor behind the closed door.
            let servers = kernel.meanServers(index, window: window)
            let present = servers / Double(resource.membersServers)
            let absent = max(Double(resource.members) - present, 0) * window * 1e9
            times[0] = max(times[0] - absent, 0)
        }
        // Without any pod there is nobody at one.
        if times.allSatisfy({ $0 == 0 }) { times[0] = 1 }
        let whole = times.reduce(0, +)
        result.occupancy = times.map { $0 / whole }
        if total.arrived > 0 {
            let arrived = Double(total.arrived)
            result.rejected = Double(sum.rejected + total.balked) / arrived
        }
        // Of those whose wait ended in the window: a queue from before it may hold more than come.
        let decided = sum.started + total.abandoned + sum.rejected + total.balked
        if decided > 0 { result.abandoned = Double(total.abandoned) / Double(decided) }
        // Who was turned away did not wait, and did not join either.
        let joined = total.arrived - total.balked - sum.rejected
        if joined > 0 { result.waitShare = Double(total.waited) / Double(joined) }
        // The waits of those who left in the end count as well.
        let waits = sum.started + total.abandoned
        if waits > 0 { result.waitingTime = sum.waitingSum / Double(waits) * 1e-9 }
    }

    // MARK: Caches

    private mutating func cache(_ index: Int, _ now: Int64) -> Replication.Cache {
        let cache = kernel.store.caches[index]
        let counts = cache.counts
        let living = kernel.store.living(cache: index, now: now)
        var result = Replication.Cache()
        if counts.lookups > 0 { result.hitRate = Double(counts.hits) / Double(counts.lookups) }
        result.lookups = Double(counts.lookups) / window
        result.shared = Double(counts.shared) / window
        if program.hits.caches[index].isApproximate {
            let estimate = kernel.estimates.caches[index]
            result.evictions = estimate.evicted / window
            result.expirations = estimate.expired / window
            result.memoryUse = estimate.memoryUse
            return result
        }
        result.evictions = Double(counts.evictions) / window
        if cache.capacity > 0 { result.memoryUse = Double(living.bytes) / Double(cache.capacity) }
        // What came and neither left nor is there now has expired.
        let expired = counts.alive + counts.additions - counts.departures - living.keys
        result.expirations = Double(expired) / window
        result.invalidations = Double(counts.invalidations) / window
        if counts.hits > 0 { result.staleHits = Double(counts.staleHits) / Double(counts.hits) }
        if counts.staleHits > 0 {
            result.staleAge = counts.staleAge / Double(counts.staleHits) * 1e-9
        }
        return result
    }
}

/// The time that requests spent by part, in coarse buckets of their latency.
private struct Rows {
    private let times: [[Double]]
    private let counts: [Double]
    private let parts: Int

    init(parts: Int, histograms: [LatencyHistogram], time: (Int, Int) -> Double) {
        self.parts = parts
        let perRow = 1 << Recorder.coarseShift
        counts = (0..<Recorder.rows).map { row in
            var count: UInt64 = 0
            for histogram in histograms {
                for bucket in row * perRow..<(row + 1) * perRow {
                    count += histogram.count(inBucket: bucket)
                }
            }
            return Double(count)
        }
        let counts = counts
        times = (0..<Recorder.rows).map { row in
            counts[row] == 0 ? [] : (0..<parts).map { time(row, $0) }
        }
    }

    /// Mean time by part in seconds.
    var mean: [Double] { tailMean(share: 1) }

    /// Mean time by part of the slowest share, in seconds. Of the bucket in which that share
    /// begins, as much is counted as it needs.
    func tailMean(share: Double) -> [Double] {
        let wanted = counts.reduce(0, +) * share
        var left = wanted
        var sums = [Double](repeating: 0, count: parts)
        for row in counts.indices.reversed() where counts[row] > 0 && left > 0 {
            let taken = min(counts[row], left)
            let part = taken / counts[row]
            for index in 0..<parts { sums[index] += times[row][index] * part }
            left -= taken
        }
        return sums.map { $0 / wanted * 1e-9 }
    }
}
