// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A model as closed forms read it: the same resources and parts as the simulation has, and each
/// operation as a tree of visits, holds and pauses.
struct FlowPlan {
    /// The keys of one keyspace in one cache.
    struct Region {
        let cache: ComponentID
        let keyspace: KeyspaceID
    }

    struct OperationPlan {
        let name: String
        let steps: [FlowStep]
        /// Where its time goes, as indices into `parts`.
        let parts: [Int]
    }

    let model: Model
    let resources: [Program.Resource]
    let groups: [Program.Group]
    let operations: [OperationPlan]
    let parts: [Program.Part]
    let regions: [Region]
    /// Keys that a request of each operation looks up and drops.
    let keyTraffic: [KeyTraffic]
    let unitMeters: UnitMeters

    init(_ model: Model) throws(EngineError) {
        if let fault = model.faults.first {
            throw .noClosedForm(
                what: "faults.\(fault.name)", reason: "the platform changes while it runs")
        }
        if model.degradation != nil {
            throw .noClosedForm(what: "degradation", reason: "the platform changes while it runs")
        }
        let table = ResourceTable(model)
        for resource in table.resources where resource.isFleet {
            throw .noClosedForm(
                what: "components.\(resource.name)", reason: "the number of its pods changes")
        }
        for resource in table.resources where !resource.discipline.isPlain {
            throw .noClosedForm(
                what: "components.\(resource.name)",
                reason: "it does not serve everybody first come, first served")
        }
        for component in model.components where component.breaker != nil {
            throw .noClosedForm(
                what: "components.\(component.name)", reason: "it has a circuit breaker")
        }
        for (index, component) in model.components.enumerated()
        where model.behavior(of: ComponentID(index)).misses == .single {
            throw .noClosedForm(
                what: "components.\(component.name)",
                reason: "requests wait for each other's fills there")
        }
        for component in model.components {
            guard let reason = Self.reasonAgainst(component.kind) else { continue }
            throw .noClosedForm(what: "components.\(component.name)", reason: reason)
        }
        var builder = FlowBuilder(model, table)
        var operations: [OperationPlan] = []
        for operation in model.operations {
            operations.append(try builder.plan(operation))
        }
        self.model = model
        resources = table.resources
        groups = table.groups
        self.operations = operations
        parts = builder.parts
        regions = builder.regions
        keyTraffic = model.operations.map { KeyTraffic($0) }
        unitMeters = builder.unitMeters
    }

    /// What of a component no formula here knows.
    private static func reasonAgainst(_ kind: ComponentKind) -> String? {
        switch kind {
        case .database(let database):
            if database.replication != nil { return "its replicas lag behind" }
            return database.connecting == nil ? nil : "its connections are opened as needed"
        case .service(let service):
            if service.limit != nil { return "it has a rate limit" }
            return service.freshness == nil ? nil : "its data has an age"
        case .cache(let cache):
            switch cache.eviction {
            case .leastRecentlyUsed, .none: break
            case .volatileLeastRecentlyUsed, .leastFrequentlyUsed:
                return "it drops keys by \(cache.eviction.rawValue)"
            }
            return cache.behavior.resharding == nil
                ? nil : "its keys move to other nodes while it runs"
        case .pods(let pods):
            return pods.canary == nil ? nil : "a canary gets a part of its requests"
        case .chain(let chain):
            return chain.network == nil ? nil : "its blocks compete for what they hold"
        case .station, .delivery, .function, .account, .table: return nil
        }
    }
}

/// Turns steps into flow steps, in the order and under the names that the compiler of the
/// simulation gives them.
private struct FlowBuilder {
    private let model: Model
    private let table: ResourceTable
    let unitMeters: UnitMeters
    private(set) var parts: [Program.Part] = []
    private(set) var regions: [FlowPlan.Region] = []
    private var used: [Int] = []
    private var name = ""

    init(_ model: Model, _ table: ResourceTable) {
        self.model = model
        self.table = table
        unitMeters = UnitMeters(model)
    }

    mutating func plan(_ operation: Operation) throws(EngineError) -> FlowPlan.OperationPlan {
        used = []
        name = operation.name
        let steps = try flow(operation.course)
        return FlowPlan.OperationPlan(name: operation.name, steps: steps, parts: used)
    }

    private mutating func flow(_ steps: [Step]) throws(EngineError) -> [FlowStep] {
        var result: [FlowStep] = []
        for step in steps { result += try flow(step) }
        return result
    }

    private mutating func flow(_ step: Step) throws(EngineError) -> [FlowStep] {
        switch step {
        case .serve(let serve):
            return [visit(table.index(serve.component, .servers), serve.time)]
        case .lookup(let lookup):
            return try flow(lookup)
        case .query(let query):
            return [.meter(component: query.database.index, amount: 1)] + flow(query)
        case .call(let call):
            return flow(call)
        case .delay(let delay):
            return [pause(delay.time, delay.name)]
        case .choose(let choices):
            var arms: [(share: Double, steps: [FlowStep])] = []
            for choice in choices { arms.append((choice.share.fraction, try flow(choice.steps))) }
            return [.choose(arms)]
        case .repeated(let loop):
            return [.rounds(loop.mean, try flow(loop.steps))]
        case .parallel:
            throw .noClosedForm(
                what: "operations.\(name)", reason: "it has branches that run in parallel")
        case .guarded:
            throw .noClosedForm(
                what: "operations.\(name)", reason: "it has time-outs, retries or a fallback")
        case .limit:
            throw .noClosedForm(what: "operations.\(name)", reason: "it has a rate limit")
        case .invoke:
            throw .noClosedForm(what: "operations.\(name)", reason: "it invokes a function")
        case .access:
            throw .noClosedForm(
                what: "operations.\(name)", reason: "it asks a partitioned table")
        case .batch:
            throw .noClosedForm(
                what: "operations.\(name)", reason: "its requests wait for each other")
        case .transfer(let transfer):
            return [
                .meter(component: transfer.network.index, amount: Double(transfer.size.bytes))
            ]
        case .submit(let submit):
            return [.meter(component: submit.chain.index, amount: Double(submit.gas.units))]
        case .invalidate(let step):
            return command(step.cache, keys: step.count)
        case .write:
            return []
        case .start:
            throw .noClosedForm(
                what: "operations.\(name)", reason: "it starts work that nobody waits for")
        }
    }

    private mutating func flow(_ lookup: LookupStep) throws(EngineError) -> [FlowStep] {
        var result = command(lookup.cache, keys: lookup.count)
        let region = region(lookup.cache, lookup.keyspace)
        result.append(.misses(region: region, keys: lookup.count, try flow(lookup.miss)))
        return result
    }

    /// A node is busy with all keys, and then the network carries the answer.
    private mutating func command(_ id: ComponentID, keys: Int) -> [FlowStep] {
        let component = model.component(id)
        guard case .cache(let cache) = component.kind,
            let whole = try? cache.operationTime.scaled(by: Double(keys))
        else { preconditionFailure("a command that its model does not allow") }
        let visit = visit(table.index(id, .servers), whole)
        guard let roundTrip = cache.roundTrip else { return [visit] }
        return [visit, pause(roundTrip, "\(component.name) network")]
    }

    /// Connections first, the outer one first; then the network and the server while they are held.
    private mutating func flow(_ query: QueryStep) -> [FlowStep] {
        let component = model.component(query.database)
        guard case .database(let database) = component.kind else {
            preconditionFailure("a query of a component that is no database")
        }
        let pools = [ResourceRole.pool, .bouncer].compactMap { table.index(query.database, $0) }
        let waits = pools.map { part(table.resources[$0].name, .waiting) }
        var result: [FlowStep] = []
        if let roundTrip = database.roundTrip {
            result.append(pause(roundTrip, "\(component.name) network"))
        }
        let replicas = query.access == .read ? table.index(query.database, .replicas) : nil
        if let disk = database.disk, query.diskOperations > 0 {
            let role = replicas == nil ? ResourceRole.disk : .replicaDisks
            let work = disk.work(of: query.diskOperations)
            result.append(visit(table.index(query.database, role), work.turn))
            if let latency = work.latency {
                result.append(pause(latency, "\(component.name) disk latency"))
            }
        }
        result.append(visit(replicas ?? table.index(query.database, .primary), query.time))
        for (pool, wait) in zip(pools, waits).reversed() {
            result = [.hold(pool: pool, waitPart: wait, result)]
        }
        return result
    }

    private mutating func flow(_ call: CallStep) -> [FlowStep] {
        let component = model.component(call.service)
        guard case .service(let service) = component.kind else {
            preconditionFailure("a call of a component that is no service")
        }
        let pause = pause(service.latency, component.name)
        var weighed: [FlowStep] = []
        if let units = service.units(of: call), let index = unitMeters.index(of: call.service) {
            weighed.append(.meter(component: index, amount: Double(units)))
        }
        return [
            .meter(component: call.service.index, amount: Double(service.counted(call.batch)))
        ] + weighed + [pause, .failure(service.failures.fraction)]
    }

    private mutating func visit(_ resource: Int?, _ time: Distribution) -> FlowStep {
        guard let resource else {
            preconditionFailure("a step at a resource that its component does not have")
        }
        let name = table.resources[resource].name
        return .visit(
            FlowVisit(
                resource: resource, waitPart: part(name, .waiting),
                servicePart: part(name, .service), time: time))
    }

    private mutating func pause(_ time: Distribution, _ place: String) -> FlowStep {
        .pause(part: part(place, .service), time: time)
    }

    private mutating func region(_ cache: ComponentID, _ keyspace: KeyspaceID) -> Int {
        let known = regions.firstIndex { $0.cache == cache && $0.keyspace == keyspace }
        if let known { return known }
        regions.append(FlowPlan.Region(cache: cache, keyspace: keyspace))
        return regions.count - 1
    }

    private mutating func part(_ place: String, _ activity: TimeShare.Activity) -> Int {
        let part = Program.Part(place: place, activity: activity)
        let index = parts.firstIndex(of: part) ?? parts.count
        if index == parts.count { parts.append(part) }
        if !used.contains(index) { used.append(index) }
        return index
    }
}
