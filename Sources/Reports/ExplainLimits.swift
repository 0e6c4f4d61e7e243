// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning

/// What people read about limits that bind.
struct ExplainLimits {
    let base: Assessment

    /// What would leave the next to bind: more of db; a higher rpc rate limit.
    func relief(_ ceiling: Ceiling) -> String {
        guard case .limit(let id) = ceiling.place else { return "more of \(ceiling.name)" }
        let owner = base.model.name(of: id.owner)
        return switch id.kind {
        case .rateLimit, .concurrency, .reservedConcurrency, .readCapacity, .writeCapacity:
            "a higher \(ceiling.name)"
        case .userLimit, .addressLimit: "a higher \(id.kind.rawValue) of \(owner)"
        case .connections: "more connections of \(owner)"
        case .partition: "the keys of \(owner) spread wider"
        case .blockGas: "fewer or larger batches, higher tips or another chain than \(owner)"
        case .blobs: "less data a transaction, calldata or another chain than \(owner)"
        }
    }

    /// Which limit turns away, where there may be fewer errors and no lever raises it; the one that
    /// turns away most. Nil where there is none.
    func blocked(_ levers: [Lever]) -> String? {
        let isOfErrors = base.levels.contains { level in
            guard case .errors = level.objective.measure else { return false }
            return level.judgement != .met
        }
        guard isOfErrors else { return nil }
        let raised = Set(levers.compactMap { base.limit(of: $0)?.id })
        let limits = base.measurements.limitLoads.filter {
            $0.rejected.value > 0 && !raised.contains($0.id)
        }
        guard let worst = limits.max(by: { $0.rejected.value < $1.rejected.value }) else {
            return nil
        }
        let share = Figures.text(worst.rejected.value, .ratio).main
        return "\(worst.name.prefix(1).uppercased() + worst.name.dropFirst()) turns away \(share)"
            + " of what comes to it: \(remedy(worst.kind))."
    }

    private func remedy(_ kind: LimitLoad.Kind) -> String {
        switch kind {
        case .rateLimit, .userLimit, .addressLimit, .concurrency, .reservedConcurrency,
            .readCapacity, .writeCapacity, .connections:
            "raise it in the scenario"
        case .partition: "spread its keys wider"
        case .blockGas: "send less, or tip more"
        case .blobs: "post less data"
        }
    }
}
