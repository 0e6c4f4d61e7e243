// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Something that happened to the platform while it ran, and why.
public struct PlatformEvent: Sendable, Equatable {
    /// Of the scenario's time, which begins with the warm-up.
    public let time: SimTime
    /// Absent where it is none in particular.
    public let component: ComponentID?
    public let change: Change
    public let cause: Cause

    public enum Change: Sendable, Equatable {
        /// Pods asked for, before and after.
        case replicas(from: Int, to: Int)
        /// Pods that take requests, before and after.
        case ready(from: Int, to: Int)
        case faultBegins
        case faultEnds
        /// Nodes asked for or there, before and after.
        case nodes(from: Int, to: Int)
        /// A pod is killed because its memory is full.
        case outOfMemory
        /// Writes that were answered and that no replica had received when the primary was lost.
        case writesLost(Int)
        case alertFires(Alert.Severity)
        case alertEnds
        /// The stage of degradation, before and after; 0 is normal operation.
        case stage(from: Int, to: Int)
        /// A cache gets another number of nodes.
        case resharding(from: Int, to: Int)
        /// It has them: keys that moved, and that were lost.
        case resharded(moved: Int, lost: Int)
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
        case alert(String)
        /// So many pods found no node.
        case pendingPods(Int)
        /// Nodes that no pod needs.
        case idleNodes
        case leak
        /// Pods that were asked for have started.
        case startup
        /// What degradation watches was in use to that share.
        case strain(ResourceID, Double, above: Ratio)
        /// All that it watches was in use to less, for so long.
        case relief(below: Ratio, lasting: SimTime)
    }

    public init(time: SimTime, component: ComponentID?, change: Change, cause: Cause) {
        self.time = time
        self.component = component
        self.change = change
        self.cause = cause
    }
}
