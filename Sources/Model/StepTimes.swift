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

    /// That of all that an operation does; none where a stage of degradation may refuse it.
    func meanUntilEnd(_ operation: OperationID) -> Double {
        model.mayRefuse(operation) ? 0 : meanUntilEnd(model.operation(operation).course)
    }

    /// Mean time after which the steps may end soonest: all of them, or those before the first that
    /// can fail. A full queue turns a request away at once.
    func meanUntilEnd(_ steps: [Step]) -> Double {
        meanUntilFailure(steps) ?? mean(steps)
    }

    /// Absent where no step can fail.
    private func meanUntilFailure(_ steps: [Step]) -> Double? {
        var passed = 0.0
        for step in steps {
            if let inside = meanUntilFailure(step) { return passed + inside }
            passed += mean(step)
        }
        return nil
    }

    private func meanUntilFailure(_ step: Step) -> Double? {
        if let component = step.component {
            if model.component(component).breaker != nil || failsAtOnce(component) { return 0 }
        }
        switch step {
        case .serve(let serve):
            switch model.component(serve.component).kind {
            case .station(let station):
                return untilTurnedAway(serve, station.queueLimit, station.discipline)
            case .pods(let pods): return untilTurnedAway(serve, pods.queueLimit, pods.discipline)
            case .cache, .database, .service, .delivery, .chain, .function, .account, .table:
                return nil
            }
        case .call(let call):
            guard case .service(let service) = model.component(call.service).kind else {
                return nil
            }
            if service.limit != nil { return 0 }
            guard service.failures > .zero || mayFail(call.service)
            else { return nil }
            return service.latency.meanSeconds
        case .choose(let choices): return choices.compactMap { meanUntilFailure($0.steps) }.min()
        case .repeated(let loop): return meanUntilFailure(loop.steps)
        case .parallel(let branches):
            // A branch that fails does not cut the others short.
            guard branches.contains(where: { meanUntilFailure($0) != nil }) else { return nil }
            return branches.map(meanUntilEnd).max()
        case .lookup(let lookup): return meanUntilFailure(lookup.miss).map { mean(step) + $0 }
        case .guarded(let guarded):
            let first = meanOfLostAttempt(guarded)
            guard let fallback = guarded.fallback else { return first }
            return meanUntilFailure(fallback).map { (first ?? 0) + $0 }
        // Where no environment may be had, it is turned away at once.
        case .limit, .invoke, .access: return 0
        // Where no more transactions fit the pool, who waits for one fails at once.
        case .submit(let submit):
            return submit.awaits == .nothing ? nil : 0
        case .batch(let batch): return meanUntilFailure(batch.steps)
        case .query(let query):
            guard case .database(let database) = model.component(query.database).kind else {
                return nil
            }
            return database.connecting?.most == nil ? nil : 0
        case .delay, .transfer, .invalidate, .write, .start: return nil
        }
    }

    /// Whether faults, or pods that run out of memory, may leave nobody there to turn to.
    private func failsAtOnce(_ id: ComponentID) -> Bool {
        if case .pods(let pods) = model.component(id).kind, pods.leak != nil { return true }
        return model.faults.contains { fault in
            switch fault.effect {
            case .crash(id, _), .deploy(id), .failover(id), .loseReplicas(id, _): true
            case .fail(id, let share): share > .zero && !isService(id)
            case .crash, .deploy, .failover, .loseReplicas, .fail, .slow, .flush, .throttle, .halt:
                false
            }
        }
    }

    /// A service fails after its latency, not at once.
    private func isService(_ id: ComponentID) -> Bool {
        if case .service = model.component(id).kind { true } else { false }
    }

    private func mayFail(_ id: ComponentID) -> Bool {
        model.faults.contains { fault in
            if case .fail(id, let share) = fault.effect { share > .zero } else { false }
        }
    }

    /// A full queue turns away at once, and so does its sight; patience ends some time later.
    private func untilTurnedAway(
        _ serve: ServeStep, _ queueLimit: Int?, _ discipline: Discipline
    ) -> Double? {
        let turnsAway =
            queueLimit != nil || !discipline.shedding.isEmpty
            || discipline.joining.contains { $0 < .one }
        if turnsAway { return 0 }
        return discipline.patience.map { min($0.meanSeconds, serve.time.meanSeconds) }
    }

    /// Mean time of the soonest attempt without an answer; absent where there is none.
    private func meanOfLostAttempt(_ guarded: GuardedStep) -> Double? {
        let late = guarded.policy.timeout.map { min($0.seconds, mean(guarded.steps)) }
        let refused: Double? = guarded.policy.breaker == nil ? nil : 0
        return [meanUntilFailure(guarded.steps), late, refused].compactMap { $0 }.min()
    }

    private func mean(_ step: Step) -> Double {
        switch step {
        case .serve(let serve): return serve.time.meanSeconds
        case .query(let query): return query.time.meanSeconds
        case .delay(let delay): return delay.time.meanSeconds
        case .choose(let choices):
            return choices.reduce(0) { $0 + $1.share.fraction * mean($1.steps) }
        case .repeated(let loop): return loop.mean * mean(loop.steps)
        // The mean of the longest is at least the longest mean.
        case .parallel(let branches): return branches.map(mean).max() ?? 0
        case .guarded(let guarded):
            let answered = mean(guarded.steps)
            guard let fallback = guarded.fallback, let lost = meanOfLostAttempt(guarded) else {
                return answered
            }
            return min(answered, lost + mean(fallback))
        case .lookup(let lookup): return command(lookup.cache, keys: lookup.count)
        case .invalidate(let step): return command(step.cache, keys: step.count)
        case .call(let call):
            guard case .service(let service) = model.component(call.service).kind else { return 0 }
            return service.latency.meanSeconds
        case .invoke(let invoke):
            return (model.work(of: invoke)?.meanSeconds ?? 0) + mean(invoke.steps)
        case .batch(let batch): return mean(batch.steps)
        case .access(let access):
            guard case .table(let table) = model.component(access.table).kind else { return 0 }
            let pages = access.pages(ofItems: model.keyspace(access.keyspace).size)
            return Double(pages) * table.latency.meanSeconds
        case .limit, .transfer, .submit, .write, .start: return 0
        }
    }

    private func command(_ id: ComponentID, keys: Int) -> Double {
        guard case .cache(let cache) = model.component(id).kind else { return 0 }
        return cache.operationTime.meanSeconds * Double(keys)
            + (cache.roundTrip?.meanSeconds ?? 0)
    }
}
