// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Keys that one request looks up and drops on average, where none fails; by cache and keyspace.
///
/// How often a fallback is taken is not known. What only fallbacks look up counts as if they always
/// were, so that it is not taken for unused; and what a miss drops counts for nothing.
struct KeyTraffic {
    struct Place: Hashable {
        let cache: ComponentID
        let keyspace: KeyspaceID
    }

    struct Amount {
        var lookups = 0.0
        var drops = 0.0
    }

    private(set) var amounts: [Place: Amount] = [:]

    private var isFallback = false
    private var fallbacks: [Place: Double] = [:]

    init(_ operation: Operation) {
        add(operation.steps, 1)
        for (place, lookups) in fallbacks where amounts[place, default: Amount()].lookups == 0 {
            amounts[place, default: Amount()].lookups = lookups
        }
    }

    private mutating func add(_ steps: [Step], _ times: Double) {
        for step in steps { add(step, times) }
    }

    private mutating func add(_ step: Step, _ times: Double) {
        switch step {
        case .lookup(let lookup):
            let place = Place(cache: lookup.cache, keyspace: lookup.keyspace)
            if isFallback {
                fallbacks[place, default: 0] += times * Double(lookup.count)
            } else {
                amounts[place, default: Amount()].lookups += times * Double(lookup.count)
            }
        case .invalidate(let step):
            if isFallback { break }
            let place = Place(cache: step.cache, keyspace: step.keyspace)
            amounts[place, default: Amount()].drops += times * Double(step.count)
        case .choose(let choices):
            for choice in choices { add(choice.steps, times * choice.share.fraction) }
        case .repeated(let loop):
            add(loop.steps, times * loop.mean)
        case .parallel(let branches):
            for branch in branches { add(branch, times) }
        // Attempts beyond the first are few in the long run.
        case .guarded(let guarded):
            add(guarded.steps, times)
            let before = isFallback
            isFallback = true
            add(guarded.fallback ?? [], times)
            isFallback = before
        case .start(let start):
            add(start.steps, times)
        case .invoke(let invoke):
            add(invoke.steps, times)
        // As if each did the steps alone.
        case .batch(let batch):
            add(batch.steps, times)
        case .access, .serve, .query, .call, .delay, .limit, .transfer, .submit, .write:
            break
        }
    }
}
