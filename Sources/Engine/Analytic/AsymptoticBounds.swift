// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What no closed network of queues can exceed, whatever its service laws.
///
/// With N customers, think time Z, total demand D and largest demand d:
/// X <= min(1 / d, N / (Z + D)); R >= max(D, N d - Z).
///
/// Source: Denning and Buzen, Computing Surveys 10 (1978) 225; Lazowska, Zahorjan, Graham and
/// Sevcik, Quantitative System Performance (1984), section 5.2.
public struct AsymptoticBounds: Sendable {
    public let throughputUpperBound: Rate
    public let sojournTimeLowerBound: AnalyticTime
    /// Customers beyond which the bottleneck and not the think time limits: N* = (Z + D) / d.
    public let knee: Double

    /// - Parameters:
    ///   - population: 1 to 10 million (N).
    ///   - thinkTime: mean, 0 or from 1e-60 to 1e60 s (Z).
    ///   - demands: visits times mean service time of each single-server station; each 0 or from
    ///     1e-60 to 1e60 s, not all 0.
    /// - Throws: `outOfDomain`.
    public init(
        population: Int, thinkTime: AnalyticTime, demands: [AnalyticTime]
    ) throws(AnalyticError) {
        try AnalyticDomain.count(population, "population")
        try AnalyticDomain.notNegative(thinkTime.seconds, "thinkTime")
        for demand in demands { try AnalyticDomain.notNegative(demand.seconds, "demands") }
        let largest = demands.reduce(0) { max($0, $1.seconds) }
        guard largest > 0 else {
            throw .outOfDomain(
                parameter: "demands", value: 0, allowed: "above 0 for at least one station")
        }
        let total = demands.reduce(0) { $0 + $1.seconds }
        let n = Double(population)
        throughputUpperBound = .perSecond(min(1 / largest, n / (thinkTime.seconds + total)))
        sojournTimeLowerBound = .seconds(max(total, n * largest - thinkTime.seconds))
        knee = (thinkTime.seconds + total) / largest
    }
}
