// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// A network of exponential stations and delays, and the classes that pass through it; times in
/// seconds, rates a second, of the case. Stations are FCFS, save where classes differ in mean
/// service: those share, as FCFS would not be of product form.
struct NetworkSetting: Sendable {
    let stations: [NetworkStation]
    let classes: [Class]
    /// By open and closed classes together; nil where only the open ones keep it busy.
    private var largestUtilization: Double?

    struct Class: Sendable {
        let source: StationSetting.Source
        let visits: [Double]
        let serviceTimes: [Double]

        var demands: [Double] { zip(visits, serviceTimes).map(*) }

        /// Passes a second when nobody waits: no more can come.
        var arrivalRate: Double {
            switch source {
            case .open(let rate, _): rate
            case .closed(let population, let thinkTime):
                Double(population) / (thinkTime + demands.reduce(0, +))
            }
        }
    }

    init(_ network: JacksonNetwork, arrivalRate: Double) {
        stations = network.stations.map { .queue(servers: $0.servers) }
        classes = [
            Class(
                source: .open(arrivalRate: arrivalRate), visits: network.visits,
                serviceTimes: network.stations.map { 1 / $0.serviceRate.perSecond })
        ]
    }

    init(
        stations: [NetworkStation], classes: [Class], largestUtilization: Double? = nil
    ) {
        self.stations = stations
        self.classes = classes
        self.largestUtilization = largestUtilization
    }

    /// Whether classes differ in mean service at a queue that they visit.
    func isShared(_ station: Int) -> Bool {
        let times = classes.filter { $0.visits[station] > 0 }.map { $0.serviceTimes[station] }
        return !stations[station].isDelay && Set(times).count > 1
    }

    /// The shortest mean service or delay that is visited.
    var shortestTime: Double {
        classes.reduce(.infinity) { shortest, one in
            zip(one.demands, one.serviceTimes).reduce(shortest) {
                $1.0 > 0 ? min($0, $1.1) : $0
            }
        }
    }

    /// Of the busiest queue; nil where there are no open classes.
    var openUtilization: Double? {
        guard classes.contains(where: { $0.population == nil }) else { return nil }
        return largestUtilization ?? stations.indices.map(openLoad).max()
    }

    var arrivalRate: Double { classes.reduce(0) { $0 + $1.arrivalRate } }

    /// About how long it takes to forget how it began, in seconds: that of the slowest class, whose
    /// stations are added up, each as if its visits were one long service.
    var relaxationTime: Double {
        classes.reduce(0) { max($0, relaxationTime(of: $1)) }
    }

    private func openLoad(_ station: Int) -> Double {
        guard case .queue(let servers) = stations[station] else { return 0 }
        return classes.reduce(0) {
            $1.population == nil
                ? $0 + $1.arrivalRate * $1.demands[station] / Double(servers) : $0
        }
    }

    private func relaxationTime(of one: Class) -> Double {
        let customers = Double(classes.reduce(0) { $0 + ($1.population ?? 0) })
        var time = 0.0
        if case .closed(_, let thinkTime) = one.source { time = thinkTime }
        for (index, station) in stations.enumerated() where one.demands[index] > 0 {
            let service = max(1, one.visits[index]) * one.serviceTimes[index]
            time += service
            guard case .queue(let servers) = station else { continue }
            let gap = 1 - min(1, openLoad(index)).squareRoot()
            let closed = classes.reduce(0) {
                $1.population == nil ? $0 : $0 + $1.arrivalRate * $1.demands[index]
            }
            let walk = 1 - min(1, openLoad(index) + closed / Double(servers)).squareRoot()
            // With customers of a fixed number, no queue walks farther than between two walls.
            let bounded = min(1 / (walk * walk), customers * customers / 5 / (gap * gap))
            time += service * (customers > 0 ? bounded : 1 / (gap * gap))
        }
        return time
    }
}

extension NetworkSetting.Class {
    /// Nil for an open class.
    var population: Int? {
        if case .closed(let population, _) = source { population } else { nil }
    }

    init(_ one: OpenClass) {
        self.init(
            source: .open(arrivalRate: one.arrivalRate.perSecond), visits: one.visits,
            serviceTimes: one.serviceTimes.map(\.seconds))
    }

    init(_ one: ClosedClass) {
        self.init(
            source: .closed(population: one.population, thinkTime: one.thinkTime.seconds),
            visits: one.visits, serviceTimes: one.serviceTimes.map(\.seconds))
    }
}
