// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// M/M/c/c: arrivals that find all servers busy are lost.
///
/// B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1)), with a the offered load in Erlang. Holds for any
/// service law with that mean. The recursion has positive terms only and is stable for any c.
///
/// Source: Erlang (1917); the recursion: Jagerman, Bell System Technical Journal 53 (1974) 525.
public struct ErlangB: Sendable {
    /// Arrival rate times mean service time, in Erlang.
    public let offeredLoad: Double
    public let servers: Int
    /// Share of arrivals that are lost; of time in which all servers are busy (PASTA).
    public let blockingProbability: Ratio

    /// - Parameters:
    ///   - offeredLoad: Erlang, from 1e-60 to 1e60.
    ///   - servers: 1 to 10 million.
    /// - Throws: `outOfDomain`.
    public init(offeredLoad: Double, servers: Int) throws(AnalyticError) {
        try AnalyticDomain.positive(offeredLoad, "offeredLoad")
        try AnalyticDomain.count(servers, "servers")
        self.offeredLoad = offeredLoad
        self.servers = servers
        blockingProbability = .fraction(Self.blocking(offeredLoad, servers))
    }

    /// The recursion itself, for arguments in the domain (a load of 0 is never blocked).
    static func blocking(_ offeredLoad: Double, _ servers: Int) -> Double {
        var blocking = 1.0
        for server in 1...servers {
            let weight = offeredLoad * blocking
            blocking = weight / (Double(server) + weight)
        }
        return blocking
    }
}
