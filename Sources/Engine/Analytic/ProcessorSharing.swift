// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/G/1 processor sharing: n customers are each served at 1/n of the rate.
///
/// W = 1 / (μ - λ), L = ρ / (1 - ρ), whatever the law of service; a customer who needs x stays
/// x / (1 - ρ) on average.
///
/// Source: Kleinrock, Queueing Systems II (1976), section 4.4.
public struct ProcessorSharing: Sendable {
    public let arrivalRate: Rate
    public let serviceRate: Rate
    public let utilization: Ratio
    public let sojournTime: AnalyticTime
    /// Mean number in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceRate: 1 / mean service time of a customer alone; from 1e-60 to 1e60 a second.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the service rate.
    public init(arrivalRate: Rate, serviceRate: Rate) throws(AnalyticError) {
        // The mean number follows the same birth-death chain as with one customer after another.
        let markov = try MM1(arrivalRate: arrivalRate, serviceRate: serviceRate)
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        utilization = markov.utilization
        sojournTime = markov.sojournTime
        numberInSystem = markov.numberInSystem
    }

    /// Mean stay of a customer who needs so much service, x / (1 - ρ).
    public func sojournTime(ofService service: AnalyticTime) -> AnalyticTime {
        .seconds(service.seconds / (1 - utilization.fraction))
    }
}

/// Processor sharing among c servers: n customers are each served at rate min(1, c / n), none by
/// more than one server.
///
/// The number in the system is that of M/M/c, whatever the law of service:
/// p(n) = p(n-1) a / min(n, c), a = λ / μ.
///
/// Source: Kelly, Reversibility and Stochastic Networks (1979), section 3.3 (symmetric queues);
/// Cohen, Acta Informatica 12 (1979) 245.
public struct MultiServerProcessorSharing: Sendable {
    public let arrivalRate: Rate
    public let serviceRate: Rate
    public let servers: Int
    public let utilization: Ratio
    public let sojournTime: AnalyticTime
    /// Mean number in the system (L).
    public let numberInSystem: Double
    public let probabilityEmpty: Ratio

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceRate: 1 / mean service time of a customer alone; from 1e-60 to 1e60 a second.
    ///   - servers: 1 to 10 million.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the rate of all servers.
    public init(arrivalRate: Rate, serviceRate: Rate, servers: Int) throws(AnalyticError) {
        let markov = try MMc(arrivalRate: arrivalRate, serviceRate: serviceRate, servers: servers)
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        utilization = markov.utilization
        sojournTime = markov.sojournTime
        numberInSystem = markov.numberInSystem
        // The states up to c, by a chain; those beyond add p(c) ρ / (1 - ρ), which with p(c) of the
        // chain alone is in proportion to 1.
        let load = arrivalRate.perSecond / serviceRate.perSecond
        let chain = BirthDeathChain(last: servers, servers: servers) { load / Double($0) }
        let use = markov.utilization.fraction
        let beyond = chain.probabilityFull * use / (1 - use)
        probabilityEmpty = .fraction(chain.probabilityEmpty / (1 + beyond))
    }

    /// p(0), ..., p(count - 1). Where p(0) is below 1e-300 the first of them are given as 0.
    public func occupancyProbabilities(first count: Int) -> [Ratio] {
        let load = arrivalRate.perSecond / serviceRate.perSecond
        var probability = probabilityEmpty.fraction
        return (0..<max(0, count)).map { n in
            if n > 0 { probability *= load / Double(min(n, servers)) }
            return .fraction(probability)
        }
    }
}

/// One server shared by at most k customers at a time; the others wait, FCFS. Approximate.
///
/// W ≈ S (1 + ρ^k (scv - 1) / 2) / (1 - ρ): between FCFS (k = 1, exact by Pollaczek-Khinchine) and
/// processor sharing (k to infinity, exact); exact for exponential service. In between within about
/// 10% for scv to 4.
///
/// Source: Avi-Itzhak and Halfin, in: Teletraffic Science for New Cost-Effective Systems (1989).
public struct LimitedProcessorSharing: Sendable {
    public let utilization: Ratio
    /// Approximate.
    public let sojournTime: AnalyticTime
    /// Mean number in the system (L), approximate.
    public let numberInSystem: Double

    /// The name under which an answer of this kind is labelled.
    public static let method = "Avi-Itzhak and Halfin"

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceTime: mean of a customer alone, from 1e-60 to 1e60 s.
    ///   - serviceScv: 0 for deterministic service, 1 for exponential; to 1e60.
    ///   - places: most customers that share the server, 1 to 10 million (k).
    /// - Throws: `outOfDomain`; `unstable` when the utilization reaches 1.
    public init(
        arrivalRate: Rate, serviceTime: AnalyticTime, serviceScv: Double, places: Int
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceTime.seconds)
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceTime")
        try AnalyticDomain.notNegative(serviceScv, "serviceScv")
        try AnalyticDomain.count(places, "places")
        let load = arrivals * service
        try AnalyticDomain.stable(load)
        var power = 1.0
        for _ in 0..<places where power > 1e-300 { power *= load }
        let stretch = (1 + power * (serviceScv - 1) / 2) / (1 - load)
        utilization = .fraction(load)
        sojournTime = .seconds(service * stretch)
        numberInSystem = load * stretch
    }
}
