// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension Measurements {
    /// The measurements with what a bill rests on at a load between this one and another, by a
    /// straight line, replication by replication; all else stays.
    ///
    /// - Parameter share: how far it is to the other, 0 to 1.
    /// - Precondition: the same model, seed and number of replications.
    public func between(_ other: Measurements, share: Double) -> Measurements {
        var copy = self
        copy.overall.throughput = overall.throughput.between(other.overall.throughput, share)
        for (index, second) in zip(operations.indices, other.operations) {
            copy.operations[index].throughput = operations[index].throughput.between(
                second.throughput, share)
        }
        for (index, second) in zip(activity.indices, other.activity) {
            copy.activity[index].byOperation = zip(
                activity[index].byOperation, second.byOperation
            ).map { $0.between($1, share) }
        }
        for (index, second) in zip(uses.indices, other.uses) {
            copy.uses[index].perSecond = uses[index].perSecond.between(second.perSecond, share)
        }
        for (index, second) in zip(chains.indices, other.chains) {
            copy.chains[index].gas = chains[index].gas.between(second.gas, share)
            copy.chains[index].spent = chains[index].spent.between(second.spent, share)
            copy.chains[index].posting = chains[index].posting.flatMap { posting in
                second.posting.map { posting.between($0, share) }
            }
        }
        for (index, second) in zip(control.fleets.indices, other.control.fleets) {
            let first = control.fleets[index]
            copy.control.fleets[index].ready = first.ready.between(second.ready, share)
            copy.control.fleets[index].present = first.present.between(second.present, share)
            copy.control.fleets[index].nodes = first.nodes.flatMap { nodes in
                second.nodes.map { nodes.between($0, share) }
            }
        }
        return copy
    }
}

extension Estimate {
    /// On the line from this estimate to another; of values before controls.
    func between(_ other: Estimate, _ share: Double) -> Estimate {
        func mean(_ first: Double, _ second: Double) -> Double {
            first * (1 - share) + second * share
        }
        switch (self, other) {
        case (.sampled(let a), .sampled(let b)):
            return .sampled(Sample(zip(a.plain.values, b.plain.values).map(mean)))
        case (.approximate(let value, let method, let band), let end):
            let far = end.interval(confidence: .percent(95)) ?? end.value...end.value
            return .approximate(
                mean(value, end.value), method: method,
                band: mean(
                    band.lowerBound, far.lowerBound)...mean(
                        band.upperBound, far.upperBound))
        case (let start, let end):
            return .exact(mean(start.value, end.value))
        }
    }
}
