// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// How likely steps are to send a transaction of a kind at all, be it once or often.
///
/// Ways are chosen independently: of steps one after the other, 1 - Π (1 - p). As if all went well,
/// as `ChainTraffic` counts.
struct SubmitChance {
    let chain: ComponentID

    /// - Parameter counts: whether a transaction counts, which others share or not.
    func chance(
        of steps: [Step], isGathered: Bool = false,
        _ counts: (SubmitStep, _ isGathered: Bool) -> Bool
    ) -> Double {
        1 - steps.reduce(1) { $0 * (1 - chance(of: $1, isGathered, counts)) }
    }

    private func chance(
        of step: Step, _ isGathered: Bool, _ counts: (SubmitStep, _ isGathered: Bool) -> Bool
    ) -> Double {
        func inside(_ steps: [Step], isGathered: Bool) -> Double {
            chance(of: steps, isGathered: isGathered, counts)
        }
        switch step {
        case .submit(let submit):
            return submit.chain == chain && counts(submit, isGathered) ? 1 : 0
        case .choose(let choices):
            return choices.reduce(0) {
                $0 + $1.share.fraction * inside($1.steps, isGathered: isGathered)
            }
        case .repeated(let loop):
            // So many whole rounds, and one more with the chance of the rest.
            let once = inside(loop.steps, isGathered: isGathered)
            let whole = Int(loop.mean)
            let none = (0..<whole).reduce(1) { none, _ in none * (1 - once) }
            return 1 - none * (1 - (loop.mean - Double(whole)) * once)
        case .parallel(let branches):
            return 1 - branches.reduce(1) { $0 * (1 - inside($1, isGathered: isGathered)) }
        case .guarded(let guarded): return inside(guarded.steps, isGathered: isGathered)
        case .start(let start): return inside(start.steps, isGathered: isGathered)
        case .invoke(let invoke): return inside(invoke.steps, isGathered: isGathered)
        case .batch(let batch): return inside(batch.steps, isGathered: true)
        case .lookup, .serve, .query, .call, .delay, .limit, .transfer, .invalidate, .write,
            .access:
            return 0
        }
    }
}
