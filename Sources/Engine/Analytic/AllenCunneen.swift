// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// G/G/c by Allen and Cunneen's approximation; M/G/c where the scv of arrivals is 1.
///
/// Wq ≈ f Wq(M/M/c), f = (scv of arrivals + scv of service) / 2. Exact for M/M/c and M/G/1. With
/// many servers at low utilization it is far off: M/D/20 at 50% waits 1.5 times as long, which is
/// next to nothing, but at 90% only 5% longer. `waitingBand` is wide by
/// Wq(M/M/c) |1 - f| (1 - ρ) √c / 4 to either side: that holds M/D/c, c to 100, ρ from 0.3, and is
/// a guide, no bound, for other laws.
///
/// Source: Allen, Probability, Statistics, and Queueing Theory (2nd ed. 1990), section 5.2.3;
/// compare Whitt, Production and Operations Management 2 (1993) 114.
public struct AllenCunneen: Sendable {
    public let arrivalRate: Rate
    public let serviceTime: AnalyticTime
    public let servers: Int
    public let utilization: Ratio
    /// Approximate.
    public let waitingTime: AnalyticTime
    /// Where the mean wait may lie.
    public let waitingBand: ClosedRange<AnalyticTime>
    /// Approximate.
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq), approximate.
    public let queueLength: Double
    /// Mean number waiting or in service (L), approximate.
    public let numberInSystem: Double

    /// The name under which an answer of this kind is labelled.
    public static let method = "Allen-Cunneen"

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - arrivalScv: variance of the interarrival time over its squared mean; 1 for Poisson.
    ///   - serviceTime: mean, from 1e-60 to 1e60 s.
    ///   - serviceScv: 0 for deterministic service, 1 for exponential; to 1e60.
    ///   - servers: 1 to 10 million.
    /// - Throws: `outOfDomain`; `unstable` when the load reaches the number of servers.
    public init(
        arrivalRate: Rate, arrivalScv: Double = 1, serviceTime: AnalyticTime, serviceScv: Double,
        servers: Int
    ) throws(AnalyticError) {
        let service = serviceTime.seconds
        try AnalyticDomain.positive(service, "serviceTime")
        try AnalyticDomain.notNegative(arrivalScv, "arrivalScv")
        try AnalyticDomain.notNegative(serviceScv, "serviceScv")
        let markov = try MMc(
            arrivalRate: arrivalRate, serviceRate: .perSecond(1 / service), servers: servers)
        let factor = (arrivalScv + serviceScv) / 2
        self.arrivalRate = arrivalRate
        self.serviceTime = serviceTime
        self.servers = servers
        utilization = markov.utilization
        let waiting = markov.waitingTime.seconds * factor
        let servers = Double(servers)
        let spread =
            markov.waitingTime.seconds * abs(1 - factor) * (1 - markov.utilization.fraction)
            * servers.squareRoot() / 4
        waitingTime = .seconds(waiting)
        waitingBand = .seconds(max(0, waiting - spread)) ... .seconds(waiting + spread)
        sojournTime = .seconds(waiting + service)
        queueLength = markov.queueLength * factor
        numberInSystem = markov.queueLength * factor + arrivalRate.perSecond * service
    }
}
