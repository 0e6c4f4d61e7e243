// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Checks what must hold of a model before anything is computed from it.
struct ModelInvariants {
    static let largestCount = 100_000
    static let largestSteps = 20_000
    static let largestRequests = 2e10
    static let largestActs = 1e9
    /// Of all keyspaces in all caches: what is known of a key takes up to 28 bytes.
    static let largestKeys = 200_000_000
    static let longestRun = SimTime.days(36_500)

    let model: Model

    init(_ model: Model) { self.model = model }

    func check() throws(ModelError) {
        try checkNames()
        for (index, component) in model.components.enumerated() {
            try check(component, at: "components.\(component.name)", index: index)
        }
        for keyspace in model.keyspaces {
            try count(
                keyspace.keys, "keys", at: "keyspaces.\(keyspace.name).keys",
                most: Keyspace.largestKeys)
            try check(keyspace.popularity, at: "keyspaces.\(keyspace.name).popularity")
            try check(keyspace.timeToLive, at: "keyspaces.\(keyspace.name).ttl")
        }
        try checkKeys()
        try checkReshardedKeys()
        for operation in model.operations {
            var walk = StepWalk(model: model, path: "operations.\(operation.name).steps")
            try walk.check(operation.course)
            try checkPriority(operation)
        }
        try checkStartedWork()
        try checkBatchNames()
        for source in model.sources { try check(source) }
        try checkLimits()
        for objective in model.objectives { try check(objective) }
        try checkFaults()
        try checkAlerts()
        try checkDegradation()
        try checkFrontend()
        try checkRun()
    }

    private func checkNames() throws(ModelError) {
        if model.operations.isEmpty {
            throw ModelError(path: "operations", fault: .empty(what: "operation"))
        }
        if model.sources.isEmpty {
            throw ModelError(path: "traffic", fault: .empty(what: "traffic source"))
        }
        try unique(model.components.map(\.name), at: "components")
        try unique(model.operations.map(\.name), at: "operations")
        try unique(model.keyspaces.map(\.name), at: "keyspaces")
        try unique(model.sources.map(\.name), at: "traffic")
        try unique(model.faults.map(\.name), at: "faults")
        try unique(model.alerts.map(\.name), at: "alerts")
    }

    private func checkKeys() throws(ModelError) {
        let total = model.components.indices.reduce(0) { $0 + model.keysHeld(in: ComponentID($1)) }
        guard total <= Self.largestKeys else {
            throw ModelError(
                path: "keyspaces",
                fault: .outOfRange(
                    what: "the number of keys that are simulated in all caches",
                    value: "\(total)", allowed: "at most \(Self.largestKeys)"))
        }
    }

    func unique(_ names: [String], at path: String) throws(ModelError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw ModelError(path: path, fault: .duplicateName(name))
        }
    }

    func count(
        _ value: Int, _ what: String, at path: String, least: Int = 1,
        most: Int = ModelInvariants.largestCount
    ) throws(ModelError) {
        guard value >= least, value <= most else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: what, value: "\(value)", allowed: "from \(least) to \(most)"))
        }
    }

    private func check(
        _ component: Component, at path: String, index: Int
    ) throws(ModelError) {
        try component.breaker?.check(at: path + ".breaker")
        try checkBounds(of: component, at: path)
        switch component.kind {
        case .station(let station):
            try count(station.servers, "the number of servers", at: path + ".servers")
            try checkQueueLimit(station.queueLimit, at: path)
            try check(station.discipline, station.servers, station.queueLimit, at: path)
        case .pods(let pods):
            try check(pods, at: path)
            try checkQueueLimit(pods.queueLimit, at: path)
            try check(pods.discipline, pods.cores, pods.queueLimit, at: path)
        case .cache(let cache):
            try check(cache, at: path)
        case .database(let database):
            try check(database, at: path)
            try checkConnecting(of: database, named: component.name, at: path)
        case .service(let service):
            try check(service, at: path)
        case .function(let function):
            try check(function, at: path)
        case .account(let account):
            try check(account, at: path, index: index)
        case .table(let table):
            try check(table, at: path)
        case .chain(let chain):
            try check(chain, ComponentID(index), at: path)
        case .delivery:
            break
        }
    }

    private func checkQueueLimit(_ limit: Int?, at path: String) throws(ModelError) {
        guard let limit else { return }
        try count(
            limit, "the queue limit", at: path + ".queue limit", least: 0, most: 100_000_000)
    }

    private func check(_ cache: Cache, at path: String) throws(ModelError) {
        try count(cache.nodes, "the number of nodes", at: path + ".nodes", most: 16_384)
        guard cache.memoryPerNode > .zero else {
            throw ModelError(
                path: path + ".memory",
                fault: .outOfRange(
                    what: "the memory of a node", value: "\(cache.memoryPerNode)",
                    allowed: "above zero"))
        }
        try check(cache.timeToLive, at: path + ".ttl")
        try checkEviction(cache, at: path)
        if let resharding = cache.behavior.resharding { try check(resharding, of: cache, at: path) }
        guard cache.behavior.misses == .each || cache.behavior.keyModel == .keys else {
            throw ModelError(
                path: path + ".on miss",
                fault: .joinedEstimates(model: cache.behavior.keyModel.rawValue))
        }
        try count(
            cache.behavior.samples ?? 1, "the number of samples", at: path + ".samples",
            most: CacheBehavior.mostSamples)
    }

    private func check(_ life: SimTime?, at path: String) throws(ModelError) {
        guard let life, life <= .zero else { return }
        throw ModelError(
            path: path,
            fault: .outOfRange(
                what: "the time to live", value: "\(life)", allowed: "above zero"))
    }

    private func check(_ popularity: Popularity, at path: String) throws(ModelError) {
        guard case .zipf(let exponent) = popularity else { return }
        let allowed = Popularity.exponents
        guard allowed.contains(exponent) else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the exponent", value: "\(exponent)",
                    allowed: "from \(allowed.lowerBound) to \(allowed.upperBound)"))
        }
    }

    private func check(_ database: Database, at path: String) throws(ModelError) {
        try count(database.parallelism, "the parallelism", at: path + ".parallelism")
        try count(database.replicas, "the number of replicas", at: path + ".replicas", least: 0)
        if let connections = database.bouncerConnections {
            try count(connections, "the number of connections", at: path + ".bouncer")
        }
        try checkParts(of: database, at: path)
        guard let pool = database.poolPerPod else { return }
        try count(pool.connections, "the number of connections", at: path + ".pool")
        guard model.components.indices.contains(pool.pods.index) else {
            throw ModelError(
                path: path + ".pool", fault: .unknownReference(what: "component for the pool"))
        }
        guard case .pods = model.component(pool.pods).kind else {
            throw ModelError(
                path: path + ".pool",
                fault: .wrongKind(component: model.component(pool.pods).name, needed: "pods"))
        }
    }

    private func check(_ source: TrafficSource) throws(ModelError) {
        let path = "traffic.\(source.name)"
        if source.mix.isEmpty {
            throw ModelError(path: path + ".mix", fault: .empty(what: "operation in the mix"))
        }
        for share in source.mix
        where !model.operations.indices.contains(share.operation.index) {
            throw ModelError(path: path + ".mix", fault: .unknownReference(what: "operation"))
        }
        let total = source.mix.reduce(0) { $0 + $1.share.fraction }
        guard abs(total - 1) < 1e-9 else {
            throw ModelError(path: path + ".mix", fault: .sharesDoNotAddUp(total: total))
        }
        switch source.demand {
        case .open(let open):
            try ArrivalInvariants(demand: open, path: path).check()
        case .closed(let closed):
            if let cycle = closed.cycle {
                try CycleInvariants(cycle: cycle, path: path + ".shape").check()
            }
            for users in [closed.users, closed.mostUsers] + closed.stages.map(\.target) {
                try count(
                    users, "the number of users", at: path + ".count", least: 0, most: 10_000_000)
            }
            if closed.mostUsers == 0 {
                throw ModelError(path: path + ".count", fault: .empty(what: "user"))
            }
            for share in source.mix {
                let soonest = StepTimes(model).meanUntilEnd(share.operation)
                guard closed.think.meanSeconds + soonest > 0 else {
                    throw ModelError(path: path + ".think", fault: .noTimePasses)
                }
            }
        }
    }

    private func check(_ objective: Objective) throws(ModelError) {
        let known =
            switch objective.measure {
            case .latency(let operation, _, _), .meanLatency(let operation, _),
                .errors(let operation, _):
                operation.map { model.operations.indices.contains($0.index) } ?? true
            case .hitRate(let cache, _): model.components.indices.contains(cache.index)
            case .utilization, .replicationLag, .costPerTransaction: true
            }
        guard known else {
            throw ModelError(path: "slo", fault: .unknownReference(what: "operation or component"))
        }
        if case .utilization(let resource, _) = objective.measure {
            try check(resource, at: "slo.utilization.\(model.name(of: resource))")
        }
        if case .replicationLag(let id, _) = objective.measure {
            try checkReplicated(id, at: "slo.replication lag")
        }
    }

    private func checkRun() throws(ModelError) {
        let run = model.run
        guard run.duration > .zero, run.duration <= Self.longestRun else {
            throw ModelError(
                path: "run.duration",
                fault: .outOfRange(
                    what: "the duration", value: "\(run.duration)",
                    allowed: "above zero and at most \(Self.longestRun)"))
        }
        guard run.warmUp.time <= Self.longestRun else {
            throw ModelError(
                path: "run.warmup",
                fault: .outOfRange(
                    what: "the warm-up", value: "\(run.warmUp.time)",
                    allowed: "at most \(Self.longestRun)"))
        }
        try count(
            run.replications, "the number of replications", at: "run.replications",
            most: RunPlan.largestReplications)
        for (limit, what) in [(run.limits.requests, "requests"), (run.limits.events, "events")] {
            guard let limit else { continue }
            try count(
                limit, "the limit of \(what)", at: "run.limits.\(what)", most: RunLimits.largest)
        }
        try checkBatches(run)
        try checkTimeline(run)
        try checkActs(run)
        let expected = expectedRequests()
        guard expected <= Self.largestRequests else {
            throw ModelError(
                path: "run.duration",
                fault: .tooManyRequests(expected: expected, limit: Self.largestRequests))
        }
    }

    /// At most so many requests come at once.
    private var requestsOfOneEvent: Double {
        let batches = model.sources.compactMap { source in
            if case .open(let open) = source.demand { open.batch.sizes.max() } else { nil }
        }
        return Double(batches.max() ?? 1)
    }

    private func checkBatches(_ run: RunPlan) throws(ModelError) {
        guard let batches = run.batches else { return }
        let allowed = RunPlan.batchCounts
        guard allowed.contains(batches), batches.nonzeroBitCount == 1 else {
            throw ModelError(
                path: "run.batches",
                fault: .outOfRange(
                    what: "the number of batches", value: "\(batches)",
                    allowed: "a power of two from \(allowed.lowerBound) to"
                        + " \(allowed.upperBound), so that neighbours can be joined"))
        }
        guard run.replications == 1 else {
            throw ModelError(path: "run.batches", fault: .batchesOfSeveral(run.replications))
        }
        guard run.limits.isNone else {
            throw ModelError(path: "run.limits", fault: .limitedBatches)
        }
        guard run.varianceReduction == .none else {
            throw ModelError(path: "run.variance reduction", fault: .controlledBatches)
        }
        try checkSteadiness(run)
    }

    /// Mean seconds from one request of a user to the next when nothing ever waits or misses, and
    /// all that can fail does.
    private func cycleTime(_ source: TrafficSource, _ closed: ClosedDemand) -> Double {
        source.mix.reduce(closed.think.meanSeconds) {
            $0 + $1.share.fraction * StepTimes(model).meanUntilEnd($1.operation)
        }
    }

    /// Requests that all replications together bring at the largest rate of each source; for users,
    /// as if nobody ever waited, and was turned away where that can be.
    private func expectedRequests() -> Double {
        // A warm-up that is detected takes at most an eighth of the duration.
        let warmUp =
            model.run.warmUp == .detected
            ? model.run.duration.seconds / 8 : model.run.warmUp.time.seconds
        var perSecond = 0.0
        for source in model.sources {
            switch source.demand {
            case .open(let open):
                perSecond += ArrivalInvariants(demand: open, path: "").largestEvents
            case .closed(let closed):
                perSecond += Double(closed.mostUsers) / cycleTime(source, closed)
            }
        }
        let limits = model.run.limits
        let measured = min(
            perSecond * model.run.duration.seconds, Double(limits.requests ?? .max),
            Double(limits.events ?? .max) * requestsOfOneEvent)
        return (measured + perSecond * warmUp) * Double(model.run.replications)
    }
}
