// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One queue before servers of unequal rates, by Bolch's approximation: M/M/c with c servers of the
/// mean rate.
///
/// Exact for equal rates. The truth depends on who serves when several are idle; with the fastest
/// first it lies below this near an empty system, and both meet under heavy load. Rates that differ
/// by a factor of 2 cost some 5% of L.
///
/// Source: Bolch, Greiner, de Meer and Trivedi, Queueing Networks and Markov Chains (2nd ed. 2006),
/// section 6.
public struct HeterogeneousServers: Sendable {
    /// M/M/c of the mean rate: every answer of it is approximate.
    public let approximation: MMc

    /// The name under which an answer of this kind is labelled.
    public static let method = "Bolch"

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceRates: of each server, from 1e-60 to 1e60 a second; 1 to 10 million of them.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the rate of all servers.
    public init(arrivalRate: Rate, serviceRates: [Rate]) throws(AnalyticError) {
        try AnalyticDomain.count(serviceRates.count, "the number of serviceRates")
        for rate in serviceRates { try AnalyticDomain.positive(rate.perSecond, "serviceRates") }
        let total = serviceRates.reduce(0) { $0 + $1.perSecond }
        approximation = try MMc(
            arrivalRate: arrivalRate, serviceRate: .perSecond(total / Double(serviceRates.count)),
            servers: serviceRates.count)
    }
}
