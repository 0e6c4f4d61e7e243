// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// M/M/1: Poisson arrivals, exponential service, one server, FCFS, unlimited queue.
///
/// ρ = λ / μ; W = 1 / (μ - λ), exponentially distributed; Wq = ρ W; L = ρ / (1 - ρ); Lq = ρ L.
///
/// Source: Kleinrock, Queueing Systems I (1975), section 3.2.
public struct MM1: Sendable {
    public let arrivalRate: Rate
    public let serviceRate: Rate
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceRate: 1 / mean service time; from 1e-60 to 1e60 a second, above `arrivalRate`.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the service rate.
    public init(arrivalRate: Rate, serviceRate: Rate) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceRate")
        try AnalyticDomain.stable(arrivals / service)
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        utilization = .fraction(arrivals / service)
        sojournTime = .seconds(1 / (service - arrivals))
        waitingTime = .seconds(arrivals / service / (service - arrivals))
        queueLength = arrivals / service * (arrivals / (service - arrivals))
        numberInSystem = arrivals / (service - arrivals)
    }

    /// The time within which this share of customers departs: -ln(1 - q) / (μ - λ).
    ///
    /// - Precondition: the quantile is below 1.
    public func sojournTime(atQuantile quantile: Ratio) -> AnalyticTime {
        precondition(quantile < .one, "the longest sojourn time has no bound")
        return .seconds(-Elementary.log(1 - quantile.fraction) * sojournTime.seconds)
    }
}
