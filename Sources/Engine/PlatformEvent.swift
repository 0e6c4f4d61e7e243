// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Something that happened to the platform while it ran, and why.
public struct PlatformEvent: Sendable, Equatable {
    /// Of the scenario's time, which begins with the warm-up.
    public let time: SimTime
    public let component: ComponentID
    public let change: Change
    public let cause: Cause

    public enum Change: Sendable, Equatable {
        /// Pods asked for, before and after.
        case replicas(from: Int, to: Int)
        /// Pods that take requests, before and after.
        case ready(from: Int, to: Int)
        case faultBegins
        case faultEnds
    }

    public enum Cause: Sendable, Equatable {
        /// CPU in use as a share of what is requested.
        case utilization(Double, target: Double)
        case perPod(PodMetric, Double, target: Double)
        case external(ExternalMetric, Double, target: Double)
        /// The number was outside of its bounds.
        case bounds(ClosedRange<Int>)
        case schedule
        /// A fault of that name.
        case fault(String)
        /// Pods that were asked for have started.
        case startup
    }

    public init(time: SimTime, component: ComponentID, change: Change, cause: Cause) {
        self.time = time
        self.component = component
        self.change = change
        self.cause = cause
    }
}
