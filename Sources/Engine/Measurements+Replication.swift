// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

extension Measurements {
    /// Replications that a sampled figure has a value of; nil for a closed form.
    public var sampledReplications: Int? { overall.throughput.replications }

    /// The same, with what a bill counts as one replication alone has it.
    ///
    /// - Precondition: the number is below `sampledReplications`.
    public func replication(_ number: Int) -> Measurements {
        billed(OneReplication(number: number))
    }

    /// The same, with what a bill counts in so many values: the means of neighbouring batches.
    /// Itself where it has no batches.
    ///
    /// - Precondition: the count divides `sampledReplications`.
    public func joined(to count: Int) -> Measurements {
        guard batches != nil, sampledReplications != count else { return self }
        return billed(JoinedBatches(count: count))
    }

    /// The same, with what a bill counts as the first so many replications have it.
    ///
    /// - Precondition: there are as many.
    public func first(_ count: Int) -> Measurements {
        billed(FirstReplications(count: count))
    }

    /// The same, with what a bill counts in proportion to so many times the load. Pods that follow
    /// the load stay within what their autoscaler and nodes allow, others as many as they are.
    public func inProportion(to times: Double, of model: Model) -> Measurements {
        var copy = billed(ProportionalUse(times: times))
        for (index, fleet) in control.fleets.enumerated() {
            copy.control.fleets[index] = fleet
            guard case .pods(let pods) = model.component(fleet.component).kind,
                let autoscaler = pods.autoscaler
            else { continue }
            let least = min(autoscaler.bounds.lowerBound, pods.mostRunning)
            let within = ProportionalUse(
                times: times, bounds: Double(least)...Double(pods.mostRunning))
            copy.control.fleets[index].ready = within.changed(fleet.ready)
            copy.control.fleets[index].present = within.changed(fleet.present)
            copy.control.fleets[index].nodes = fleet.nodes.map { nodes in
                guard let pool = pods.nodes else { return nodes }
                let bounds =
                    Double(pool.bounds.lowerBound)...Double(pool.bounds.upperBound)
                return ProportionalUse(times: times, bounds: bounds).changed(nodes)
            }
        }
        return copy
    }

    /// With every estimate changed that a bill rests on: throughput, uses, fees of chains, and pods
    /// and nodes that come and go.
    private func billed(_ change: some BilledChange) -> Measurements {
        var copy = self
        copy.overall.throughput = change.changed(overall.throughput)
        for index in operations.indices {
            copy.operations[index].throughput = change.changed(operations[index].throughput)
        }
        for index in activity.indices {
            copy.activity[index].byOperation = activity[index].byOperation.map(change.changed)
        }
        for index in uses.indices {
            copy.uses[index].perSecond = change.changed(uses[index].perSecond)
        }
        for index in chains.indices {
            copy.chains[index].spent = change.changed(chains[index].spent)
            copy.chains[index].gas = change.changed(chains[index].gas)
            copy.chains[index].posting = chains[index].posting?.billed(change)
        }
        for (index, fleet) in control.fleets.enumerated() {
            copy.control.fleets[index].ready = change.changed(fleet.ready)
            copy.control.fleets[index].present = change.changed(fleet.present)
            copy.control.fleets[index].nodes = fleet.nodes.map(change.changed)
        }
        return copy
    }
}

/// What becomes of every estimate that a bill rests on, whatever its unit.
protocol BilledChange {
    func changed<Unit>(_ estimate: Estimate<Unit>) -> Estimate<Unit>
}

private struct OneReplication: BilledChange {
    let number: Int

    func changed<Unit>(_ estimate: Estimate<Unit>) -> Estimate<Unit> { estimate.alone(number) }
}

private struct FirstReplications: BilledChange {
    let count: Int

    func changed<Unit>(_ estimate: Estimate<Unit>) -> Estimate<Unit> {
        guard case .sampled(let sample) = estimate else { return estimate }
        return .sampled(Sample(Array(sample.plain.values[..<count])))
    }
}

private struct JoinedBatches: BilledChange {
    let count: Int

    func changed<Unit>(_ estimate: Estimate<Unit>) -> Estimate<Unit> {
        guard case .sampled(let sample) = estimate else { return estimate }
        let values = sample.plain.values
        let together = values.count / count
        precondition(together * count == values.count, "batches that are no whole groups")
        return .sampled(
            Sample(
                stride(from: 0, to: values.count, by: together).map { first in
                    values[first..<first + together].reduce(0, +) / Double(together)
                }))
    }
}

private struct ProportionalUse: BilledChange {
    let times: Double
    var bounds = 0...Double.infinity

    func changed<Unit>(_ estimate: Estimate<Unit>) -> Estimate<Unit> {
        switch estimate {
        case .sampled(let sample): .sampled(Sample(sample.plain.values.map(changed)))
        case .exact(let value): .exact(changed(value))
        case .approximate(let value, let method, let band):
            .approximate(
                changed(value), method: method,
                band: changed(band.lowerBound)...changed(band.upperBound))
        }
    }

    private func changed(_ value: Double) -> Double {
        min(max(value * times, bounds.lowerBound), bounds.upperBound)
    }
}
