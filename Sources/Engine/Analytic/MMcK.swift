// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c/K: as M/M/c, with room for K customers, those in service included; arrivals that find no
/// room are lost.
///
/// A birth-death chain with births λ and deaths min(n, c) μ. X = λ (1 - p(K)); W = L / X;
/// Wq = Lq / X, over the customers admitted.
///
/// Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed. 2008),
/// section 2.5.
public struct MMcK: Sendable {
    /// Offered, those lost included.
    public let arrivalRate: Rate
    /// Of one server.
    public let serviceRate: Rate
    public let servers: Int
    /// Most customers in the system, those in service included (K).
    public let capacity: Int
    public let probabilityEmpty: Ratio
    public let blockingProbability: Ratio
    public let utilization: Ratio
    public let throughput: Rate
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: offered, from 1e-60 to 1e60 a second; it may exceed what can be served.
    ///   - serviceRate: 1 / mean service time of one server; from 1e-60 to 1e60 a second.
    ///   - servers: 1 to 10 million.
    ///   - capacity: `servers` to 10 million.
    /// - Throws: `outOfDomain`.
    public init(
        arrivalRate: Rate, serviceRate: Rate, servers: Int, capacity: Int
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.positive(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceRate")
        try AnalyticDomain.count(servers, "servers")
        try AnalyticDomain.count(capacity, "capacity", least: servers)
        let load = arrivals / service
        let chain = BirthDeathChain(last: capacity, servers: servers) { n in
            load / Double(min(n, servers))
        }
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        self.capacity = capacity
        probabilityEmpty = .fraction(chain.probabilityEmpty)
        blockingProbability = .fraction(chain.probabilityFull)
        utilization = .fraction(chain.meanServing / Double(servers))
        // What is served, not λ (1 - p(K)), which cancels under overload.
        let throughput = chain.meanServing * service
        self.throughput = .perSecond(throughput)
        queueLength = chain.meanWaiting
        numberInSystem = chain.meanNumber
        waitingTime = .seconds(chain.meanWaiting / chain.meanServing / service)
        sojournTime = .seconds(chain.meanNumber / chain.meanServing / service)
    }
}
