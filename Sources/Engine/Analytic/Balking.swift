// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c with customers who look at the queue first: one who finds n in the system joins with
/// probability b(n), else is lost.
///
/// A birth-death chain with births λ b(n) and deaths min(n, c) μ, up to the first n at which nobody
/// joins. The share that balks is Σ (1 - b(n)) p(n); X = μ Σ min(n, c) p(n); W = L / X.
///
/// Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed. 2008),
/// section 2.10.
public struct Balking: Sendable {
    /// Offered, those lost included.
    public let arrivalRate: Rate
    /// Of one server.
    public let serviceRate: Rate
    public let servers: Int
    public let probabilityEmpty: Ratio
    public let balkingProbability: Ratio
    public let utilization: Ratio
    public let throughput: Rate
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: offered, from 1e-60 to 1e60 a second.
    ///   - serviceRate: 1 / mean service time of one server; from 1e-60 to 1e60 a second.
    ///   - servers: 1 to 10 million.
    ///   - joinProbabilities: b(0), b(1), ...; b(0) above 0, the last 0, which holds beyond.
    /// - Throws: `outOfDomain`.
    public init(
        arrivalRate: Rate, serviceRate: Rate, servers: Int, joinProbabilities: [Double]
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceRate.perSecond)
        try AnalyticDomain.positive(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceRate")
        try AnalyticDomain.count(servers, "servers")
        try Self.check(joinProbabilities)
        let load = arrivals / service
        let last = joinProbabilities.firstIndex(of: 0) ?? 0
        let chain = BirthDeathChain(
            last: last, servers: servers, gain: { 1 - joinProbabilities[$0] },
            ratio: { n in load * joinProbabilities[n - 1] / Double(min(n, servers)) })
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        probabilityEmpty = .fraction(chain.probabilityEmpty)
        balkingProbability = .fraction(min(1, chain.meanGain))
        utilization = .fraction(chain.meanServing / Double(servers))
        throughput = .perSecond(chain.meanServing * service)
        queueLength = chain.meanWaiting
        numberInSystem = chain.meanNumber
        waitingTime = .seconds(chain.meanWaiting / chain.meanServing / service)
        sojournTime = .seconds(chain.meanNumber / chain.meanServing / service)
    }

    private static func check(_ probabilities: [Double]) throws(AnalyticError) {
        for probability in probabilities {
            guard probability == 0 || (AnalyticDomain.smallest...1).contains(probability) else {
                throw .outOfDomain(
                    parameter: "joinProbabilities", value: probability,
                    allowed: "0, or from 1e-60 to 1")
            }
        }
        guard probabilities.last == 0 else {
            throw .outOfDomain(
                parameter: "the last of joinProbabilities", value: probabilities.last ?? 1,
                allowed: "0")
        }
        guard let first = probabilities.first, first > 0 else {
            throw .outOfDomain(
                parameter: "the first of joinProbabilities", value: 0, allowed: "above 0")
        }
    }
}
