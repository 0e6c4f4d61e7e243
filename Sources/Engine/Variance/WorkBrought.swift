// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// About how long a request of one operation occupies each resource, in seconds.
///
/// Serves to choose and to weigh controls, which have expectation 0 under any weights: half of the
/// keys of a lookup count as missing, and pools, which are held and serve nothing, do not count.
struct WorkBrought {
    private(set) var seconds: [Double]
    /// About how long it takes with nobody in its way.
    private(set) var alone = 0.0
    private let model: Model
    private let table: ResourceTable

    init(_ operation: Operation, _ model: Model, _ table: ResourceTable) {
        self.model = model
        self.table = table
        seconds = table.resources.map { _ in 0 }
        add(operation.steps, times: 1)
    }

    private mutating func add(_ steps: [Step], times: Double) {
        for step in steps { add(step, times: times) }
    }

    private mutating func add(_ step: Step, times: Double) {
        switch step {
        case .serve(let serve):
            add(serve.time, times: times, at: table.index(serve.component, .servers))
        case .lookup(let lookup):
            let keys = times * Double(lookup.count)
            if case .cache(let cache) = model.component(lookup.cache).kind {
                add(cache.operationTime, times: keys, at: table.index(lookup.cache, .servers))
            }
            add(lookup.miss, times: keys / 2)
        case .query(let query):
            let replicas = query.access == .read ? table.index(query.database, .replicas) : nil
            add(query.time, times: times, at: replicas ?? table.index(query.database, .primary))
        case .choose(let choices):
            for choice in choices { add(choice.steps, times: times * choice.share.fraction) }
        case .repeated(let loop):
            add(loop.steps, times: times * loop.mean)
        case .parallel(let branches):
            for branch in branches { add(branch, times: times) }
        case .guarded(let guarded):
            add(guarded.steps, times: times)
        case .start(let start):
            // It keeps servers busy, and nobody waiting.
            let before = alone
            add(start.steps, times: times)
            alone = before
        case .delay(let delay):
            alone += times * delay.time.meanSeconds
        case .call(let call):
            if case .service(let service) = model.component(call.service).kind {
                alone += times * service.latency.meanSeconds
            }
        case .invalidate(let step):
            if case .cache(let cache) = model.component(step.cache).kind {
                add(
                    cache.operationTime, times: times * Double(step.count),
                    at: table.index(step.cache, .servers))
            }
        case .invoke(let invoke):
            alone += times * (model.work(of: invoke)?.meanSeconds ?? 0)
            add(invoke.steps, times: times)
        case .batch(let batch):
            add(batch.steps, times: times)
        case .access, .limit, .transfer, .submit, .write:
            break
        }
    }

    /// Service that never varies is no control.
    private mutating func add(_ time: Distribution, times: Double, at resource: Int?) {
        alone += times * time.meanSeconds
        if let resource, time.scv > 0 { seconds[resource] += times * time.meanSeconds }
    }
}
