// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// A known system as the simulation can run it.
enum Experiment: Sendable {
    case station(StationSetting)
    /// Two stations under the same random numbers.
    case change(from: StationSetting, to: StationSetting)
    /// An open network of single servers.
    case network(JacksonNetwork, arrivalRate: Double)

    /// Seconds of the case in one simulated second: the shortest mean service time becomes 1 ms, so
    /// that the clock's nanosecond is a millionth of it.
    var timeUnit: Double {
        switch self {
        case .station(let setting): setting.serviceTime * 1e3
        case .change(let from, _): from.serviceTime * 1e3
        case .network(let network, _):
            1e3 / network.stations.reduce(0) { max($0, $1.serviceRate.perSecond) }
        }
    }

    /// Of the busiest open queue without limit; nil where there is none.
    var openUtilization: Double? {
        switch self {
        case .station(let setting): setting.openUtilization
        case .change(let from, let to):
            max(from.openUtilization ?? 0, to.openUtilization ?? 0)
        case .network(let network, _):
            network.stations.reduce(0) { max($0, $1.utilization.fraction) }
        }
    }

    /// About how long it takes to forget how it began, in seconds of the case. In a network the
    /// stations are added up, each as if its visits were one long service.
    var relaxationTime: Double {
        switch self {
        case .station(let setting): setting.relaxationTime
        case .change(let from, let to): max(from.relaxationTime, to.relaxationTime)
        case .network(let network, _):
            zip(network.stations, network.visits).reduce(0) { sum, pair in
                let (station, visits) = pair
                let gap = 1 - station.utilization.fraction.squareRoot()
                let demand = max(1, visits) / station.serviceRate.perSecond
                return sum + demand * (1 + 1 / (gap * gap))
            }
        }
    }

    /// Requests a second of the case.
    var arrivalRate: Double {
        switch self {
        case .station(let setting), .change(let setting, _):
            switch setting.source {
            case .open(let rate, _): rate
            case .closed(let population, let thinkTime):
                Double(population) / (thinkTime + setting.serviceTime)
            }
        case .network(_, let rate): rate
        }
    }
}
