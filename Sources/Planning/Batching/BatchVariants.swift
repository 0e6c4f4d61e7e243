// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension Model {
    /// The same platform with each batch that holds transactions to a chain dissolved: each
    /// request has transactions of its own.
    func unbatched(_ chain: ComponentID, _ aloneGas: AloneGas) throws -> Model {
        var changed: [Operation] = []
        for (index, operation) in operations.enumerated() {
            var failure: (any Error)?
            let steps = operation.steps.mapping { step -> [Step] in
                guard case .batch(let batch) = step, batch.sends(to: chain) else { return [step] }
                return batch.steps.mapping { inner in
                    guard case .submit(let submit) = inner, submit.chain == chain else {
                        return [inner]
                    }
                    do {
                        return [.submit(try aloneGas.alone(submit, of: OperationID(index)))]
                    } catch {
                        failure = error
                        return [inner]
                    }
                }
            }
            if let failure { throw failure }
            changed.append(operation.with(steps: steps))
        }
        return try with(operations: changed)
    }

    /// The same with other sizes and windows of batches, by their name.
    func rebatched(_ settings: [String: (size: Int, within: SimTime)]) throws(ModelError) -> Model {
        try with(
            operations: operations.map { operation in
                operation.with(
                    steps: operation.steps.mapping { step in
                        guard case .batch(let batch) = step, let new = settings[batch.name] else {
                            return [step]
                        }
                        return [
                            .batch(
                                BatchStep(
                                    name: batch.name, size: new.size, within: new.within,
                                    hold: batch.hold, steps: batch.steps))
                        ]
                    })
            })
    }

    /// The same where transactions of batches wait for a base fee, or none does.
    func deferring(
        to chain: ComponentID, _ hold: TransactionPolicy.Hold?
    ) throws(ModelError) -> Model {
        try with(
            operations: operations.map { operation in
                operation.with(
                    steps: operation.steps.mapping { step in
                        guard case .batch(let batch) = step, batch.sends(to: chain) else {
                            return [step]
                        }
                        let steps = batch.steps.mapping { inner -> [Step] in
                            guard case .submit(let submit) = inner, submit.chain == chain else {
                                return [inner]
                            }
                            var policy = submit.policy
                            policy.hold = hold
                            return [
                                .submit(
                                    SubmitStep(
                                        chain: chain, gas: submit.gas, gasEach: submit.gasEach,
                                        awaits: submit.awaits, policy: policy))
                            ]
                        }
                        return [
                            .batch(
                                BatchStep(
                                    name: batch.name, size: batch.size, within: batch.within,
                                    hold: batch.hold, steps: steps))
                        ]
                    })
            })
    }
}

extension BatchStep {
    func sends(to chain: ComponentID) -> Bool {
        steps.flatMap(\.within).contains { step in
            if case .submit(let submit) = step { submit.chain == chain } else { false }
        }
    }
}

extension [Step] {
    /// Each step replaced by what `change` makes of it; those that it leaves, with the steps inside
    /// replaced. What it made is not looked into.
    func mapping(_ change: (Step) -> [Step]) -> [Step] {
        flatMap { step -> [Step] in
            switch step {
            case .choose(let choices):
                return [
                    .choose(
                        choices.map {
                            Choice(share: $0.share, steps: $0.steps.mapping(change))
                        })
                ]
            case .repeated(let loop):
                return [
                    .repeated(RepeatStep(mean: loop.mean, steps: loop.steps.mapping(change)))
                ]
            case .parallel(let branches):
                return [.parallel(branches.map { $0.mapping(change) })]
            case .guarded(let guarded):
                return [
                    .guarded(
                        GuardedStep(
                            name: guarded.name, steps: guarded.steps.mapping(change),
                            policy: guarded.policy, fallback: guarded.fallback))
                ]
            case .start(let start):
                return [.start(StartStep(name: start.name, steps: start.steps.mapping(change)))]
            case .invoke(let invoke):
                return [
                    .invoke(
                        InvokeStep(
                            function: invoke.function, work: invoke.work,
                            steps: invoke.steps.mapping(change)))
                ]
            case .batch, .serve, .lookup, .query, .call, .delay, .limit, .transfer, .submit,
                .invalidate, .write, .access:
                return change(step)
            }
        }
    }
}
