// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// How the batches of one replication are taken together.
///
/// Neighbours that depend on each other make an interval too narrow. So they are joined, two and
/// two, until von Neumann's ratio finds neither their mean sojourn times nor their 95th percentiles
/// to be alike, or only `leastLeft` are left. The estimate stays what it was, the mean of all
/// batches; its interval is of the joined ones. Source: Fishman, Grouping Observations in Digital
/// Simulation, Management Science 24(5), 1978.
public struct BatchFinding: Sendable, Hashable {
    /// Batches that were cut.
    public let cut: Int
    /// So many neighbours make one value.
    public let together: Int
    /// False where even the longest depend on each other, or a batch answered nothing.
    public let isIndependent: Bool

    /// Fewer values than that say too little of their own scatter.
    private static let leastLeft = 8
    /// With 10% error: that neighbours seem independent is the more dangerous mistake.
    private static let critical = Quantiles.normal(.percent(90))

    /// Values that intervals rest on.
    public var values: Int { cut / together }

    /// - Parameter quantiles: those that each batch has, ascending.
    init(_ batches: [Replication], quantiles: [Ratio]) {
        let means = batches.compactMap(\.overall.mean)
        let tail = quantiles.firstIndex(of: .percent(95))
        let tails = batches.compactMap { batch in
            tail.flatMap { $0 < batch.overall.quantiles.count ? batch.overall.quantiles[$0] : nil }
        }
        let isAnswered = means.count == batches.count && tails.count == batches.count
        let series = [means, tails]
        var together = 1
        var isIndependent = isAnswered && Self.areIndependent(series, together)
        while isAnswered, !isIndependent,
            batches.count / (2 * together) >= Self.leastLeft
        {
            together *= 2
            isIndependent = Self.areIndependent(series, together)
        }
        // Where the platform filled up, the last batch is short, and nothing adds up to pairs.
        let isEven = batches.count.isMultiple(of: together)
        cut = batches.count
        self.together = isEven ? together : 1
        self.isIndependent = isIndependent && isEven
    }

    private static func areIndependent(_ series: [[Double]], _ together: Int) -> Bool {
        series.allSatisfy { values in
            let score = SerialCorrelation.score(of: joined(values, together))
            return (score ?? 0) <= critical
        }
    }

    /// The means of neighbours.
    func joined(_ values: [Double]) -> [Double] { Self.joined(values, together) }

    private static func joined(_ values: [Double], _ together: Int) -> [Double] {
        guard together > 1 else { return values }
        return stride(from: 0, to: values.count - together + 1, by: together).map { first in
            values[first..<first + together].reduce(0, +) / Double(together)
        }
    }
}
