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
        let path = path + ".autoscaler"
        try check(autoscaler.bounds, at: path)
        guard autoscaler.syncPeriod >= PodAutoscaler.shortestPeriod else {
            throw ModelError(
                path: path + ".sync",
                fault: .outOfRange(
                    what: "the time between two decisions", value: "\(autoscaler.syncPeriod)",
                    allowed: "\(PodAutoscaler.shortestPeriod) at least"))
        }
        if autoscaler.metrics.isEmpty {
            throw ModelError(path: path, fault: .empty(what: "metric"))
        }
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
        let least = run.duration.nanoseconds / Int64(RunPlan.mostWindows)
        guard window > .zero, window.nanoseconds >= least else {
            throw ModelError(
                path: "run.timeline",
                fault: .outOfRange(
                    what: "a window of the timeline", value: "\(window)",
                    allowed: "\(SimTime.nanoseconds(max(least, 1))) at least, so that there are at"
                        + " most \(RunPlan.mostWindows)"))
        }
    }
}
