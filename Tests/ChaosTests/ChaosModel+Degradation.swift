// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

extension ChaosModel {
    /// In every other model some stages, often with thresholds that little load reaches.
    mutating func addDegradation() {
        guard chance.happens(50) else { return }
        var above = chance.pick([0.0001, 0.05, 0.3, 0.8])
        let below = above * chance.pick([1, 0.5, 0.01])
        var stages: [DegradationStage] = []
        for _ in 0..<chance.int(1...4) {
            stages.append(stage(above: .fraction(above)))
            above += (1 - above) * chance.pick([0.01, 0.1, 0.5])
        }
        let watched = [ResourceID(component: ComponentID(0), role: .servers)]
        let desks = ids { if case .station = $0 { true } else { false } }.map {
            ResourceID(component: $0, role: .servers)
        }
        degradation = Degradation(
            watched: chance.happens(50) ? watched + desks : watched,
            interval: part(of: [0.001, 0.01, 0.1, 0.3]),
            recovery: Degradation.Recovery(
                below: .fraction(below), hold: part(of: [0, 0.01, 0.2, 10])),
            stages: stages)
    }

    private mutating func stage(above: Ratio) -> DegradationStage {
        var lives: [DegradationStage.CacheLife] = []
        for id in ids({ if case .cache = $0 { true } else { false } }) where chance.happens(50) {
            guard case .cache(let cache) = components[id.index].kind, cache.timeToLive != nil,
                holdsKeysOfNoTime(id)
            else { continue }
            lives.append(
                DegradationStage.CacheLife(cache: id, life: chance.time(from: 1e-3, to: 100)))
        }
        let hasLimits = operations.contains { !$0.limits.isEmpty }
        let all = operations.indices.map { OperationID($0) }
        let refused = all.filter { _ in chance.happens(30) }
        let held = all.filter { !refused.contains($0) && chance.happens(30) }
        let paused = sources.indices.map { SourceID($0) }.filter { _ in chance.happens(30) }
        let isIdle = lives.isEmpty && refused.isEmpty && held.isEmpty
        return DegradationStage(
            above: above, timesToLive: lives,
            limits: hasLimits ? chance.maybe(50) { $0.pick([.percent(1), .percent(75)]) } : nil,
            paused: isIdle && paused.isEmpty ? [SourceID(0)] : paused, refused: refused, held: held)
    }

    /// Whether a keyspace is looked up there that leaves its time to live to the cache.
    private func holdsKeysOfNoTime(_ id: ComponentID) -> Bool {
        operations.flatMap(\.steps).flatMap(\.within).contains { step in
            guard case .lookup(let lookup) = step, lookup.cache == id else { return false }
            return keyspaces[lookup.keyspace.index].timeToLive == nil
        }
    }

    private mutating func part(of shares: [Double]) -> SimTime {
        SimTime(roundingSeconds: duration.seconds * chance.pick(shares))
    }
}
