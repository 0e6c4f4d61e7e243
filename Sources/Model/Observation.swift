// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A figure that somebody published about the modelled system, to be held against the answer.
/// It is printed beside the model's own figure and is never fed into it.
public struct Observation: Sendable {
    public let name: String
    public let metric: Metric
    /// In the metric's base unit: seconds, fraction, per second, USD.
    public let value: Double
    /// The figure as it was published, with its unit.
    public let text: String
    /// Whether free inputs were fitted to it (`fitted`) or it is a prediction (`predicted`).
    public let use: Use
    public let source: String

    public enum Use: String, Sendable, CaseIterable {
        case fitted, predicted
    }

    public enum Metric: Sendable {
        case latency(of: OperationID?, quantile: Ratio)
        case errors
        case throughput
        case hitRate(of: ComponentID)
        case utilization(of: ResourceID)
        /// Uses of a component a second: statements of a database, keys looked up in a cache.
        case useRate(of: ComponentID)
        case costPerHour
        case costPerTransaction
        case page(PageMetric)
        /// Share of a cache's memory in use at the end.
        case memory(of: ComponentID)
        /// Pods that take requests; only of a moment.
        case pods(of: ComponentID)
        /// As the timeline has it.
        case timed(TimedMetric, Moment)
    }

    /// What the windows of a timeline tell.
    public enum TimedMetric: Sendable {
        case latency(Alert.LatencyRank)
        case utilization(of: ResourceID)
        case hitRate(of: ComponentID)
        /// Pods that take requests.
        case pods(of: ComponentID)
    }

    public enum Moment: Sendable, Hashable {
        /// The window in which that time of the scenario lies.
        case at(SimTime)
        /// The window with the largest value.
        case peak
    }

    public init(
        name: String, metric: Metric, value: Double, text: String, use: Use, source: String
    ) {
        self.name = name
        self.metric = metric
        self.value = value
        self.text = text
        self.use = use
        self.source = source
    }
}
