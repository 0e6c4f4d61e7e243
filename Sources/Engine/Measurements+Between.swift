// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension Measurements {
    /// Batches of both that are joined to as many values on either side, as long as each other.
    public static func aligned(_ all: [Measurements]) -> [Measurements] {
        let counts = all.filter { $0.batches != nil }.compactMap(\.sampledReplications)
        guard Set(counts).count > 1 else { return all }
        let common = counts.reduce(0, greatestCommonDivisor)
        return all.map { $0.joined(to: common) }
    }

    /// The measurements with what a bill rests on at a load between this one and another, by a
    /// straight line, replication by replication of those that both have; all else stays. Whether a
    /// platform keeps up with a load in between, no line tells.
    ///
    /// - Parameter share: how far it is to the other, 0 to 1.
    /// - Precondition: the same model and seed.
    public func between(_ other: Measurements, share: Double) -> Measurements {
        let both = Self.aligned([self, other])
        return both[0].line(to: both[1], share)
    }

    private func line(to other: Measurements, _ share: Double) -> Measurements {
        var copy = self
        copy.saturation = nil
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
        case (.sampled(let a), .exact(let b)):
            return .sampled(Sample(a.plain.values.map { mean($0, b) }))
        case (.exact(let a), .sampled(let b)):
            return .sampled(Sample(b.plain.values.map { mean(a, $0) }))
        case (.exact(let a), .exact(let b)):
            return .exact(mean(a, b))
        case (.approximate(_, let method, _), _), (_, .approximate(_, let method, _)):
            let ends = [self, other].map { end in
                end.interval(confidence: .percent(95)) ?? end.value...end.value
            }
            return .approximate(
                mean(value, other.value), method: method,
                band: mean(
                    ends[0].lowerBound, ends[1].lowerBound)...mean(
                        ends[0].upperBound, ends[1].upperBound))
        }
    }
}

private func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
}
