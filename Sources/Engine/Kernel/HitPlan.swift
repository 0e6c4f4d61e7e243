// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What the approximation of a model's caches needs besides rates: for those that are not simulated
/// key by key, and for those that begin warm.
struct HitPlan: Sendable {
    struct Region: Sendable {
        let cache: Int
        let groups: KeyGroups
        let size: Double
        /// Lookups a second that the traffic asks for, by guess where users wait for answers.
        let rate: Double
        /// Keys dropped because they changed, of one lookup.
        let changes: Double
    }

    struct Cache: Sendable {
        let memory: Double
        let nodes: Int
        let evicts: Bool
        let slides: Bool
        let freesExpired: Bool
        let isApproximate: Bool
        let isWarm: Bool
        let regions: [Int]
    }

    let caches: [Cache]
    let regions: [Region]

    init(_ model: Model, _ keys: KeyTable) {
        let isUsed = keys.components.contains { model.hasEstimates($0, keys) }
        let demand = isUsed ? KeyDemand(model).amounts : [:]
        regions = keys.contents.enumerated().map { index, place in
            let amount = demand[place] ?? .init()
            return Region(
                cache: Int(keys.regions[index].cache),
                groups: KeyGroups(model.keyspace(place.keyspace)),
                size: Double(keys.regions[index].size), rate: amount.lookups,
                changes: amount.lookups > 0 ? amount.drops / amount.lookups : 0)
        }
        caches = keys.components.enumerated().map { index, id in
            let behavior = model.behavior(of: id)
            return Cache(
                memory: Double(keys.caches[index].capacity), nodes: model.nodes(of: id),
                evicts: keys.caches[index].evicts, slides: keys.caches[index].slides,
                freesExpired: keys.caches[index].freesExpired,
                isApproximate: keys.isApproximate(id), isWarm: behavior.start == .warm,
                regions: keys.regions.indices.filter { Int(keys.regions[$0].cache) == index })
        }
    }

    var isNeeded: Bool { caches.contains { $0.isApproximate || $0.isWarm } }
    var approximates: Bool { caches.contains(where: \.isApproximate) }

    /// The long run of a cache at so many lookups a second of each region, and at the regions'
    /// present times to live in seconds.
    func approximation(
        _ cache: Int, rate: (Int) -> Double, life: (Int) -> Double
    ) -> CacheApproximation {
        let plan = caches[cache]
        return CacheApproximation(
            spaces: plan.regions.map { index in
                CacheApproximation.Space(
                    groups: regions[index].groups, size: regions[index].size,
                    rate: rate(index), changes: rate(index) * regions[index].changes,
                    life: life(index))
            }, memory: plan.memory, evicts: plan.evicts, slides: plan.slides,
            freesExpired: plan.freesExpired, window: 0...1)
    }
}

/// Lookups a second that sources ask for at their first level, by cache and keyspace.
///
/// Users are taken to wait for nothing but what they draw themselves; a run corrects by what it
/// counts.
struct KeyDemand {
    private(set) var amounts: [KeyTraffic.Place: KeyTraffic.Amount] = [:]

    init(_ model: Model) {
        let table = ResourceTable(model)
        let traffic = model.operations.map { KeyTraffic($0) }
        for source in model.sources {
            let rate: Double
            let beginning = LoadTrajectory(source.demand).beginning
            switch source.demand {
            case .open(let open):
                rate = beginning * open.batch.mean
            case .closed(let closed):
                let alone = source.mix.reduce(0.0) { sum, share in
                    let work = WorkBrought(model.operation(share.operation), model, table)
                    return sum + share.share.fraction * work.alone
                }
                rate = beginning / max(closed.think.meanSeconds + alone, 1e-9)
            }
            for share in source.mix {
                for (place, amount) in traffic[share.operation.index].amounts {
                    amounts[place, default: .init()].lookups +=
                        rate * share.share.fraction * amount.lookups
                    amounts[place, default: .init()].drops +=
                        rate * share.share.fraction * amount.drops
                }
            }
        }
    }
}

extension Model {
    fileprivate func hasEstimates(_ id: ComponentID, _ keys: KeyTable) -> Bool {
        behavior(of: id).start == .warm || keys.isApproximate(id)
    }

    func nodes(of id: ComponentID) -> Int {
        guard case .cache(let cache) = component(id).kind else { return 1 }
        return cache.nodes
    }

    func behavior(of id: ComponentID) -> CacheBehavior {
        guard case .cache(let cache) = component(id).kind else { return .plain }
        return cache.behavior
    }
}
