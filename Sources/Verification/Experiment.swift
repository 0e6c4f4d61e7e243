// SPDX-License-Identifier: GPL-3.0-or-later

/// A known system as the simulation can run it.
enum Experiment: Sendable {
    case station(StationSetting)
    /// One server and a class of customers for each priority, whose metrics go class by class.
    case priorities(PrioritySetting)
    /// Two stations under the same random numbers.
    case change(from: StationSetting, to: StationSetting)
    /// A network of one class, whose metrics go station by station.
    case network(NetworkSetting)
    /// A network whose metrics go by class, or by class and station.
    case classNetwork(NetworkSetting)

    /// Seconds of the case in one simulated second: the shortest mean service time becomes 1 ms, so
    /// that the clock's nanosecond is a millionth of it.
    var timeUnit: Double {
        switch self {
        case .station(let setting): setting.serviceTime * 1e3
        case .priorities(let setting): setting.shortestTime * 1e3
        case .change(let from, _): from.serviceTime * 1e3
        case .network(let setting), .classNetwork(let setting): setting.shortestTime * 1e3
        }
    }

    /// Of the busiest open queue without limit; nil where there is none.
    var openUtilization: Double? {
        switch self {
        case .station(let setting): setting.openUtilization
        case .priorities(let setting): setting.utilization
        case .change(let from, let to):
            max(from.openUtilization ?? 0, to.openUtilization ?? 0)
        case .network(let setting), .classNetwork(let setting): setting.openUtilization
        }
    }

    /// About how long it takes to forget how it began, in seconds of the case.
    var relaxationTime: Double {
        switch self {
        case .station(let setting): setting.relaxationTime
        case .priorities(let setting): setting.relaxationTime
        case .change(let from, let to): max(from.relaxationTime, to.relaxationTime)
        case .network(let setting), .classNetwork(let setting): setting.relaxationTime
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
        case .priorities(let setting): setting.arrivalRate
        case .network(let setting), .classNetwork(let setting): setting.arrivalRate
        }
    }
}
