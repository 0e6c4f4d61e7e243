// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// What a step of an operation asks of queues, of caches and of time: all that closed forms need.
indirect enum FlowStep {
    /// One visit to a queue with its servers.
    case visit(FlowVisit)
    /// A connection is held while the steps run.
    case hold(pool: Int, waitPart: Int, [FlowStep])
    /// Time passes and nobody waits.
    case pause(part: Int, time: Distribution)
    /// The request fails with this probability.
    case failure(Double)
    /// One of the arms; with what the shares leave, nothing.
    case choose([(share: Double, steps: [FlowStep])])
    /// So many rounds on average: the whole part, and one more with the probability of the rest.
    case rounds(Double, [FlowStep])
    /// The steps, once for each of the keys that a cache does not have.
    case misses(region: Int, keys: Int, [FlowStep])
    /// So much of a component is used.
    case meter(component: Int, amount: Double)
}

struct FlowVisit {
    let resource: Int
    let waitPart: Int
    let servicePart: Int
    let time: Distribution
}
