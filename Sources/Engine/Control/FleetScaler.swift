// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities

/// The autoscaler of one fleet within a replication: reads the pods, lets the rules decide.
struct FleetScaler {
    let fleet: Int
    let settings: PodAutoscaler
    private var rules: HorizontalPodAutoscaler
    private let calculator: ReplicaCalculator
    private var lastSync: Int64 = 0
    private var arrivedBefore = 0

    init(fleet: Int, _ settings: PodAutoscaler) {
        self.fleet = fleet
        self.settings = settings
        rules = HorizontalPodAutoscaler(bounds: settings.bounds, behavior: settings.behavior)
        calculator = ReplicaCalculator(tolerance: settings.tolerance)
    }

    mutating func setBounds(_ bounds: ClosedRange<Int>) { rules.bounds = bounds }

    /// What it decides, and the metric that asked for most.
    struct Finding {
        let replicas: Int
        let cause: PlatformEvent.Cause
    }

    mutating func sync(
        _ fleet: inout Fleet, _ kernel: inout Kernel, _ now: Int64
    ) -> Finding {
        fleet.settle(&kernel, now)
        let period = max(now - lastSync, 1)
        lastSync = now
        var proposals: [Int?] = []
        var leader: (replicas: Int, cause: PlatformEvent.Cause)?
        for metric in settings.metrics {
            let (replicas, cause) = propose(metric, period, &fleet, &kernel, now)
            proposals.append(replicas)
            if replicas > leader?.replicas ?? -1 { leader = (replicas, cause) }
        }
        fleet.rebase(&kernel)
        arrivedBefore = kernel.recorder.arrived
        let current = fleet.wanted
        let isOutside = !rules.bounds.contains(current)
        let decision = rules.sync(
            current: current, proposals: proposals, at: .nanoseconds(now))
        return Finding(
            replicas: decision.replicas,
            cause: isOutside ? .bounds(rules.bounds) : leader?.cause ?? .bounds(rules.bounds))
    }

    private func propose(
        _ metric: ScalingMetric, _ period: Int64, _ fleet: inout Fleet, _ kernel: inout Kernel,
        _ now: Int64
    ) -> (Int, PlatformEvent.Cause) {
        let current = fleet.wanted
        switch metric {
        case .cpu(let target):
            let pods = fleet.read(metric, over: period, &kernel, now)
            let replicas = calculator.replicas(
                current: current, utilization: target, pods: pods)
            let read = pods.filter { $0.use != nil }
            let use = read.reduce(0.0) { $0 + Double($1.use ?? 0) }
            let requests = read.reduce(0.0) { $0 + Double($1.request) }
            return (
                replicas,
                .utilization(
                    requests > 0 ? use / requests : 0, target: Double(target) / 100)
            )
        case .perPod(let what, let target):
            let pods = fleet.read(metric, over: period, &kernel, now)
            let replicas = calculator.replicas(
                current: current, averagePerPod: target, pods: pods)
            let read = pods.compactMap(\.use)
            let mean =
                read.isEmpty ? 0 : Double(read.reduce(0, +)) / Double(read.count) / 1_000
            return (replicas, .perPod(what, mean, target: Double(target) / 1_000))
        case .external(let what, let target, let of):
            let value = self.value(of: what, period, &kernel)
            let milli = Int64((value * 1_000).rounded())
            let replicas =
                switch of {
                case .value:
                    calculator.replicas(
                        current: current, value: milli, target: target, readyPods: fleet.ready)
                case .average:
                    calculator.replicas(
                        current: current, total: milli, targetPerReplica: target)
                }
            return (replicas, .external(what, value, target: Double(target) / 1_000))
        }
    }

    private func value(
        of metric: ExternalMetric, _ period: Int64, _ kernel: inout Kernel
    ) -> Double {
        switch metric {
        case .arrivals:
            return Double(kernel.recorder.arrived - arrivedBefore) / Double(period) * 1e9
        case .queue(let component):
            return Double(kernel.waiting(at: component))
        }
    }

    /// What was counted will be forgotten.
    mutating func forget(_ kernel: inout Kernel) { arrivedBefore -= kernel.recorder.arrived }
}

extension Recorder {
    /// Requests that have come.
    var arrived: Int {
        var sum = 0
        for operation in 0..<histograms.count { sum += counts(operation).arrived }
        return sum
    }
}

extension Kernel {
    /// How many wait at all queues of a component.
    mutating func waiting(at component: ComponentID) -> Int {
        var sum = 0
        for (index, resource) in program.resources.enumerated()
        where resource.id.component == component {
            let first = Int(program.groups[index].first)
            for member in first..<first + resource.members {
                sum += Int(resource.kind == .node ? 0 : stations[member].waiting)
            }
        }
        return sum
    }
}
