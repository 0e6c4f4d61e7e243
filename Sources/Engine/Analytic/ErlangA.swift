// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c + M (Erlang A): as M/M/c, but a waiting customer leaves after an exponential patience;
/// nobody leaves during service. Always stable.
///
/// A birth-death chain with births λ and deaths min(n, c) μ + max(0, n - c) / P, P the mean
/// patience, followed until what is left cannot change the last digit. The share that leaves is
/// Lq / (λ P); X = μ Σ min(n, c) p(n).
///
/// Source: Palm, Tele (1957); Garnett, Mandelbaum and Reiman, Manufacturing & Service Operations
/// Management 4 (2002) 208.
public struct ErlangA: Sendable {
    public let arrivalRate: Rate
    /// Of one server.
    public let serviceRate: Rate
    public let servers: Int
    /// Mean time that a customer is ready to wait.
    public let patience: AnalyticTime
    public let utilization: Ratio
    /// Share of arrivals that find all servers busy.
    public let waitProbability: Ratio
    /// Share of arrivals that leave the queue before their service.
    public let abandonmentProbability: Ratio
    /// Customers served a second.
    public let throughput: Rate
    /// Over all arrivals, those that leave included.
    public let waitingTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: from 1e-60 to 1e60 a second; it may exceed what can be served.
    ///   - serviceRate: 1 / mean service time of one server; from 1e-60 to 1e60 a second.
    ///   - servers: 1 to 10 million.
    ///   - patience: mean, from 1e-60 to 1e60 s.
    /// - Throws: `outOfDomain`, also where more than 10 million customers may be in the system.
    public init(
        arrivalRate: Rate, serviceRate: Rate, servers: Int, patience: AnalyticTime
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.positive(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceRate")
        try AnalyticDomain.count(servers, "servers")
        try AnalyticDomain.positive(patience.seconds, "patience")
        let load = arrivals / service
        // The rate at which one waiting customer gives up, over that of a service.
        let leaving = 1 / (service * patience.seconds)
        let chain = BirthDeathChain(
            fallingTo: AnalyticDomain.largestCount, servers: servers
        ) { n in
            load / (Double(min(n, servers)) + leaving * Double(max(0, n - servers)))
        }
        guard let chain else {
            throw .outOfDomain(
                parameter: "patience", value: patience.seconds,
                allowed: "so short that at most 10000000 customers are in the system")
        }
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        self.patience = patience
        utilization = .fraction(chain.meanServing / Double(servers))
        waitProbability = .fraction(chain.probabilityBusy)
        let lost = chain.meanWaiting * leaving
        // λ is what is lost and what is served: no difference, and no more than all.
        abandonmentProbability = .fraction(lost / (lost + chain.meanServing))
        throughput = .perSecond(chain.meanServing * service)
        waitingTime = .seconds(chain.meanWaiting / arrivals)
        queueLength = chain.meanWaiting
        numberInSystem = chain.meanNumber
    }
}
