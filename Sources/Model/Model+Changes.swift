// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

extension Model {
    /// The same model with some of its parts replaced, its invariants checked again.
    public func with(
        operations: [Operation]? = nil, components: [Component]? = nil,
        objectives: [Objective]? = nil
    ) throws(ModelError) -> Model {
        try changed { model in
            model.operations = operations ?? model.operations
            model.components = components ?? model.components
            model.objectives = objectives ?? model.objectives
        }
    }

    /// The same model with that component of other settings, such as one more pod.
    public func with(
        _ kind: ComponentKind, at id: ComponentID
    ) throws(ModelError) -> Model {
        var components = components
        components[id.index].kind = kind
        return try with(components: components)
    }

    /// The same model with all work at a place longer by a factor: the service of pods, stations
    /// and databases, the commands of a cache, the latency of a service, a delay of that name.
    ///
    /// Throws `DistributionError` where a time gets shorter than a nanosecond or longer than a
    /// year.
    public func with(work place: WorkPlace, times factor: Double) throws -> Model {
        if case .network(let id) = place {
            return try with(component(id).kind.scaledNetwork(by: factor), at: id)
        }
        if case .component(let id) = place {
            switch component(id).kind {
            case .table(let table):
                return try with(
                    .table(
                        PartitionedTable(
                            partitions: table.partitions, capacity: table.capacity,
                            latency: try table.latency.scaled(by: factor))), at: id)
            case .service(let service):
                var scaled = service
                scaled.latency = try service.latency.scaled(by: factor)
                return try with(.service(scaled), at: id)
            case .cache(let cache):
                return try with(.cache(cache.scaled(by: factor)), at: id)
            case .station, .pods, .database, .delivery, .chain, .function, .account: break
            }
        }
        var changed: [Operation] = []
        for operation in operations {
            var steps: [Step] = []
            for step in operation.steps { steps.append(try step.scaled(place, by: factor)) }
            changed.append(operation.with(steps: steps))
        }
        return try with(operations: changed)
    }
}

/// Where requests spend time that is not waiting.
public enum WorkPlace: Hashable, Sendable {
    case component(ComponentID)
    /// The round trips of a cache or a database.
    case network(ComponentID)
    case delay(String)
}

extension ComponentKind {
    /// The same with longer round trips, where it has any.
    func scaledNetwork(by factor: Double) throws(DistributionError) -> ComponentKind {
        switch self {
        case .cache(let cache):
            return .cache(
                Cache(
                    nodes: cache.nodes, memoryPerNode: cache.memoryPerNode,
                    timeToLive: cache.timeToLive, eviction: cache.eviction,
                    operationTime: cache.operationTime,
                    roundTrip: try cache.roundTrip?.scaled(by: factor),
                    behavior: cache.behavior))
        case .database(let database):
            var scaled = database
            scaled.roundTrip = try database.roundTrip?.scaled(by: factor)
            return .database(scaled)
        case .station, .pods, .service, .delivery, .chain, .function, .account, .table: return self
        }
    }
}

extension Cache {
    func scaled(by factor: Double) throws(DistributionError) -> Cache {
        Cache(
            nodes: nodes, memoryPerNode: memoryPerNode, timeToLive: timeToLive,
            eviction: eviction, operationTime: try operationTime.scaled(by: factor),
            roundTrip: roundTrip, behavior: behavior)
    }
}

extension Step {
    /// The same step, its own times at that place longer by a factor.
    func scaled(_ place: WorkPlace, by factor: Double) throws(DistributionError) -> Step {
        switch self {
        case .serve(let serve) where place == .component(serve.component):
            return .serve(
                ServeStep(component: serve.component, time: try serve.time.scaled(by: factor)))
        case .query(let query) where place == .component(query.database):
            var scaled = query
            scaled.time = try query.time.scaled(by: factor)
            return .query(scaled)
        case .delay(let delay) where place == .delay(delay.name):
            return .delay(DelayStep(name: delay.name, time: try delay.time.scaled(by: factor)))
        case .lookup(let lookup):
            return .lookup(
                LookupStep(
                    cache: lookup.cache, keyspace: lookup.keyspace, count: lookup.count,
                    miss: try Self.scaled(lookup.miss, place, by: factor)))
        case .choose(let choices):
            var arms: [Choice] = []
            for choice in choices {
                arms.append(
                    Choice(
                        share: choice.share,
                        steps: try Self.scaled(choice.steps, place, by: factor)))
            }
            return .choose(arms)
        case .repeated(let loop):
            return .repeated(
                RepeatStep(
                    mean: loop.mean, steps: try Self.scaled(loop.steps, place, by: factor)))
        case .parallel(let branches):
            var changed: [[Step]] = []
            for branch in branches {
                changed.append(try Self.scaled(branch, place, by: factor))
            }
            return .parallel(changed)
        case .guarded(let guarded):
            var fallback: [Step]?
            if let steps = guarded.fallback {
                fallback = try Self.scaled(steps, place, by: factor)
            }
            return .guarded(
                GuardedStep(
                    name: guarded.name,
                    steps: try Self.scaled(guarded.steps, place, by: factor),
                    policy: guarded.policy, fallback: fallback))
        case .start(let start):
            return .start(
                StartStep(
                    name: start.name, steps: try Self.scaled(start.steps, place, by: factor)))
        case .invoke(let invoke): return .invoke(try invoke.scaled(place, by: factor))
        case .batch(let batch): return .batch(try batch.scaled(place, by: factor))
        case .serve, .query, .delay, .call, .access, .limit, .transfer, .submit, .invalidate,
            .write:
            return self
        }
    }

    static func scaled(
        _ steps: [Step], _ place: WorkPlace, by factor: Double
    ) throws(DistributionError) -> [Step] {
        var changed: [Step] = []
        for step in steps { changed.append(try step.scaled(place, by: factor)) }
        return changed
    }
}
