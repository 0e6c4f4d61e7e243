// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Times with the shares of those who see them.
public struct WeightedTimes: Sendable {
    private let entries: [(time: SimTime, weight: Double)]
    private let total: Double

    /// Weights are not negative; those of zero do not count.
    public init(_ entries: [(time: SimTime, weight: Double)]) {
        self.entries = entries.filter { $0.weight > 0 }.sorted { $0.time < $1.time }
        total = entries.reduce(0) { $0 + $1.weight }
    }

    /// The least time that this share of all stays within; nil where there are none.
    public func quantile(_ share: Ratio) -> SimTime? {
        // Sums of shares miss by their rounding.
        let wanted = share.fraction * total * (1 - 1e-12)
        var covered = 0.0
        for entry in entries {
            covered += entry.weight
            if covered >= wanted { return entry.time }
        }
        return entries.last?.time
    }

    /// The share that takes longer.
    public func share(beyond limit: SimTime) -> Ratio {
        guard total > 0 else { return .zero }
        return .fraction(
            min(1, entries.filter { $0.time > limit }.reduce(0) { $0 + $1.weight } / total))
    }
}
