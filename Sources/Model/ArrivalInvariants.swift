// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Checks what must hold of the arrivals of an open source.
struct ArrivalInvariants {
    /// One arrival in each nanosecond of the clock.
    static let largestRate = Rate.perSecond(1e9)

    let demand: OpenDemand
    let path: String

    func check() throws(ModelError) {
        switch demand.law {
        case .poisson, .deterministic:
            try checkRates(rates, at: "rate")
        case .renewal(let law):
            try checkRates(rates, at: "rate")
            guard law.meanSeconds > 0 else {
                throw outOfRange("the mean interval", "0s", "above zero", at: "arrivals")
            }
        case .bursts(let bursts):
            try check(bursts)
        case .trace(let trace):
            try trace.check(at: path)
        }
        if let cycle = demand.cycle {
            try CycleInvariants(cycle: cycle, path: "\(path).shape").check()
        }
        try checkBatch()
    }

    /// All that the rate comes to.
    private var rates: [Rate] {
        let highest = demand.cycle.map { [demand.rate * $0.largest] } ?? []
        return [demand.rate] + demand.stages.map(\.target) + highest
    }

    /// What all arrivals of a second amount to at the highest rate: requests, and changes of rate.
    var largestEvents: Double {
        switch demand.law {
        case .poisson, .deterministic, .renewal, .trace:
            let highest = rates.map(\.perSecond).max() ?? 0
            let moves = demand.cycle.map { Double($0.pieces.count) / $0.period.seconds } ?? 0
            return highest * demand.batch.mean + moves
        case .bursts(let bursts):
            let highest = bursts.map(\.rate.perSecond).max() ?? 0
            let cycle = bursts.reduce(0) { $0 + $1.mean.seconds }
            return highest * demand.batch.mean + Double(bursts.count) / cycle
        }
    }

    private func checkRates(_ rates: [Rate], at key: String) throws(ModelError) {
        // Equal interarrival times of less than half a nanosecond would let no time pass.
        for rate in rates where rate > Self.largestRate {
            throw outOfRange("the rate", "\(rate)", "at most \(Self.largestRate)", at: key)
        }
        if rates.allSatisfy({ $0.perSecond == 0 }) {
            throw outOfRange("the rate", "0/s", "above zero", at: key)
        }
    }

    private func check(_ bursts: [Burst]) throws(ModelError) {
        guard (2...Burst.mostBursts).contains(bursts.count) else {
            throw outOfRange(
                "the number of bursts", "\(bursts.count)", "from 2 to \(Burst.mostBursts)",
                at: "bursts")
        }
        try checkRates(bursts.map(\.rate), at: "bursts")
        for (index, burst) in bursts.enumerated()
        where burst.mean < Burst.shortestMean || burst.mean > Distribution.longest {
            throw outOfRange(
                "the mean time of a burst", "\(burst.mean)",
                "from \(Burst.shortestMean) to \(Distribution.longest)", at: "bursts.\(index).mean")
        }
    }

    private func checkBatch() throws(ModelError) {
        let (sizes, weights) = (demand.batch.sizes, demand.batch.weights)
        guard !sizes.isEmpty else {
            throw ModelError(path: path + ".batch", fault: .empty(what: "batch size"))
        }
        guard sizes.count == weights.count else {
            throw outOfRange(
                "the number of weights", "\(weights.count)", "that of the values, \(sizes.count)",
                at: "batch")
        }
        for size in sizes where !(1...BatchSize.largest).contains(size) {
            throw outOfRange("the batch", "\(size)", "from 1 to \(BatchSize.largest)", at: "batch")
        }
        let total = weights.reduce(0, +)
        guard weights.allSatisfy({ $0 >= 0 }), total > 0, total < .infinity else {
            throw outOfRange(
                "the sum of the weights", "\(total)", "above zero, and no weight below", at: "batch"
            )
        }
    }

    private func outOfRange(
        _ what: String, _ value: String, _ allowed: String, at key: String
    ) -> ModelError {
        ModelError(
            path: "\(path).\(key)",
            fault: .outOfRange(what: what, value: value, allowed: allowed))
    }
}
