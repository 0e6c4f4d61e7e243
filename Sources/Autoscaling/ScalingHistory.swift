// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What an autoscaler remembers from one sync to the next: what it recommended and what it changed.
///
/// Ages are counted back from the sync; what is as old as a window or a period is out of it. Source
/// of the rules: Kubernetes 1.33, pkg/controller/podautoscaler/horizontal.go,
/// `stabilizeRecommendationWithBehaviors`, `convertDesiredReplicasWithBehaviorRate`.
public struct ScalingHistory: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public let time: SimTime
        /// Replicas recommended; or added, negative where they were removed.
        public let replicas: Int

        public init(time: SimTime, replicas: Int) {
            self.time = time
            self.replicas = replicas
        }
    }

    public private(set) var recommendations: [Entry]
    public private(set) var changes: [Entry]

    public init(recommendations: [Entry] = [], changes: [Entry] = []) {
        self.recommendations = recommendations
        self.changes = changes
    }

    /// What is done about a desired number: up at most to the least that was desired in the window
    /// of the way up, down at most to the most that was desired in that of the way down, this one
    /// included.
    public func stabilized(
        _ desired: Int, current: Int, at now: SimTime, by behavior: ScalingBehavior
    ) -> Int {
        let low = recent(recommendations, within: behavior.up.stabilization, of: now)
            .reduce(desired) { min($0, $1.replicas) }
        let high = recent(recommendations, within: behavior.down.stabilization, of: now)
            .reduce(desired) { max($0, $1.replicas) }
        return min(max(current, low), high)
    }

    /// What the policies and the bounds leave of a desired number.
    ///
    /// A limit never crosses the current number: it stops a change, it makes none.
    public func limited(
        _ desired: Int, current: Int, bounds: ClosedRange<Int>, at now: SimTime,
        by behavior: ScalingBehavior
    ) -> Int {
        if desired > current {
            let limit = max(limitUp(current, at: now, behavior.up), current)
            return min(desired, limit, bounds.upperBound)
        }
        if desired < current {
            let limit = min(limitDown(current, at: now, behavior.down), current)
            return max(desired, limit, bounds.lowerBound)
        }
        return current
    }

    /// The most that the policies allow: of each start + n, or ceil(start (1 + p/100)) in floating
    /// point as there, start being the replicas at the start of its period.
    private func limitUp(_ current: Int, at now: SimTime, _ rules: ScalingRules) -> Int {
        let proposals = rules.policies.map { policy in
            let start = start(of: policy, current, now)
            return switch policy.change {
            case .pods(let count): ReplicaCount.sum(start, count)
            case .percent(let share):
                ReplicaCount.ceiling(Double(start) * (1 + Double(share) / 100))
            }
        }
        return switch rules.selection {
        case .largest: proposals.max() ?? current
        case .smallest: proposals.min() ?? current
        case .disabled: current
        }
    }

    /// The least that they allow: of each start - n, or trunc(start (1 - p/100)).
    private func limitDown(_ current: Int, at now: SimTime, _ rules: ScalingRules) -> Int {
        let proposals = rules.policies.map { policy in
            let start = start(of: policy, current, now)
            return switch policy.change {
            case .pods(let count): ReplicaCount.sum(start, -count)
            case .percent(let share):
                ReplicaCount.truncated(Double(start) * (1 - Double(share) / 100))
            }
        }
        return switch rules.selection {
        case .largest: proposals.min() ?? current
        case .smallest: proposals.max() ?? current
        case .disabled: current
        }
    }

    private func start(of policy: ScalingPolicy, _ current: Int, _ now: SimTime) -> Int {
        recent(changes, within: policy.period, of: now).reduce(current) {
            ReplicaCount.sum($0, -$1.replicas)
        }
    }

    private func recent(
        _ entries: [Entry], within window: SimTime, of now: SimTime
    ) -> [Entry] {
        entries.filter { now.nanoseconds - $0.time.nanoseconds < window.nanoseconds }
    }

    mutating func recommend(_ replicas: Int, at now: SimTime) {
        recommendations.append(Entry(time: now, replicas: replicas))
    }

    mutating func change(by replicas: Int, at now: SimTime) {
        if replicas != 0 { changes.append(Entry(time: now, replicas: replicas)) }
    }

    /// Forgets what no window or period reaches any more.
    mutating func forget(before now: SimTime, by behavior: ScalingBehavior) {
        let window = max(behavior.up.stabilization, behavior.down.stabilization)
        let period = (behavior.up.policies + behavior.down.policies).map(\.period).max() ?? .zero
        recommendations = recent(recommendations, within: window, of: now)
        changes = recent(changes, within: period, of: now)
    }
}
