// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The probability that an arrival at M/M/c has to wait.
///
/// C = B / (1 - ρ (1 - B)), with B = Erlang B(a, c) and ρ = a / c.
///
/// Source: Erlang (1917); Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory
/// (4th ed. 2008), section 2.3.
public struct ErlangC: Sendable {
    /// Arrival rate times mean service time, in Erlang.
    public let offeredLoad: Double
    public let servers: Int
    public let utilization: Ratio
    public let waitProbability: Ratio

    /// - Parameters:
    ///   - offeredLoad: Erlang; 0, or from 1e-60, and below `servers`.
    ///   - servers: 1 to 10 million.
    /// - Throws: `outOfDomain`; `unstable` when the load reaches the number of servers.
    public init(offeredLoad: Double, servers: Int) throws(AnalyticError) {
        try AnalyticDomain.notNegative(offeredLoad, "offeredLoad")
        try AnalyticDomain.count(servers, "servers")
        let utilization = offeredLoad / Double(servers)
        try AnalyticDomain.stable(utilization)
        self.offeredLoad = offeredLoad
        self.servers = servers
        self.utilization = .fraction(utilization)
        waitProbability = .fraction(Self.waiting(utilization: utilization, servers: servers))
    }

    /// The formula itself, for a utilization in [0, 1).
    static func waiting(utilization: Double, servers: Int) -> Double {
        let blocking = ErlangB.blocking(utilization * Double(servers), servers)
        // 1 - ρ (1 - B), written as a sum of two terms that are not negative.
        return blocking / ((1 - utilization) + utilization * blocking)
    }
}
