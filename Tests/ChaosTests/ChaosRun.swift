// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

@testable import Engine

/// One random model, run once and held against what must be true of every run.
struct ChaosRun {
    enum Answer {
        /// An invariant refused the model.
        case refused(ModelError)
        /// What was broken; nothing where all is well.
        case ran(broken: [String], events: UInt64)
    }

    /// A simulation's slack: sums of many differences of times.
    private static let slack = 1e-6
    private static let mostOfBlock: UInt128 = 60_000_000
    private static let quantiles: [Ratio] = [.percent(50), .percent(95), .percent(99)]

    let seed: UInt64

    func answer() -> Answer {
        do {
            let chaos = try ChaosModel(seed: seed)
            let model = try chaos.model(seed: seed)
            let (run, accounts) = replication(model, chaos.requestsInFlight)
            var broken = accounts
            if seed % 50 == 0 { broken += try threads(chaos) }
            if let stuck = stuck(run, model) { broken.append(stuck) }
            if seed % 5 == 0 { broken += try unscaled(run, model, chaos.requestsInFlight) }
            return .ran(broken: broken, events: run.events)
        } catch let error as ModelError {
            return .refused(error)
        } catch {
            return .ran(broken: ["threw \(error)"], events: 0)
        }
    }

    /// What the model is, for those who look into a failure.
    func text() -> String {
        do {
            let chaos = try ChaosModel(seed: seed)
            var lines = ["seed \(seed), requests in flight at most \(chaos.requestsInFlight)"]
            dump(try chaos.model(seed: seed), to: &lines[0])
            return lines[0]
        } catch {
            return "seed \(seed): \(error)"
        }
    }

    private func replication(_ model: Model, _ limit: Int) -> (Replication, [String]) {
        let program = Program(model)
        let result = Replication.run(
            program, number: 0, slotLimit: limit, quantiles: Self.quantiles
        ) { _ in }
        guard let run = result else { return (Replication(), ["stopped though nobody asked"]) }
        var broken = accounts(run) + resources(run) + timeline(run) + stages(run)
        broken += chains(run, isWhole: model.run.warmUp == .given(.zero))
        let side = ReplicationPool.Side(
            program: program, quantiles: Self.quantiles, requestsInFlight: limit, warmUp: nil)
        do throws(EngineError) {
            let answer = try side.measurements([run], nil)
            broken += NumberWalk(answer).problems
        } catch {
            // Too many in flight, and nothing saturated: a refusal that says so.
            if case .tooManyInFlight = error, run.endedEarly { return (run, broken) }
            // Gas, or blobs, that are asked for whatever they cost.
            if case .fees = error, run.chains.contains(where: { $0.failure != nil }) {
                return (run, broken)
            }
            broken.append("threw \(error)")
        }
        return (run, broken)
    }

    // MARK: What must hold

    /// Who came is answered, failed, turned away, or in flight.
    private func accounts(_ run: Replication) -> [String] {
        run.operations.indices.compactMap { index in
            let count = run.operations[index]
            let came = count.inFlightBefore + count.arrived
            let went = count.completed + count.failed + count.rejected + count.inFlightAfter
            let isLawful =
                came == went
                && [
                    count.inFlightBefore, count.arrived, count.completed, count.failed,
                    count.rejected, count.inFlightAfter,
                ].allSatisfy { $0 >= 0 }
            return isLawful
                ? nil
                : "operation \(index): \(count.inFlightBefore) in flight + \(count.arrived) arrived"
                    + " != \(count.completed) completed + \(count.failed) failed"
                    + " + \(count.rejected) rejected + \(count.inFlightAfter) in flight"
        }
    }

    private func resources(_ run: Replication) -> [String] {
        let shares = 0...1 + Self.slack
        var broken: [String] = []
        for (index, resource) in run.resources.enumerated() {
            for (what, value) in [
                ("utilization", resource.utilization), ("rejected", resource.rejected),
                ("abandoned", resource.abandoned), ("wait share", resource.waitShare ?? 0),
            ] where !shares.contains(value) {
                broken.append("resource \(index): \(what) \(value)")
            }
            if resource.queueLength < -Self.slack || (resource.waitingTime ?? 0) < -Self.slack {
                broken.append("resource \(index): waits \(resource.queueLength)")
            }
            let occupied = resource.occupancy.reduce(0, +)
            let isMeasured = !resource.occupancy.isEmpty && run.window > Self.slack
            if isMeasured, abs(occupied - 1) > Self.slack {
                broken.append("resource \(index): occupancy adds up to \(occupied)")
            }
        }
        for (index, cache) in run.caches.enumerated() {
            for (what, value) in [
                ("hit rate", cache.hitRate ?? 0), ("memory use", cache.memoryUse),
                ("stale hits", cache.staleHits ?? 0),
            ] where !shares.contains(value) {
                broken.append("cache \(index): \(what) \(value)")
            }
            for rate in [cache.evictions, cache.expirations, cache.invalidations, cache.shared]
            where rate < 0 { broken.append("cache \(index): a rate of \(rate)") }
        }
        return broken
    }

    /// Every transaction is in a block, lost, taken back or pending; gas adds up to that of blocks.
    private func chains(_ run: Replication, isWhole: Bool) -> [String] {
        run.chains.indices.flatMap { index -> [String] in
            let chain = run.chains[index]
            var broken: [String] = []
            let left = chain.submits.reduce(0) {
                $0 + $1.sent - $1.included - $1.expired - $1.refused - $1.takenBack
            }
            if isWhole, left != chain.pending {
                broken.append("chain \(index): \(left) left, \(chain.pending) pending")
            }
            // A block may be unfinished at either end.
            let gas = chain.submits.reduce(0) { $0 + $1.gas }
            let own = chain.blocks.ownGas
            if own > chain.blocks.gas || max(gas, own) - min(gas, own) > Self.mostOfBlock {
                broken.append("chain \(index): \(gas) gas, \(own) of \(chain.blocks.gas)")
            }
            for submit in chain.submits where submit.spent < submit.extra + submit.blobsSpent {
                broken.append("chain \(index): a part of \(submit.spent) wei is more")
            }
            return broken
        }
    }

    /// Its windows add up to the whole.
    private func timeline(_ run: Replication) -> [String] {
        guard let first = run.timeline.first else { return [] }
        var sums = (time: 0.0, arrived: 0.0, completed: 0.0, failed: 0.0)
        var broken: [String] = []
        var end = first.start
        for window in run.timeline {
            let seconds = (window.end - window.start).seconds
            if window.start != end || seconds <= 0 { broken.append("windows with gaps at \(end)") }
            end = window.end
            sums.time += seconds
            sums.arrived += window.arrived * seconds
            sums.completed += window.completed * seconds
            sums.failed += window.failed * seconds
            for value in window.utilization where !(0...1 + Self.slack).contains(value) {
                broken.append("a window from \(window.start): utilization \(value)")
            }
        }
        let whole = run.overall
        for (what, sum, total) in [
            ("time", sums.time, run.window), ("arrivals", sums.arrived, Double(whole.arrived)),
            ("completions", sums.completed, Double(whole.completed)),
            ("failures", sums.failed, Double(whole.failed + whole.rejected)),
        ] where abs(sum - total) > Self.slack * max(total, 1) {
            broken.append("timeline: \(what) add up to \(sum), not \(total)")
        }
        return broken
    }

    /// Stages take turns, and nobody goes on who was not held.
    private func stages(_ run: Replication) -> [String] {
        if run.stages.isEmpty { return [] }
        let time = run.stages.reduce(0) { $0 + $1.time }
        let total = run.stages.reduce(0) { $0 + $1.unasked + $1.total.refused }
        var broken: [String] = []
        if abs(time - run.window) > Self.slack * max(run.window, 1) {
            broken.append("stages last \(time) s of \(run.window) s")
        }
        if total < 0 || run.stages[0].total.refused + run.stages[0].total.held > 0 {
            broken.append("normal operation refuses or holds")
        }
        for stage in run.stages {
            for counts in stage.entrances where (counts.meanWait ?? 0) < 0 {
                broken.append("a wait of \(counts.waits)")
            }
        }
        return broken
    }

    /// Half of all events may not happen at the last moment: time would stand still.
    private func stuck(_ run: Replication, _ model: Model) -> String? {
        guard run.events >= UInt64(ChaosModel.mostEvents), !run.endedEarly,
            run.window < model.run.duration.seconds
        else { return nil }
        var plan = model.run
        plan.limits = RunLimits(events: ChaosModel.mostEvents / 2)
        guard let shorter = try? model.with(run: plan) else { return nil }
        let half = Replication.run(
            Program(shorter), number: 0, slotLimit: 1_000_000, quantiles: []
        ) { _ in }
        return half?.window == run.window ? "time stands still after \(run.window) s" : nil
    }

    /// Once its load is the same load.
    private func unscaled(
        _ run: Replication, _ model: Model, _ limit: Int
    ) throws -> [String] {
        let other = Replication.run(
            Program(try model.with(load: 1)), number: 0, slotLimit: limit,
            quantiles: Self.quantiles
        ) { _ in }
        let isSame = other.map { String(reflecting: $0) } == String(reflecting: run)
        return isSame ? [] : ["another answer at once its load"]
    }

    /// One thread or two, the same answer.
    private func threads(_ chaos: ChaosModel) throws -> [String] {
        let model = try chaos.model(seed: seed, replications: 3)
        let limits = Simulation.Limits(requestsInFlight: chaos.requestsInFlight)
        let texts = [1, 2].map { threads in
            do throws(EngineError) {
                let answer = try Simulation(model, limits: limits).run(threads: threads)
                return String(reflecting: answer)
            } catch {
                return "\(error)"
            }
        }
        return texts[0] == texts[1] ? [] : ["another answer with two threads"]
    }
}
