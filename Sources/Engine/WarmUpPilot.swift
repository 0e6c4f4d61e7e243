// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Quantities
import Statistics
import Synchronization

/// Detects how long a model needs to settle, on runs that share no random number with those that
/// are measured: so the choice does not bias the answer.
///
/// The mean over all pilots, slice by slice, is the series that Welch looks at (The Statistical
/// Analysis of Simulation Results, in Lavenberg (ed.), Computer Performance Modeling Handbook,
/// 1983, chapter 6); MSER-5 cuts it. One series is the number waiting or in service at all
/// resources, and there is one of the hit rate of each cache; the longest transient counts.
struct WarmUpPilot {
    let program: Program
    let requestsInFlight: Int

    /// So many that their mean shows a start which a single run hides in its noise.
    private static let runs = 32
    private static let slices = 1_000
    /// A sixteenth of the measured time shows most transients; where it does not, a quarter is run.
    private static let shares: [Int64] = [16, 4]
    /// A cut lies in the first half of the longest pilots.
    private static let longestShare: Int64 = 8

    func find(threads: Int) -> WarmUpFinding {
        let duration = program.model.run.duration.nanoseconds
        for share in Self.shares {
            let slice = max(1, duration / share / Int64(Self.slices))
            // A longer pilot would hold too many as well.
            guard let series = average(slice, threads) else { break }
            let cuts = series.map(InitialTransient.length)
            let longest = cuts.reduce(Int?.some(0)) { longest, cut in
                longest.flatMap { longest in cut.map { max(longest, $0) } }
            }
            if let longest {
                return WarmUpFinding(
                    time: .nanoseconds(Int64(longest) * slice), isSettled: true)
            }
        }
        return WarmUpFinding(time: .nanoseconds(duration / Self.longestShare), isSettled: false)
    }

    /// Each series, averaged over the pilots; nil where one held too many requests.
    private func average(_ slice: Int64, _ threads: Int) -> [[Double]]? {
        let next = Atomic<Int>(0)
        let isFull = Atomic<Bool>(false)
        let results = Mutex<[[[Double]]?]>(Array(repeating: nil, count: Self.runs))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, Self.runs))) { _ in
            while !isFull.load(ordering: .relaxed) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < Self.runs else { return }
                guard let series = observe(number, slice) else {
                    isFull.store(true, ordering: .relaxed)
                    return
                }
                results.withLock { $0[number] = series }
            }
        }
        let all = results.withLock { $0.compactMap { $0 } }
        guard all.count == Self.runs, var sums = all.first else { return nil }
        for series in all.dropFirst() {
            for (index, values) in series.enumerated() {
                for place in values.indices { sums[index][place] += values[place] }
            }
        }
        return sums.map { $0.map { $0 / Double(Self.runs) } }
    }

    /// One pilot from its empty start.
    private func observe(_ number: Int, _ slice: Int64) -> [[Double]]? {
        let seed = StreamKey(seed: program.model.run.seed).child("pilot").word
        var kernel = Kernel(
            program, seed: seed, replication: number, slotLimit: requestsInFlight)
        var series = Array(repeating: [Double](), count: 1 + program.caches.count)
        var area = 0.0
        var counted = Array(repeating: (hits: 0, lookups: 0), count: program.caches.count)
        for index in 1...Self.slices {
            let now = Int64(index) * slice
            kernel.run(until: now)
            if kernel.isFull { return nil }
            kernel.settle(now)
            let grown = kernel.presentArea
            series[0].append((grown - area) / Double(slice))
            area = grown
            for cache in program.caches.indices {
                let counts = kernel.store.caches[cache].counts
                let lookups = counts.lookups - counted[cache].lookups
                let hits = counts.hits - counted[cache].hits
                let last = series[cache + 1].last ?? 0
                series[cache + 1].append(lookups > 0 ? Double(hits) / Double(lookups) : last)
                counted[cache] = (counts.hits, counts.lookups)
            }
        }
        return series
    }
}

extension Kernel {
    /// The integral over time of the number waiting or in service at all resources, in ns.
    fileprivate var presentArea: Double {
        var area = 0.0
        for index in 0..<stations.count {
            area += stations[index].busyArea + stations[index].queueArea
        }
        for index in 0..<nodes.count {
            let node = nodes[index].measured
            area += node.busyArea + node.queueArea
        }
        return area
    }
}
