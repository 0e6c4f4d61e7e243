// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// M/M/infinity: Poisson arrivals, a server for everybody, so a pure delay.
///
/// The number in the system is Poisson with mean a = λ / μ; holds for any service law.
///
/// Source: Kleinrock, Queueing Systems I (1975), section 3.4.
public struct MMInfinity: Sendable {
    public let arrivalRate: Rate
    public let serviceRate: Rate
    /// Mean number in service (L), in Erlang.
    public let numberInSystem: Double
    public let probabilityEmpty: Ratio

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 to 1e60 a second.
    ///   - serviceRate: 1 / mean time; from 1e-60 to 1e60 a second.
    /// - Throws: `outOfDomain`.
    public init(arrivalRate: Rate, serviceRate: Rate) throws(AnalyticError) {
        try AnalyticDomain.notNegative(arrivalRate.perSecond, "arrivalRate")
        try AnalyticDomain.positive(serviceRate.perSecond, "serviceRate")
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        numberInSystem = arrivalRate.perSecond / serviceRate.perSecond
        probabilityEmpty = .fraction(Elementary.exp(-numberInSystem))
    }

    /// p(0), ..., p(count - 1): p(0) = e^-a, p(n) = p(n-1) a / n.
    ///
    /// Beyond a = 700 the first of them are below 1e-300, and are given as 0 with all that follow.
    public func occupancyProbabilities(first count: Int) -> [Ratio] {
        var probability = probabilityEmpty.fraction
        return (0..<max(0, count)).map { n in
            if n > 0 { probability *= numberInSystem / Double(n) }
            return .fraction(probability)
        }
    }
}
