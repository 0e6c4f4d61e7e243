// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The Horizontal Pod Autoscaler from sync to sync: metrics to a desired number of replicas, that
/// through stabilization, policies and bounds to what it sets.
///
/// Source: Kubernetes, Horizontal Pod Autoscaling, "Algorithm details"; defaults as there.
public struct HorizontalPodAutoscaler: Sendable, Hashable {
    /// At least 1 replica at all times.
    public var bounds: ClosedRange<Int>
    public let behavior: ScalingBehavior
    public private(set) var history = ScalingHistory()

    /// Time from one sync to the next.
    public static let syncPeriod = SimTime.seconds(15)

    public init(bounds: ClosedRange<Int>, behavior: ScalingBehavior = ScalingBehavior()) {
        self.bounds = bounds
        self.behavior = behavior
    }

    /// What a sync decided, and what held it up.
    public struct Decision: Sendable, Hashable {
        /// The most that any metric asks for.
        public let desired: Int
        /// After the windows of stabilization.
        public let stabilized: Int
        /// What is set.
        public let replicas: Int
    }

    /// Decides, and remembers it.
    ///
    /// - Parameters:
    ///   - proposals: what each metric asks for, nil where it could not be read. The most counts;
    ///     with one that could not be read, the others bring no fewer replicas.
    ///   - now: not before the last sync.
    public mutating func sync(
        current: Int, proposals: [Int?], at now: SimTime
    ) -> Decision {
        // Outside its bounds, the number is brought back at once.
        guard bounds.contains(current) else {
            let bound = min(max(current, bounds.lowerBound), bounds.upperBound)
            history.change(by: bound - current, at: now)
            return Decision(desired: bound, stabilized: bound, replicas: bound)
        }
        let known = proposals.compactMap { $0 }
        guard let desired = known.max(), known.count == proposals.count || desired >= current
        else { return Decision(desired: current, stabilized: current, replicas: current) }
        let stabilized = history.stabilized(desired, current: current, at: now, by: behavior)
        let replicas = history.limited(
            stabilized, current: current, bounds: bounds, at: now, by: behavior)
        history.forget(before: now, by: behavior)
        history.recommend(desired, at: now)
        history.change(by: replicas - current, at: now)
        return Decision(desired: desired, stabilized: stabilized, replicas: replicas)
    }
}
