// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension Replication {
    private static let slicesOfBatch: Int64 = 8

    /// Runs one replication, and measures each of `count` windows of equal length that follow each
    /// other without a gap as if it were one. Fewer where the platform fills up; none where it was
    /// stopped.
    static func batches(
        _ program: Program, count: Int, slotLimit: Int, quantiles: [Ratio],
        stop: StopSignal?, progress: (Double) -> Void
    ) -> [Replication] {
        let plan = program.model.run
        var kernel = Kernel(program, seed: plan.seed, replication: 0, slotLimit: slotLimit)
        let warmUp = plan.warmUp.time.nanoseconds
        let length = plan.duration.nanoseconds
        let tell = { (reached: Int64) in progress(Double(reached) / Double(warmUp + length)) }
        guard kernel.run(from: 0, to: warmUp, slices: slices, stop, tell) != nil else {
            return []
        }
        var batches: [Replication] = []
        var start = kernel.isFull ? 0 : warmUp
        var counted: UInt64 = 0
        for index in 1...Int64(count) {
            // In two parts, so that the product stays below 2^63.
            let parts = Int64(count)
            let end = warmUp + length / parts * index + length % parts * index / parts
            if !kernel.isFull { kernel.forget(start) }
            let ended = kernel.run(from: start, to: end, slices: slicesOfBatch, stop, tell)
            guard let now = ended else { return [] }
            kernel.settle(now)
            var batch = kernel.measured(over: now - start, quantiles, now)
            batch.events -= counted
            counted += batch.events
            batches.append(batch)
            if kernel.isFull { break }
            start = end
        }
        return batches
    }
}

extension Kernel {
    /// What the window up to now measured; the kernel goes on from there.
    fileprivate mutating func measured(
        over window: Int64, _ quantiles: [Ratio], _ now: Int64
    ) -> Replication {
        var harvest = Harvest(kernel: self, window: Double(max(window, 1)) * 1e-9)
        let replication = harvest.replication(quantiles: quantiles, now: now)
        self = harvest.release()
        return replication
    }
}
