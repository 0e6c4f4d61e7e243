// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The machines that pods run on, and who adds and removes them.
public struct NodePool: Sendable {
    public let podsPerNode: Int
    /// At least and at most so many; the most is the quota.
    public let bounds: ClosedRange<Int>
    /// From the request for a node until pods start on it.
    public let boot: Distribution
    public let provisioner: Provisioner
    /// A node that has been needed for no pod for so long is removed.
    public let removeAfter: SimTime
    /// Of a node that runs or boots; absent where nobody pays for nodes.
    public let price: PriceKey?

    public init(
        podsPerNode: Int, bounds: ClosedRange<Int>, boot: Distribution, provisioner: Provisioner,
        removeAfter: SimTime = NodePool.standardRemoval, price: PriceKey? = nil
    ) {
        self.podsPerNode = podsPerNode
        self.bounds = bounds
        self.boot = boot
        self.provisioner = provisioner
        self.removeAfter = removeAfter
        self.price = price
    }

    public enum Provisioner: String, Sendable, CaseIterable {
        /// Looks every 10 s for pods that found no place.
        case clusterAutoscaler = "cluster-autoscaler"
        /// Acts 1 s after the last of a batch of such pods.
        case karpenter
    }

    /// Source: Kubernetes cluster-autoscaler, FAQ, `--scale-down-unneeded-time` and
    /// `--scale-down-delay-after-add`, 10 minutes each; `--scan-interval`, 10 seconds.
    public static let standardRemoval = SimTime.minutes(10)
    public static let delayAfterAdding = SimTime.minutes(10)
    public static let scanInterval = SimTime.seconds(10)
    /// Source: Karpenter, settings, `BATCH_IDLE_DURATION`.
    public static let batchIdle = SimTime.seconds(1)
}
