// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A product-form network with open and closed classes.
///
/// Open classes take their share ρ(j) of each queue whatever the closed ones do; these fare as if
/// every service took 1 / (1 - ρ(j)) times as long. An open visit takes
/// S(k, j) (1 + Q(j)) / (1 - ρ(j)), Q the mean number of closed customers at the queue.
///
/// Source: Reiser and Kobayashi, IBM Journal of Research and Development 19 (1975) 283; Lazowska,
/// Zahorjan, Graham and Sevcik, Quantitative System Performance (1984), section 7.4.3.
public struct MixedNetwork: Sendable {
    /// That of the closed classes; nil where there is none.
    public let method: ClosedNetwork.Method?
    /// In the order of the input.
    public let openClasses: [NetworkClassAnswer]
    public let closedClasses: [NetworkClassAnswer]

    /// - Parameters:
    ///   - stations: 1 to 500; more than one server only with one class in all.
    ///   - openClasses: as of `OpenMulticlassNetwork`.
    ///   - closedClasses: as of `ClosedNetwork`; with those open 1 to 1000.
    /// - Throws: `outOfDomain`; `unequalLengths`; `unstable` with the first station that open
    ///   classes alone saturate.
    public init(
        stations: [NetworkStation], openClasses: [OpenClass], closedClasses: [ClosedClass]
    ) throws(AnalyticError) {
        try NetworkDomain.check(stations, classes: openClasses.count + closedClasses.count)
        for one in closedClasses { try NetworkDomain.check(one, stations) }
        guard !closedClasses.isEmpty else {
            let network = try OpenMulticlassNetwork(stations: stations, classes: openClasses)
            method = nil
            self.openClasses = network.classes
            self.closedClasses = []
            return
        }
        for one in openClasses { try NetworkDomain.check(one, stations) }
        let loads = try NetworkDomain.loads(stations, openClasses)
        let solution = try ClosedSolution(stations, closedClasses, loads: loads)
        let closed = zip(closedClasses, zip(solution.throughputs, solution.sojournTimes)).map {
            NetworkClassAnswer(
                throughput: $1.0, visits: $0.visits, serviceTimes: $0.serviceTimes,
                sojournTimes: $1.1, stations: stations)
        }
        let slowness = stations.indices.map { index in
            let found = closed.reduce(0) { $0 + $1.stations[index].numberInSystem }
            return stations[index].isDelay ? 1 : (1 + found) / (1 - loads[index])
        }
        method = solution.method
        self.closedClasses = closed
        self.openClasses = openClasses.map { one in
            NetworkClassAnswer(
                throughput: one.arrivalRate.perSecond, visits: one.visits,
                serviceTimes: one.serviceTimes,
                sojournTimes: zip(one.serviceTimes, slowness).map { $0.seconds * $1 },
                stations: stations)
        }
    }
}
