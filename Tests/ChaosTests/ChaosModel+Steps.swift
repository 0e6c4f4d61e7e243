// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

extension ChaosModel {
    /// Operations whose first step mostly visits a pod, so that pools of pods can be used.
    mutating func addOperations() throws {
        for index in 0..<chance.int(1...3) {
            var steps: [Step] = []
            for pods in ids({ if case .pods = $0 { true } else { false } })
            where chance.happens(90) {
                steps.append(.serve(ServeStep(component: pods, time: try chance.law())))
            }
            for _ in 0..<chance.int(1...4) { steps.append(try step(depth: 0, inMiss: false)) }
            operations.append(
                Operation(
                    name: "operation \(index)", steps: steps, priority: chance.int(1...4),
                    client: chance.happens(40) ? try chance.policy() : .none,
                    limits: chance.maybe(15) { chance in
                        (0..<chance.int(1...2)).map { _ in chance.limit() }
                    } ?? []))
        }
    }

    /// A step by its kind; where the model has no such component, or it stands too deep, a delay.
    private mutating func step(depth: Int, inMiss: Bool) throws -> Step {
        let holds = depth < 3
        switch chance.int(0...26) {
        case 0, 1, 2:
            let servers = ids {
                switch $0 {
                case .pods, .station: true
                case .cache, .database, .service, .delivery, .chain, .function, .account,
                    .table:
                    false
                }
            }
            return .serve(ServeStep(component: chance.pick(servers), time: try chance.law()))
        case 3, 4, 5: return try lookup(depth: depth, inMiss: inMiss) ?? delay()
        case 6, 7: return try query() ?? delay()
        case 8, 9: return try call() ?? delay()
        case 10 where holds: return .choose(try choices(depth, inMiss))
        case 11 where holds:
            return .repeated(
                RepeatStep(
                    mean: chance.pick([0.1, 1, 2.5, 5]), steps: try list(depth + 1, inMiss)))
        case 12 where holds, 13 where holds:
            let count = chance.pick([1, 2, 2, 5])
            return .parallel(try (0..<count).map { _ in try list(depth + 1, inMiss) })
        case 14 where holds, 15 where holds: return .guarded(try guarded(depth, inMiss))
        case 16: return .limit(chance.limit())
        case 17: return try change() ?? delay()
        case 18: return try metered() ?? delay()
        case 22 where holds:
            return .start(
                StartStep(name: "work \(chance.int(0...1))", steps: try list(depth + 1, inMiss)))
        case 24, 25: return try transaction() ?? delay()
        case 20: return try access() ?? delay()
        case 21 where holds && !inBatch: return try batch(depth, inMiss)
        case 19: return try invocation(depth, inMiss) ?? delay()
        default: return try delay()
        }
    }

    private mutating func list(_ depth: Int, _ inMiss: Bool) throws -> [Step] {
        try (0..<chance.pick([0, 1, 1, 2])).map { _ in try step(depth: depth, inMiss: inMiss) }
    }

    private mutating func delay() throws -> Step {
        .delay(DelayStep(name: "pause", time: try chance.law()))
    }

    private mutating func choices(_ depth: Int, _ inMiss: Bool) throws -> [Choice] {
        let share = chance.share()
        var choices = [Choice(share: share, steps: try list(depth + 1, inMiss))]
        if chance.happens(50) {
            choices.append(
                Choice(share: .fraction(1 - share.fraction), steps: try list(depth + 1, inMiss)))
        }
        return choices
    }

    private mutating func guarded(_ depth: Int, _ inMiss: Bool) throws -> GuardedStep {
        GuardedStep(
            name: "try \(chance.int(0...1_000))", steps: try list(depth + 1, inMiss),
            policy: try chance.policy(),
            fallback: try chance.happens(40) ? list(depth + 1, inMiss) : nil)
    }

    private mutating func lookup(depth: Int, inMiss: Bool) throws -> Step? {
        guard !inMiss, !keyspaces.isEmpty else { return nil }
        return .lookup(
            LookupStep(
                cache: cacheID(), keyspace: KeyspaceID(chance.int(0...keyspaces.count - 1)),
                count: chance.pick([1, 1, 3, 64]), miss: try list(min(depth + 1, 3), true)))
    }

    private mutating func cacheID() -> ComponentID {
        chance.pick(ids { if case .cache = $0 { true } else { false } })
    }

    private mutating func query() throws -> Step? {
        let databases = ids { if case .database = $0 { true } else { false } }
        guard !databases.isEmpty else { return nil }
        let id = chance.pick(databases)
        var query = QueryStep(
            database: id, access: chance.pick(DatabaseAccess.allCases), time: try chance.law())
        if case .database(let database) = components[id.index].kind, database.disk != nil {
            query.diskOperations = chance.pick([0, 1, 4, 50])
        }
        return .query(query)
    }

    private mutating func call() throws -> Step? {
        let services = ids { if case .service = $0 { true } else { false } }
        if services.isEmpty { return nil }
        return .call(CallStep(service: chance.pick(services), batch: chance.pick([1, 1, 1, 5])))
    }

    private mutating func invocation(_ depth: Int, _ inMiss: Bool) throws -> Step? {
        let functions = ids { if case .function = $0 { true } else { false } }
        guard !functions.isEmpty else { return nil }
        return .invoke(
            InvokeStep(
                function: chance.pick(functions), work: try chance.maybe(80) { try $0.law() },
                steps: depth < 3 ? try list(depth + 1, inMiss) : []))
    }

    private mutating func access() throws -> Step? {
        let tables = ids { if case .table = $0 { true } else { false } }
        guard !tables.isEmpty, !keyspaces.isEmpty else { return nil }
        let action = chance.pick(AccessStep.Action.allCases)
        return .access(
            AccessStep(
                table: chance.pick(tables),
                keyspace: KeyspaceID(chance.int(0...keyspaces.count - 1)), action: action,
                items: chance.pick([1, 1, 7, 100]), isConsistent: chance.happens(30)))
    }

    /// Batches of one name are one; each size has its name.
    private mutating func batch(_ depth: Int, _ inMiss: Bool) throws -> Step {
        inBatch = true
        defer { inBatch = false }
        let size = chance.pick([2, 5, 40])
        let hold = chance.happens(30) ? batchHold() : nil
        return .batch(
            BatchStep(
                name: "batch of \(size)" + (hold == nil ? "" : " for cheap gas"), size: size,
                within: .milliseconds(Int64(10 * size)), hold: hold,
                steps: try list(depth + 1, inMiss)))
    }

    private mutating func change() throws -> Step? {
        guard !keyspaces.isEmpty else { return nil }
        let keyspace = KeyspaceID(chance.int(0...keyspaces.count - 1))
        let count = chance.pick([1, 1, 10])
        if chance.happens(50) { return .write(WriteStep(keyspace: keyspace, count: count)) }
        return .invalidate(InvalidateStep(cache: cacheID(), keyspace: keyspace, count: count))
    }

    private mutating func metered() throws -> Step? {
        let networks = ids { if case .delivery = $0 { true } else { false } }
        if let network = networks.first {
            return .transfer(TransferStep(network: network, size: .kilobytes(3)))
        }
        let chains = ids { if case .chain = $0 { true } else { false } }
        return chains.first.map { .submit(SubmitStep(chain: $0, gas: Gas(21_000))) }
    }
}

extension Chance {
    mutating func policy() throws -> CallPolicy {
        let timeout = maybe(60) { chance -> SimTime in
            chance.happens(5) ? .nanoseconds(1) : chance.time(from: 1e-4, to: 2)
        }
        return CallPolicy(
            timeout: timeout, retry: maybe(60) { $0.retry() }, breaker: maybe(25) { $0.breaker() },
            withdraws: timeout.map { $0.nanoseconds % 2 == 0 } ?? false)
    }

    private mutating func retry() -> Retry {
        let base = happens(10) ? Backoff.shortest : time(from: 1e-4, to: 1)
        let attempts: Int? = happens(30) ? nil : pick([1, 2, 3, 5])
        if attempts == nil, base < .milliseconds(1) { hasQuickRetries = true }
        let backoff = Backoff(
            base: base, factor: pick([1, 2, 10]), cap: base * Int64(pick([1, 20])),
            jitter: pick(Backoff.Jitter.allCases))
        return Retry(
            attempts: attempts, backoff: attempts == nil || happens(50) ? backoff : nil,
            budget: maybe(40) { RetryBudget(share: $0.share(), reserve: $0.pick([1, 10, 100])) },
            failures: happens(60)
                ? Retry.usual : happens(50) ? Set(AttemptFailure.allCases) : [.timeout, .limit])
    }

    mutating func limit() -> RateLimit {
        RateLimit(
            subject: pick([.user, .address, .all, .all]), rate: .perSecond(spread(0.1, 2_000)),
            burst: pick([1, 1, 5, 100]))
    }
}
