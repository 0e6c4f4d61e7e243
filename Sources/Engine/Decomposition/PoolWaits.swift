// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Moves a part of the wait for servers out to the pool whose connections are held meanwhile.
///
/// With K connections at most J = K - c - (those held elsewhere) requests wait inside for c
/// servers; all others wait for a connection. As the queue for M/M/c is at least j long with a
/// probability in proportion to ρ^j, a share ρ^J of the wait is outside. That is exact where a
/// connection is held for nothing else and there is one station, and keeps the sum of both waits
/// elsewhere. The share f inside is taken for known to √(f (1 - f))/2, the rest to a quarter.
struct PoolWaits {
    static let margin = 0.25

    let plan: FlowPlan
    let contacts: FlowContacts
    let total: Tally

    func share(_ answers: inout [QueueLaw.Answer]) {
        var moved = Array(repeating: 0.0, count: answers.count)
        for index in answers.indices {
            guard let pool = contacts.innermost[index], answers[index].state.wait > 0 else {
                continue
            }
            let outside = outsideShare(index, pool)
            moved[pool] += total.visits[index] * answers[index].state.wait * outside
            scale(&answers[index], 1 - outside)
        }
        for index in answers.indices where moved[index] > 0 {
            add(moved[index] / total.visits[index], to: &answers[index])
        }
    }

    private func outsideShare(_ index: Int, _ pool: Int) -> Double {
        let resource = plan.resources[index]
        let connections = Double(plan.resources[pool].servers)
        let own = total.work[index] / Double(resource.members)
        let elsewhere = max(0, total.lean[pool] - own)
        let places = max(0, connections - elsewhere - Double(resource.membersServers))
        let load = min(own / Double(resource.membersServers), 1)
        return load > 0 ? Elementary.power(load, places) : 0
    }

    private func scale(_ answer: inout QueueLaw.Answer, _ factor: Double) {
        // How many places are left moves about its mean, and the share inside with it.
        let spread = 0.5 * max(0, factor * (1 - factor)).squareRoot()
        let low = answer.waits.lowerBound * max(0, factor - spread)
        let high = answer.waits.upperBound * min(1, factor + spread)
        answer.state.wait *= factor
        answer.waits = low...high
    }

    private func add(_ wait: Double, to answer: inout QueueLaw.Answer) {
        let before = answer.state.wait
        answer.state.wait += wait
        let low = answer.waits.lowerBound + wait * (1 - Self.margin)
        let high = answer.waits.upperBound + wait * (1 + Self.margin)
        answer.waits = low...high
        // Whoever waits does so for about as long as before.
        if before > 0 {
            answer.state.waitProbability = min(
                1, answer.state.waitProbability * answer.state.wait / before)
        } else {
            answer.state.waitProbability = 0.5
        }
    }
}
