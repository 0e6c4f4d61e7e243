// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

extension Measurements {
    /// Replications that a sampled figure has a value of; nil for a closed form.
    public var sampledReplications: Int? { overall.throughput.replications }

    /// The same, with what a bill counts as one replication alone has it: throughput, uses, fees of
    /// chains, and pods and nodes that come and go.
    ///
    /// - Precondition: the number is below `sampledReplications`.
    public func replication(_ number: Int) -> Measurements {
        var copy = self
        copy.overall.throughput = overall.throughput.alone(number)
        for index in operations.indices {
            copy.operations[index].throughput = operations[index].throughput.alone(number)
        }
        for index in activity.indices {
            copy.activity[index].byOperation = activity[index].byOperation.map {
                $0.alone(number)
            }
        }
        for index in uses.indices {
            copy.uses[index].perSecond = uses[index].perSecond.alone(number)
        }
        for index in chains.indices {
            copy.chains[index].spent = chains[index].spent.alone(number)
            copy.chains[index].gas = chains[index].gas.alone(number)
            copy.chains[index].posting = chains[index].posting?.alone(number)
        }
        for (index, fleet) in control.fleets.enumerated() {
            copy.control.fleets[index].ready = fleet.ready.alone(number)
            copy.control.fleets[index].present = fleet.present.alone(number)
            copy.control.fleets[index].nodes = fleet.nodes?.alone(number)
        }
        return copy
    }
}
