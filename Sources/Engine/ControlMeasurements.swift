// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What one window of the timeline measured, over all replications.
public struct TimelinePoint: Sendable {
    /// Of the scenario's time, which begins with the warm-up.
    public let start: SimTime
    public let end: SimTime
    public let arrivals: Estimate<Rate>
    public let completions: Estimate<Rate>
    public let failures: Estimate<Rate>
    /// Of the requests answered in the window; absent where a replication answered none.
    public let median: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    /// In the order of `Measurements.resources`; of pods that come and go, of those that took
    /// requests.
    public let utilization: [Estimate<Ratio>]
    /// In the same order: the mean number waiting.
    public let queues: [Estimate<Double>]
    /// In the order of `Measurements.fleets`: pods that took requests, and all that were paid for.
    public let ready: [Estimate<Double>]
    public let present: [Estimate<Double>]
    /// In the order of `Measurements.caches`; absent where no key was looked up.
    public let hitRates: [Estimate<Ratio>?]
    /// Mean stage of degradation, and how many requests it let wait.
    public let stage: Estimate<Double>
    public let held: Estimate<Double>
    /// Mean replication lags, in the order of the databases in `Measurements.background`; absent
    /// where nothing was replayed.
    public let lags: [Estimate<SimTime>?]
    /// Mean base fees in wei, in the order of `Measurements.chains`; absent where no block was
    /// made.
    public let baseFees: [Estimate<Double>?]
}

/// Pods whose number changes.
public struct FleetMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Pods that take requests, and all that are paid for, time-weighted.
    public internal(set) var ready: Estimate<Double>
    public internal(set) var present: Estimate<Double>
    /// The fewest and the most that took requests at any time.
    public let fewest: Estimate<Double>
    public let most: Estimate<Double>
    /// Decisions for more pods, and for fewer, in the window.
    public let increases: Estimate<Double>
    public let decreases: Estimate<Double>
    /// Nodes that run or boot, time-weighted; absent where there is always a place.
    public internal(set) var nodes: Estimate<Double>?

    public init(
        component: ComponentID, name: String, ready: Estimate<Double>, present: Estimate<Double>,
        fewest: Estimate<Double>, most: Estimate<Double>, increases: Estimate<Double>,
        decreases: Estimate<Double>, nodes: Estimate<Double>? = nil
    ) {
        self.component = component
        self.name = name
        self.ready = ready
        self.present = present
        self.fewest = fewest
        self.most = most
        self.increases = increases
        self.decreases = decreases
        self.nodes = nodes
    }
}

/// How the platform changed in the course of a run.
public struct ControlMeasurements: Sendable {
    public let timeline: [TimelinePoint]
    public internal(set) var fleets: [FleetMeasurement]
    /// Of the first replication.
    public let events: [PlatformEvent]
    /// In the order of `Model.alerts`.
    public let alerts: [AlertMeasurement]
    /// Of degradation, in turn.
    public let stages: [StageMeasurement]
    /// One for each cache that gets another number of nodes, in model order.
    public let reshardings: [ReshardMeasurement]

    public init(
        timeline: [TimelinePoint], fleets: [FleetMeasurement], events: [PlatformEvent],
        alerts: [AlertMeasurement] = [], stages: [StageMeasurement] = [],
        reshardings: [ReshardMeasurement] = []
    ) {
        self.timeline = timeline
        self.fleets = fleets
        self.events = events
        self.alerts = alerts
        self.stages = stages
        self.reshardings = reshardings
    }

    /// Where nothing changes and no timeline was kept.
    public static let none = ControlMeasurements(timeline: [], fleets: [], events: [])

    public func fleet(_ component: ComponentID) -> FleetMeasurement? {
        fleets.first { $0.component == component }
    }
}
