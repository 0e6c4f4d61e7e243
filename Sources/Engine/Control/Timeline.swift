// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// What a window of one replication measured: times in seconds, rates a second.
struct TimelineWindow: Sendable {
    var start = SimTime.zero
    var end = SimTime.zero
    var arrived = 0.0
    var completed = 0.0
    var failed = 0.0
    /// Absent where nothing was answered.
    var median: Double?
    var p95: Double?
    /// By resource: share of its servers busy, and how many waited.
    var utilization: [Double] = []
    var queue: [Double] = []
    /// By fleet: pods that take requests, and all that are paid for.
    var ready: [Double] = []
    var present: [Double] = []
    /// Of degradation, means over the window: the stage, and how many requests it made wait.
    var stage = 0.0
    var held = 0.0
    /// By cache; absent where no key was looked up.
    var hitRate: [Double?] = []
    /// By replicated database, in the order of the program's jobs; absent where nothing was
    /// replayed.
    var lag: [Double?] = []
    /// By chain, in wei; absent where no block was made.
    var baseFee: [Double?] = []
}

/// Cuts the measurements of a replication into windows, by what was measured before each.
struct Timeline {
    private(set) var windows: [TimelineWindow] = []
    private var start: Int64 = 0
    private var before = Reading()
    private var latencies = LatencyHistogram()

    /// Sums up to a moment.
    private struct Reading {
        var arrived = 0
        var completed = 0
        var failed = 0
        var busy: [Double] = []
        var queue: [Double] = []
        /// Servers in service, where their number changes.
        var servers: [Double] = []
        var ready: [Double] = []
        var present: [Double] = []
        var hits: [Int] = []
        var lookups: [Int] = []
        /// By replicated database: lags added up, and writes replayed.
        var lags: [Double] = []
        var replayed: [Int] = []
        /// By chain: base fees added up, and blocks.
        var baseFees: [Double] = []
        var blocks: [Int] = []
    }

    /// The first window begins; what was measured is forgotten.
    mutating func begin(_ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64) {
        windows = []
        start = now
        latencies.reset()
        before = read(&kernel, plane)
    }

    /// A window ends, and the next begins.
    mutating func cut(_ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64) {
        guard now > start else { return }
        let reading = read(&kernel, plane)
        let time = Double(now - start)
        let seconds = time * 1e-9
        var window = TimelineWindow(start: .nanoseconds(start), end: .nanoseconds(now))
        window.arrived = Double(reading.arrived - before.arrived) / seconds
        window.completed = Double(reading.completed - before.completed) / seconds
        window.failed = Double(reading.failed - before.failed) / seconds
        (window.median, window.p95) = cutLatencies(&kernel)
        window.ready = zip(reading.ready, before.ready).map { ($0 - $1) / time }
        window.present = zip(reading.present, before.present).map { ($0 - $1) / time }
        let program = kernel.program
        for index in program.resources.indices {
            let resource = program.resources[index]
            var servers = Double(resource.servers)
            if program.control?.changesServers(of: index) == true {
                servers = (reading.servers[index] - before.servers[index]) / time
            }
            let busy = (reading.busy[index] - before.busy[index]) / time
            window.utilization.append(servers > 0 ? busy / servers : 0)
            window.queue.append((reading.queue[index] - before.queue[index]) / time)
        }
        window.hitRate = reading.lookups.indices.map { index in
            let lookups = reading.lookups[index] - before.lookups[index]
            return lookups > 0
                ? Double(reading.hits[index] - before.hits[index]) / Double(lookups) : nil
        }
        window.lag = reading.lags.indices.map { index in
            let replayed = reading.replayed[index] - before.replayed[index]
            return replayed > 0
                ? (reading.lags[index] - before.lags[index]) * 1e-9 / Double(replayed) : nil
        }
        window.baseFee = reading.blocks.indices.map { index in
            let blocks = reading.blocks[index] - before.blocks[index]
            return blocks > 0
                ? (reading.baseFees[index] - before.baseFees[index]) / Double(blocks) : nil
        }
        windows.append(window)
        before = reading
        start = now
    }

    /// Adds to the last window what degradation did in it.
    mutating func note(stage: Double, waiting: Double) {
        guard !windows.isEmpty else { return }
        windows[windows.count - 1].stage = stage
        windows[windows.count - 1].held = waiting
    }

    /// The median and p95 of the requests answered since the last cut, in seconds.
    private mutating func cutLatencies(_ kernel: inout Kernel) -> (Double?, Double?) {
        let all = LatencyHistogram()
        // Behind those of the operations stand those of their lost requests.
        for operation in kernel.program.operations.indices {
            all.merge(kernel.recorder.histograms[operation])
        }
        let window = LatencyHistogram()
        window.merge(all)
        window.subtract(latencies)
        latencies = all
        return (
            window.quantile(.percent(50)).map { $0 * 1e-9 },
            window.quantile(.percent(95)).map { $0 * 1e-9 }
        )
    }

    private func read(_ kernel: inout Kernel, _ plane: ControlPlane) -> Reading {
        let program = kernel.program
        var reading = Reading()
        for operation in program.operations.indices {
            let counts = kernel.outcome(operation)
            reading.arrived += counts.arrived
            reading.completed += counts.completed
            reading.failed += counts.failed + kernel.rejected(operation)
        }
        for index in program.resources.indices {
            let measured = kernel.measured(by: index)
            reading.busy.append(measured.busyArea)
            reading.queue.append(measured.queueArea)
            reading.servers.append(plane.serverArea(of: index, &kernel) ?? 0)
        }
        reading.ready = plane.fleets.map(\.readyArea)
        reading.present = plane.fleets.map(\.presentArea)
        for cache in program.caches.indices {
            reading.hits.append(kernel.store.caches[cache].counts.hits)
            reading.lookups.append(kernel.store.caches[cache].counts.lookups)
        }
        for (job, plan) in program.jobs.enumerated() where plan.database != nil {
            reading.lags.append(kernel.background.counts[job].latencySum)
            reading.replayed.append(kernel.background.counts[job].completed)
        }
        for state in kernel.chains.states {
            reading.baseFees.append(state.producer.counts.baseFees)
            reading.blocks.append(state.producer.counts.blocks)
        }
        return reading
    }
}
