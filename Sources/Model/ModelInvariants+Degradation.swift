// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What must hold of the stages of degradation.
extension ModelInvariants {
    func checkDegradation() throws(ModelError) {
        guard let degradation = model.degradation else { return }
        try count(
            degradation.watched.count, "the number of watched resources",
            at: "degradation.watch.utilization", most: Degradation.mostWatched)
        for resource in degradation.watched {
            try check(resource, at: "degradation.watch.utilization")
        }
        let run = model.run.duration.nanoseconds + model.run.warmUp.time.nanoseconds
        let least = max(run / Int64(Degradation.mostJudgements), 1)
        guard degradation.interval.nanoseconds >= least else {
            throw ModelError(
                path: "degradation.every",
                fault: .outOfRange(
                    what: "the time from one judgement to the next",
                    value: "\(degradation.interval)",
                    allowed: "\(SimTime.nanoseconds(least)) at least in a run of this length"))
        }
        try count(
            degradation.stages.count, "the number of stages", at: "degradation.stages",
            most: Degradation.mostStages)
        try checkThresholds(degradation)
        for (index, stage) in degradation.stages.enumerated() {
            try check(stage, at: "degradation.stages.\(index)")
        }
    }

    private func checkThresholds(_ degradation: Degradation) throws(ModelError) {
        var last = Ratio.zero
        for (index, stage) in degradation.stages.enumerated() {
            let path = "degradation.stages.\(index).above"
            guard stage.above > last else {
                throw ModelError(
                    path: path,
                    fault: .outOfRange(
                        what: "the threshold of stage \(index + 1)", value: "\(stage.above)",
                        allowed: "above \(last), that of the stage before it"))
            }
            guard stage.above < .one else {
                throw ModelError(
                    path: path,
                    fault: .outOfRange(
                        what: "the threshold of stage \(index + 1)", value: "\(stage.above)",
                        allowed: "below 100%, which utilization cannot exceed"))
            }
            last = stage.above
        }
        guard let first = degradation.stages.first else { return }
        let below = degradation.recovery.below
        guard below > .zero, below <= first.above else {
            throw ModelError(
                path: "degradation.recover.below",
                fault: .outOfRange(
                    what: "the bound of recovery", value: "\(below)",
                    allowed: "above 0% and at most \(first.above), the threshold of stage 1"))
        }
    }

    private func check(_ stage: DegradationStage, at path: String) throws(ModelError) {
        guard !stage.isIdle else {
            throw ModelError(path: path, fault: .empty(what: "action of this stage"))
        }
        for item in stage.timesToLive { try check(item, at: path + ".ttl") }
        if let limits = stage.limits { try checkPace(limits, at: path + ".limits") }
        for source in stage.paused where !model.sources.indices.contains(source.index) {
            throw ModelError(path: path + ".pause", fault: .unknownReference(what: "source"))
        }
        for operation in stage.refused + stage.held {
            guard model.operations.indices.contains(operation.index) else {
                throw ModelError(path: path, fault: .unknownReference(what: "operation"))
            }
        }
        try unique(stage.paused.map { model.sources[$0.index].name }, at: path + ".pause")
        try unique(stage.refused.map { model.operation($0).name }, at: path + ".refuse")
        try unique(stage.held.map { model.operation($0).name }, at: path + ".hold")
        for operation in stage.held where stage.refused.contains(operation) {
            throw ModelError(
                path: path + ".hold", fault: .refusedAndHeld(model.operation(operation).name))
        }
    }

    private func check(_ item: DegradationStage.CacheLife, at path: String) throws(ModelError) {
        guard model.components.indices.contains(item.cache.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "cache"))
        }
        let component = model.component(item.cache)
        let path = path + "." + component.name
        guard case .cache(let cache) = component.kind else {
            throw ModelError(
                path: path, fault: .wrongKind(component: component.name, needed: "cache"))
        }
        guard item.life > .zero else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the time to live", value: "\(item.life)", allowed: "above zero"))
        }
        let follows = model.operations.flatMap(\.steps).flatMap(\.within).contains { step in
            guard case .lookup(let lookup) = step, lookup.cache == item.cache else { return false }
            return model.keyspace(lookup.keyspace).timeToLive == nil
        }
        guard cache.timeToLive != nil, follows else {
            throw ModelError(path: path, fault: .noTimeToLive(cache: component.name))
        }
    }

    private func checkPace(_ factor: Ratio, at path: String) throws(ModelError) {
        guard factor > .zero, factor <= .one else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the share of the rates of limits", value: "\(factor)",
                    allowed: "above 0% and at most 100%"))
        }
        let limits = model.operations.flatMap(\.limits)
        guard let slowest = limits.map({ Double($0.burst) / $0.rate.perSecond }).max() else {
            throw ModelError(
                path: path, fault: .empty(what: "rate limit that the stage could lower"))
        }
        guard slowest / factor.fraction <= RateLimit.longestFilling.seconds else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the time in which the slowest bucket fills",
                    value: "\(slowest / factor.fraction) s",
                    allowed: "at most \(RateLimit.longestFilling)"))
        }
    }
}
