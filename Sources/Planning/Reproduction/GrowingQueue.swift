// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// A queue before which more comes than it serves, and what must be waited there at least.
///
/// The fluid limit: a backlog grows by arrivals less capacity, and is worked off at that capacity,
/// so that who comes to a backlog B waits B / capacity, first come, first served. Source: Newell,
/// Applications of Queueing Theory, 1982, chapter 2. In any other order it still is the mean:
/// Little, Operations Research 9(3), 1961, L = lambda W.
struct GrowingQueue: Sendable {
    /// Whether everybody waits so long who comes or is answered in a window; else their mean does.
    let isOfEverybody: Bool
    /// Seconds, one for each window.
    let waits: [Double]
    /// Share of all requests that pass it at least, then that of each operation.
    private let visits: (all: Double, operations: [Double])

    static func all(
        _ fluids: [Fluid], _ model: Model, _ windows: [LoadWindow]
    ) -> [GrowingQueue] {
        fluids.indices.flatMap { index in
            let fluid = fluids[index]
            let visits = model.visits(to: fluid.id)
            let means = windows.indices.map { fluid.time(of: fluid.whole[$0].sure, in: $0) }
            if means.allSatisfy({ $0 == 0 }) { return [GrowingQueue]() }
            let mean = GrowingQueue(isOfEverybody: false, waits: means, visits: visits)
            guard fluid.isOneQueue else { return [mean] }
            let others = fluids.indices.filter { $0 != index }.map { fluids[$0] }
            let waits = windows.indices.map { window in
                // What still waits elsewhere has not come here.
                let elsewhere = others.reduce(0) { $0 + $1.whole[window].most }
                return fluid.time(of: fluid.ahead[window].sure - elsewhere, in: window)
            }
            return [mean, GrowingQueue(isOfEverybody: true, waits: waits, visits: visits)]
        }
    }

    /// What that percentile is at least over some windows, in seconds; 0 where too few must pass.
    func leastLatency(
        _ operation: OperationID?, _ quantile: Ratio, _ indices: [Int], _ windows: [LoadWindow]
    ) -> Double {
        let share = operation.map { visits.operations[$0.index] } ?? visits.all
        return LoadWindow.least(waits, of: share, quantile, indices, windows)
    }
}
