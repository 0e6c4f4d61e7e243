// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/G/1: Poisson arrivals, any service law, one server, FCFS, unlimited queue.
///
/// Wq = ρ S (1 + scv) / (2 (1 - ρ)), with S the mean service time and scv its variance over S²;
/// W = Wq + S; Lq = λ Wq; L = λ W.
///
/// Source: Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing Systems I (1975), section 5.6.
public struct MG1: Sendable {
    public let arrivalRate: Rate
    public let serviceTime: AnalyticTime
    /// Squared coefficient of variation of the service time.
    public let serviceScv: Double
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceTime: mean, from 1e-60 to 1e60 s, below 1 / `arrivalRate`.
    ///   - serviceScv: 0 for deterministic service, 1 for exponential; to 1e60.
    /// - Throws: `outOfDomain`; `unstable` when the utilization reaches 1.
    public init(
        arrivalRate: Rate, serviceTime: AnalyticTime, serviceScv: Double
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceTime.seconds)
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceTime")
        try AnalyticDomain.notNegative(serviceScv, "serviceScv")
        let load = arrivals * service
        try AnalyticDomain.stable(load)
        self.arrivalRate = arrivalRate
        self.serviceTime = serviceTime
        self.serviceScv = serviceScv
        utilization = .fraction(load)
        let waits = load * (1 + serviceScv) / (2 * (1 - load))
        waitingTime = .seconds(waits * service)
        sojournTime = .seconds(waits * service + service)
        queueLength = waits * load
        numberInSystem = waits * load + load
    }
}
