// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// What people should know of chains: objectives that none can keep whose blocks come as they do,
/// batches that carry nothing, and what blocks have no room for.
struct ChainNotes {
    private let model: Model

    init(_ model: Model) { self.model = model }

    /// What the model alone tells.
    var lines: [String] { model.objectives.compactMap(line) + emptyBatches }

    func measured(_ measurements: Measurements) -> [String] {
        measurements.limitLoads.compactMap(full) + measurements.chains.compactMap(unpaid)
    }

    private func full(_ limit: LimitLoad) -> String? {
        guard limit.isFull, let load = limit.saturationLoad else { return nil }
        let what = limit.kind == .blobs ? "Batches" : "Transactions"
        let rest = limit.kind == .blobs ? "blocks take" : "others leave them"
        return "\(what) ask for more than the \(limit.name) that \(rest), so that ever more wait:"
            + " blocks carry those of \(Words.load(load.value))."
    }

    /// A bill holds what was paid, so a chain below that stands still would make batches cheap.
    private func unpaid(_ chain: ChainMeasurement) -> String? {
        guard let posting = chain.posting, posting.pending.value > 1,
            posting.unpaid.value > Self.mostUnpaid
        else { return nil }
        let count = Figures.text(posting.pending.value, .number).main
        let share = Figures.text(posting.unpaid.value, .ratio).main
        let waiting =
            isAwaited(chain.component)
            ? " Latencies are those of requests that were answered; who waits for these is not."
            : ""
        return
            "\(count) batches of '\(chain.name)' wait for blocks of '\(posting.name)' at the end:"
            + " the bill lacks \(share) of those that were sent." + waiting
    }

    /// Whether anybody waits for batches of a chain.
    private func isAwaited(_ chain: ComponentID) -> Bool {
        submits.contains { $0.submit.chain == chain && $0.submit.awaits == .posted }
    }

    /// Of the batches that were sent.
    private static let mostUnpaid = 0.01

    /// Chains that post what their transactions leave, where some of these have no data.
    private var emptyBatches: [String] {
        var found: [String] = []
        for (operation, submit) in submits
        where submit.policy.data == .zero && submit.policy.dataEach == .zero
            && model.network(submit.chain)?.posting?.carriage != nil
        {
            let name = model.component(submit.chain).name
            let note =
                "Transactions of '\(operation)' to '\(name)' have no data, so its batches carry"
                + " nothing of them: say how many bytes they have ('data' of submit)."
            if !found.contains(note) { found.append(note) }
        }
        return found
    }

    private var submits: [(operation: String, submit: SubmitStep)] {
        model.operations.flatMap { operation in
            operation.course.flatMap(\.within).compactMap { step in
                guard case .submit(let submit) = step else { return nil }
                return (operation.name, submit)
            }
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
            longest.after > .zero
            ? ", and what it waits for after that \(Self.text(longest.after))" : ""
        return "'\(name)' cannot answer within \(Self.text(limit)) where it is asked for at any"
            + " time: it waits for '\(longest.chain)', where a block comes each"
            + " \(Self.text(longest.tick))\(further), so that its \(what) is \(least) at least,"
            + " whatever it pays."
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

    private static func text(_ time: SimTime) -> String {
        Figures.text(time.seconds, .duration).main
    }

    /// A time that is always the same; of others nothing is said.
    private static func fixed(_ time: Distribution) -> SimTime {
        if case .deterministic(let fixed) = time.law { fixed } else { .zero }
    }
}
