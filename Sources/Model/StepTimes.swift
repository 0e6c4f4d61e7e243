// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Mean times of steps when nothing waits, in seconds.
struct StepTimes {
    private let model: Model

    init(_ model: Model) { self.model = model }

    /// Mean time of the steps one after the other; every lookup finds its keys.
    func mean(_ steps: [Step]) -> Double {
        steps.reduce(0) { $0 + mean($1) }
    }

    private func mean(_ step: Step) -> Double {
        switch step {
        case .serve(let serve): return serve.time.meanSeconds
        case .query(let query): return query.time.meanSeconds
        case .delay(let delay): return delay.time.meanSeconds
        case .choose(let choices):
            return choices.reduce(0) { $0 + $1.share.fraction * mean($1.steps) }
        case .repeated(let loop): return loop.mean * mean(loop.steps)
        case .lookup(let lookup):
            guard case .cache(let cache) = model.component(lookup.cache).kind else { return 0 }
            let command = cache.operationTime.meanSeconds * Double(lookup.count)
            return command + (cache.roundTrip?.meanSeconds ?? 0)
        case .call(let call):
            guard case .service(let service) = model.component(call.service).kind else { return 0 }
            return service.latency.meanSeconds
        case .transfer, .submit: return 0
        }
    }
}
