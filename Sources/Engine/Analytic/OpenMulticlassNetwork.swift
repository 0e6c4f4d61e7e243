// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// An open product-form network of several classes, each a Poisson stream.
///
/// ρ(j) = Σ λ(k) v(k, j) S(k, j) over the classes; a visit of class k to a single server takes
/// S(k, j) / (1 - ρ(j)), to a delay S(k, j). With one class a station may have more servers, and is
/// M/M/c.
///
/// Source: Baskett, Chandy, Muntz and Palacios, Journal of the ACM 22 (1975) 248; Lazowska,
/// Zahorjan, Graham and Sevcik, Quantitative System Performance (1984), section 7.4.1.
public struct OpenMulticlassNetwork: Sendable {
    /// In the order of the input.
    public let classes: [NetworkClassAnswer]

    /// - Parameters:
    ///   - stations: 1 to 500; more than one server only with one class.
    ///   - classes: 1 to 1000; rates, visits and times 0, or from 1e-60 to 1e60.
    /// - Throws: `outOfDomain`; `unequalLengths`; `unstable` with the first station whose
    ///   utilization reaches 1.
    public init(stations: [NetworkStation], classes: [OpenClass]) throws(AnalyticError) {
        try NetworkDomain.check(stations, classes: classes.count)
        for one in classes { try NetworkDomain.check(one, stations) }
        let loads = try NetworkDomain.loads(stations, classes)
        var answers: [NetworkClassAnswer] = []
        for one in classes {
            let times = stations.indices.map { index in
                let service = one.serviceTimes[index].seconds
                let servers = stations[index].servers
                guard servers > 1 else { return service / (1 - loads[index]) }
                // W = S (1 + C / (c (1 - ρ))).
                let waiting = ErlangC.waiting(utilization: loads[index], servers: servers)
                return service * (1 + waiting / (Double(servers) * (1 - loads[index])))
            }
            answers.append(
                NetworkClassAnswer(
                    throughput: one.arrivalRate.perSecond, visits: one.visits,
                    serviceTimes: one.serviceTimes, sojournTimes: times, stations: stations))
        }
        self.classes = answers
    }
}
