// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// Stations of one exponential server each, all of which every customer visits at the same time;
/// times in seconds, rates a second, of the case.
struct ForkJoinSetting: Sendable {
    let arrivalRate: Double
    let serviceTimes: [Double]

    init(_ solution: ForkJoin) {
        arrivalRate = solution.arrivalRate.perSecond
        serviceTimes = solution.serviceRates.map { 1 / $0.perSecond }
    }

    var utilization: Double { serviceTimes.reduce(0) { max($0, arrivalRate * $1) } }

    var shortestTime: Double { serviceTimes.min() ?? 1 }

    /// About how long it takes to forget how it began, in seconds: that of the slowest station.
    var relaxationTime: Double {
        let stations = serviceTimes.map {
            StationSetting(
                arrivalRate: arrivalRate, serviceTime: $0, law: .exponential, servers: 1
            ).relaxationTime
        }
        return stations.max() ?? 1
    }
}
