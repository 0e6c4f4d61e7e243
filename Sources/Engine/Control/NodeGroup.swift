// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The nodes of a fleet within a replication: so many that run, and so many that boot.
///
/// Pods fill nodes without gaps, as if they were moved together whenever one goes.
struct NodeGroup {
    let pool: NodePool
    let boot: CompiledDistribution
    private let starts: StreamKey
    private(set) var running: Int
    private(set) var booting = 0
    private var births = 0
    private var lastAdded: Int64 = .min
    private var unneededSince: Int64?
    /// Integral over time of all nodes, in ns; those that boot are paid for.
    private(set) var area = 0.0
    private var last: Int64 = 0

    init(_ pool: NodePool, boot: CompiledDistribution, pods: Int, starts: StreamKey) {
        self.pool = pool
        self.boot = boot
        self.starts = starts
        running = 0
        running = min(max(needed(for: pods), pool.bounds.lowerBound), pool.bounds.upperBound)
    }

    /// Pods that find a place.
    var places: Int { running * pool.podsPerNode }

    func needed(for pods: Int) -> Int { (pods + pool.podsPerNode - 1) / pool.podsPerNode }

    mutating func touch(_ now: Int64) {
        area += Double(running + booting) * Double(now - last)
        last = now
    }

    mutating func forget(_ now: Int64) {
        touch(now)
        area = 0
    }

    /// What a look at the pods leads to: times at which new nodes run, and how many went.
    struct Scan {
        var ready: [Int64] = []
        var removed = 0
    }

    mutating func scan(pods: Int, tables: SamplingTables, _ now: Int64) -> Scan {
        touch(now)
        var scan = Scan()
        let wanted = min(max(needed(for: pods), pool.bounds.lowerBound), pool.bounds.upperBound)
        while running + booting < wanted {
            births += 1
            let bits = starts.draw(UInt64(births))
            let time = nanoseconds(boot.sampleNanoseconds(bits: bits, tables: tables))
            booting += 1
            lastAdded = now
            scan.ready.append(now + time)
        }
        guard wanted < running else {
            unneededSince = nil
            return scan
        }
        let since = unneededSince ?? now
        unneededSince = since
        let hasRested =
            lastAdded == .min || now - lastAdded >= NodePool.delayAfterAdding.nanoseconds
        if now - since >= pool.removeAfter.nanoseconds, hasRested {
            scan.removed = running - wanted
            running = wanted
            unneededSince = nil
        }
        return scan
    }

    mutating func becomeReady(_ now: Int64) {
        touch(now)
        booting -= 1
        running += 1
    }
}
