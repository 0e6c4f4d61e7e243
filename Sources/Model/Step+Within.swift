// SPDX-License-Identifier: GPL-3.0-or-later

extension Step {
    /// The step itself, and all steps inside it.
    public var within: [Step] {
        let inside: [Step] =
            switch self {
            case .lookup(let lookup): lookup.miss
            case .choose(let choices): choices.flatMap(\.steps)
            case .repeated(let loop): loop.steps
            case .parallel(let branches): branches.flatMap { $0 }
            case .guarded(let guarded): guarded.steps + (guarded.fallback ?? [])
            case .start(let start): start.steps
            case .invoke(let invoke): invoke.steps
            case .batch(let batch): batch.steps
            case .serve, .query, .access, .call, .delay, .limit, .transfer, .submit, .invalidate,
                .write:
                []
            }
        return [self] + inside.flatMap(\.within)
    }

    /// The component that it asks, and waits for; nil where it asks none.
    public var component: ComponentID? {
        switch self {
        case .serve(let serve): serve.component
        case .lookup(let lookup): lookup.cache
        case .invalidate(let step): step.cache
        case .query(let query): query.database
        case .call(let call): call.service
        case .invoke(let invoke): invoke.function
        case .access(let access): access.table
        case .batch, .delay, .choose, .repeated, .parallel, .guarded, .limit, .transfer, .submit,
            .write, .start:
            nil
        }
    }
}
