// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c//N: N customers who think (machines that are up), ask, wait for one of c servers
/// (repairers), and think again; the closed twin of M/M/c.
///
/// A birth-death chain with births (N - n) / Z and deaths min(n, c) / S. X = Σ min(n, c) p(n) / S;
/// W = L / X. N = X (Z + W).
///
/// Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed. 2008),
/// section 2.7.
public struct MachineRepair: Sendable {
    public let population: Int
    /// Mean think time, or time up (Z).
    public let thinkTime: AnalyticTime
    /// Mean service time, or time of a repair (S).
    public let serviceTime: AnalyticTime
    public let servers: Int
    public let throughput: Rate
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - population: 1 to 10 million (N).
    ///   - thinkTime: mean, from 1e-60 to 1e60 s.
    ///   - serviceTime: mean, from 1e-60 to 1e60 s.
    ///   - servers: 1 to 10 million (c).
    /// - Throws: `outOfDomain`.
    public init(
        population: Int, thinkTime: AnalyticTime, serviceTime: AnalyticTime, servers: Int
    ) throws(AnalyticError) {
        let (z, s) = (thinkTime.seconds, serviceTime.seconds)
        try AnalyticDomain.count(population, "population")
        try AnalyticDomain.positive(z, "thinkTime")
        try AnalyticDomain.positive(s, "serviceTime")
        try AnalyticDomain.count(servers, "servers")
        let chain = BirthDeathChain(last: population, servers: servers) { n in
            Double(population - n + 1) * (s / z) / Double(min(n, servers))
        }
        self.population = population
        self.thinkTime = thinkTime
        self.serviceTime = serviceTime
        self.servers = servers
        throughput = .perSecond(chain.meanServing / s)
        utilization = .fraction(chain.meanServing / Double(servers))
        queueLength = chain.meanWaiting
        numberInSystem = chain.meanNumber
        waitingTime = .seconds(chain.meanWaiting / chain.meanServing * s)
        sojournTime = .seconds(chain.meanNumber / chain.meanServing * s)
    }
}
