// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

// Pods whose number changes.
extension ModelInvariants {
    func check(_ pods: Pods, at path: String) throws(ModelError) {
        try count(pods.replicas, "the number of replicas", at: path + ".replicas")
        try count(pods.cores, "the number of cores", at: path + ".cores", most: 1024)
        guard pods.cpuRequest >= 1 else {
            throw ModelError(
                path: path + ".cpu request",
                fault: .outOfRange(
                    what: "the CPU request in millicores", value: "\(pods.cpuRequest)",
                    allowed: "1 at least"))
        }
        try checkNodes(pods, at: path)
        if let canary = pods.canary { try check(canary, at: path) }
        if let leak = pods.leak {
            guard let memory = pods.memory else {
                throw ModelError(path: path, fault: .empty(what: "memory that a leak could fill"))
            }
            guard leak > .zero, leak <= memory else {
                throw ModelError(
                    path: path + ".leak",
                    fault: .outOfRange(
                        what: "what a step leaves behind", value: "\(leak)",
                        allowed: "above zero and at most the pod's memory, \(memory)"))
            }
        }
        guard let autoscaler = pods.autoscaler else { return }
        let bounds = autoscaler.boundsAtStart
        guard bounds.contains(pods.replicas) else {
            throw ModelError(
                path: path + ".replicas",
                fault: .outOfRange(
                    what: "the number of replicas at the start", value: "\(pods.replicas)",
                    allowed: "from \(bounds.lowerBound) to \(bounds.upperBound), between which the"
                        + " autoscaler keeps it"))
        }
        try check(autoscaler, at: path + ".autoscaler")
    }

    private func check(_ autoscaler: PodAutoscaler, at path: String) throws(ModelError) {
        try check(autoscaler.bounds, at: path)
        guard PodAutoscaler.periods.contains(autoscaler.syncPeriod) else {
            throw ModelError(
                path: path + ".sync",
                fault: .outOfRange(
                    what: "the time between two decisions", value: "\(autoscaler.syncPeriod)",
                    allowed: "from \(PodAutoscaler.periods.lowerBound) to"
                        + " \(PodAutoscaler.periods.upperBound)"))
        }
        if autoscaler.metrics.isEmpty {
            throw ModelError(path: path, fault: .empty(what: "metric"))
        }
        for metric in autoscaler.metrics { try check(metric, at: path + ".metrics") }
        try count(
            autoscaler.schedule.count, "the number of scheduled changes", at: path + ".schedule",
            least: 0, most: PodAutoscaler.mostScheduled)
        var last = SimTime.zero
        for entry in autoscaler.schedule {
            try check(entry.bounds, at: path + ".schedule")
            guard entry.start >= last else {
                throw ModelError(
                    path: path + ".schedule",
                    fault: .outOfRange(
                        what: "the time of a scheduled change", value: "\(entry.start)",
                        allowed: "not before the one above it, \(last)"))
            }
            last = entry.start
        }
    }

    private func checkNodes(_ pods: Pods, at path: String) throws(ModelError) {
        guard let nodes = pods.nodes else { return }
        let path = path + ".nodes"
        try count(nodes.podsPerNode, "the number of pods on a node", at: path + ".pods per node")
        try count(nodes.bounds.lowerBound, "the least number of nodes", at: path + ".min", least: 0)
        try count(nodes.bounds.upperBound, "the most nodes", at: path + ".max")
        guard pods.replicas <= nodes.bounds.upperBound * nodes.podsPerNode else {
            throw ModelError(
                path: path + ".max",
                fault: .outOfRange(
                    what: "the most nodes, of \(nodes.podsPerNode) pods each,",
                    value: "\(nodes.bounds.upperBound)",
                    allowed: "enough for the \(pods.replicas) pods of the start"))
        }
    }

    private func check(_ bounds: ClosedRange<Int>, at path: String) throws(ModelError) {
        try count(bounds.lowerBound, "the least number of pods", at: path + ".min")
        try count(bounds.upperBound, "the most pods", at: path + ".max")
    }

    func checkTimeline(_ run: RunPlan) throws(ModelError) {
        guard let window = run.timelineWindow else { return }
        let whole = run.warmUp.time.nanoseconds + run.duration.nanoseconds
        let least = whole / Int64(RunPlan.mostWindows)
        guard window > .zero, window.nanoseconds >= least, window.nanoseconds <= whole else {
            throw ModelError(
                path: "run.timeline",
                fault: .outOfRange(
                    what: "a window of the timeline", value: "\(window)",
                    allowed: "\(SimTime.nanoseconds(max(least, 1))) at least, so that there are at"
                        + " most \(RunPlan.mostWindows) from the start on, and no longer than the"
                        + " run"))
        }
    }

    private func check(_ metric: ScalingMetric, at path: String) throws(ModelError) {
        let target: Int64
        switch metric {
        case .cpu(let percent): target = percent
        case .perPod(_, let thousandths): target = thousandths
        case .external(let what, let thousandths, _):
            target = thousandths
            if case .queue(let id) = what { try checkQueue(of: id, at: path) }
        }
        guard target >= 1 else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "a target", value: "\(target)", allowed: "1% of CPU, or 0.001 at least"))
        }
    }

    private func checkQueue(of id: ComponentID, at path: String) throws(ModelError) {
        guard model.components.indices.contains(id.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "component with a queue"))
        }
        switch model.component(id).kind {
        case .station, .pods, .database: break
        case .cache, .service, .delivery, .chain, .function, .account, .table:
            throw ModelError(
                path: path,
                fault: .wrongKind(
                    component: model.component(id).name, needed: "station, pods or postgres"))
        }
    }

    /// Batches compare parts of a run that are alike but for chance.
    func checkSteadiness(_ run: RunPlan) throws(ModelError) {
        let isSteady =
            model.faults.isEmpty && model.alerts.isEmpty && run.timelineWindow == nil
            && model.degradation == nil && !model.reshards
            && !model.components.contains { component in
                guard case .pods(let pods) = component.kind else { return false }
                return pods.isScaled || pods.leak != nil || pods.canary != nil
            }
        guard isSteady else { throw ModelError(path: "run.batches", fault: .changingBatches) }
    }

    /// What acts from outside the requests takes time as well, and nothing else bounds it.
    func checkActs(_ run: RunPlan) throws(ModelError) {
        var perSecond = 0.0
        for component in model.components {
            guard case .pods(let pods) = component.kind else { continue }
            if let autoscaler = pods.autoscaler { perSecond += 1 / autoscaler.syncPeriod.seconds }
            if pods.leak != nil { perSecond += 1 }
            if pods.nodes != nil { perSecond += 1 / NodePool.scanInterval.seconds }
        }
        if let degradation = model.degradation { perSecond += 1 / degradation.interval.seconds }
        for fault in model.faults {
            guard case .repeated(let between, let lasting) = fault.timing else { continue }
            perSecond += 1 / (between.meanSeconds + (lasting?.meanSeconds ?? 0))
        }
        let seconds = run.warmUp.time.seconds + run.duration.seconds
        let expected = perSecond * seconds * Double(run.replications)
        guard expected <= Self.largestActs else {
            throw ModelError(
                path: "run.duration",
                fault: .tooManyActs(expected: expected, limit: Self.largestActs))
        }
    }
}
