// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How far use may be off its target before anything is done.
public struct ScalingTolerance: Sendable, Hashable {
    /// Below and above the target, relative to it.
    public let down: Ratio
    public let up: Ratio

    public init(down: Ratio, up: Ratio) {
        self.down = down
        self.up = up
    }

    /// 10% both ways.
    public static let standard = ScalingTolerance(down: .percent(10), up: .percent(10))

    /// 1 - down <= ratio <= 1 + up, in the floating point arithmetic of Kubernetes.
    func allows(_ ratio: Double) -> Bool {
        1 - down.fraction <= ratio && ratio <= 1 + up.fraction
    }
}
