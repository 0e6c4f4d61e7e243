// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension Model {
    /// Whether a request may be turned away or given up before it was answered. (Services outside
    /// that fail are not meant: they lose requests, but not those that wait.)
    var mayLoseRequests: Bool {
        !faults.isEmpty || degradation != nil
            || components.contains { $0.breaker != nil || $0.kind.mayLoseRequests }
            || operations.contains { operation in
                operation.course.flatMap(\.within).contains { step in
                    switch step {
                    case .limit, .invoke, .access: true
                    case .guarded(let guarded):
                        guarded.policy.timeout != nil || guarded.policy.breaker != nil
                    case .serve, .lookup, .query, .call, .delay, .choose, .repeated, .parallel,
                        .transfer, .submit, .invalidate, .write, .start, .batch:
                        false
                    }
                }
            }
    }

    /// The least share of requests that must pass a resource: of all, whichever source they come
    /// from, and of each operation.
    func visits(to resource: ResourceID) -> (all: Double, operations: [Double]) {
        let kind = component(resource.component).kind
        let operations = operations.map { kind.passing(resource, $0.steps) }
        let all = sources.map { source in
            source.mix.reduce(0) { $0 + $1.share.fraction * operations[$1.operation.index] }
        }
        return (all.min() ?? 0, operations)
    }
}

extension Model {
    /// Whether no request asks a resource twice: who does waits more than once, and who came before
    /// waits again behind others.
    func asksOnce(_ resource: ResourceID) -> Bool {
        let kind = component(resource.component).kind
        return operations.allSatisfy { kind.mostAsks(resource, $0.course) <= 1 }
    }
}

extension ComponentKind {
    fileprivate var mayLoseRequests: Bool {
        switch self {
        case .station(let station):
            station.queueLimit != nil || station.discipline.mayLoseRequests
        case .pods(let pods):
            pods.queueLimit != nil || pods.leak != nil || pods.discipline.mayLoseRequests
        case .service(let service): service.limit != nil
        case .function, .account, .table: true
        case .chain(let chain): chain.network != nil
        case .cache, .database, .delivery: false
        }
    }

    /// Whether all who ask that resource pass one queue in order of arrival, or one of several
    /// whose lengths are alike.
    func isOneQueue(_ role: ResourceRole) -> Bool {
        switch self {
        case .station(let station): station.discipline.order == .arrival
        case .pods(let pods):
            pods.discipline.order == .arrival && (pods.balancing != .random || pods.replicas == 1)
        case .cache(let cache): cache.nodes == 1
        case .database: role == .bouncer || role == .primary
        case .service, .delivery, .chain, .function, .account, .table: false
        }
    }

    /// The probability at least that one who goes through the steps asks the resource.
    fileprivate func passing(_ resource: ResourceID, _ steps: [Step]) -> Double {
        steps.reduce(0) { max($0, passing(resource, $1)) }
    }

    private func passing(_ resource: ResourceID, _ step: Step) -> Double {
        switch step {
        case .serve(let serve): serve.component == resource.component ? 1 : 0
        case .lookup(let lookup): lookup.cache == resource.component ? 1 : 0
        case .query(let query):
            query.database == resource.component && asks(resource.role, query.access) ? 1 : 0
        case .choose(let choices):
            choices.reduce(0) { $0 + $1.share.fraction * passing(resource, $1.steps) }
        case .repeated(let loop): min(1, loop.mean) * passing(resource, loop.steps)
        case .parallel(let branches): passing(resource, branches.flatMap { $0 })
        case .guarded(let guarded): passing(resource, guarded.steps)
        case .invoke(let invoke): passing(resource, invoke.steps)
        // Who starts something does not wait for it, and of a batch one asks for all.
        case .call, .delay, .limit, .transfer, .submit, .invalidate, .write, .start, .access,
            .batch:
            0
        }
    }

    /// How often one who goes through the steps asks the resource, at most.
    fileprivate func mostAsks(_ resource: ResourceID, _ steps: [Step]) -> Double {
        steps.reduce(0) { $0 + mostAsks(resource, $1) }
    }

    private func mostAsks(_ resource: ResourceID, _ step: Step) -> Double {
        switch step {
        case .serve, .query: passing(resource, step)
        case .lookup(let lookup):
            passing(resource, step) + Double(lookup.count) * mostAsks(resource, lookup.miss)
        case .choose(let choices):
            choices.map { mostAsks(resource, $0.steps) }.max() ?? 0
        case .repeated(let loop): loop.mean.rounded(.up) * mostAsks(resource, loop.steps)
        case .parallel(let branches): mostAsks(resource, branches.flatMap { $0 })
        case .guarded(let guarded):
            mostAsks(resource, guarded.steps) * (guarded.policy.retry == nil ? 1 : 100)
                + mostAsks(resource, guarded.fallback ?? [])
        case .start(let start): mostAsks(resource, start.steps)
        case .invoke(let invoke): mostAsks(resource, invoke.steps)
        case .batch(let batch): mostAsks(resource, batch.steps)
        case .call, .delay, .limit, .transfer, .submit, .invalidate, .write, .access: 0
        }
    }

    /// Whether a statement takes a connection or a server of that role.
    private func asks(_ role: ResourceRole, _ access: DatabaseAccess) -> Bool {
        guard case .database(let database) = self else { return false }
        let isOfReplica = access == .read && database.replicas > 0
        return switch role {
        case .pool, .bouncer: true
        case .primary: !isOfReplica
        case .replicas: isOfReplica
        case .servers, .disk, .replicaDisks, .replay, .canary: false
        }
    }
}

extension Discipline {
    fileprivate var mayLoseRequests: Bool {
        patience != nil || !joining.isEmpty || !shedding.isEmpty
    }
}
