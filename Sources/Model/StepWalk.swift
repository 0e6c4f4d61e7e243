// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Walks the steps of one operation and checks that each can be done where it stands.
struct StepWalk {
    let model: Model
    let path: String
    var podsSeen: Set<Int> = []
    var stepCount = 0.0
    private var insideMiss = false
    /// What was said of guarded steps, by their name.
    var shared: [String: SharedPolicy] = [:]
    /// Attempts that one request may lead to here, of all retries around.
    var attempts = 1
    /// Requests for which a step here is done.
    var batchSize = 1

    init(model: Model, path: String) {
        self.model = model
        self.path = path
    }

    mutating func check(_ steps: [Step]) throws(ModelError) {
        try walk(steps, rounds: 1)
    }

    mutating func walk(_ steps: [Step], rounds: Double) throws(ModelError) {
        for step in steps {
            stepCount += rounds
            guard stepCount <= Double(ModelInvariants.largestSteps) else {
                throw fault(.tooManySteps(limit: ModelInvariants.largestSteps))
            }
            try check(step, rounds: rounds)
        }
    }

    private mutating func check(_ step: Step, rounds: Double) throws(ModelError) {
        switch step {
        case .serve(let serve):
            try check(serve)
        case .lookup(let lookup):
            try check(lookup, rounds: rounds)
        case .query(let query):
            guard case .database(let database) = try component(query.database).kind else {
                throw wrongKind(query.database, "database")
            }
            try check(query, database)
        case .call(let call):
            guard case .service(let service) = try component(call.service).kind else {
                throw wrongKind(call.service, "service")
            }
            try check(call, service)
            try checkSlowed(service.latency, at: call.service)
        case .delay:
            break
        case .limit(let limit):
            try check(limit)
        case .choose(let choices):
            try check(choices, rounds: rounds)
        case .repeated(let loop):
            guard loop.mean > 0, loop.mean <= RepeatStep.largestMean else {
                throw fault(
                    .outOfRange(
                        what: "the number of rounds", value: "\(loop.mean)",
                        allowed: "above 0 and at most \(RepeatStep.largestMean)"))
            }
            let before = podsSeen
            try walk(loop.steps, rounds: rounds * loop.mean.rounded(.up))
            if loop.mean < 1 { podsSeen = before }
        case .parallel(let branches):
            try check(branches, rounds: rounds)
        case .guarded(let guarded):
            try check(guarded, rounds: rounds)
        case .transfer(let transfer):
            guard case .delivery = try component(transfer.network).kind else {
                throw wrongKind(transfer.network, "cdn")
            }
        case .submit(let submit):
            try check(submit)
        case .invalidate(let step):
            try checkCommand(step.cache, step.keyspace, step.count)
        case .write(let step):
            try checkKeys(step.keyspace, step.count)
        case .start(let start):
            try check(start, rounds: rounds)
        case .invoke(let invoke):
            try check(invoke, rounds: rounds)
        case .access(let access):
            try check(access, rounds: rounds)
        case .batch(let batch):
            try check(batch, rounds: rounds)
        }
    }

    private mutating func check(_ serve: ServeStep) throws(ModelError) {
        switch try component(serve.component).kind {
        case .station: break
        case .pods: podsSeen.insert(serve.component.index)
        case .cache, .database, .service, .delivery, .chain, .function, .account, .table:
            throw wrongKind(serve.component, "pods or station")
        }
        try checkSlowed(serve.time, at: serve.component)
        try checkCanary(serve)
    }

    /// What it visits, the request has not.
    private mutating func check(_ start: StartStep, rounds: Double) throws(ModelError) {
        let before = podsSeen
        try walk(start.steps, rounds: rounds)
        podsSeen = before
    }

    private mutating func check(_ lookup: LookupStep, rounds: Double) throws(ModelError) {
        try checkCommand(lookup.cache, lookup.keyspace, lookup.count)
        if insideMiss { throw fault(.nestedLookup) }
        insideMiss = true
        let before = podsSeen
        try walk(lookup.miss, rounds: rounds)
        podsSeen = before
        insideMiss = false
    }

    private func checkCommand(
        _ id: ComponentID, _ keyspace: KeyspaceID, _ count: Int
    ) throws(ModelError) {
        guard case .cache(let cache) = try component(id).kind else {
            throw wrongKind(id, "cache")
        }
        try checkKeys(keyspace, count)
        let whole: Distribution
        do { whole = try cache.operationTime.scaled(by: Double(count)) } catch {
            throw fault(
                .outOfRange(
                    what: "the time of a command of several keys",
                    value: "\(count) times \(cache.operationTime.mean)",
                    allowed: "at most \(Distribution.longest)"))
        }
        try checkSlowed(whole, at: id)
        // Who is sent on asks for one key.
        if cache.behavior.resharding != nil { try checkSlowed(cache.operationTime, at: id) }
    }

    /// A fault may make this time longer, and it stays one.
    func checkSlowed(_ time: Distribution, at id: ComponentID) throws(ModelError) {
        for one in model.faults {
            guard case .slow(id, let factor) = one.effect else { continue }
            do { _ = try time.scaled(by: factor) } catch {
                throw ModelError(
                    path: "faults.\(one.name).by",
                    fault: .outOfRange(
                        what: "a time at '\(model.component(id).name)' while this lasts",
                        value: "\(factor) times \(time.mean)",
                        allowed: "from 1ns to \(Distribution.longest)"))
            }
        }
    }

    private func checkKeys(_ keyspace: KeyspaceID, _ count: Int) throws(ModelError) {
        guard model.keyspaces.indices.contains(keyspace.index) else {
            throw fault(.unknownReference(what: "keyspace"))
        }
        guard (1...LookupStep.largestCount).contains(count) else {
            throw fault(
                .outOfRange(
                    what: "the number of keys of one command", value: "\(count)",
                    allowed: "from 1 to \(LookupStep.largestCount)"))
        }
    }

    private mutating func check(_ choices: [Choice], rounds: Double) throws(ModelError) {
        let total = choices.reduce(0) { $0 + $1.share.fraction }
        guard total <= 1 + 1e-9 else { throw fault(.sharesDoNotAddUp(total: total)) }
        // What only some ways through them visit, a request may not have.
        let before = podsSeen
        var after: Set<Int>?
        for choice in choices {
            podsSeen = before
            try walk(choice.steps, rounds: rounds)
            if choice.share > .zero { after = after?.intersection(podsSeen) ?? podsSeen }
        }
        podsSeen = total > 1 - 1e-9 ? after ?? before : before
    }

    /// After the branches a request has the pods of all of them.
    private mutating func check(_ branches: [[Step]], rounds: Double) throws(ModelError) {
        guard (1...ParallelStep.mostBranches).contains(branches.count) else {
            throw fault(
                .outOfRange(
                    what: "the number of parallel branches", value: "\(branches.count)",
                    allowed: "from 1 to \(ParallelStep.mostBranches)"))
        }
        let before = podsSeen
        var after = before
        for branch in branches {
            podsSeen = before
            try walk(branch, rounds: rounds)
            after.formUnion(podsSeen)
        }
        podsSeen = after
    }

    private func component(_ id: ComponentID) throws(ModelError) -> Component {
        guard model.components.indices.contains(id.index) else {
            throw fault(.unknownReference(what: "component"))
        }
        return model.component(id)
    }

    private func wrongKind(_ id: ComponentID, _ needed: String) -> ModelError {
        fault(.wrongKind(component: model.component(id).name, needed: needed))
    }

    func fault(_ fault: ModelError.Fault) -> ModelError {
        ModelError(path: path, fault: fault)
    }
}
