// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// Objectives that no chain can keep whose blocks come as they do.
struct ChainNotes {
    private let model: Model

    init(_ model: Model) { self.model = model }

    var lines: [String] { model.objectives.compactMap(line) }

    /// Chains whose blocks surely have less room than transactions ask for.
    static func full(_ measurements: Measurements) -> [String] {
        measurements.limitLoads.compactMap { limit in
            guard limit.kind == .blockGas,
                let most = limit.headroom.interval(confidence: .percent(95))?.upperBound, most < 0,
                let load = limit.saturationLoad
            else { return nil }
            return
                "Transactions ask for more than the \(limit.name) that others leave them, so that"
                + " ever more wait: blocks carry those of \(Words.load(load.value))."
        }
    }

    /// Who asks at any time waits from nothing to a block time for the next block, all alike: half
    /// of it on average, and the share q of it at the quantile q; then for what comes after.
    private struct Wait {
        let chain: String
        let tick: SimTime
        let after: SimTime

        func least(_ share: Double) -> Double { share * tick.seconds + after.seconds }
    }

    private func line(_ objective: Objective) -> String? {
        let (operation, share, limit, what): (OperationID?, Double, SimTime, String)
        switch objective.measure {
        case .latency(let id, let quantile, let most):
            (operation, share, limit) = (id, quantile.fraction, most)
            what = "p\(Figures.text(quantile.percent, .number).main)"
        case .meanLatency(let id, let most):
            (operation, share, limit, what) = (id, 0.5, most, "mean")
        case .errors, .hitRate, .utilization, .replicationLag, .costPerTransaction: return nil
        }
        guard let operation else { return nil }
        let name = model.operation(operation).name
        let waits = waits(in: model.operation(operation).steps)
        guard let longest = waits.max(by: { $0.least(share) < $1.least(share) }),
            longest.least(share) > limit.seconds
        else { return nil }
        let least = Figures.text(longest.least(share), .duration).main
        let further =
            longest.after > .zero ? ", and what it waits for after that \(longest.after)" : ""
        return "'\(name)' cannot answer within \(limit) where it is asked for at any time: it waits"
            + " for '\(longest.chain)', where a block comes each \(longest.tick)\(further), so that"
            + " its \(what) is \(least) at least, whatever it pays."
    }

    /// Waits that every request has.
    private func waits(in steps: [Step]) -> [Wait] { steps.flatMap(waits) }

    private func waits(in step: Step) -> [Wait] {
        switch step {
        case .submit(let submit): return wait(for: submit).map { [$0] } ?? []
        case .repeated(let loop): return loop.mean >= 1 ? waits(in: loop.steps) : []
        case .parallel(let branches): return branches.flatMap(waits)
        case .guarded(let guarded): return guarded.fallback == nil ? waits(in: guarded.steps) : []
        case .invoke(let invoke): return waits(in: invoke.steps)
        case .batch(let batch): return waits(in: batch.steps)
        case .serve, .lookup, .query, .call, .delay, .choose, .limit, .transfer, .invalidate,
            .write, .start, .access:
            return []
        }
    }

    private func wait(for submit: SubmitStep) -> Wait? {
        guard submit.awaits != .nothing, let network = model.network(submit.chain) else {
            return nil
        }
        let blocks = network.blocks
        let after: SimTime =
            switch submit.awaits {
            case .nothing, .inclusion, .posted: .zero
            case .confirmed: blocks.interval * Int64(network.confirmations ?? 0)
            case .final: network.finality.map(Self.fixed) ?? .zero
            case .withdrawn: network.withdrawal.map(Self.fixed) ?? .zero
            }
        return Wait(
            chain: model.component(submit.chain).name,
            tick: .nanoseconds(blocks.interval.nanoseconds / Int64(blocks.parts)), after: after)
    }

    /// A time that is always the same; of others nothing is said.
    private static func fixed(_ time: Distribution) -> SimTime {
        if case .deterministic(let fixed) = time.law { fixed } else { .zero }
    }
}
