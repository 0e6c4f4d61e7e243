// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Stages of degradation, compiled: what holds in each, that of the lower ones included.
struct DegradationPlan: Sendable {
    /// What holds in a stage.
    struct Stage: Sendable {
        /// In the order of `caches`, in ns; `Int64.max` for ever.
        var lives: [Int64]
        /// Share of the rate of every token bucket.
        var pace: Double
        /// By source, whether it rests.
        var isPaused: [Bool]
        /// By operation.
        var entrances: [Entrance]
    }

    let watched: [Int]
    let interval: Int64
    let recovery: Degradation.Recovery
    /// Utilization above which each stage after the first begins.
    let thresholds: [Ratio]
    /// Whose times to live some stage changes.
    let caches: [ComponentID]
    /// The first is normal operation.
    let stages: [Stage]

    init(_ degradation: Degradation, _ model: Model, _ table: ResourceTable) {
        watched = degradation.watched.map { resource in
            guard let index = table.index(resource.component, resource.role) else {
                preconditionFailure("a resource that its component does not have")
            }
            return index
        }
        interval = degradation.interval.nanoseconds
        recovery = degradation.recovery
        thresholds = degradation.stages.map(\.above)
        let named = degradation.stages.flatMap(\.timesToLive).map(\.cache)
        let caches = model.components.indices.map { ComponentID($0) }.filter(named.contains)
        self.caches = caches
        var stage = Stage(
            lives: caches.map { id in
                guard case .cache(let cache) = model.component(id).kind else { return .max }
                return cache.timeToLive?.nanoseconds ?? .max
            }, pace: 1, isPaused: model.sources.map { _ in false },
            entrances: model.operations.map { _ in .open })
        stages =
            [stage]
            + degradation.stages.map { next in
                stage.add(next, caches)
                return stage
            }
    }

    /// Whether instructions change while it runs.
    var changesCode: Bool { stages.contains { $0.isPaused.contains(true) } }

    /// The stage for a utilization above so many thresholds.
    func stage(at utilization: Double) -> Int {
        thresholds.count { utilization > $0.fraction }
    }
}

extension DegradationPlan.Stage {
    /// The next stage does what this one does, and these things or these instead.
    fileprivate mutating func add(_ next: DegradationStage, _ caches: [ComponentID]) {
        for item in next.timesToLive {
            guard let index = caches.firstIndex(of: item.cache) else { continue }
            lives[index] = item.life.nanoseconds
        }
        if let limits = next.limits { pace = limits.fraction }
        for source in next.paused { isPaused[source.index] = true }
        for operation in next.refused { entrances[operation.index] = .refusing }
        for operation in next.held { entrances[operation.index] = .holding }
    }
}
