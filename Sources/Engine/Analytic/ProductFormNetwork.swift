// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A station of a network with several classes of customers.
///
/// Product form holds for FCFS with exponential service of one mean for all classes, for processor
/// sharing with any service, and for a delay (Baskett, Chandy, Muntz and Palacios, Journal of the
/// ACM 22 (1975) 248).
public enum NetworkStation: Sendable, Equatable {
    /// One queue before so many servers.
    case queue(servers: Int)
    /// No waiting: infinitely many servers.
    case delay

    public var isDelay: Bool { self == .delay }

    /// 1 for a delay, whose share is never formed.
    var servers: Int {
        switch self {
        case .queue(let servers): servers
        case .delay: 1
        }
    }
}

/// Customers that come from outside, visit stations and leave.
public struct OpenClass: Sendable {
    public let arrivalRate: Rate
    /// Mean visits of one customer to each station.
    public let visits: [Double]
    /// Mean of one visit to each station.
    public let serviceTimes: [AnalyticTime]

    public init(arrivalRate: Rate, visits: [Double], serviceTimes: [AnalyticTime]) {
        self.arrivalRate = arrivalRate
        self.visits = visits
        self.serviceTimes = serviceTimes
    }
}

/// A fixed number of customers that think, pass through the network, and think again.
public struct ClosedClass: Sendable {
    public let population: Int
    public let thinkTime: AnalyticTime
    /// Mean visits in one pass to each station.
    public let visits: [Double]
    /// Mean of one visit to each station.
    public let serviceTimes: [AnalyticTime]

    public init(
        population: Int, thinkTime: AnalyticTime, visits: [Double], serviceTimes: [AnalyticTime]
    ) {
        self.population = population
        self.thinkTime = thinkTime
        self.visits = visits
        self.serviceTimes = serviceTimes
    }
}

/// How one class fares in a network.
public struct NetworkClassAnswer: Sendable {
    /// Passes through the network a second.
    public let throughput: Rate
    /// Time of one pass, delay stations included, think time excluded.
    public let sojournTime: AnalyticTime
    /// Sojourn time over the sum of the demands.
    public let stretch: Double
    /// In the order of the input.
    public let stations: [Station]

    public struct Station: Sendable {
        /// This class's part of the mean share of servers busy; 0 at a delay, whose servers have no
        /// number.
        public let utilization: Ratio
        /// Of one visit.
        public let sojournTime: AnalyticTime
        /// In one pass: visits times sojourn time.
        public let residenceTime: AnalyticTime
        /// Mean number of this class at the station.
        public let numberInSystem: Double
    }

    /// From the sojourn time of a visit to each station.
    init(
        throughput: Double, visits: [Double], serviceTimes: [AnalyticTime], sojournTimes: [Double],
        stations kinds: [NetworkStation]
    ) {
        var (total, demand) = (0.0, 0.0)
        var stations: [Station] = []
        for (index, kind) in kinds.enumerated() {
            let residence = visits[index] * sojournTimes[index]
            let work = visits[index] * serviceTimes[index].seconds
            total += residence
            demand += work
            stations.append(
                Station(
                    utilization: kind.isDelay
                        ? .zero : .fraction(throughput * work / Double(kind.servers)),
                    sojournTime: .seconds(sojournTimes[index]), residenceTime: .seconds(residence),
                    numberInSystem: throughput * residence))
        }
        self.throughput = .perSecond(throughput)
        sojournTime = .seconds(total)
        stretch = total / demand
        self.stations = stations
    }
}

/// What all product-form networks ask of their parameters.
enum NetworkDomain {
    static func check(_ stations: [NetworkStation], classes: Int) throws(AnalyticError) {
        guard (1...JacksonNetwork.largestSize).contains(stations.count) else {
            throw .outOfDomain(
                parameter: "stations", value: Double(stations.count),
                allowed: "from 1 to \(JacksonNetwork.largestSize)")
        }
        guard (1...1_000).contains(classes) else {
            throw .outOfDomain(
                parameter: "classes", value: Double(classes), allowed: "from 1 to 1000")
        }
        for station in stations {
            try AnalyticDomain.count(station.servers, "servers")
            guard classes == 1 || station.servers == 1 else {
                throw .outOfDomain(
                    parameter: "servers", value: Double(station.servers),
                    allowed: "1 where there are several classes")
            }
        }
    }

    static func check(
        _ visits: [Double], _ serviceTimes: [AnalyticTime], _ stations: [NetworkStation]
    ) throws(AnalyticError) {
        for (name, count) in [("visits", visits.count), ("serviceTimes", serviceTimes.count)]
        where count != stations.count {
            throw .unequalLengths(parameter: name, count: count, needed: stations.count)
        }
        for visit in visits { try AnalyticDomain.notNegative(visit, "visits") }
        for time in serviceTimes { try AnalyticDomain.notNegative(time.seconds, "serviceTimes") }
        guard zip(visits, serviceTimes).contains(where: { $0 > 0 && $1 > .zero }) else {
            throw .outOfDomain(
                parameter: "the sum of a class's demands", value: 0, allowed: "above 0")
        }
    }

    static func check(_ one: OpenClass, _ stations: [NetworkStation]) throws(AnalyticError) {
        try AnalyticDomain.notNegative(one.arrivalRate.perSecond, "arrivalRate")
        try check(one.visits, one.serviceTimes, stations)
    }

    static func check(_ one: ClosedClass, _ stations: [NetworkStation]) throws(AnalyticError) {
        try AnalyticDomain.count(one.population, "population")
        try AnalyticDomain.notNegative(one.thinkTime.seconds, "thinkTime")
        try check(one.visits, one.serviceTimes, stations)
    }

    /// The utilization of each queue by open classes, below 1; 0 at a delay.
    static func loads(
        _ stations: [NetworkStation], _ classes: [OpenClass]
    ) throws(AnalyticError) -> [Double] {
        var loads: [Double] = []
        for (index, station) in stations.enumerated() {
            guard !station.isDelay else {
                loads.append(0)
                continue
            }
            let work = classes.reduce(0) {
                $0 + $1.arrivalRate.perSecond * $1.visits[index] * $1.serviceTimes[index].seconds
            }
            try AnalyticDomain.stable(work / Double(station.servers), station: index)
            loads.append(work / Double(station.servers))
        }
        return loads
    }
}
