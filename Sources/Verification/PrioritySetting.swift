// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// One server that serves classes by priority; times in seconds, rates a second, of the case.
struct PrioritySetting: Sendable {
    /// Highest priority first.
    let classes: [Class]
    let preempts: Bool

    struct Class: Sendable {
        let arrivalRate: Double
        let serviceTime: Double
        let scv: Double
    }

    init(_ classes: [PriorityClass], preempts: Bool) {
        self.classes = classes.map {
            Class(
                arrivalRate: $0.arrivalRate.perSecond, serviceTime: $0.serviceTime.seconds,
                scv: $0.serviceScv)
        }
        self.preempts = preempts
    }

    var arrivalRate: Double { classes.reduce(0) { $0 + $1.arrivalRate } }

    var utilization: Double { classes.reduce(0) { $0 + $1.arrivalRate * $1.serviceTime } }

    var shortestTime: Double { classes.map(\.serviceTime).min() ?? 1 }

    /// About how long it takes to forget how it began, in seconds: as of one class with the longest
    /// service and the greatest variation.
    var relaxationTime: Double {
        let service = classes.map(\.serviceTime).max() ?? 1
        let scv = classes.map(\.scv).max() ?? 1
        let gap = 1 - utilization.squareRoot()
        return service * (1 + (1 + scv) / 2 / (gap * gap))
    }
}
