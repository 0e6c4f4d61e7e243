// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c/c with finitely many sources: a source that finds all servers busy goes idle again.
///
/// A birth-death chain with births (N - n) α and deaths n, in units of the mean service time.
/// Time congestion is p(c); call congestion weighs each state with its arrivals:
/// (N - c) p(c) / (N - Σ n p(n)).
///
/// Source: Engset (1918); Kleinrock, Queueing Systems I (1975), section 3.9.
public struct Engset: Sendable {
    public let sources: Int
    public let servers: Int
    /// Request rate of an idle source times mean service time, in Erlang (α).
    public let offeredLoadPerIdleSource: Double
    /// Share of time in which all servers are busy.
    public let timeCongestion: Ratio
    /// Share of requests that find all servers busy.
    public let callCongestion: Ratio

    /// - Parameters:
    ///   - sources: 1 to 10 million.
    ///   - servers: 1 to 10 million.
    ///   - offeredLoadPerIdleSource: Erlang, from 1e-60 to 1e60.
    /// - Throws: `outOfDomain`.
    public init(
        sources: Int, servers: Int, offeredLoadPerIdleSource: Double
    ) throws(AnalyticError) {
        try AnalyticDomain.count(sources, "sources")
        try AnalyticDomain.count(servers, "servers")
        try AnalyticDomain.positive(offeredLoadPerIdleSource, "offeredLoadPerIdleSource")
        self.sources = sources
        self.servers = servers
        self.offeredLoadPerIdleSource = offeredLoadPerIdleSource
        guard sources >= servers else {
            timeCongestion = .zero
            callCongestion = .zero
            return
        }
        let chain = BirthDeathChain(last: servers, servers: servers) { n in
            Double(sources - n + 1) * offeredLoadPerIdleSource / Double(n)
        }
        timeCongestion = .fraction(chain.probabilityFull)
        // The states' rates of acceptance are those of departure, Σ n p(n) / α, so the idle sources
        // number that plus those turned away: no difference of large numbers.
        let refused = Double(sources - servers) * chain.probabilityFull
        callCongestion = .fraction(
            refused / (refused + chain.meanNumber / offeredLoadPerIdleSource))
    }
}
