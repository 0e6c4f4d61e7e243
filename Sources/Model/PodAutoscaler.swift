// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Quantities
import Statistics

/// How the number of pods follows the load: the Horizontal Pod Autoscaler of Kubernetes.
public struct PodAutoscaler: Sendable {
    public var bounds: ClosedRange<Int>
    /// At least one; the one that asks for most pods counts.
    public var metrics: [ScalingMetric]
    public var behavior: ScalingBehavior
    public var tolerance: ScalingTolerance
    /// From one decision to the next; the metrics are means over it.
    public var syncPeriod: SimTime
    /// Other bounds from a moment on; ascending.
    public var schedule: [ScheduledBounds]

    public static let periods = SimTime.seconds(1)...SimTime.days(1)
    public static let mostScheduled = 1_000

    public init(
        bounds: ClosedRange<Int>, metrics: [ScalingMetric],
        behavior: ScalingBehavior = ScalingBehavior(), tolerance: ScalingTolerance = .standard,
        syncPeriod: SimTime = HorizontalPodAutoscaler.syncPeriod, schedule: [ScheduledBounds] = []
    ) {
        self.bounds = bounds
        self.metrics = metrics
        self.behavior = behavior
        self.tolerance = tolerance
        self.syncPeriod = syncPeriod
        self.schedule = schedule
    }

    /// Those that hold when a run begins.
    public var boundsAtStart: ClosedRange<Int> {
        schedule.last { $0.start == .zero }?.bounds ?? bounds
    }

    /// The most pods that it may ever set.
    public var most: Int {
        schedule.reduce(bounds.upperBound) { max($0, $1.bounds.upperBound) }
    }
}

/// Bounds that hold from a moment of the scenario's time on.
public struct ScheduledBounds: Sendable, Hashable {
    public let start: SimTime
    public let bounds: ClosedRange<Int>

    public init(start: SimTime, bounds: ClosedRange<Int>) {
        self.start = start
        self.bounds = bounds
    }
}

/// What an autoscaler looks at, and the value that it keeps to. Targets are in thousandths of the
/// metric's unit, as Kubernetes holds them; utilization in whole percent of the CPU request.
public enum ScalingMetric: Sendable, Hashable {
    case cpu(percent: Int64)
    case perPod(PodMetric, target: Int64)
    case external(ExternalMetric, target: Int64, of: ExternalTarget)
}

/// A metric that each pod reports.
public enum PodMetric: String, Sendable, Hashable, CaseIterable {
    /// Steps begun a second, mean over the period.
    case requests
    /// Steps waiting or in service at the moment.
    case concurrency
}

/// One value from outside the pods.
public enum ExternalMetric: Sendable, Hashable {
    /// Requests that come a second, of all sources, mean over the period.
    case arrivals
    /// How many wait at all queues of a component at the moment.
    case queue(ComponentID)
}

/// Whether a target stands for the whole value or for what is one pod's share of it.
public enum ExternalTarget: String, Sendable, Hashable, CaseIterable {
    case value
    case average
}
