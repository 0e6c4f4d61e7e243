// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Calls of an outside service in one round trip instead of several, or the other way round.
struct CallRewriting {
    enum Way: String, CaseIterable {
        case together = "its calls in one round trip"
        case apart = "its calls one by one"
    }

    private let way: Way
    init(_ way: Way) { self.way = way }

    /// Nil where there is nothing to change.
    func changed(_ steps: [Step]) -> [Step]? {
        var hasChanged = false
        let result = rewritten(steps, &hasChanged)
        return hasChanged ? result : nil
    }

    private func rewritten(_ steps: [Step], _ hasChanged: inout Bool) -> [Step] {
        var result: [Step] = []
        for step in steps {
            let step = inside(step, &hasChanged)
            switch way {
            case .apart:
                if case .call(let call) = step, call.batch > 1 {
                    hasChanged = true
                    let one = Step.call(CallStep(service: call.service, method: call.method))
                    let most = Int(RepeatStep.largestMean)
                    result +=
                        call.batch <= most
                        ? [.repeated(RepeatStep(mean: Double(call.batch), steps: [one]))]
                        : Array(repeating: one, count: call.batch)
                } else {
                    result.append(step)
                }
            case .together: append(step, to: &result, &hasChanged)
            }
        }
        return result
    }

    /// One after another they become one, and so do as many whole rounds of them.
    private func append(_ step: Step, to steps: inout [Step], _ hasChanged: inout Bool) {
        var next = step
        if case .repeated(let loop) = step, loop.steps.count == 1,
            case .call(let call) = loop.steps[0], let rounds = Int(exactly: loop.mean), rounds > 1,
            rounds * call.batch <= CallStep.largestBatch
        {
            hasChanged = true
            next = .call(
                CallStep(service: call.service, batch: rounds * call.batch, method: call.method))
        }
        if case .call(let call) = next, case .call(let before) = steps.last,
            before.service == call.service, before.method == call.method,
            before.batch + call.batch <= CallStep.largestBatch
        {
            hasChanged = true
            steps.removeLast()
            next = .call(
                CallStep(
                    service: call.service, batch: before.batch + call.batch, method: call.method))
        }
        steps.append(next)
    }

    /// The step, its own steps rewritten.
    private func inside(_ step: Step, _ hasChanged: inout Bool) -> Step {
        switch step {
        case .lookup(let lookup):
            return .lookup(
                LookupStep(
                    cache: lookup.cache, keyspace: lookup.keyspace, count: lookup.count,
                    miss: rewritten(lookup.miss, &hasChanged)))
        case .choose(let choices):
            return .choose(
                choices.map { choice in
                    Choice(share: choice.share, steps: rewritten(choice.steps, &hasChanged))
                })
        case .repeated(let loop):
            return .repeated(
                RepeatStep(mean: loop.mean, steps: rewritten(loop.steps, &hasChanged)))
        case .parallel(let branches):
            return .parallel(branches.map { rewritten($0, &hasChanged) })
        case .guarded(let guarded):
            return .guarded(
                GuardedStep(
                    name: guarded.name, steps: rewritten(guarded.steps, &hasChanged),
                    policy: guarded.policy,
                    fallback: guarded.fallback.map { rewritten($0, &hasChanged) }))
        case .start(let start):
            return .start(
                StartStep(name: start.name, steps: rewritten(start.steps, &hasChanged)))
        case .invoke(let invoke):
            return .invoke(
                InvokeStep(
                    function: invoke.function, work: invoke.work,
                    steps: rewritten(invoke.steps, &hasChanged)))
        case .batch(let batch):
            return .batch(
                BatchStep(
                    name: batch.name, size: batch.size, within: batch.within,
                    steps: rewritten(batch.steps, &hasChanged)))
        case .serve, .query, .call, .delay, .access, .limit, .transfer, .submit, .invalidate,
            .write:
            return step
        }
    }
}
