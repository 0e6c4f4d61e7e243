// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The square-root rule of staffing: c = ceil(R + β √R), R = λ S the offered load in Erlang.
///
/// Source: Halfin and Whitt, Operations Research 29 (1981) 567. Good to about one server, already
/// for small R.
public struct SquareRootStaffing: Sendable {
    /// R, in Erlang.
    public let offeredLoad: Double
    public let servers: Int

    /// - Parameters:
    ///   - arrivalRate: from 1e-60 a second.
    ///   - serviceTime: mean, from 1e-60 s; the offered load at most 1e15 Erlang.
    ///   - serviceGrade: β, from 0 to 1000.
    /// - Throws: `outOfDomain`.
    public init(
        arrivalRate: Rate, serviceTime: AnalyticTime, serviceGrade: Double
    ) throws(AnalyticError) {
        try AnalyticDomain.positive(arrivalRate.perSecond, "arrivalRate")
        try AnalyticDomain.positive(serviceTime.seconds, "serviceTime")
        guard serviceGrade >= 0, serviceGrade <= 1000 else {
            throw .outOfDomain(
                parameter: "serviceGrade", value: serviceGrade, allowed: "from 0 to 1000")
        }
        offeredLoad = arrivalRate.perSecond * serviceTime.seconds
        guard offeredLoad <= 1e15 else {
            throw .outOfDomain(
                parameter: "offeredLoad", value: offeredLoad, allowed: "at most 1e15 Erlang")
        }
        let needed = offeredLoad + serviceGrade * offeredLoad.squareRoot()
        // A load that is whole in decimals may come out a bit above in binary: 1e-12 of it is not
        // worth a server.
        servers = max(1, Int((needed * (1 - 1e-12)).rounded(.up)))
    }
}

/// The probability of waiting when many servers are staffed by the square-root rule.
///
/// α = 1 / (1 + β Φ(β) / φ(β)): the limit of Erlang C for c to infinity at β = (1 - ρ) √c; for
/// c = 100 within about 0.02.
///
/// Source: Halfin and Whitt, Operations Research 29 (1981) 567, proposition 1. Φ by its series of
/// positive terms: Marsaglia, Journal of Statistical Software 11(4) (2004).
public struct HalfinWhitt: Sendable {
    public let serviceGrade: Double
    public let waitProbability: Ratio

    /// - Parameter serviceGrade: β, above 0 and at most 30.
    /// - Throws: `outOfDomain`.
    public init(serviceGrade: Double) throws(AnalyticError) {
        guard serviceGrade > 0, serviceGrade <= 30 else {
            throw .outOfDomain(
                parameter: "serviceGrade", value: serviceGrade, allowed: "above 0 and at most 30")
        }
        self.serviceGrade = serviceGrade
        // Φ/φ = 1 / (2 φ) + Σ β^(2k+1) / (1 · 3 · 5 ··· (2k+1)), 1 / φ = √(2π) e^(β²/2).
        let rootOfTwoPi = 2.506_628_274_631_000_5
        var sum = rootOfTwoPi / 2 * Elementary.exp(serviceGrade * serviceGrade / 2)
        var term = serviceGrade
        var odd = 1.0
        while odd < serviceGrade * serviceGrade || term > sum * 1e-17 {
            sum += term
            odd += 2
            term *= serviceGrade * serviceGrade / odd
        }
        waitProbability = .fraction(1 / (1 + serviceGrade * sum))
    }
}

/// How much of M/M/c must stay idle for no more than a share of arrivals to wait.
///
/// Solves Erlang C((1 - h) c, c) = p for the headroom h; Erlang C rises with the load from 0 to 1.
public struct ErlangCHeadroom: Sendable {
    public let servers: Int
    public let waitProbability: Ratio
    /// 1 - utilization.
    public let headroom: Ratio

    /// - Parameters:
    ///   - servers: 1 to 1 million.
    ///   - waitProbability: strictly between 0 and 1.
    /// - Throws: `outOfDomain`.
    public init(servers: Int, waitProbability: Ratio) throws(AnalyticError) {
        guard (1...1_000_000).contains(servers) else {
            throw .outOfDomain(
                parameter: "servers", value: Double(servers), allowed: "from 1 to 1000000")
        }
        guard waitProbability > .zero, waitProbability < .one else {
            throw .outOfDomain(
                parameter: "waitProbability", value: waitProbability.fraction,
                allowed: "above 0 and below 1")
        }
        self.servers = servers
        self.waitProbability = waitProbability
        let headroom = Bisection.fall(
            of: { ErlangC.waiting(utilization: 1 - $0, servers: servers) },
            below: waitProbability.fraction, in: 0...1)
        self.headroom = .fraction(headroom)
    }
}
