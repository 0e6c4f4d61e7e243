// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// M/M/c: Poisson arrivals, exponential service, c equal servers, one FCFS queue without limit.
///
/// With C by Erlang C and δ = c μ - λ: Wq = C / δ; W = Wq + 1 / μ; Lq = λ Wq; L = λ W.
/// P(W > t) = e^(-μ t) + C μ (e^(-δ t) - e^(-μ t)) / (μ - δ).
///
/// Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed. 2008),
/// section 2.3.
public struct MMc: Sendable {
    public let arrivalRate: Rate
    /// Of one server.
    public let serviceRate: Rate
    public let servers: Int
    public let utilization: Ratio
    public let waitProbability: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double
    /// Sojourn time over mean service time.
    public let stretch: Double

    /// δ = c μ - λ, per second: the rate at which a wait ends.
    private let drainRate: Double

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceRate: 1 / mean service time of one server; from 1e-60 to 1e60 a second.
    ///   - servers: 1 to 10 million.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the rate of all servers.
    public init(arrivalRate: Rate, serviceRate: Rate, servers: Int) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceRate")
        try AnalyticDomain.count(servers, "servers")
        let capacity = Double(servers) * service
        try AnalyticDomain.stable(arrivals / capacity)
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        utilization = .fraction(arrivals / capacity)
        let waiting = ErlangC.waiting(utilization: arrivals / capacity, servers: servers)
        waitProbability = .fraction(waiting)
        drainRate = capacity - arrivals
        waitingTime = .seconds(waiting / drainRate)
        sojournTime = .seconds(waiting / drainRate + 1 / service)
        queueLength = waiting * (arrivals / drainRate)
        numberInSystem = waiting * (arrivals / drainRate) + arrivals / service
        stretch = waiting * (service / drainRate) + 1
    }

    /// The share of customers that stay longer than a time, P(W > t).
    public func probability(sojournTimeAbove time: AnalyticTime) -> Ratio {
        .fraction(survival(time.seconds))
    }

    /// The time within which this share of customers departs, by bisection of P(W > t) to the last
    /// bit but a few.
    ///
    /// - Precondition: the quantile is below 1.
    public func sojournTime(atQuantile quantile: Ratio) -> AnalyticTime {
        precondition(quantile < .one, "the longest sojourn time has no bound")
        let rest = 1 - quantile.fraction
        // The service alone takes longer than -ln(1 - q) / μ with probability 1 - q.
        let low = -Elementary.log(rest) / serviceRate.perSecond
        var high = low + sojournTime.seconds
        while survival(high) > rest { high *= 2 }
        return .seconds(Bisection.fall(of: survival, below: rest, in: low...high))
    }

    private func survival(_ t: Double) -> Double {
        let (service, drain, c) = (serviceRate.perSecond, drainRate, waitProbability.fraction)
        let serving = Elementary.exp(-service * t)
        let gap = (service - drain) * t
        // (e^(-δ t) - e^(-μ t)) / ((μ - δ) t): near δ = μ the difference cancels, its series does
        // not. Beyond, at most one bit is lost.
        let slope =
            abs(gap) < 0.5
            ? serving * Self.relativeGrowth(gap) : (Elementary.exp(-drain * t) - serving) / gap
        return min(1, serving + c * service * t * slope)
    }

    /// (e^x - 1) / x = Σ x^k / (k + 1)!, for |x| below 1/2.
    private static func relativeGrowth(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for k in 2...18 {
            term *= x / Double(k)
            sum += term
        }
        return sum
    }
}
