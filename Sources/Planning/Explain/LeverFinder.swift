// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// The levers of a platform, those first where the slowest requests lose most.
struct LeverFinder {
    let base: Assessment
    private let focus: ServiceLevel?
    /// Of the operation whose level is broken; of all where none is.
    private let tail: [TimeShare]
    private let total: Double

    /// A queue with less of the slowest requests' time is not worth a change.
    static let leastShare = 0.01
    /// A place with less of it is not worth being made faster.
    static let leastWork = 0.05
    private static let fullLoad = 0.9
    private static let mostSpeeds = 4

    init(_ base: Assessment, focus: ServiceLevel?) {
        self.base = base
        self.focus = focus
        tail = base.measurements.measurement(of: focus?.objective.operation)?.tailBreakdown ?? []
        total = tail.reduce(0) { $0 + $1.time.value }
    }

    private var model: Model { base.model }

    /// All for which requests wait and that can be counted, in the order of the components.
    var capacities: [Lever] {
        counted { !$0.isLimit }.filter { lever in
            guard case .capacity(let id, .readReplicas) = lever else { return true }
            return isRead(id)
        }
    }

    /// All that turns away; what accounts allow first, since their functions have some of it.
    var limits: [Lever] {
        let all = counted(\.isLimit)
        return all.filter(isOfAccount) + all.filter { !isOfAccount($0) }
    }

    /// Limits that turn away or are nearly reached, where a level on errors is not kept; the least
    /// headroom first.
    var loadedLimits: [Lever] {
        let isOfErrors = base.levels.contains { level in
            guard case .errors = level.objective.measure else { return false }
            return level.judgement != .met
        }
        guard isOfErrors else { return [] }
        let loaded = limits.compactMap { lever -> (lever: Lever, share: Double)? in
            guard let limit = base.limit(of: lever),
                limit.headroom.value <= 1 - Self.fullLoad || limit.rejected.value > 0
            else { return nil }
            return (lever, 1 - limit.headroom.value)
        }
        return Self.sorted(loaded)
    }

    private func counted(_ isMeant: (Lever.Capacity) -> Bool) -> [Lever] {
        let capacities = Lever.Capacity.allCases.filter(isMeant)
        return model.components.indices.flatMap { index in
            capacities.map { Lever.capacity(ComponentID(index), $0) }
        }.filter { $0.setting(model) != nil }
    }

    private func isOfAccount(_ lever: Lever) -> Bool {
        guard case .capacity(let id, _) = lever, case .account = model.component(id).kind else {
            return false
        }
        return true
    }

    /// Those that may shorten a queue worth it, the longest first; and those that cannot.
    var ranked: (worth: [Lever], idle: [Lever]) {
        let all = capacities.map { (lever: $0, share: share(waitingAt: $0.relieves(model))) }
        let worth = all.filter { $0.share >= Self.leastShare || isLoaded($0.lever) }
        let names = Set(worth.map(\.lever))
        return (
            Self.sorted(worth),
            all.map(\.lever).filter { !names.contains($0) }
        )
    }

    /// How long caches keep what, and how much: where keys are missed, and what a miss asks for
    /// takes time that counts.
    var contents: [Lever] {
        base.measurements.caches.flatMap { cache -> [Lever] in
            guard let hits = cache.hitRate?.value, hits < 0.999,
                isOfTime == false || share(of: missPlaces(cache.component)) >= Self.leastWork
            else { return [] }
            var levers: [Lever] = [.timeToLive(cache.component)]
            if cache.evictions.value > 0 || cache.memoryUse.value > 0.95 {
                levers.append(.memory(cache.component))
            }
            return levers.filter { $0.setting(model) != nil }
        }
    }

    /// Places whose work, with the queues that it causes, takes what the focus bounds.
    var speeds: [Lever] {
        switch focus?.objective.measure {
        case .latency, .meanLatency: slowPlaces
        case .utilization(let resource, _): [.speed(.component(resource.component))]
        case nil:
            base.measurements.saturation.map { [.speed(.component($0.resource.component))] } ?? []
        case .errors, .hitRate, .replicationLag, .costPerTransaction: []
        }
    }

    /// Places that take a good part of the slowest requests' time.
    private var slowPlaces: [Lever] {
        var places: [(lever: Lever, share: Double)] = []
        var named: Set<String> = []
        for (index, component) in model.components.enumerated() {
            let id = ComponentID(index)
            let names = ResourceRole.allCases.map {
                model.name(of: ResourceID(component: id, role: $0))
            }
            let network = component.name + " network"
            places.append((.speed(.component(id)), share(of: names)))
            places.append((.speed(.network(id)), share(of: [network])))
            named.formUnion(names + [network])
        }
        for part in tail where part.activity == .service && !named.contains(part.place) {
            places.append((.speed(.delay(part.place)), share(of: [part.place])))
        }
        let worth = places.filter { $0.share >= Self.leastWork }
        return Array(Self.sorted(worth).prefix(Self.mostSpeeds))
    }

    /// What the bill would be less for; where nothing has a price, what is usually paid for.
    var spare: [Lever] {
        let bought = capacities.filter { lever in
            guard case .capacity(let id, let capacity) = lever else { return false }
            return switch capacity {
            case .servers, .replicas, .readReplicas, .nodes:
                base.bill.lines.isEmpty
                    || model.component(id).charge.map { $0.price != nil && $0.volume == nil }
                        ?? false
            case .cores, .pool, .bouncer, .parallelism, .rateLimit, .concurrency, .readCapacity,
                .writeCapacity, .connections:
                false
            }
        }
        return bought.filter { ($0.setting(model) ?? 0) > $0.bounds(model).lowerBound }
    }

    private static func sorted(_ levers: [(lever: Lever, share: Double)]) -> [Lever] {
        levers.enumerated().sorted {
            ($1.element.share, $0.offset) < ($0.element.share, $1.offset)
        }.map(\.element.lever)
    }

    private func share(waitingAt resources: [ResourceID]) -> Double {
        let names = Set(resources.map { model.name(of: $0) })
        return part { $0.activity == .waiting && names.contains($0.place) }
    }

    private func share(of places: [String]) -> Double {
        let names = Set(places)
        return part { names.contains($0.place) }
    }

    private func part(_ isMeant: (TimeShare) -> Bool) -> Double {
        guard total > 0 else { return 0 }
        return tail.filter(isMeant).reduce(0) { $0 + $1.time.value } / total
    }

    /// Whether a resource of it is near its limit, or has a level of its own that is not kept.
    private func isLoaded(_ lever: Lever) -> Bool {
        let resources = Set(lever.relieves(model))
        let isFull = base.measurements.resources.contains {
            resources.contains($0.id)
                && (1 - $0.headroom.value >= Self.fullLoad || $0.rejected.value > 0)
        }
        return isFull
            || base.levels.contains { level in
                guard case .utilization(let id, _) = level.objective.measure else { return false }
                return level.judgement != .met && resources.contains(id)
            }
    }

    private var isOfTime: Bool {
        switch focus?.objective.measure {
        case .latency, .meanLatency: true
        case .errors, .hitRate, .utilization, .replicationLag, .costPerTransaction, nil: false
        }
    }

    /// The places of all components that a miss of that cache asks.
    private func missPlaces(_ cache: ComponentID) -> [String] {
        let asked = model.operations.flatMap { $0.steps }.flatMap { step in
            step.within.flatMap { inner -> [ComponentID] in
                guard case .lookup(let lookup) = inner, lookup.cache == cache else { return [] }
                return lookup.miss.flatMap(\.within).compactMap(\.component)
            }
        }
        return asked.flatMap { id in
            ResourceRole.allCases.map { model.name(of: ResourceID(component: id, role: $0)) }
        }
    }

    /// Whether statements read from that database.
    private func isRead(_ id: ComponentID) -> Bool {
        model.operations.flatMap(\.steps).flatMap(\.within).contains {
            guard case .query(let query) = $0 else { return false }
            return query.database == id && query.access == .read
        }
    }
}

extension Assessment {
    /// How near the load is to what a lever allows; nil where it is no limit.
    public func limit(of lever: Lever) -> LimitLoad? {
        guard case .capacity(let id, let capacity) = lever else { return nil }
        return measurements.limitLoads.first {
            $0.component == id && capacity.limits.contains($0.kind)
        }
    }
}
